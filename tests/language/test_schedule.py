"""What an admin's sentences about reminders are taken for, and what is asked instead."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.errors import InvalidRule
from domain.planfile import loads
from domain.recurrence import (
    BeforeEnd,
    EveryDays,
    EveryHours,
    Monthly,
    OnDays,
    Span,
    SpanWeekdays,
    SpanWorkdays,
    Unit,
    Weekly,
)
from domain.rules import Audience, Kind, Policy, Recipient, ReminderRule, Reporting
from language.lexicon.schedule import FORMS
from language.names import Vocabulary
from language.normalise import normalise
from language.schedule import OFFICE, Defaults, Question, explain_admin, read_admin, to_rule
from language.schedule.as_json import reading_json
from language.schedule.phrase import mark_days, mark_times, opened

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2022, 10, 15, 10, tzinfo=ZONE)  # a Saturday
VOCABULARY = Vocabulary.of(loads((ROOT / "data/plan.json").read_bytes()))
CORPUS = [json.loads(line) for line in (ROOT / "tests/corpus/admin.jsonl").read_text("utf-8").splitlines()]
LITERAL = Defaults()
FORM_PHRASES = (
    "每30分钟 每2小时 2小时提醒一次 3、6、9、12月的20号 每月第一个周一 每季度末前5个工作日 每月前3个工作日 "
    "每月最后3天 每季度首月5日 每季度末 每月第3天 每月25日 每年12月1日 隔周五 每两周周一 两周一次 每周三五 "
    "周一到周五每天 11月3日、5日 每个周末 每周一次 每个工作日 隔天 每3天 3天一次 每天 每双月 每半年"
).split()


def rule(text: str, defaults: Defaults = LITERAL) -> ReminderRule | Question:
    return to_rule(read_admin(text, VOCABULARY, NOW), defaults)


@pytest.mark.parametrize("kind", sorted({row["kind"] for row in CORPUS}))
def test_the_corpus_is_read_as_expected(kind: str) -> None:
    """No phrase of the kind is read wrongly; all that are, are told at once."""
    missed = []
    for row in CORPUS:
        if row["kind"] == kind:
            got = reading_json(read_admin(row["text"], VOCABULARY, NOW))
            accept = row.get("accept", {})
            wrong = [
                key
                for key, want in row["expect"]["rule"].items()
                if got["rule"].get(key) not in [want, *accept.get(key, ())]
            ]
            asks = got["rule"]["kind"] != "unknown" or "question" in got
            missed += [] if asks and not wrong else [f"{row['id']} {row['text']}: {wrong}"]
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("每月25日上午9点", "S25日H"),
        ("每周三五、每隔两天", "每W、每隔L"),
        ("每季度第一个和最后一个工作日", "SK"),
        ("到期前30/14/7天、当天", "到期前L"),
        ("下周三早八点到十点半", "下周三H到H"),
        ("every Friday at 4:30pm", "每WH"),
    ],
)
def test_what_is_recognised_becomes_a_letter(text: str, shape: str) -> None:
    phrase = opened(text, normalise(text))
    mark_times(phrase)
    mark_days(phrase)
    assert phrase.shape == shape


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每周一上午9点", ReminderRule("S-0", Kind.CYCLE, Weekly((0,)))),
        ("每天早上8点半", ReminderRule("S-0", Kind.CYCLE, Weekly((0, 1, 2, 3, 4, 5, 6)), (time(8, 30),))),
        ("每3天提醒一次", ReminderRule("S-0", Kind.CYCLE, EveryDays(3, date(2022, 10, 15)))),
        ("隔周周五", ReminderRule("S-0", Kind.CYCLE, Weekly((4,), 2, date(2022, 10, 17)))),
        ("每月最后一个工作日", ReminderRule("S-0", Kind.CYCLE, SpanWorkdays(Span.MONTH, (-1,)))),
        ("每季度末前10天", ReminderRule("S-0", Kind.CYCLE, BeforeEnd(Span.QUARTER, 10))),
        ("每年12月1日", ReminderRule("S-0", Kind.CYCLE, Monthly((1,), (12,)))),
        ("11月20日上午10点", ReminderRule("S-0", Kind.ONCE, OnDays((date(2022, 11, 20),)), (time(10),))),
        ("到期前3个工作日", ReminderRule("S-0", Kind.DEADLINE, offsets=(3,), unit=Unit.WORKDAY)),
        ("到期前3天起每天提醒", ReminderRule("S-0", Kind.DEADLINE, offsets=(3, 2, 1, 0))),
        ("逾期3天后每天催", ReminderRule("S-0", Kind.OVERDUE, offsets=(-3,), repeat_days=1)),
        (
            "每2小时催一次没报的，直到报",
            ReminderRule(
                "S-0",
                Kind.CYCLE,
                EveryHours(2, datetime.fromisoformat("2022-10-15T09:00")),
                (),
                audience=Audience(unreported_only=True),
                until_reported=True,
            ),
        ),
        (
            "每月25日9点提醒科技局和领导，第6项，遇节假日顺延",
            ReminderRule(
                "S-0",
                Kind.CYCLE,
                Monthly((25,)),
                policy=Policy.NEXT,
                audience=Audience((Recipient.HEAD,), ("区科技产业局",), (6,)),
            ),
        ),
        (
            "每周一上午9点给统筹人员发摘要",
            ReminderRule("S-0", Kind.DIGEST, Weekly((0,)), audience=Audience((Recipient.COORDINATOR,))),
        ),
    ],
)
def test_a_sentence_becomes_a_rule(text: str, expected: ReminderRule) -> None:
    assert rule(text) == expected


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("每月25日9点提醒牵头部门", Policy.NEXT),
        ("每月25日9点提醒牵头部门，节假日照发", Policy.NONE),
        ("每月25日9点提醒牵头部门，遇节假日提前", Policy.PREVIOUS),
        ("截止前7天", Policy.PREVIOUS),  # not after the due date
        ("每天上午9点", Policy.ONLY),
        ("每3小时提醒一次", Policy.ONLY),
        ("11月20日上午10点", Policy.NONE),
    ],
)
def test_the_office_has_its_own_way_with_days_off(text: str, policy: Policy) -> None:
    found = rule(text, OFFICE)
    assert isinstance(found, ReminderRule)
    assert found.policy is policy


def test_a_monthly_rule_asks_for_reports_by_that_evening_unless_told_otherwise() -> None:
    asks = rule("每月25日9点提醒牵头部门", OFFICE)
    by = rule("每月22日9点提醒牵头部门，25日下午5点前报送", OFFICE)
    nudges = rule("每月25日9点催没报的", OFFICE)
    assert isinstance(asks, ReminderRule)
    assert asks.reporting == Reporting()
    assert isinstance(by, ReminderRule)
    assert by.reporting == Reporting(day=25, at=time(17))
    assert isinstance(nudges, ReminderRule)
    assert nudges.reporting is None


@pytest.mark.parametrize(
    ("text", "code", "candidates"),
    [
        ("每季度末前5个工作日", "which_reading", 3),
        ("每周五3点", "which_time", 2),
        ("周五下午4点", "once_or_weekly", 2),
        ("每周一提醒组织部的王主任", "which_department", 0),
        ("每周一提醒第99项", "no_such_task", 0),
        ("昨天上午9点", "past", 0),
        ("每周一上午9点放一首歌", "unread", 0),
        ("每半年", "which_dates", 2),
        ("每月初提醒一次", "which_dates", 2),
        ("10月、11月、12月的25号上午9点", "which_reading", 2),
        ("每周一下班前半小时提醒", "which_time", 0),
        ("", "nothing", 0),
        ("每" * 100_000, "unread", 0),
    ],
)
def test_what_is_not_clear_is_asked(text: str, code: str, candidates: int) -> None:
    asked = rule(text)
    assert isinstance(asked, Question)
    assert (asked.code, len(asked.candidates)) == (code, candidates)
    for one in asked.candidates:
        assert isinstance(to_rule(one, LITERAL), ReminderRule)


def test_the_three_readings_of_the_workdays_before_a_quarter_ends() -> None:
    asked = rule("每季度末前5个工作日")
    assert isinstance(asked, Question)
    assert [one.recurrence for one in asked.candidates] == [
        BeforeEnd(Span.QUARTER, 5, Unit.WORKDAY),
        SpanWorkdays(Span.QUARTER, (-5,)),
        SpanWorkdays(Span.QUARTER, (-5, -4, -3, -2, -1)),
    ]


def test_a_day_of_the_week_in_a_month_is_its_own_recurrence() -> None:
    assert rule("每月第一个周一上午9点") == ReminderRule("S-0", Kind.CYCLE, SpanWeekdays(Span.MONTH, (1,), 0))
    assert rule("每季度最后一个周五") == ReminderRule("S-0", Kind.CYCLE, SpanWeekdays(Span.QUARTER, (-1,), 4))
    assert rule("每月第1、3个周二") == ReminderRule("S-0", Kind.CYCLE, SpanWeekdays(Span.MONTH, (1, 3), 1))


def test_every_form_of_recurrence_has_a_builder_and_a_phrase_that_reaches_it() -> None:
    reached = set()
    for said in FORM_PHRASES:
        phrase = opened(said, normalise(said))
        mark_times(phrase)
        mark_days(phrase)
        reached |= {name for name, pattern in FORMS if pattern.search(phrase.shape)}
    assert reached == {name for name, _ in FORMS}
    for said in FORM_PHRASES:
        assert reading_json(read_admin(said, VOCABULARY, NOW))


def test_each_stage_tells_what_it_saw() -> None:
    reading, findings = explain_admin("每周三下午3点提醒牵头部门和李工", VOCABULARY, NOW)
    assert ("shape", "每WH提醒,和李工") in findings
    assert findings[-1] == ("left", "李工")
    assert reading.question is not None


def test_an_order_is_no_rule() -> None:
    with pytest.raises(InvalidRule):
        rule("取消每周一的提醒")


def test_without_a_plan_departments_are_asked_about() -> None:
    assert read_admin("每周一上午9点", None, NOW).recurrence == Weekly((0,))
    assert read_admin("每周一提醒科技局", None, NOW).question is not None


PIECES = st.sampled_from(
    (
        "每 周 月 季度 年 天 一 三 五 25日 10号 工作日 最后一个 第 前 末 到期 截止 逾期 后 9点 下午 4:30 30/14/7 、 ， "
        "提醒 催 没报的 牵头部门 领导 节假日 顺延 提前 暂停 取消 改到 有哪些 国庆 期间 别发 直到报 从 起 10月底 明天 "
        "二月三十日 9999年 0 -1 小时"
    ).split()
)


@settings(max_examples=400)
@given(st.one_of(st.lists(PIECES, max_size=10).map("".join), st.text(max_size=40)))
@example("每月0日")
@example("每0天")
@example("每9999周")
@example("到期前99999天")
@example("2月30日")
@example("第6项逾期后每周一提醒§§牵头部门")
@example("第99个周五、第3周的周一，两周一次")
def test_nothing_raises_and_what_is_read_can_be_kept(text: str) -> None:
    reading = read_admin(text, VOCABULARY, NOW)
    json.dumps(reading_json(reading))
    if reading.question is None and reading.control is None:
        try:
            found = to_rule(reading, OFFICE)
        except InvalidRule:
            return
        assert isinstance(found, ReminderRule)
        assert replace(found, key="S-1").key == "S-1"


def test_the_samples_are_read_as_they_should_be() -> None:
    samples = ROOT.parent / "shared/understanding/admin.jsonl"
    if not samples.exists():
        pytest.skip("the samples are not on this machine")
    for line in samples.read_text("utf-8").splitlines():
        row = json.loads(line)
        got, accept = reading_json(read_admin(row["text"], VOCABULARY, NOW))["rule"], row.get("accept", {})
        for key, want in row["expect"]["rule"].items():
            assert got.get(key) in [want, *accept.get(key, [])], row["text"]
