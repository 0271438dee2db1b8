"""The instants at which a rule fires: calendar arithmetic, with the reason of every shift.

Everything is civil time in the plan's zone until the very end; `Instant.fires_at` is UTC. The instants do not depend
on how the time line is cut into windows: a planner that steps from tick to tick and a preview that looks at a year
see the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from domain import civil
from domain.errors import InvalidRule
from domain.recurrence import EveryHours, Monthly, Unit, period
from domain.rules import Kind, Policy, ReminderRule, Reporting
from domain.workdays import LONGEST_CLOSURE, Day, DayKind, Workdays

OPEN, SECOND, CHASE, DIGEST, ONCE = "open", "second", "chase", "digest", "once"  # and due-30 … due-0, late-1 …
SEARCH_YEARS = 12  # how far ahead a next instant is looked for


class Why(StrEnum):
    """Why an instant is not where the words of the rule put it, or what is special about its day."""

    NEXT = "next"  # `said` is not worked: moved on to `day`
    PREVIOUS = "previous"  # `said` is not worked: moved back to `day`
    MAKEUP = "makeup"  # `day` is a weekend that is worked (调休)
    SHORT_MONTH = "short_month"  # the month has no `number`-th: its last day
    CLOCK = "clock"  # the clocks skip the time that was said
    UNKNOWN_YEAR = "unknown_year"  # no official notice for `day`'s year yet: Monday to Friday


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: `said` is the day of the rule's words, `day` the day it came to."""

    why: Why
    said: Day
    day: Day
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Instant:
    """One firing of a rule.

    `nominal` is the civil time that the rule's words name and, with rule, subject and step, the identity of the
    occurrence; `local` the civil time at which it really fires; `fires_at` the same in UTC. Cycles carry `period`,
    `opens_at` and `due_at` (UTC); instants around a due date carry `due`.
    """

    rule: str
    step: str
    nominal: datetime
    local: datetime
    fires_at: datetime
    reasons: tuple[Reason, ...] = ()
    period: str | None = None
    opens_at: datetime | None = None
    due_at: datetime | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Cycle:
    """One reporting cycle: UTC instants; it lasts until the next one opens (None: there is none)."""

    period: str
    opens_at: datetime
    due_at: datetime
    closes_at: datetime | None = None


class _Range(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def instants(
    rule: ReminderRule,
    after: datetime,
    upto: datetime,
    workdays: Workdays,
    zone: tzinfo,
    dues: Iterable[date] = (),
) -> list[Instant]:
    """Every instant in (after, upto] (aware), in order. `dues` are the due dates for deadline and overdue rules.

    Instants that land on one moment stay separate: their nominal time or step differs. A paused rule has none.
    """
    if upto <= after:
        return []
    first, last = civil.civil(after, zone).date(), civil.civil(upto, zone).date()
    if rule.offsets:
        found = [one for due in {*dues} for one in _around(rule, due, first, last, workdays, zone)]
    else:
        found = list(_recurring(rule, first, last, workdays, zone))
    inside = (one for one in found if after < one.fires_at <= upto and not rule.paused_on(one.local.date()))
    return sorted(inside, key=lambda one: (one.fires_at, one.nominal, one.step, one.due or date.min))


def deadline_instants(rule: ReminderRule, due: date, upto: date, workdays: Workdays, zone: tzinfo) -> list[Instant]:
    """All instants of a deadline or overdue rule for one due date, up to and including the civil day `upto`."""
    found = _around(rule, due, date(due.year - 3, 1, 1), upto, workdays, zone)
    return sorted((one for one in found if one.local.date() <= upto), key=lambda one: (one.fires_at, one.nominal))


def next_instants(
    rule: ReminderRule,
    after: datetime,
    count: int,
    workdays: Workdays,
    zone: tzinfo,
    dues: Iterable[date] = (),
) -> list[Instant]:
    """The next `count` instants after `after`, fewer if there are no more. For a preview.

    Raises InvalidRule if it never fires within `SEARCH_YEARS`. A rule that rests until resumed gives none.
    """
    if rule.paused_for_good:
        return []
    dues, reach, found = tuple(dues), 40, list[Instant]()
    while len(found) < count and reach < 2 * 366 * SEARCH_YEARS:
        found = instants(rule, after, after + timedelta(days=reach), workdays, zone, dues)
        reach *= 3
    if not found:
        raise InvalidRule(f"the rule {rule.key} never fires")
    return found[:count]


def cycles(rule: ReminderRule, first: date, last: date, workdays: Workdays, zone: tzinfo) -> list[Cycle]:
    """The reporting cycles whose nominal opening lies from `first` to `last`; [] for a rule without reporting."""
    if rule.reporting is None or rule.recurrence is None:
        return []
    found: list[Cycle] = []
    openings = [
        _cycle(rule, rule.reporting, day, workdays, zone)[0] for day in _nominal_days(rule, first, last, workdays)
    ]
    for one in sorted(openings, key=lambda one: one.fires_at, reverse=True):
        later = found[-1] if found else None
        closes_at = None
        if later is not None:
            closes_at = later.opens_at if later.opens_at > one.fires_at else later.closes_at
        found.append(Cycle(one.period or "", one.fires_at, one.due_at or one.fires_at, closes_at))
    return found[::-1]


def cycle_at(rule: ReminderRule, moment: datetime, workdays: Workdays, zone: tzinfo) -> Cycle | None:
    """The reporting cycle that is running at `moment` (aware): opened last, and the next not yet open.

    None for a rule without reporting, and before its first cycle. Pauses do not end a cycle.
    """
    day = civil.civil(moment, zone).date()
    for reach in (60, 150, 500):
        found = cycles(rule, day - timedelta(days=reach), day + timedelta(days=reach), workdays, zone)
        running = [one for one in found if one.opens_at <= moment]
        if running and (running[-1].closes_at is not None or reach == 500):
            return running[-1]
    return None


def _recurring(rule: ReminderRule, first: date, last: date, workdays: Workdays, zone: tzinfo) -> Iterator[Instant]:
    """Instants of the calendar kinds, and some more around the ends of the range."""
    nearly = _Range(first - timedelta(days=1), last + timedelta(days=1))
    if isinstance(rule.recurrence, EveryHours):
        for moment in rule.recurrence.moments(nearly.first, nearly.last):
            if rule.policy is not Policy.ONLY or workdays.is_workday(moment.date()):
                yield _fire(rule, _step(rule), moment, moment.date(), workdays, zone)
        return
    margin = timedelta(days=1 if rule.policy in (Policy.NONE, Policy.ONLY) else LONGEST_CLOSURE + 1)
    reach = margin
    if rule.reporting:
        waits = 31 if rule.reporting.day else rule.reporting.after * (7 if rule.reporting.unit is Unit.WORKDAY else 1)
        reach += timedelta(days=waits + 2 * LONGEST_CLOSURE)
    for nominal in _nominal_days(rule, first - reach, last + margin, workdays):
        if rule.reporting:
            yield from _cycle(rule, rule.reporting, nominal, workdays, zone)
        elif (day := _rolled(nominal, rule.policy, workdays)) in nearly:
            for clock in rule.at:
                yield _fire(rule, _step(rule), datetime.combine(nominal, clock), day, workdays, zone)


def _nominal_days(rule: ReminderRule, first: date, last: date, workdays: Workdays) -> Iterator[date]:
    for day in rule.recurrence.days(first, last, workdays) if rule.recurrence else ():
        if rule.policy is not Policy.ONLY or workdays.is_workday(day):
            yield day


def _step(rule: ReminderRule) -> str:
    if rule.kind is Kind.CYCLE:
        return CHASE if rule.audience.unreported_only else OPEN
    return {Kind.DIGEST: DIGEST, Kind.ONCE: ONCE}[rule.kind]


def _cycle(rule: ReminderRule, reporting: Reporting, nominal: date, workdays: Workdays, zone: tzinfo) -> list[Instant]:
    """All steps of the cycle whose opening the rule's words put on `nominal`; the opening comes first."""
    opened = _rolled(nominal, rule.policy, workdays)
    opens_at = civil.instant(datetime.combine(opened, rule.at[0]), zone)
    due_day = max(_rolled(_due_day(reporting, nominal, workdays), reporting.policy, workdays), opened)
    due_at = civil.instant(datetime.combine(due_day, reporting.at), zone)
    if due_at <= opens_at:  # nobody answers before being asked
        due_day = _rolled(due_day + timedelta(days=1), reporting.policy, workdays)
        due_day = due_day if due_day > opened else opened + timedelta(days=1)
        due_at = civil.instant(datetime.combine(due_day, reporting.at), zone)
    steps = [_fire(rule, _step(rule), datetime.combine(nominal, clock), opened, workdays, zone) for clock in rule.at]
    before, after = workdays.previous_workday(due_day), workdays.next_workday(due_day)
    if reporting.second is not None:
        second = _fire(rule, SECOND, datetime.combine(before, reporting.second), before, workdays, zone)
        steps += [second] if second.fires_at > opens_at else []
    if reporting.chase is not None:
        steps.append(_fire(rule, CHASE, datetime.combine(after, reporting.chase), after, workdays, zone))
    label = period(rule.recurrence, nominal) if rule.recurrence else ""
    return [replace(one, period=label, opens_at=opens_at, due_at=due_at) for one in steps]


def _due_day(reporting: Reporting, opening: date, workdays: Workdays) -> date:
    if reporting.day is not None:
        return next(Monthly((reporting.day,)).days(opening, opening + timedelta(days=62), workdays))
    if reporting.unit is Unit.WORKDAY:
        return workdays.shift(opening, reporting.after)
    return opening + timedelta(days=reporting.after)


def _around(
    rule: ReminderRule, due: date, first: date, last: date, workdays: Workdays, zone: tzinfo
) -> Iterator[Instant]:
    """Instants of one due date on the days of the range and the day on either side."""
    nearly = _Range(first - timedelta(days=1), last + timedelta(days=1))
    for nominal, step in _days_around(rule, due, first, last, workdays):
        if rule.policy is Policy.ONLY and not workdays.is_workday(nominal):
            continue
        day = _rolled(nominal, rule.policy, workdays)
        if day <= due < nominal:  # what is late is not said before it is late
            day = workdays.roll_forward(nominal)
        if day in nearly:
            for clock in rule.at:
                yield replace(_fire(rule, step, datetime.combine(nominal, clock), day, workdays, zone), due=due)


def _days_around(
    rule: ReminderRule, due: date, first: date, last: date, workdays: Workdays
) -> Iterator[tuple[date, str]]:
    """The nominal days around a due date, each with its step; repeats only as far as the range needs them."""
    days = [
        (offset, workdays.shift(due, -offset) if rule.unit is Unit.WORKDAY else due - timedelta(days=offset))
        for offset in rule.offsets
    ]
    if rule.kind is not Kind.OVERDUE:
        yield from ((day, f"due-{offset}" if offset >= 0 else f"late-{-offset}") for offset, day in days)
        return
    yield from ((day, f"late-{(day - due).days}") for _, day in days)
    if rule.repeat_days is None:
        return
    begin, margin = days[-1][1], LONGEST_CLOSURE + 1
    number = max(1, ((first - begin).days - margin) // rule.repeat_days)
    while (gone := number * rule.repeat_days) <= (last - begin).days + margin:
        again = begin + timedelta(days=gone)
        yield again, f"late-{(again - due).days}"
        number += 1


def _rolled(day: date, policy: Policy, workdays: Workdays) -> date:
    if policy is Policy.NEXT:
        return workdays.roll_forward(day)
    return workdays.roll_back(day) if policy is Policy.PREVIOUS else day


def _fire(rule: ReminderRule, step: str, nominal: datetime, day: date, workdays: Workdays, zone: tzinfo) -> Instant:
    """The instant that `nominal` gives on the day to which it was moved."""
    wanted = datetime.combine(day, nominal.time())
    fires_at = civil.instant(wanted, zone)
    local = civil.civil(fires_at, zone)
    reasons = tuple(_reasons(rule, step, nominal.date(), day, local != wanted, workdays))
    return Instant(rule.key, step, nominal, local, fires_at, reasons)


def _reasons(rule: ReminderRule, step: str, said: date, day: date, clock: bool, workdays: Workdays) -> Iterator[Reason]:
    before, after = workdays.reason(said), workdays.reason(day)
    follows = rule.reporting is not None and step in (SECOND, CHASE)  # from the due day, not from the words
    if not follows and isinstance(rule.recurrence, Monthly) and (number := rule.recurrence.shortened(said)):
        yield Reason(Why.SHORT_MONTH, before, before, number)
    if day != said:
        yield Reason(Why.NEXT if day > said else Why.PREVIOUS, before, after)
    if after.kind is DayKind.MAKEUP:
        yield Reason(Why.MAKEUP, before, after)
    if clock:
        yield Reason(Why.CLOCK, before, after)
    if rule.counts_workdays and not workdays.covered(day.year):
        yield Reason(Why.UNKNOWN_YEAR, before, after)
