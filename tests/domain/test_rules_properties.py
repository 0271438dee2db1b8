"""Rules against a slow day-by-day oracle: zones that move their clocks, leap years, short months."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.instants import cycle_at, cycles, instants
from domain.recurrence import EveryDays, EveryHours
from domain.rule_json import from_json, to_json
from domain.rules import Kind, Policy, ReminderRule
from domain.workdays import Workdays
from tests.domain import oracle
from tests.domain.strategies import calendar_rules, due_rules, rules, workday_tables

ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Asia/Shanghai",
            "America/New_York",
            "Europe/London",
            "Australia/Lord_Howe",  # half an hour
            "Pacific/Apia",  # no 30 December 2011
            "America/Sao_Paulo",  # the clocks skipped midnight
            "Asia/Kathmandu",
            "UTC",
        )
    ]
)
STARTS = st.datetimes(
    datetime.fromisoformat("2004-03-01"), datetime.fromisoformat("2030-01-01"), timezones=st.just(UTC)
)
PRINTED = st.datetimes(  # from here on the oracle knows every day: the notices, then Monday to Friday
    datetime.fromisoformat("2022-03-01"), datetime.fromisoformat("2029-06-01"), timezones=st.just(UTC)
)
PRINTED_DAYS = st.dates(date(2022, 3, 1), date(2029, 12, 31))
WINDOWS = st.tuples(PRINTED, st.integers(1, 90))
MARGIN = timedelta(days=45)


def plainly(rule: ReminderRule, window: tuple[datetime, int], zone: ZoneInfo, workdays: Workdays) -> int:
    """Every instant of the window is where the notices put it. Returns how many there were."""
    after, upto = window[0], window[0] + timedelta(days=window[1])
    printed = oracle.Printed(workdays.overrides)
    expected = oracle.fires(rule, (after - MARGIN).date(), (upto + MARGIN).date(), printed, zone)
    found = instants(rule, after, upto, workdays, zone)
    assert [(one.fires_at, one.nominal) for one in found] == [pair for pair in expected if after < pair[0] <= upto]
    return len(found)


def in_steps(rule: ReminderRule, window: tuple[datetime, int], zone: ZoneInfo, workdays: Workdays) -> int:
    """The same for a reporting cycle with its second reminders and chases."""
    if rule.reporting is None:
        return 0
    after, upto = window[0] + MARGIN * 4, window[0] + MARGIN * 4 + timedelta(days=window[1])
    printed = oracle.Printed(workdays.overrides)
    expected = oracle.steps(rule, (after - MARGIN * 4).date(), (upto + MARGIN).date(), printed, zone)
    found = instants(rule, after, upto, workdays, zone)
    steps = sorted((one.fires_at, one.due_at, one.step) for one in found if one.due_at)
    assert steps == sorted(one for one in expected if after < one[0] <= upto)
    return len(found)


def around_due(rule: ReminderRule, window: tuple[datetime, int], zone: ZoneInfo, workdays: Workdays) -> int:
    """The same for a rule that counts from a due date."""
    due = window[0].date() + timedelta(days=150)
    after, upto = window[0] + timedelta(days=60), window[0] + timedelta(days=150 + window[1])
    expected = oracle.around(rule, due, (upto + MARGIN).date(), oracle.Printed(workdays.overrides), zone)
    found = instants(rule, after, upto, workdays, zone, [due])
    assert [(one.fires_at, one.nominal) for one in found] == [pair for pair in expected if after < pair[0] <= upto]
    return len(found)


CHECKS = (
    (plainly, calendar_rules(reporting=False)),
    (in_steps, calendar_rules(reporting=True)),
    (around_due, due_rules()),
)


@settings(max_examples=60)
@given(st.data(), WINDOWS, ZONES, workday_tables(PRINTED_DAYS))
def test_a_rule_fires_where_its_words_and_the_printed_notices_say(
    data: st.DataObject, window: tuple[datetime, int], zone: ZoneInfo, workdays: Workdays
) -> None:
    check, drawn = data.draw(st.sampled_from(CHECKS))
    check(data.draw(drawn), window, zone, workdays)


EXAMPLES = 3000 if os.environ.get("DUBAN_TESTS_FULL") else 600


@pytest.mark.slow
def test_thousands_of_instants_are_where_the_printed_notices_put_them() -> None:
    """(zone, rule, instant), each against the oracle: moved holidays, 31sts, leap days, jumping clocks, overrides.
    Twenty thousand with `DUBAN_TESTS_FULL=1`."""
    count: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, database=None)
    @given(st.data(), WINDOWS, ZONES, workday_tables(PRINTED_DAYS))
    def check_one(data: st.DataObject, window: tuple[datetime, int], zone: ZoneInfo, workdays: Workdays) -> None:
        check, drawn = data.draw(st.sampled_from(CHECKS))
        count[check.__name__] += check(data.draw(drawn), window, zone, workdays)

    check_one()
    assert count.total() >= EXAMPLES * 20 // 3
    assert min(count.values()) > EXAMPLES // 6, count


@settings(max_examples=60)
@given(rules(), STARTS, st.lists(st.integers(1, 60 * 24 * 60), min_size=1, max_size=6), ZONES, workday_tables())
def test_cutting_a_window_changes_nothing(
    rule: ReminderRule, start: datetime, minutes: list[int], zone: ZoneInfo, workdays: Workdays
) -> None:
    dues = [start.date() + timedelta(days=n) for n in (-40, 10, 30, 31)]
    cuts = [start]
    for step in minutes:
        cuts.append(cuts[-1] + timedelta(minutes=step))
    whole = instants(rule, cuts[0], cuts[-1], workdays, zone, dues)
    pieces = [one for a, b in pairwise(cuts) for one in instants(rule, a, b, workdays, zone, dues)]
    assert pieces == whole


@settings(max_examples=60)
@given(rules(), STARTS, ZONES, workday_tables())
def test_no_occurrence_comes_twice(rule: ReminderRule, start: datetime, zone: ZoneInfo, workdays: Workdays) -> None:
    dues = [start.date() + timedelta(days=n) for n in (20, 90)]
    found = instants(rule, start, start + timedelta(days=200), workdays, zone, dues)
    keys = Counter((one.rule, one.due, one.nominal, one.step, one.period) for one in found)
    assert [key for key, count in keys.items() if count > 1] == []
    assert all(one.fires_at == one.fires_at.astimezone(UTC) for one in found)
    assert [one.fires_at for one in found] == sorted(one.fires_at for one in found)


@settings(max_examples=60)
@given(st.integers(1, 3), STARTS, ZONES, st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_each_civil_date_fires_once_however_the_clocks_move(
    every: int, start: datetime, zone: ZoneInfo, clock: time
) -> None:
    first = start.date()
    rule = ReminderRule("S-1", Kind.CYCLE, EveryDays(every, first), at=(clock,))
    found = instants(rule, start - timedelta(days=3), start + timedelta(days=400), Workdays(), zone)
    said = [one.nominal.date() for one in found]
    assert said[:100] == [first + timedelta(days=every * n) for n in range(len(said))][:100]
    assert all(one.local >= one.nominal for one in found)


@settings(max_examples=80)
@given(due_rules(), st.dates(date(2019, 1, 1), date(2030, 1, 1)), ZONES, workday_tables())
def test_offsets_count_from_the_due_date(rule: ReminderRule, due: date, zone: ZoneInfo, workdays: Workdays) -> None:
    start = datetime.combine(due, time(), UTC)
    found = instants(rule, start - timedelta(days=200), start + timedelta(days=120), workdays, zone, [due])
    for one in found:
        assert one.due == due
        assert one.step.startswith("due-") or one.local.date() > due
        if rule.policy is Policy.PREVIOUS and one.step.startswith("due-"):
            assert one.local.date() <= one.nominal.date()
        if rule.policy is not Policy.NONE:
            assert workdays.is_workday(one.local.date())


@settings(max_examples=80)
@given(calendar_rules(reporting=True), STARTS, ZONES, workday_tables())
def test_a_cycle_opens_before_it_is_due_and_holds_every_moment(
    rule: ReminderRule, moment: datetime, zone: ZoneInfo, workdays: Workdays
) -> None:
    running = cycle_at(rule, moment, workdays, zone)
    if running is None:
        return
    assert running.opens_at <= moment
    assert running.opens_at < running.due_at
    assert running.closes_at is None or moment < running.closes_at
    day = running.opens_at.date()
    assert running.opens_at in {one.opens_at for one in cycles(rule, day - MARGIN, day + MARGIN, workdays, zone)}


@settings(max_examples=100)
@given(rules())
def test_json_gives_the_same_rule_back(rule: ReminderRule) -> None:
    assert from_json(to_json(rule)) == rule


@settings(max_examples=50)
@given(rules(), STARTS)
def test_a_paused_rule_is_silent_on_its_days_and_only_on_them(rule: ReminderRule, start: datetime) -> None:
    zone, first, last = (
        ZoneInfo("Asia/Shanghai"),
        start.date() + timedelta(days=10),
        start.date() + timedelta(days=20),
    )
    paused = replace(rule, paused_from=first, paused_until=last)
    dues = [start.date() + timedelta(days=15)]
    upto = start + timedelta(days=40)
    awake = [
        one for one in instants(rule, start, upto, Workdays(), zone, dues) if not first <= one.local.date() <= last
    ]
    assert instants(paused, start, upto, Workdays(), zone, dues) == awake


@given(st.integers(1, 100), STARTS)
def test_every_n_hours_keeps_its_distance_by_the_civil_clock(every: int, start: datetime) -> None:
    first = datetime.combine(start.date(), time(9))
    days = EveryHours(every, first)
    found = list(days.moments(start.date(), start.date() + timedelta(days=10)))
    assert found[0] == first
    assert all(b - a == timedelta(hours=every) for a, b in pairwise(found))
    assert list(EveryDays(2, start.date()).days(start.date(), start.date(), Workdays())) == [start.date()]
