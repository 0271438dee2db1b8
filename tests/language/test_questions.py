"""Coordinators' questions: every one that the product names, and the same ones asked politely."""

from __future__ import annotations

import pytest

from language.coordinator import read_coordinator
from language.reading import Question
from tests.language.plans import message, shipped
from tests.language.test_corpus import rows


def read(text: str) -> Question:
    return read_coordinator(message(text, vocabulary=shipped()))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("谁还没报", "list_unreported"),
        ("逾期的有哪些", "list_overdue"),
        ("本月到期", "list_due_soon"),
        ("红灯/黄灯", "list_by_light"),
        ("第5项进展", "task_status"),
        ("归雁计划怎么样了", "task_status"),
        ("科技产业局牵头的任务", "list_tasks"),
        ("各部门完成率", "ranking"),
        ("上周谁更新了", "update_log"),
        ("有哪些卡点", "list_problems"),
        ("延期申请", "list_delay_requests"),
        ("已办结", "list_done"),
        ("第6项的目标", "target"),
        ("第6项的联络员", "contact"),
        ("本季度汇总", "summary"),
        ("导出台账", "export"),
    ],
)
def test_what_a_coordinator_may_ask(text: str, intent: str) -> None:
    asked = read(text)
    assert (asked.intent, asked.certain) == (intent, True)


@pytest.mark.parametrize(
    "politely", ["请问{}", "麻烦查一下，{}", "领导问，{}", "你好，给我说说{}", "{}呢？", "{}，谢谢"]
)
def test_courtesies_change_nothing(politely: str) -> None:
    texts = [row["text"] for row in rows("coordinator")[::5] if row["expect"]["intent"] != "unknown"]
    changed = [text for text in texts if read(politely.format(text)) != read(text)]
    assert not changed, "\n".join(changed)


@pytest.mark.parametrize("text", ["哪个联络员回复最慢", "联络员响应速度排名", "哪个干部最积极"])
def test_people_are_not_ranked(text: str) -> None:
    assert read(text).intent == "unknown"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("科技局和文化站还没报吧", "区文化中心"),
        ("科技、住建报了没", "区科技产业局"),
        ("党群、科技、住建三家牵头的任务", "区科技产业局"),
    ],
)
def test_a_department_beside_one_that_is_known_is_not_dropped(text: str, named: str) -> None:
    asked = read(text)
    assert (asked.ask, asked.candidates) == ("which_department", (named,))
