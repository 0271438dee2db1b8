"""催办: what a chased person reads, and what the coordinator sees before and after it is sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.instants import Cycle
from domain.messages import MAX_CHOICES, Action, Choice, Outgoing, Style
from domain.standing import Standing
from wording import figures
from wording.words import N_, Words

ROOM = 1200  # bytes of a preview for the texts; WeCom cuts some messages at 2048


class Ground(StrEnum):
    """Why somebody is chased."""

    UNREPORTED = "unreported"  # this cycle's report is missing
    OVERDUE = "overdue"  # past its due date and not closed
    NAMED = "named"  # the coordinator named the task


@dataclass(frozen=True, slots=True)
class Request:
    """What one person is asked. `at` (UTC) is when they will read it; `text` are the coordinator's own words."""

    ground: Ground
    to_head: bool
    departments: tuple[str, ...]
    standings: tuple[Standing, ...]
    cycle: Cycle
    at: datetime
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the preview: who, for which departments, in which chase of their day, with which text."""

    name: str
    departments: tuple[str, ...]
    nth: int
    text: str


# ── to the one who is chased ──────────────────────────────────────────────────────────────────────────────


def text(words: Words, request: Request) -> str:
    """The sentence of a chase; the coordinator's own words as they stand, with the tasks they are about."""
    tasks = numbers(words, [one.task.number for one in request.standings])
    if request.text is not None:
        return words.t("{text}（涉及第{tasks}项）", text=request.text, tasks=tasks)
    facts = {
        "matter": _matter(words, request.cycle),
        "count": len(request.standings),
        "tasks": tasks,
        "due": _moment(words, request.cycle.due_at, request.at),
        "department": words.t("、").join(request.departments),
    }
    late = request.at >= request.cycle.due_at
    if request.to_head:
        return words.t(
            "您好，{department}尚无联络员，有{count}项任务等待填报（{tasks}）。请安排人员报送，并把人选告知统筹人员。",
            **facts,
        )
    if request.ground is Ground.OVERDUE:
        return words.t(
            "您好，有{count}项任务已过完成时限、尚未办结（{tasks}）。请回复最新进展；已办结请回复“办结”，需延期请说明理由和新时限。",
            **facts,
        )
    if request.ground is Ground.NAMED and not all(one.owes for one in request.standings):
        return words.t("您好，请回复第{tasks}项的最新进展；确有困难请说明原因，直接回复即可。", **facts)
    if late:
        return words.t(
            "您好，{matter}还差{count}项（{tasks}），报送截止（{due}）已过，请尽快补报，直接回复即可。", **facts
        )
    return words.t("您好，{matter}还差{count}项（{tasks}），请于{due}前报送，直接回复即可。", **facts)


def message(words: Words, request: Request, told: str) -> Outgoing:
    """The chase as the person gets it: the sentence, each task by name, and the buttons of their check-in."""
    named = tuple(
        words.t(
            "{task} {name}（{due}）",
            task=one.task.number,
            name=one.task.short,
            due=figures.falls_due(words, one.milestone.due),
        )
        for one in request.standings[:12]
    )
    return Outgoing(title=words.t("【催办】"), lines=(told, *named), choices=_answers(words, request))


def _answers(words: Words, request: Request) -> tuple[Choice, ...]:
    if request.to_head:
        return ()
    if len(request.departments) > 1:
        return tuple(
            Choice(words.t("填报 {department}", department=one), _checkin("walk", one, request.cycle))
            for one in request.departments[:MAX_CHOICES]
        )
    (department,) = request.departments
    walk = Choice(words.t("逐项填写"), _checkin("walk", department, request.cycle), Style.PRIMARY)
    if not all(one.owes for one in request.standings):
        return (walk,)
    return (walk, Choice(words.t("全部正常推进"), _checkin("all_fine", department, request.cycle)))


def _checkin(step: str, department: str, cycle: Cycle) -> Action:
    return {"flow": "checkin", "do": step, "department": department, "cycle": cycle.period}


def _matter(words: Words, cycle: Cycle) -> str:
    if re.fullmatch(r"\d{4}-\d{2}", cycle.period):
        return words.t("{month}进展", month=words.month(cycle.period))
    return words.t("最新进展")


def _moment(words: Words, due: datetime, read: datetime) -> str:
    """今天17:30, or the day with its time."""
    local = words.local(due)
    if local.date() == words.local(read).date():
        return words.t("今天{clock}", clock=f"{local:%H:%M}")
    return words.moment(due)


def numbers(words: Words, tasks: Sequence[int]) -> str:
    """21、24."""
    return words.t("、").join(str(one) for one in tasks)


# ── to the coordinator ────────────────────────────────────────────────────────────────────────────────────


def preview(
    words: Words,
    shown: Sequence[Shown],
    left_out: Sequence[str],
    quiet: tuple[datetime, datetime] | None,
    choices: Sequence[Choice],
) -> Outgoing:
    """Exactly who gets what. `quiet`: (now, when it would go) outside working hours."""
    lines: list[str] = []
    for count, one in enumerate(shown):
        told = {"name": one.name, "departments": words.t("、").join(one.departments), "nth": one.nth}
        said = N_("{name}（{departments}）当日第{nth}次：") if quiet else N_("{name}（{departments}）今日第{nth}次：")
        both = [words.t(said, **told), words.t("「{text}」", text=one.text)]
        if sum(len(line.encode()) for line in (*lines, *both)) > ROOM:
            names = words.t("、").join(other.name for other in shown[count:])
            rest = N_("另{count}人也各发一条，措辞相同，只是任务序号各是自己的：{names}")
            lines.append(words.t(rest, count=len(shown) - count, names=names))
            break
        lines += both
    if shown:
        lines.append(words.t("每条后面附任务名称、到期日；给联络员的还附填报按钮。"))
    if quiet:
        now, at = quiet
        lines.append(words.t("现在是{now}，不在工作时间。改为{at}发送？", now=words.moment(now), at=words.moment(at)))
    title = words.t("将私信{count}人，尚未发送", count=len(shown)) if shown else words.t("现在没有可以催办的人")
    return Outgoing(title=title, lines=(*lines, *left_out), choices=tuple(choices))


def nobody(words: Words, departments: Sequence[str]) -> str:
    """Departments that nobody can be chased in."""
    told = words.t("、").join(departments)
    return words.t("尚无联络员 ▲，无人可催，请先邀请联络员：{departments}", departments=told)


def head_instead(words: Words, departments: Sequence[str]) -> str:
    """Departments without a liaison whose head could be told."""
    told = words.t("、").join(departments)
    return words.t("{departments} 尚无联络员 ▲，无人可催，是否告知责任领导？", departments=told)


def unreachable(words: Words, department: str, name: str) -> str:
    """A person whom no message reaches."""
    return words.t("{department} {name}的账号已失效 ▲，送不到", department=department, name=name)


def chased_already(words: Words, department: str, name: str) -> str:
    """A person who was chased that day."""
    return words.t("{department} {name}当天已催过，每人每天最多一次，这次不发", department=department, name=name)


def nothing(words: Words, ground: Ground) -> Outgoing:
    """There is nothing to chase for."""
    sentence = {
        Ground.UNREPORTED: N_("都已报送，没有需要催办的。"),
        Ground.OVERDUE: N_("没有逾期未办结的任务，不用催办。"),
        Ground.NAMED: N_("这些任务已办结或尚未开始，不用催办。"),
    }[ground]
    return Outgoing(lines=(words.t(sentence),))


def send_label(words: Words, at: datetime | None) -> str:
    """发送, or 11月28日(周一)09:00发送."""
    return words.t("发送") if at is None else words.t("{at}发送", at=words.moment(at))


def buttons(words: Words) -> tuple[str, str, str, str, str]:
    """The other buttons: reword, cancel, tell the head, the standard words again, withdraw."""
    return (
        words.t("改措辞"),
        words.t("取消"),
        words.t("告知责任领导"),
        words.t("用原来的措辞"),
        words.t("撤回未送达的"),
    )


def chase_label(words: Words, people: int) -> str:
    """催办2人."""
    return words.t("催办{count}人", count=people)


def type_it(words: Words, choices: Sequence[Choice]) -> Outgoing:
    """Ask for the coordinator's own words."""
    asked = words.t("请直接发送新的措辞，发出前还会给您看一遍。涉及的任务序号会自动附上。")
    return Outgoing(lines=(asked,), choices=tuple(choices))


def too_long(words: Words, most: int) -> Outgoing:
    """The coordinator's words do not fit."""
    return Outgoing(lines=(words.t("措辞太长（最多{most}字），没有采用。请缩短后再发。", most=most),))


def sent(
    words: Words, names: Sequence[str], at: datetime, later: bool, left_out: Sequence[str], undo: Action
) -> Outgoing:
    """已催2人 15:11."""
    who = words.t("、").join(names)
    if not names:
        return Outgoing(title=words.t("没有发送：名单上的人都已报送或已催过"), lines=tuple(left_out))
    if later:
        title = words.t("已排好：{at}催{count}人", at=words.moment(at), count=len(names))
    else:
        title = words.t("已催{count}人 {clock}", count=len(names), clock=f"{words.local(at):%H:%M}")
    return Outgoing(title=title, lines=(who, *left_out), choices=(Choice(words.t("撤回未送达的"), undo),))


def cancelled(words: Words) -> Outgoing:
    """The coordinator thought better of it."""
    return Outgoing(lines=(words.t("已取消，没有发送。"),))


def withdrawn(words: Words, caught: int, all_: int) -> Outgoing:
    """What could still be taken back."""
    if caught == all_:
        return Outgoing(lines=(words.t("已撤回{count}条，对方没有收到。", count=caught),))
    if caught == 0:
        return Outgoing(lines=(words.t("都已发出，没有可以撤回的。"),))
    return Outgoing(lines=(words.t("已撤回{count}条；另{rest}条已发出，撤不回来。", count=caught, rest=all_ - caught),))


def which_department(words: Words, choices: Sequence[Choice]) -> Outgoing:
    """The words of the coordinator fit several departments or tasks."""
    return Outgoing(lines=(words.t("您要催的是哪一个？"),), choices=tuple(choices))
