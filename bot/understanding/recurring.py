"""When a rule comes round, as people say it: 每周三五, 每月最后一个工作日, 每月第一个周一, 每季度末前5个工作日.

Each recogniser takes its words off the draft and gives a recurrence of `domain.recurrence`, or says why it cannot.
The order in which they are asked matters: the longer forms come first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from bot.understanding.draft import Draft
from bot.understanding.monthdays import month_days, named_months, quarter_month, year_days
from bot.understanding.recurringvalues import (
    SPANS,
    WEEKDAYS,
    Found,
    Recurring,
    Start,
    Unsaid,
    nth_of,
    number,
    read_weekdays,
)
from bot.understanding.recurringwords import BARE_WEEKDAYS, FORMS, NTH_PART, WEEK
from domain.recurrence import (
    BeforeEnd,
    EveryDays,
    EveryHours,
    Monthly,
    Span,
    SpanWeekdays,
    SpanWorkdays,
    Unit,
    Weekly,
)

EVERY_DAY = Weekly((0, 1, 2, 3, 4, 5, 6))
_MOST_WORKDAYS = 23  # of a month: more of them before its end would be another month's


def find_recurring(draft: Draft, start: Start) -> Recurring | Unsaid | None:
    """The recurrence in the draft, taken off it; None where nothing recurs."""
    for name, pattern in FORMS:
        match = draft.take(pattern)
        if match is None:
            continue
        words = draft.said[match.start() : match.end()]
        found = _BUILD[name](match, start) or Unsaid("unsupported")
        if isinstance(found, Unsaid):
            return Unsaid(found.code, words, found.candidates)
        return _with_weekday(draft, found, start.day) if found.weekday_open else found
    return None


def _with_weekday(draft: Draft, found: Recurring, first: date) -> Recurring:
    """每两周一次，周五: the weekday may stand elsewhere in the sentence."""
    recurrence = found.recurrence
    match = draft.take(BARE_WEEKDAYS)
    weekdays = read_weekdays(match["days"]) if match else None
    if weekdays is None or not isinstance(recurrence, Weekly):
        return found
    return Recurring(_weekly(weekdays, recurrence.every, first))


# ── one builder a form ────────────────────────────────────────────────────────────────────────────────────


def _hourly(match: re.Match[str], start: Start) -> Found:
    every = number(match["n"] or "一")
    return Recurring(EveryHours(every, start.moment or datetime.combine(start.day, time(9)))) if every else None


def _every_days(match: re.Match[str], start: Start) -> Found:
    every = number(match["n"]) if match["n"] else 2
    if match["n"] in ("一", "1") and "隔" in match[0]:
        every = 2
    return Recurring(EveryDays(every, start.day)) if every else None


def _weeks(match: re.Match[str], start: Start) -> Found:
    said = match["n"]
    every = 2 if said is None or (said in ("一", "1") and "隔" in match[0]) else number(said)
    weekdays = read_weekdays(match["days"]) if match["days"] else ()
    if weekdays is None or not every:
        return None
    if not weekdays:
        return Recurring(_weekly((start.day.weekday(),), every, start.day), weekday_open=True)
    return Recurring(_weekly(weekdays, every, start.day))


def _weekly(weekdays: tuple[int, ...], every: int, anchor: date) -> Weekly:
    """Every so many weeks from the first of the weekdays that is not before `anchor`."""
    if every == 1:
        return Weekly(weekdays)
    first = anchor + timedelta(days=min((weekday - anchor.weekday()) % 7 for weekday in weekdays))
    return Weekly(weekdays, every, first - timedelta(days=first.weekday()))


def _each_week(match: re.Match[str], start: Start) -> Found:
    weekdays = read_weekdays(match["days"])
    return Recurring(Weekly(weekdays)) if weekdays else None


def _nth_days(match: re.Match[str], start: Start) -> Found:
    """每月第一个和最后一个工作日, 每月第二、四个周三, 季末最后一个工作日."""
    span = SPANS[match["span"] or match["bare"]]
    nth = {nth_of(part) for part in NTH_PART.finditer(match["list"])}
    kinds = {*re.findall(rf"工作日|{WEEK}[{WEEKDAYS}]", match[0])}
    if not nth or 0 in nth or len(kinds) != 1:
        return None
    places, (kind,) = tuple(sorted(nth)), kinds
    if kind == "工作日":
        return Recurring(SpanWorkdays(span, places)) if max(map(abs, places)) <= 31 else None
    most = 5 * span.months
    fits = max(map(abs, places)) <= min(most, 14)
    return Recurring(SpanWeekdays(span, places, min(WEEKDAYS.index(kind[-1]), 6))) if fits else None


def _edge_days(match: re.Match[str], start: Start) -> Found:
    """每月前3个工作日, 每季度最后5个工作日, 每月最后3天."""
    count, span = number(match["n"]), SPANS[match["span"]]
    if not 0 < count <= _MOST_WORKDAYS:
        return None
    days = tuple(range(1, count + 1)) if match["edge"] in "前头" else tuple(range(-count, 0))
    if "工作日" in match["unit"]:
        return Recurring(SpanWorkdays(span, days))
    first = days[0] > 0
    months = tuple(range(1 if first else span.months, 13, span.months))
    return Recurring(Monthly(days, months))


def _before_end(match: re.Match[str], start: Start) -> Found:
    """每季度末前5个工作日: on the fifth workday before the end, or on each of the last five? The words allow both."""
    span = SPANS[match["span"] or match["bare"]]
    count = number(match["n"])
    if not 0 < count <= 60:
        return None
    if "工作日" not in match["unit"]:
        days = count * (1 if match["unit"] in "天日" else 7)
        return Recurring(BeforeEnd(span, days)) if days <= 60 and not match["daily"] else None
    each = SpanWorkdays(span, tuple(range(-count, 0))) if count <= _MOST_WORKDAYS else None
    if match["daily"]:
        return Recurring(each) if each else None
    counted = BeforeEnd(span, count, Unit.WORKDAY)
    return Recurring(counted) if match["nth"] or not each else Recurring(counted, (SpanWorkdays(span, (-count,)), each))


def _edge_of_span(match: re.Match[str], start: Start) -> Found:
    span = SPANS[match["span"] or match["bare"]]
    months = tuple(range(1 if match["first"] else span.months, 13, span.months))
    return Recurring(Monthly((1 if match["first"] else -1,), months))


def _some_day(match: re.Match[str], start: Start) -> Found:
    """每半年, 每月初: nobody can say on which day; its first or last workday is offered."""
    span, edge = SPANS[match["span"]], match["edge"] or ""
    first, last = SpanWorkdays(span, (1,)), SpanWorkdays(span, (-1,))
    if not edge:
        return Unsaid("which_dates", "", (first, last))
    if "初" in edge:
        return Unsaid("which_dates", "", (first, Monthly((1,), tuple(range(1, 13, span.months)))))
    middle = {"上旬": (1, 10), "中旬": (11, 15, 20), "中": (15,), "下旬": (21, 25)}.get(edge, ())
    return Unsaid("which_dates", "", tuple(Monthly((day,)) for day in middle) if span is Span.MONTH else ())


_BUILD: dict[str, Callable[[re.Match[str], Start], Found]] = {
    "minutes": lambda match, start: None,
    "hourly": _hourly,
    "months": named_months,
    "nth_days": _nth_days,
    "before_end": _before_end,
    "edge_days": _edge_days,
    "quarter_month": quarter_month,
    "edge_of_span": _edge_of_span,
    "month_days": month_days,
    "year_days": year_days,
    "weeks": _weeks,
    "each_week": _each_week,
    "weekend": lambda match, start: Recurring(Weekly((5, 6))),
    "some_weekday": lambda match, start: Recurring(Weekly((start.day.weekday(),)), weekday_open=True),
    "each_workday": lambda match, start: Recurring(EVERY_DAY, workdays_only=True),
    "every_days": _every_days,
    "each_day": lambda match, start: Recurring(EVERY_DAY),
    "some_months": lambda match, start: Unsaid("which_dates"),
    "some_day": _some_day,
}
