"""What a text means first: one table, from top to bottom. This is the only place that orders meanings.

A row is asked where its speaker and its floor fit. The first that is certain ends the search; what is uncertain is
kept, and what else the text may fairly be comes after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.people import GUEST, Act, Person, Role, may
from language import answers, hearing, requested
from language.meanings import Meaning
from language.message import Expected, Message


@dataclass(frozen=True, slots=True)
class Row:
    """A reader, whose words it reads, what the floor must have asked for, and an example of what it decides."""

    name: str
    reads: Callable[[Message, Person], Meaning | None]
    said_by: Callable[[Person], bool]
    floor: Callable[[Expected | None], bool]
    example: str

    def is_open(self, who: Person, expects: Expected | None) -> bool:
        """Whether the row is asked at all."""
        return self.said_by(who) and self.floor(expects)


def _anybody(who: Person) -> bool:
    return True


def _guest(who: Person) -> bool:
    return who is GUEST


def _known(who: Person) -> bool:
    return who is not GUEST


def _liaison(who: Person) -> bool:
    return who.has(Role.LIAISON)


def _chases(who: Person) -> bool:
    return may(who, Act.CHASE)


def _settles(who: Person) -> bool:
    return may(who, Act.SETTINGS)


def _any_floor(expects: Expected | None) -> bool:
    return True


def _yes_or_no(expects: Expected | None) -> bool:
    return expects is not None and expects.consent


def _asked(expects: Expected | None) -> bool:
    return expects is not None and bool(expects.what)


PRECEDENCE = (
    Row("yes or no", answers.consent, _anybody, _yes_or_no, "确认: to a read-back"),
    Row("invitation code", requested.code, _guest, _any_floor, "绑定 DB-…"),
    Row("request", requested.request, _known, _any_floor, "待办: also while a reason is asked for"),
    Row("chase", hearing.chase, _chases, _any_floor, "催办 6: also while its wording is asked for"),
    Row("task list", hearing.task_list, _settles, _any_floor, "不要第7项: of the list that is being looked at"),
    Row("answer", answers.answer, _anybody, _asked, "用地审批未完成: after 延期的理由？"),
    Row("leave", hearing.leave, _known, _any_floor, "11月21日到25日请假，由李静代"),
    Row("days", hearing.days, _known, _any_floor, "10月17日停工"),
    Row("threshold", hearing.threshold_change, _known, _any_floor, "黄灯改为15个百分点"),
    Row("report", hearing.report, _liaison, _any_floor, "6 已建4家；14 滞后 等区法务意见"),
    Row("reminder", hearing.rule, _known, _any_floor, "每月25日9点提醒牵头部门"),
    Row("question", hearing.question, _known, _any_floor, "谁还没报"),
    Row("courtesy", requested.courtesy, _known, _any_floor, "收到，谢谢"),
    Row("how", hearing.how, _known, _any_floor, "怎么填"),
    Row("unread", hearing.unread, _anybody, _any_floor, "whatever is left"),
)
