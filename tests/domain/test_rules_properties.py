"""Rules against a slow day-by-day oracle: zones that move their clocks, leap years, short months."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

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
WINDOWS = st.tuples(STARTS, st.integers(1, 90))
MARGIN = timedelta(days=45)


@settings(max_examples=60, deadline=None)
@given(calendar_rules(reporting=False), WINDOWS, ZONES, workday_tables())
def test_a_rule_fires_where_its_words_say(
    rule: ReminderRule, window: tuple[datetime, int], zone: ZoneInfo, workdays: Workdays
) -> None:
    after, upto = window[0], window[0] + timedelta(days=window[1])
    expected = oracle.fires(rule, (after - MARGIN).date(), (upto + MARGIN).date(), workdays, zone)
    found = instants(rule, after, upto, workdays, zone)
    assert [(one.fires_at, one.nominal) for one in found] == [pair for pair in expected if after < pair[0] <= upto]


@settings(max_examples=60, deadline=None)
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


@settings(max_examples=60, deadline=None)
@given(rules(), STARTS, ZONES, workday_tables())
def test_no_occurrence_comes_twice(rule: ReminderRule, start: datetime, zone: ZoneInfo, workdays: Workdays) -> None:
    dues = [start.date() + timedelta(days=n) for n in (20, 90)]
    found = instants(rule, start, start + timedelta(days=200), workdays, zone, dues)
    keys = Counter((one.rule, one.due, one.nominal, one.step, one.period) for one in found)
    assert [key for key, count in keys.items() if count > 1] == []
    assert all(one.fires_at == one.fires_at.astimezone(UTC) for one in found)
    assert [one.fires_at for one in found] == sorted(one.fires_at for one in found)


@settings(max_examples=60, deadline=None)
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


@settings(max_examples=80, deadline=None)
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


@settings(max_examples=80, deadline=None)
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


@settings(max_examples=200, deadline=None)
@given(rules())
def test_json_gives_the_same_rule_back(rule: ReminderRule) -> None:
    assert from_json(to_json(rule)) == rule


@settings(max_examples=50, deadline=None)
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
