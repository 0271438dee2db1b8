"""One door: who says a text, and what the floor asked for, decide what it means; and it is marked once."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, time
from typing import Any

import pytest

from domain.people import GUEST, Person
from language import Context, Expected, message, read
from language.meanings import Answer, Consent, Petition
from language.precedence import PRECEDENCE
from language.schedule import phrase
from tests.language.plans import ADMIN, COORDINATOR, LIAISON, NOW, ROOT, meaning, shipped

HEARD = (
    (LIAISON, "6 已建4家", "report", "report"),
    (LIAISON, "14 滞后，等上级文件", "report", "report"),
    (LIAISON, "第6项申请延期到3月31日，因用地审批未完成", "report", "petition"),
    (LIAISON, "第36项 配合：已提供场地2处", "report", "part"),
    (LIAISON, "第6项已完成", "report", "report"),
    (COORDINATOR, "办结 6", "request", "decision"),
    (LIAISON, "第6项进展怎么样", "question", "question"),
    (COORDINATOR, "催办 6", "chase", "chase"),
    (LIAISON, "催办 6", "unread", "unread"),
    (COORDINATOR, "代报 15 资金池3000万元", "request", "report"),
    (ADMIN, "每月25日9点提醒牵头部门", "reminder", "rule"),
    (ADMIN, "10月17日停工", "days", "days"),
    (ADMIN, "不要第7项", "task list", "list_mend"),
    (ADMIN, "黄灯改为15个百分点", "threshold", "threshold_change"),
    (LIAISON, "11月21日到25日请假，由李静代", "leave", "leave"),
    (LIAISON, "收到，谢谢", "courtesy", "thanks"),
    (LIAISON, "怎么填", "how", "help"),
    (LIAISON, "食堂几点开饭", "unread", "unread"),
    (GUEST, "第6项进展", "unread", "unread"),
    (GUEST, "绑定 DB-ABCD", "invitation code", "redeem"),
)


@pytest.mark.parametrize(("who", "text", "row", "kind"), HEARD)
def test_who_says_it_decides(who: Person, text: str, row: str, kind: str) -> None:
    department = next(iter(who.departments()), None)
    heard = read(text, who, Context(shipped(), NOW, department=department))
    assert (heard.rows[0], heard.meanings[0].kind) == (row, kind)
    assert all(not one.certain for one in heard.meanings[:-1]), "what is certain ends the search"


def test_every_row_has_an_example() -> None:
    shown = {row for _, _, row, _ in HEARD} | {"yes or no", "answer"}  # those are asked for: see below
    assert shown == {row.name for row in PRECEDENCE}
    assert all(row.example for row in PRECEDENCE)


@pytest.mark.parametrize(
    ("who", "expects", "text", "expected"),
    [
        (LIAISON, Expected("", consent=True), "确认", Consent(True)),
        (LIAISON, Expected("", consent=True), "提交", Consent(True)),
        (LIAISON, Expected("", consent=True), "取消", Consent(False)),
        (LIAISON, Expected("reason", 14), "用地审批未完成", Answer("reason", "用地审批未完成")),
        (LIAISON, Expected("reason", 14), "第14项用地审批未完成", Answer("reason", "第14项用地审批未完成")),
        (LIAISON, Expected("until", 14), "3月31日", Answer("until", date(2023, 3, 31))),
        (LIAISON, Expected("contact", 0), "张三 13800001234", Answer("contact", "张三 13800001234")),
        (LIAISON, Expected("figure", 6, "家"), "4家", Answer("figure", 4)),
        (LIAISON, Expected("cause", 6), "等上级文件", Answer("cause", "等上级文件")),
        (COORDINATOR, Expected("verdict"), "佐证材料不足", Answer("verdict", "佐证材料不足")),
        (COORDINATOR, Expected("due"), "2月28日", Answer("due", date(2023, 2, 28))),
        (COORDINATOR, Expected("due"), "尽快", Answer("due", None)),
        (COORDINATOR, Expected("more"), "全部", Answer("more", None)),
        (COORDINATOR, Expected("wording"), "请今天报", Answer("wording", "请今天报")),
        (ADMIN, Expected("time", consent=True), "下午4点半", Answer("time", time(16, 30))),
        (GUEST, Expected("name"), "王小明", Answer("name", "王小明")),
        (GUEST, Expected("name"), "我叫王小明", Answer("name", "王小明")),
        (GUEST, Expected("name"), "帮助", Answer("name", None)),
        (LIAISON, Expected("remark", consent=True), "字太小", Answer("remark", "字太小")),
    ],
)
def test_what_the_floor_asked_for_is_answered(who: Person, expects: Expected, text: str, expected: object) -> None:
    assert meaning(text, who, expects=expects) == expected


@pytest.mark.parametrize(
    ("who", "what", "text", "kind"),
    [
        (LIAISON, "reason", "第6项申请延期到3月31日", "petition"),
        (LIAISON, "reason", "免打扰", "quiet"),
        (LIAISON, "figure", "已建4家，另2家在建", "report"),
        (COORDINATOR, "verdict", "办结 6", "decision"),
        (COORDINATOR, "wording", "催办 6", "chase"),
        (ADMIN, "time", "每周五催一下没报的", "rule"),
        (COORDINATOR, "more", "谁还没报", "question"),
    ],
)
def test_what_speaks_of_something_else_is_no_answer(who: Person, what: str, text: str, kind: str) -> None:
    assert meaning(text, who, expects=Expected(what, 14, "家")).kind == kind


def test_an_objection_keeps_its_words() -> None:
    said = meaning("第6项不是我单位的事", LIAISON)
    assert isinstance(said, Petition)
    assert (said.wish, said.named, said.words) == ("objection", (6,), "第6项不是我单位的事")


@pytest.mark.parametrize("who", [LIAISON, COORDINATOR, ADMIN])
def test_a_text_is_normalised_and_marked_once(who: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many readers look at it: whatever every twentieth text of the corpora is."""
    counted: Counter[str] = Counter()

    def counting(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def wrapped(*args: Any) -> Any:
            counted[name] += 1
            return original(*args)

        monkeypatch.setattr(owner, name, wrapped)

    counting(message, "normalise")
    counting(message, "survey")
    counting(phrase, "opened")
    context = Context(shipped(), NOW, department=next(iter(who.departments()), None))
    for audience in ("liaison", "coordinator", "admin"):
        for line in (ROOT / "tests" / "corpus" / f"{audience}.jsonl").read_text("utf-8").splitlines()[::20]:
            text = json.loads(line)["text"]
            counted.clear()
            read(text, who, context)
            again = (
                2 if text.startswith(("截至", "截止", "as of")) or "截至" in text else 1
            )  # the question without the day
            assert counted["normalise"] <= again, text
            assert counted["survey"] <= again, text
            assert counted["opened"] <= again, text
