"""A deadline means the same day in a list and in a message, wherever both can say it (see docs/adr/0015)."""

from __future__ import annotations

from datetime import date

import pytest

from language.dates import find_dates
from language.plan.dues import Manner, due_of
from tests.language.plan.test_tasklist import plan_of_rows

YEAR = 2025
SAME = """
6月底 6月底前 6月30日前 6月 6月中旬 6月下旬 2025年6月底 2025年6月30日 2025-06-30 2025/6/30 2025.6.30
三季度 第三季度 三季度末 2025年第三季度 上半年 下半年 2025年上半年 年底 年底前 2025年底 2025年
明年3月 2026年3月底 10月15日 11月上旬 今年8月
""".split()


@pytest.mark.parametrize("words", SAME)
def test_lists_and_messages_mean_the_same_day(words: str) -> None:
    [said] = find_dates(words, date(YEAR, 1, 1))
    in_a_list = due_of(words, YEAR, None)
    assert in_a_list.manner is Manner.DAY
    assert in_a_list.day == said.due


# What only one of them can mean, and why.
ONLY_IN_LISTS = {
    "2025": date(2025, 12, 31),  # a cell of a deadline column; in a message it is a number
    "2025.06": date(2025, 6, 30),
    "十四五末": date(2025, 12, 31),
    "2025-2027年": date(2027, 12, 31),  # a span is over with its last year
    "6月初": date(2025, 6, 10),  # a list wants a day; of a person one asks
}
ONLY_IN_MESSAGES = ("下周五", "两周内", "后天", "春节前")  # a list is written on no day


@pytest.mark.parametrize("words", ONLY_IN_LISTS)
def test_what_only_a_list_says(words: str) -> None:
    assert due_of(words, YEAR, None).day == ONLY_IN_LISTS[words]


@pytest.mark.parametrize("words", ONLY_IN_MESSAGES)
def test_what_only_a_message_says(words: str) -> None:
    assert due_of(words, YEAR, None).manner is Manner.UNREAD
    assert find_dates(words, date(YEAR, 1, 10))


@pytest.mark.parametrize(
    ("target", "dues", "names"),
    [
        ("到2027年建成养老服务中心3个，到2030年达到5个", ["2027-12-31", "2030-12-31"], ["养老服务中心"] * 2),
        ("5月底前动工建设学校1所", ["2025-05-31"], ["学校"]),
        ("明年一季度建成公园2个", ["2026-03-31"], ["公园"]),
        ("6月底前建成停车场2处，10月底前建成公园3个", ["2025-10-31"], ["停车场", "公园"]),
        ("十四五末森林覆盖率达到60%", ["2025-12-31"], ["森林覆盖率"]),
    ],
)
def test_dates_in_targets(target: str, dues: list[str], names: list[str]) -> None:
    [task] = plan_of_rows(
        [["序号", "任务", "目标", "牵头单位"], ["1", "甲", target, "区住建局"]], title="某区2025年清单"
    ).tasks
    assert [str(one.due) for one in task.milestones] == dues
    assert [one.name for milestone in task.milestones for one in milestone.indicators] == names
