"""Coordinators' questions and admins' phrases about another city's plan, which knows no alias."""

from __future__ import annotations

from typing import Any

import pytest

from language.coordinator import read_coordinator
from language.schedule import read_admin
from language.schedule.as_json import reading_json
from tests.language.plans import NOW, elsewhere, message


@pytest.mark.parametrize(
    ("text", "intent", "filters"),
    [
        ("教育局报了没", "list_unreported", {"department": "市教育局"}),
        ("卫健委逾期的有哪些", "list_overdue", {"department": "市卫生健康委员会"}),
        ("住建局和城投集团还没报吧", "list_unreported",
         {"department": ["市住房和城乡建设局", "市城市投资发展集团有限公司"]}),
        ("交通局进展怎么样", "summary", {"department": "市交通运输局"}),
        ("文旅局反映了什么问题", "list_problems", {"department": "市文化广电和旅游局"}),
        ("民政局联系人", "contact", {"department": "市民政局"}),
        ("1、2、4这几项到哪一步了", "task_status", {"tasks": [1, 2, 4]}),
        ("第2项到第4项进展", "task_status", {"tasks": [2, 3, 4]}),
        ("春风送岗怎么样了", "task_status", {"tasks": [5]}),
    ],
)  # fmt: skip
def test_a_question(text: str, intent: str, filters: dict[str, Any]) -> None:
    found = read_coordinator(message(text, vocabulary=elsewhere()))
    assert (found.intent, dict(found.filters), found.certain) == (intent, filters, True)


@pytest.mark.parametrize(
    ("text", "ask", "candidates"),
    [
        ("第6项进展", "no_such_task", ()),
        ("4到2项进展", "no_such_task", ()),
        ("民政站还没报", "which_department", ("市民政局",)),
        ("科技局还没报", "which_department", ()),
        ("教育局和民政站还没报", "which_department", ("市民政局",)),
    ],
)
def test_what_is_asked(text: str, ask: str, candidates: tuple[str, ...]) -> None:
    found = read_coordinator(message(text, vocabulary=elsewhere()))
    assert (found.ask, found.candidates) == (ask, candidates)


@pytest.mark.parametrize(
    ("text", "recipients"),
    [
        ("每周五下午4点催一下教育局", "dept:市教育局"),
        ("每月25日9点提醒住建局和民政局", ["dept:市住房和城乡建设局", "dept:市民政局"]),
    ],
)
def test_a_phrase(text: str, recipients: str | list[str]) -> None:
    assert reading_json(read_admin(text, elsewhere(), NOW))["rule"]["recipients"] == recipients


def test_a_department_that_is_not_there_is_asked_about() -> None:
    found = read_admin("每周五下午4点提醒科技局", elsewhere(), NOW)
    assert found.question is not None
    assert found.question.code == "which_department"
