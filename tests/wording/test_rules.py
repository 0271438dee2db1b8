"""Rules, reasons and periods in words."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.instants import next_instants
from domain.recurrence import Monthly, Weekly
from domain.rules import Kind, Policy, ReminderRule, default_rules
from domain.workdays import Workdays
from wording import rules
from wording.words import Words

ZONE = ZoneInfo("Asia/Shanghai")
WORDS = Words("zh")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (
            0,
            "每月22日09:00提醒牵头部门；遇节假日提前；报送截止25日17:30（遇节假日顺延）；"
            "截止前一个工作日09:00再次提醒；截止后第一个工作日09:00催办",
        ),
        (1, "到期前30天、14天、7天、3天、1天、当天09:00提醒牵头部门；遇节假日提前"),
        (2, "逾期后第1个工作日起每7天09:00提醒牵头部门；遇节假日顺延"),
        (3, "每周一09:00发送摘要给统筹人员；遇节假日顺延"),
    ],
)
def test_the_rules_of_every_office_in_words(number: int, expected: str) -> None:
    assert rules.phrase(WORDS, default_rules()[number]) == expected


def test_a_brief_rule_leaves_out_what_goes_without_saying() -> None:
    rule = ReminderRule("S-1", Kind.CYCLE, Monthly((25,)))
    assert rules.brief(WORDS, rule) == "每月25日09:00提醒牵头部门"
    assert rules.phrase(WORDS, rule) == "每月25日09:00提醒牵头部门；节假日照发；不设报送截止"


def test_the_reasons_of_four_real_dates() -> None:
    rule = ReminderRule("S-1", Kind.CYCLE, Monthly((25,)), policy=Policy.NEXT)
    found = next_instants(rule, datetime(2022, 11, 1, tzinfo=ZONE), 4, Workdays(), ZONE)
    assert [rules.reasons(WORDS, one) for one in found] == [
        "",
        "25日周日，顺延",
        "25日春节，顺延；28日为调休上班",
        "25日周六，顺延",
    ]


@pytest.mark.parametrize(
    ("rule", "after", "overrides", "expected"),
    [
        (ReminderRule("S-1", Kind.CYCLE, Monthly((31,))), "2022-11-01", {}, "当月没有31日，取最后一天"),
        (ReminderRule("S-1", Kind.CYCLE, Weekly((0,)), policy=Policy.ONLY), "2031-01-01", {},
         "2031年放假安排尚未公布，暂按周一至周五计"),
        (ReminderRule("S-1", Kind.CYCLE, Monthly((22,)), policy=Policy.PREVIOUS), "2022-10-20", {}, "22日周六，提前"),
        (ReminderRule("S-1", Kind.CYCLE, Monthly((25,)), policy=Policy.NEXT), "2022-10-20", {date(2022, 10, 25): False},
         "25日不上班，顺延"),
    ],
)  # fmt: skip
def test_other_reasons(rule: ReminderRule, after: str, overrides: dict[date, bool], expected: str) -> None:
    start = datetime.fromisoformat(after).replace(tzinfo=ZONE)
    assert rules.reasons(WORDS, next_instants(rule, start, 1, Workdays(overrides), ZONE)[0]) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("2022-10", "10月"),
        ("2022Q4", "2022年第4季度"),
        ("2022H1", "2022年上半年"),
        ("2022", "2022年"),
        ("2022-W42", "2022年第42周"),
        ("2022-10-25", "10月25日(周二)"),
    ],
)
def test_a_period_in_words(label: str, expected: str) -> None:
    assert rules.period(WORDS, label) == expected
