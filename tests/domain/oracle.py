"""When a rule fires, worked out the slow way: every day is asked whether the words name it.

Shares no arithmetic with `domain.instants`: spans are lists of days, workdays are counted one by one, and a
civil time is found by walking the clock in steps of a quarter of an hour.
"""

from __future__ import annotations

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
from domain.rules import Policy, ReminderRule
from domain.workdays import Workdays

DAY = timedelta(days=1)
QUARTER_HOUR = timedelta(minutes=15)


def fires(
    rule: ReminderRule, first: date, last: date, workdays: Workdays, zone: tzinfo
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


def named(recurrence: Recurrence | None, day: date, workdays: Workdays) -> bool:
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


def before_end(end: date, before: int, unit: Unit, workdays: Workdays) -> date:
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


def rolled(day: date, policy: Policy, workdays: Workdays) -> date | None:
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
