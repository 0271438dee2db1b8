"""When a rule comes round, as people say it: 每周三五, 每月最后一个工作日, 每季度末前5个工作日.

`find_recurring` tries the forms of `lexicon.schedule.FORMS` in their order: each takes its words off the phrase, and a
builder here makes a recurrence of `domain.recurrence` of it, or a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from domain.civil import last_day
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
from domain.rules import Policy
from domain.workdays import Workdays
from language.lexicon import schedule as words
from language.schedule.phrase import LENGTHS, NTH, SPAN, WEEKDAYS, Length, Nth, Phrase, Taken, number
from language.schedule.reading import AdminReading, asked

EVERY_DAY = Weekly((0, 1, 2, 3, 4, 5, 6))
_MOST_WORKDAYS = 23  # of a month: more of them before its end would be another month's
_SPANS = {"季": Span.QUARTER, "年": Span.YEAR, "月": Span.MONTH}
_COMMON_YEAR = 2023


@dataclass(frozen=True, slots=True)
class Start:
    """The day from which every N days are counted, and the moment from which hours are."""

    day: date
    moment: datetime | None = None


Found = Recurrence | AdminReading | None  # None: it cannot be set up


def find_recurring(phrase: Phrase, start: Start, today: date) -> AdminReading | None:
    """How often it comes round, taken off the phrase: a reading of that alone; None where nothing recurs."""
    for name, pattern in words.FORMS:
        if taken := phrase.take_out(pattern):
            found = _BUILD[name](taken, start) or asked("unsupported")
            reading = found if isinstance(found, AdminReading) else AdminReading().coming(found)
            if reading.question:
                return reading.asking(reading.question.code, taken.words, reading.question.candidates)
            return _from(start, today, _on_workdays(phrase, _on_weekday(phrase, reading, start)))
    return None


def _on_weekday(phrase: Phrase, reading: AdminReading, start: Start) -> AdminReading:
    """每两周一次，周五: the weekday may stand elsewhere in the sentence."""
    weekdays = next(iter(phrase.values(WEEKDAYS)), ()) if reading.weekday_open else ()
    if not weekdays or not isinstance(reading.recurrence, Weekly):
        return reading
    phrase.take_out(words.SOME_WEEKDAYS)
    return AdminReading(_weekly(weekdays, reading.recurrence.every, start.day))


def _on_workdays(phrase: Phrase, reading: AdminReading) -> AdminReading:
    """每天上午9点，工作日: the others are left out."""
    if isinstance(reading.recurrence, SpanWorkdays) or not phrase.take_out(words.ON_WORKDAYS):
        return reading
    return replace(reading, policy=Policy.ONLY)


def _from(start: Start, today: date, reading: AdminReading) -> AdminReading:
    """从11月1日起: for what is counted from a first day."""
    recurrence = reading.recurrence
    if start.day <= today or isinstance(recurrence, (EveryDays, EveryHours)) or getattr(recurrence, "anchor", None):
        return reading
    return AdminReading(EveryDays(1, start.day)) if recurrence == EVERY_DAY else asked("unsupported")


def _weekly(weekdays: tuple[int, ...], every: int, anchor: date) -> Weekly:
    """Every so many weeks from the first of the weekdays that is not before `anchor`."""
    if every == 1:
        return Weekly(weekdays)
    first = anchor + timedelta(days=min((weekday - anchor.weekday()) % 7 for weekday in weekdays))
    return Weekly(weekdays, every, first - timedelta(days=first.weekday()))


def _offering(code: str, *recurrences: Recurrence) -> AdminReading:
    """The question which of these is meant."""
    return asked(code, candidates=tuple(AdminReading().coming(one) for one in recurrences))


def _span(taken: Taken) -> Span:
    return taken.first(SPAN) or next(span for char, span in _SPANS.items() if char in taken.match[0])


def _months_of(span: Span, place: int) -> tuple[int, ...]:
    """The `place`-th month of every span of the year."""
    return tuple(range(place, 13, span.months))


# ── every so often ────────────────────────────────────────────────────────────────────────────────────────


def _every(taken: Taken, start: Start) -> Found:
    """每3天, 每隔2小时, 两周一次, 每两周的周五."""
    said: list[Length] = taken.first(LENGTHS) or [Length(1, "hour" if taken["unit"] != "分钟" else "minute")]
    one = said[0]
    if len(said) > 1 or one.nth or one.count != int(one.count) or one.count < 1:
        return None
    count = int(one.count)
    if count == 1 and one.unit != "hour" and "隔" in taken.match[0]:
        count = 2
    match one.unit:
        case "hour":
            return EveryHours(count, start.moment or datetime.combine(start.day, time(9)))
        case "day":
            return EveryDays(count, start.day)
        case "week":
            return _weeks(taken, count, start)
        case "month":
            return asked("which_dates")
    return None


def _weeks(taken: Taken, every: int, start: Start) -> Found:
    weekdays = taken.first(WEEKDAYS)
    if weekdays is None:
        return AdminReading(_weekly((start.day.weekday(),), every, start.day), weekday_open=True)
    return _weekly(weekdays, every, start.day) if weekdays else None


# ── days of a month, quarter, half-year or year ───────────────────────────────────────────────────────────


def _nth_days(taken: Taken, start: Start) -> Found:
    """每月第一个和最后一个工作日, 每月第二、四个周三, 季末最后一个工作日; 每月倒数3个工作日每天."""
    nth: Nth = taken.first(NTH)
    span = _span(taken)
    of_month = (nth.places[:1] > (0,), nth.places[-1:] < (0,)) if taken["month"] else ()
    wrong_month = of_month and not of_month[(taken["month"] or "")[0] in "末最"]
    if not nth.places or wrong_month or (taken["daily"] and len(nth.places) > 1):
        return None
    if nth.weekday is None:
        return SpanWorkdays(span, nth.places)
    fits = max(map(abs, nth.places)) <= min(5 * span.months, 14)
    return SpanWeekdays(span, nth.places, nth.weekday) if fits else None


def _edge_days(taken: Taken, start: Start) -> Found:
    """每月前3个工作日, 每季度最后5个工作日, 每月最后3天."""
    (one, *more), span, first = taken.lengths, _span(taken), bool(taken["first"])
    count = int(one.count)
    if more or one.nth or one.unit not in ("day", "workday") or not 0 < count <= _MOST_WORKDAYS:
        return None
    days = tuple(range(1, count + 1) if first else range(-count, 0))
    if one.unit == "workday":
        return SpanWorkdays(span, days)
    return Monthly(days, _months_of(span, 1 if first else span.months))


def _before_end(taken: Taken, start: Start) -> Found:
    """每季度末前5个工作日: on the fifth workday before the end, or on each of the last five? The words allow both."""
    (one, *more), span = taken.lengths or [Length(0, "day")], _span(taken)
    count, workdays = one.days, one.unit == "workday"
    if more or one.unit in ("hour", "minute") or count <= 0 or count > (_MOST_WORKDAYS if taken["daily"] else 60):
        return None
    each = SpanWorkdays(span, tuple(range(-count, 0))) if workdays and count <= _MOST_WORKDAYS else None
    if taken["daily"] or not workdays or one.nth or not each:
        return each if taken["daily"] else BeforeEnd(span, count, Unit.WORKDAY if workdays else Unit.CALENDAR)
    counted = BeforeEnd(span, count, Unit.WORKDAY)
    return replace(_offering("which_reading", counted, SpanWorkdays(span, (-count,)), each), recurrence=counted)


def _days(taken: Taken, start: Start) -> Found:
    """每月10号和25号, 每月第3天, 每季度首月5日, 每季度末, 每半年第一天."""
    span, place = _span(taken), taken["place"] or ""
    if taken["list"]:
        days = _days_of_month(taken["list"])
        named = number(next(iter(words.NUMBER.findall(place)), "")) if place[:1] == "第" else 0
        month = named or (1 if place[:1] in ("首", "头") or span is Span.MONTH else span.months if place else 0)
    elif lengths := taken.first(LENGTHS):
        (one, *more), month = lengths, 1
        days = (int(one.count),) if one.nth and not more and one.unit == "day" and 1 <= one.count <= 31 else ()
    else:
        days, month = ((1,), 1) if taken["first"] else ((-1,), span.months)
    return Monthly(days, _months_of(span, month)) if days and 0 < month <= span.months else None


def _year(taken: Taken, start: Start) -> Found:
    """每年6月15日和12月15日, 6月、12月的15日、25日: one set of days for all months, or nothing. Without 每年, months
    evenly spread over the year come round (3、6、9、12月底); others may be meant once."""
    groups: list[tuple[set[int], set[int]]] = []
    for part in words.YEAR_PART.finditer(taken.match[0]):
        if part["month"]:
            if not groups or groups[-1][1]:
                groups.append((set(), set()))
            groups[-1][0].add(number(part["month"]))
        elif groups:
            groups[-1][1].add(_day_of_month(part))
    months = tuple(sorted({month for found, _ in groups for month in found}))
    step = 12 // len(months)
    even = len(months) > 1 and months == tuple(range(months[0], 13, step))
    if nth := taken.first(NTH):
        span = next((one for one in Span if one.months == step), None)
        edge = even and len(nth.places) == 1 and months[0] == (1 if nth.places[0] > 0 else step)
        return SpanWorkdays(span, nth.places) if edge and span and nth.weekday is None else None
    if len({frozenset(days) for _, days in groups}) > 1:  # 6月30日、12月31日: the last day of each
        groups = [(of, {_from_end(of, day) for day in days}) for of, days in groups]
    days = tuple(sorted(groups[0][1]))
    if not days or any({*days} != other for _, other in groups):
        return None
    yearly = Monthly(days, months)
    if even or SPAN in taken.match[0]:
        return yearly
    until = start.day.replace(month=12, day=31)
    coming = tuple(yearly.days(start.day, until, Workdays()))
    return _offering("which_reading", yearly, *([OnDays(coming)] if coming else []))


def _from_end(months: set[int], day: int) -> int:
    return -1 if all(day == last_day(_COMMON_YEAR, month).day for month in months) else day


def days_of_a_month(taken: Taken | None, today: date) -> tuple[date, ...]:
    """10月26日、28日, 11月1日到3日: days of one month, the coming one; none where they are past or not all there."""
    if taken is None:
        return ()
    days, month = _days_of_month(taken["list"]), number(taken["month"])
    end = last_day(today.year + (month < today.month), month)
    found = tuple(end.replace(day=day) for day in days if 0 < day <= end.day)
    return found if len(found) == len(days) and found and found[0] >= today else ()


def _dates(taken: Taken, start: Start) -> Found:
    days = days_of_a_month(taken, start.day)
    return OnDays(days) if days else None


def _some_day(taken: Taken, start: Start) -> Found:
    """每半年, 每月初: nobody can say on which day; its first or last workday is offered."""
    span, edge = _span(taken), taken["edge"] or ""
    first, last = SpanWorkdays(span, (1,)), SpanWorkdays(span, (-1,))
    if not edge:
        return _offering("which_dates", first, last)
    if "初" in edge:
        return _offering("which_dates", first, Monthly((1,), _months_of(span, 1)))
    middle = {"上旬": (1, 10), "中旬": (11, 15, 20), "中": (15,), "下旬": (21, 25)}.get(edge, ())
    return _offering("which_dates", *(Monthly((day,)) for day in middle if span is Span.MONTH))


def _days_of_month(text: str | None) -> tuple[int, ...]:
    days: list[int] = []
    ranged = False
    for part in words.DAY_PART.finditer(text or ""):
        if part["to"]:
            ranged = True
            continue
        day = _day_of_month(part)
        days += [*range(days[-1] + 1, day), day] if ranged and days else [day]
        ranged = False
    return tuple(sorted(days)) if len({*days}) == len(days) and 0 not in days else ()


def _day_of_month(part: re.Match[str]) -> int:
    return -1 if part["last"] else -number(part["back"]) if part["back"] else number(part["day"])


_BUILD: dict[str, Callable[[Taken, Start], Found]] = {
    "dates": _dates,
    "nth_days": _nth_days,
    "before_end": _before_end,
    "edge_days": _edge_days,
    "days": _days,
    "year": _year,
    "every": _every,
    "other": lambda taken, start: _weeks(taken, 2, start),
    "other_day": lambda taken, start: EveryDays(2, start.day),
    "each_week": lambda taken, start: _weeks(taken, 1, start),
    "each_workday": lambda taken, start: AdminReading(EVERY_DAY, policy=Policy.ONLY),
    "each_day": lambda taken, start: EVERY_DAY,
    "some_months": lambda taken, start: asked("which_dates"),
    "some_day": _some_day,
}
