"""When rules fire: tables with literal dates, read off the printed calendar and the holiday notices."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.errors import InvalidRule
from domain.instants import Why, cycle_at, cycles, deadline_instants, instants, next_instants
from domain.recurrence import (
    BeforeEnd,
    EveryDays,
    EveryHours,
    Monthly,
    OnDays,
    Recurrence,
    Span,
    SpanWeekdays,
    SpanWorkdays,
    Unit,
    Weekly,
    period,
)
from domain.rule_json import from_json, to_json
from domain.rules import Audience, Kind, Policy, ReminderRule, Reporting, default_rules
from domain.workdays import Workdays

ZONE = ZoneInfo("Asia/Shanghai")
WORKDAYS = Workdays()


def at(text: str, zone: ZoneInfo = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def upcoming(rule: ReminderRule, after: str, count: int, zone: ZoneInfo = ZONE) -> list[str]:
    return [f"{one.local:%Y-%m-%d %H:%M}" for one in next_instants(rule, at(after, zone), count, WORKDAYS, zone)]


def cycle(recurrence: Recurrence, policy: Policy = Policy.NONE, **more: Any) -> ReminderRule:
    return ReminderRule("S-1", Kind.CYCLE, recurrence, policy=policy, **more)


@pytest.mark.parametrize(
    ("recurrence", "policy", "expected"),
    [
        (Weekly((0,)), Policy.NONE, ["2022-10-17", "2022-10-24", "2022-10-31", "2022-11-07"]),
        (Weekly((0, 3)), Policy.NONE, ["2022-10-17", "2022-10-20", "2022-10-24", "2022-10-27"]),
        (Weekly((0,), 2, date(2022, 10, 17)), Policy.NONE, ["2022-10-17", "2022-10-31", "2022-11-14"]),
        (EveryDays(3, date(2022, 10, 15)), Policy.NONE, ["2022-10-18", "2022-10-21", "2022-10-24"]),
        (Monthly((25,)), Policy.NEXT, ["2022-10-25", "2022-11-25", "2022-12-26", "2023-01-28", "2023-02-27"]),
        (Monthly((25,)), Policy.PREVIOUS, ["2022-10-25", "2022-11-25", "2022-12-23", "2023-01-20"]),
        (Monthly((25,)), Policy.ONLY, ["2022-10-25", "2022-11-25", "2023-04-25"]),
        (Monthly((10, 25)), Policy.NONE, ["2022-10-25", "2022-11-10", "2022-11-25"]),
        (Monthly((31,)), Policy.NONE, ["2022-10-31", "2022-11-30", "2022-12-31", "2023-01-31", "2023-02-28"]),
        (Monthly((-1,)), Policy.NONE, ["2022-10-31", "2022-11-30"]),
        (Monthly((15,), (6, 12)), Policy.NONE, ["2022-12-15", "2023-06-15"]),
        (Monthly((29,), (2,)), Policy.NONE, ["2023-02-28", "2024-02-29", "2025-02-28"]),
        (SpanWorkdays(Span.MONTH, (1,)), Policy.NONE, ["2022-11-01", "2022-12-01", "2023-01-03", "2023-02-01"]),
        (SpanWorkdays(Span.MONTH, (-1,)), Policy.NONE, ["2022-10-31", "2022-11-30", "2022-12-30", "2023-01-31"]),
        (SpanWorkdays(Span.MONTH, (-3,)), Policy.NONE, ["2022-10-27", "2022-11-28", "2022-12-28"]),
        (SpanWorkdays(Span.QUARTER, (-1,)), Policy.NONE, ["2022-12-30", "2023-03-31", "2023-06-30", "2023-09-28"]),
        (BeforeEnd(Span.QUARTER, 5, Unit.WORKDAY), Policy.NONE, ["2022-12-26", "2023-03-24"]),
        (SpanWeekdays(Span.MONTH, (1,), 0), Policy.NONE, ["2022-11-07", "2022-12-05", "2023-01-02"]),
        (SpanWeekdays(Span.MONTH, (1,), 0), Policy.NEXT, ["2022-11-07", "2022-12-05", "2023-01-03"]),
        (SpanWeekdays(Span.MONTH, (-1,), 4), Policy.NONE, ["2022-10-28", "2022-11-25", "2022-12-30"]),
        (SpanWeekdays(Span.MONTH, (5,), 1), Policy.NONE, ["2022-11-29", "2023-01-31"]),  # most months lack it
        (SpanWeekdays(Span.QUARTER, (-1, 1), 2), Policy.NONE, ["2022-12-28", "2023-01-04", "2023-03-29"]),
        (BeforeEnd(Span.QUARTER, 10), Policy.NONE, ["2022-12-21", "2023-03-21"]),
    ],
)
def test_the_next_real_dates(recurrence: Recurrence, policy: Policy, expected: list[str]) -> None:
    found = upcoming(cycle(recurrence, policy), "2022-10-15T10:00", len(expected))
    assert found == [f"{day} 09:00" for day in expected]


def test_every_two_hours_goes_by_the_clock_on_the_wall() -> None:
    rule = ReminderRule("S-1", Kind.CYCLE, EveryHours(2, datetime.fromisoformat("2022-10-14T09:00")), ())
    assert upcoming(rule, "2022-10-14T20:00", 3) == ["2022-10-14 21:00", "2022-10-14 23:00", "2022-10-15 01:00"]
    on_workdays = replace(rule, policy=Policy.ONLY)
    assert upcoming(on_workdays, "2022-10-14T22:00", 2) == ["2022-10-14 23:00", "2022-10-17 01:00"]


def test_the_reasons_of_the_shifts_are_told() -> None:
    found = next_instants(cycle(Monthly((25,)), Policy.NEXT), at("2022-11-26"), 2, WORKDAYS, ZONE)
    (moved,) = found[0].reasons
    assert (moved.why, moved.said.day, moved.day.day) == (Why.NEXT, date(2022, 12, 25), date(2022, 12, 26))
    assert [one.why for one in found[1].reasons] == [Why.NEXT, Why.MAKEUP]
    assert found[1].reasons[0].said.holiday == "spring_festival"
    (short,) = next_instants(cycle(Monthly((31,))), at("2022-11-01"), 1, WORKDAYS, ZONE)[0].reasons
    assert (short.why, short.number) == (Why.SHORT_MONTH, 31)
    unknown = next_instants(cycle(Monthly((1,)), Policy.NEXT), at("2030-12-25"), 1, WORKDAYS, ZONE)[0]
    assert [one.why for one in unknown.reasons] == [Why.UNKNOWN_YEAR]


def test_the_monthly_cycle_of_every_office() -> None:
    (rule, *_) = default_rules()
    found = instants(rule, at("2022-12-01"), at("2023-02-01"), WORKDAYS, ZONE)
    assert [(one.step, one.period, f"{one.local:%m-%d %H:%M}") for one in found] == [
        ("open", "2022-12", "12-22 09:00"),
        ("second", "2022-12", "12-23 09:00"),  # the 25th is a Sunday: due on the 26th
        ("chase", "2022-12", "12-27 09:00"),
        ("open", "2023-01", "01-20 09:00"),  # the 22nd is in 春节, and so is the 25th: due on the 28th
        ("chase", "2023-01", "01-29 09:00"),  # the last workday before is the 20th, when it opens: no second
    ]
    assert {one.due_at for one in found} == {at("2022-12-26T17:30"), at("2023-01-28T17:30")}


def test_before_the_due_date_on_a_workday() -> None:
    found = deadline_instants(default_rules()[1], date(2022, 12, 31), date(2023, 1, 10), WORKDAYS, ZONE)
    assert [(one.step, f"{one.local:%m-%d}") for one in found] == [
        ("due-30", "12-01"),
        ("due-14", "12-16"),
        ("due-7", "12-23"),
        ("due-3", "12-28"),
        ("due-1", "12-30"),
        ("due-0", "12-30"),  # the due date is a day off: both fall on one day and stay two occurrences
    ]


def test_after_the_due_date_week_by_week() -> None:
    found = deadline_instants(default_rules()[2], date(2022, 12, 31), date(2023, 2, 1), WORKDAYS, ZONE)
    assert [(one.step, f"{one.local:%m-%d}") for one in found] == [
        ("late-3", "01-03"),
        ("late-10", "01-10"),
        ("late-17", "01-17"),
        ("late-24", "01-28"),  # 春节
        ("late-31", "01-31"),
    ]


def test_overdue_is_never_said_before_it_is_so() -> None:
    rule = ReminderRule("S-9", Kind.OVERDUE, offsets=(-1,), policy=Policy.PREVIOUS)
    (one,) = deadline_instants(rule, date(2022, 10, 14), date(2022, 11, 1), WORKDAYS, ZONE)  # a Friday
    assert one.local == datetime.fromisoformat("2022-10-17T09:00")


def test_each_due_date_has_its_own_occurrences() -> None:
    rule = ReminderRule("S-9", Kind.DEADLINE, offsets=(1,))
    dues = [date(2022, 10, 20), date(2022, 10, 25), date(2022, 10, 20)]
    found = instants(rule, at("2022-10-01"), at("2022-11-01"), WORKDAYS, ZONE, dues)
    assert [(one.due, f"{one.local:%d}") for one in found] == [
        (date(2022, 10, 20), "19"),
        (date(2022, 10, 25), "24"),
    ]


def test_the_window_is_open_at_its_beginning_and_closed_at_its_end() -> None:
    rule = cycle(Monthly((25,)))
    assert instants(rule, at("2022-10-25T09:00"), at("2022-10-26"), WORKDAYS, ZONE) == []
    assert len(instants(rule, at("2022-10-25T08:59"), at("2022-10-25T09:00"), WORKDAYS, ZONE)) == 1


@pytest.mark.parametrize(
    ("reporting", "due"),
    [
        (Reporting(), "2022-12-26T17:30"),  # the same day, moved with the opening
        (Reporting(policy=Policy.NONE), "2022-12-26T17:30"),  # never before it was asked
        (Reporting(after=3), "2022-12-28T17:30"),
        (Reporting(after=3, unit=Unit.WORKDAY), "2022-12-28T17:30"),
        (Reporting(day=-1, policy=Policy.PREVIOUS), "2022-12-30T17:30"),
        (Reporting(day=5), "2023-01-05T17:30"),
        (Reporting(at=time(8)), "2022-12-27T08:00"),  # 08:00 has passed when it opens at 09:00
    ],
)
def test_when_answers_are_due(reporting: Reporting, due: str) -> None:
    rule = cycle(Monthly((25,)), Policy.NEXT, reporting=reporting)
    (one,) = cycles(rule, date(2022, 12, 1), date(2022, 12, 31), WORKDAYS, ZONE)
    assert (one.opens_at, one.due_at) == (at("2022-12-26T09:00"), at(due))


def test_a_moment_belongs_to_the_cycle_that_opened_last() -> None:
    (rule, *_) = default_rules()
    before = cycle_at(rule, at("2022-10-21T08:59"), WORKDAYS, ZONE)
    running = cycle_at(rule, at("2022-10-21T09:00"), WORKDAYS, ZONE)
    assert before is not None
    assert (before.period, before.closes_at) == ("2022-09", at("2022-10-21T09:00"))
    assert running is not None
    assert (running.period, running.due_at) == ("2022-10", at("2022-10-25T17:30"))
    assert cycle_at(cycle(Weekly((0,))), at("2022-10-21T09:00"), WORKDAYS, ZONE) is None


@pytest.mark.parametrize(
    ("recurrence", "label"),
    [
        (Monthly((25,)), "2022-10"),
        (Monthly((10, 25)), "2022-10-25"),
        (Monthly((25,), (1, 4, 7, 10)), "2022Q4"),
        (Monthly((25,), (4, 10)), "2022H2"),
        (Monthly((25,), (10,)), "2022"),
        (Monthly((25,), (8, 9, 10, 11)), "2022-10"),  # four months, but not one a quarter
        (Weekly((1,)), "2022-W43"),
        (Weekly((1, 3)), "2022-10-25"),
        (SpanWorkdays(Span.QUARTER, (-1,)), "2022Q4"),
        (SpanWeekdays(Span.MONTH, (-1,), 1), "2022-10"),
        (EveryDays(3, date(2022, 10, 25)), "2022-10-25"),
    ],
)
def test_a_cycle_is_named_after_its_stretch_of_time(recurrence: Recurrence, label: str) -> None:
    assert period(recurrence, date(2022, 10, 25)) == label


@pytest.mark.parametrize(
    ("zone", "after", "expected"),
    [
        ("America/New_York", "2022-03-12T12:00", ["2022-03-13 03:00", "2022-03-14 02:30"]),  # 02:30 is skipped
        ("Europe/Berlin", "2022-10-29T12:00", ["2022-10-30 02:30", "2022-10-31 02:30"]),  # 02:30 comes twice
        ("Pacific/Apia", "2011-12-29T12:00", ["2011-12-31 00:00", "2011-12-31 02:30"]),  # no 30 December
    ],
)
def test_each_civil_date_fires_once_where_clocks_move(zone: str, after: str, expected: list[str]) -> None:
    rule = ReminderRule("S-1", Kind.CYCLE, Weekly((0, 1, 2, 3, 4, 5, 6)), (time(2, 30),))
    assert upcoming(rule, after, 2, ZoneInfo(zone)) == expected


def test_a_repeated_hour_means_the_first() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    rule = ReminderRule("S-1", Kind.CYCLE, Weekly((6,)), (time(2, 30),))
    (one,) = next_instants(rule, at("2022-10-29", berlin), 1, WORKDAYS, berlin)
    assert f"{one.fires_at:%H:%M}" == "00:30"  # summer time


def test_a_pause_is_silent_and_then_over() -> None:
    rule = replace(cycle(Weekly((0,))), paused_from=date(2022, 10, 17), paused_until=date(2022, 10, 31))
    assert upcoming(rule, "2022-10-15", 1) == ["2022-11-07 09:00"]
    for_good = replace(rule, paused_until=None)
    assert for_good.paused_for_good
    assert next_instants(for_good, at("2022-10-15"), 4, WORKDAYS, ZONE) == []


@pytest.mark.parametrize(
    "rule",
    [
        ReminderRule("S-1", Kind.ONCE, OnDays((date(2022, 10, 1),))),
        ReminderRule("S-1", Kind.CYCLE, SpanWorkdays(Span.MONTH, (25,))),
        ReminderRule("S-1", Kind.DEADLINE, offsets=(7,)),
    ],
)
def test_a_rule_that_never_fires_is_refused(rule: ReminderRule) -> None:
    with pytest.raises(InvalidRule):
        next_instants(rule, at("2022-10-15"), 4, WORKDAYS, ZONE)


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": Kind.CYCLE},
        {"kind": Kind.DEADLINE},
        {"kind": Kind.DEADLINE, "offsets": (-1,)},
        {"kind": Kind.OVERDUE, "offsets": (1,)},
        {"kind": Kind.DEADLINE, "offsets": (1, 7)},
        {"kind": Kind.DEADLINE, "offsets": (1,), "recurrence": Weekly((0,))},
        {"kind": Kind.ONCE, "recurrence": Weekly((0,))},
        {"kind": Kind.CYCLE, "recurrence": Weekly((0,)), "at": ()},
        {"kind": Kind.CYCLE, "recurrence": Weekly((0,)), "at": (time(10), time(9))},
        {"kind": Kind.CYCLE, "recurrence": Weekly((0,)), "repeat_days": 7},
        {"kind": Kind.DIGEST, "recurrence": Weekly((0,)), "reporting": Reporting()},
    ],
)
def test_parts_that_contradict_each_other_are_refused(parts: dict[str, Any]) -> None:
    with pytest.raises(InvalidRule):
        ReminderRule("S-1", **parts)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Weekly(()),
        lambda: Weekly((7,)),
        lambda: Weekly((0,), 2),
        lambda: Weekly((0,), 2, date(2022, 10, 18)),  # not a Monday
        lambda: Monthly((0,)),
        lambda: Monthly((32,)),
        lambda: EveryDays(0, date(2022, 1, 1)),
        lambda: SpanWorkdays(Span.MONTH, (0,)),
        lambda: SpanWeekdays(Span.MONTH, (0,), 1),
        lambda: SpanWeekdays(Span.MONTH, (1,), 7),
        lambda: BeforeEnd(Span.MONTH, 0),
        lambda: OnDays(()),
        lambda: Reporting(policy=Policy.ONLY),
        lambda: Reporting(day=5, after=3),
        lambda: Audience(()),
    ],
)
def test_there_is_no_such_recurrence(build: Any) -> None:
    with pytest.raises(InvalidRule):
        build()


@pytest.mark.parametrize("data", [{}, {"version": 2}, {"version": 1}, {"version": 1, "key": "S-1", "kind": "odd"}])
def test_what_is_no_rule_in_json_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(InvalidRule):
        from_json(data)


def test_json_is_plain_and_says_everything() -> None:
    data = to_json(default_rules()[0])
    assert data["recurrence"]["every"] == "monthly"
    assert data["recurrence"]["of"]["on"] == [22]
    assert data["reporting"]["at"] == "17:30"
    assert from_json(data) == default_rules()[0]


def test_three_years_at_once_as_a_simulation_asks_for_them() -> None:
    dues = [date(2022, 12, 31), date(2023, 12, 31), date(2024, 12, 31)]
    monthly, before, overdue, digest, support = (
        instants(rule, at("2022-01-01"), at("2025-01-01"), WORKDAYS, ZONE, dues) for rule in default_rules()
    )
    assert Counter(one.step for one in monthly) == {"open": 36, "second": 29, "chase": 36}
    assert len(before) == 3 * 6
    assert len(overdue) == 105 + 53  # weeks from the first workday of 2023 on, and of 2024
    assert len(digest) == 157  # Mondays
    assert len(support) == 3 * 2
