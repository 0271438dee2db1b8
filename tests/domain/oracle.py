"""When a rule fires, worked out the slow way: every day is asked whether the words name it.

Shares no arithmetic with `domain.instants` and no calendar with `domain.workdays`: whether a day is worked is looked up
in the printed notices, spans are lists of days, workdays are counted one by one, and a civil time is found by walking
the clock in steps of a quarter of an hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

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
)
from domain.rules import Policy, ReminderRule, Reporting
from tests.domain import notices


@dataclass(frozen=True)
class Printed:
    """The notices as they were printed, with what an admin overrode."""

    overrides: Mapping[date, bool]

    def is_workday(self, day: date) -> bool:
        said = self.overrides.get(day)
        return notices.worked(day) if said is None else said


DAY = timedelta(days=1)
QUARTER_HOUR = timedelta(minutes=15)


def fires(
    rule: ReminderRule, first: date, last: date, workdays: Printed, zone: tzinfo
) -> list[tuple[datetime, datetime]]:
    """(UTC instant, nominal) of a rule without reporting, for nominal days from `first` to `last`."""
    found = []
    for day in days(first, last):
        if not named(rule.recurrence, day, workdays):
            continue
        moved = rolled(day, rule.policy, workdays)
        if moved is None:
            continue
        found += [
            (instant(datetime.combine(moved, clock), zone), datetime.combine(day, clock))
            for clock in rule.at or hours(rule.recurrence, day)
        ]
    return sorted(found)


def named(recurrence: Recurrence | None, day: date, workdays: Printed) -> bool:
    """Whether the words of a recurrence name that day."""
    match recurrence:
        case EveryDays(every=every, first=first):
            return day >= first and (day - first).days % every == 0
        case EveryHours():
            return bool(hours(recurrence, day))
        case Weekly(weekdays=weekdays, every=every, anchor=anchor):
            if day.weekday() not in weekdays or (anchor and day < anchor - DAY * anchor.weekday()):
                return False
            weeks = ((day - DAY * day.weekday()) - (anchor - DAY * anchor.weekday())).days // 7 if anchor else 0
            return weeks % every == 0
        case Monthly(on=on, months=months):
            month = span_of(Span.MONTH, day)
            return day.month in months and any(day == month[n if n < 0 else min(n, len(month)) - 1] for n in on)
        case SpanWorkdays(span=span, nth=nth):
            open_days = [one for one in span_of(span, day) if workdays.is_workday(one)]
            return any(day == open_days[n if n < 0 else n - 1] for n in nth if len(open_days) >= abs(n))
        case SpanWeekdays(span=span, nth=nth, weekday=weekday):
            such = [one for one in span_of(span, day) if one.weekday() == weekday]
            return any(day == such[n if n < 0 else n - 1] for n in nth if len(such) >= abs(n))
        case BeforeEnd(span=span, before=before, unit=unit):
            later = [one for one in days(day, day + DAY * (before * 3 + 70)) if ends(span, one)]
            return any(day == before_end(end, before, unit, workdays) for end in later)
        case OnDays(on=on):
            return day in on
    raise AssertionError(recurrence)


def steps(
    rule: ReminderRule, first: date, last: date, workdays: Printed, zone: tzinfo
) -> Iterator[tuple[datetime, datetime, str]]:
    """(UTC instant, due at in UTC, step) of a rule with reporting, for nominal days from `first` to `last`."""
    asked = rule.reporting
    assert asked is not None
    for day in days(first, last):
        if not named(rule.recurrence, day, workdays) or (rule.policy is Policy.ONLY and not workdays.is_workday(day)):
            continue
        opened = rolled(day, rule.policy, workdays)
        assert opened is not None
        opens_at = instant(datetime.combine(opened, rule.at[0]), zone)
        due = max(rolled(due_day(asked, day, workdays), asked.policy, workdays) or day, opened)
        if instant(datetime.combine(due, asked.at), zone) <= opens_at:
            due = max(rolled(due + DAY, asked.policy, workdays) or day, opened + DAY)
            if not due > opened:
                due = opened + DAY
        due_at = instant(datetime.combine(due, asked.at), zone)
        for clock in rule.at:
            yield instant(datetime.combine(opened, clock), zone), due_at, "open"
        before = next(one for n in range(1, 60) if workdays.is_workday(one := due - DAY * n))
        after = next(one for n in range(1, 60) if workdays.is_workday(one := due + DAY * n))
        if asked.second is not None and (second := instant(datetime.combine(before, asked.second), zone)) > opens_at:
            yield second, due_at, "second"
        if asked.chase is not None:
            yield instant(datetime.combine(after, asked.chase), zone), due_at, "chase"


def due_day(asked: Reporting, opening: date, workdays: Printed) -> date:
    if asked.day is not None:
        return next(one for one in days(opening, opening + DAY * 70) if named(Monthly((asked.day,)), one, workdays))
    if asked.unit is Unit.CALENDAR:
        return opening + DAY * asked.after
    later = [one for n in range(1, asked.after * 3 + 60) if workdays.is_workday(one := opening + DAY * n)]
    return later[asked.after - 1] if asked.after else opening


def around(
    rule: ReminderRule, due: date, last: date, workdays: Printed, zone: tzinfo
) -> list[tuple[datetime, datetime]]:
    """(UTC instant, nominal) of a rule that counts from a due date, up to the nominal day `last`."""
    found = []
    for offset in rule.offsets:
        day, left, step = due, abs(offset), DAY if offset < 0 else -DAY
        while left:
            day += step
            left -= rule.unit is Unit.CALENDAR or workdays.is_workday(day)
        found.append(day)
    if rule.repeat_days:
        while (again := found[-1] + DAY * rule.repeat_days) <= last:
            found.append(again)
    moved = []
    for day in found:
        to = rolled(day, rule.policy, workdays)
        if to is not None and to <= due < day:  # what is late is not said before it is late
            to = rolled(day, Policy.NEXT, workdays)
        if to is not None:
            moved += [(instant(datetime.combine(to, clock), zone), datetime.combine(day, clock)) for clock in rule.at]
    return sorted(moved)


def before_end(end: date, before: int, unit: Unit, workdays: Printed) -> date:
    if unit is Unit.CALENDAR:
        return end - DAY * before
    earlier = [one for n in range(before * 3 + 60) if workdays.is_workday(one := end - DAY * n)]
    return [one for one in earlier if one != end][before - 1]


def hours(recurrence: Recurrence | None, day: date) -> list[time]:
    assert isinstance(recurrence, EveryHours)
    found = []
    for hour in range(24):
        moment = datetime.combine(day, time(hour, recurrence.first.minute))
        gone = moment - recurrence.first
        if gone >= timedelta() and gone % timedelta(hours=recurrence.every) == timedelta():
            found.append(moment.time())
    return found


def rolled(day: date, policy: Policy, workdays: Printed) -> date | None:
    step = {Policy.NEXT: DAY, Policy.PREVIOUS: -DAY}.get(policy)
    if policy is Policy.ONLY and not workdays.is_workday(day):
        return None
    while step and not workdays.is_workday(day):
        day += step
    return day


def span_of(span: Span, day: date) -> list[date]:
    """All days of the month, quarter, half-year or year of `day`."""
    width = span_months(span)
    begin = date(day.year, (day.month - 1) // width * width + 1, 1)
    return [one for n in range(31 * width) if in_same_span(one := begin + DAY * n, begin, width)]


def ends(span: Span, day: date) -> bool:
    return (day + DAY).day == 1 and day.month % span_months(span) == 0


def span_months(span: Span) -> int:
    return {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12}[span]


def in_same_span(day: date, begin: date, width: int) -> bool:
    return day.year == begin.year and (day.month - 1) // width == (begin.month - 1) // width


def instant(local: datetime, zone: tzinfo) -> datetime:
    """The first moment at which the clocks of the zone show `local` or, having skipped it, later."""
    moment = local.replace(tzinfo=UTC) - timedelta(hours=26)
    while moment.astimezone(zone).replace(tzinfo=None) < local:
        moment += QUARTER_HOUR
    return moment


def days(first: date, last: date) -> list[date]:
    return [first + DAY * n for n in range((last - first).days + 1)]
