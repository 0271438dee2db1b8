"""Days of named months: 每月10号和25号, 每季度首月5日, 每年6月15日和12月15日, 3、6、9、12月的20号."""

from __future__ import annotations

import re

from bot.understanding.recurringvalues import Found, Recurring, Start, Unsaid, nth_of, number
from bot.understanding.recurringwords import DAY_PART, NTH_PART, YEAR_PART
from domain.civil import last_day
from domain.recurrence import Monthly, OnDays, Span, SpanWorkdays

_COMMON_YEAR = 2023
_MOST = 15  # workdays that every month has


def month_days(match: re.Match[str], start: Start) -> Found:
    """每月10号和25号, 每月1号到5号, 每月最后一天."""
    days = _days_of_month(match["list"])
    return Recurring(Monthly(days)) if days else None


def quarter_month(match: re.Match[str], start: Start) -> Found:
    """每季度首月5日."""
    days = _days_of_month(match["list"])
    place = {"首": 1, "第一个": 1, "第1个": 1, "头一个": 1, "第二个": 2, "第2个": 2}.get(match["place"], 3)
    return Recurring(Monthly(days, (place, place + 3, place + 6, place + 9))) if days else None


def year_days(match: re.Match[str], start: Start) -> Found:
    """6月15日和12月15日, 6月、12月的15日、25日, 3、6、9、12月底: one set of days for all months, or nothing."""
    groups: list[tuple[set[int], set[int]]] = []
    for part in YEAR_PART.finditer(match["list"]):
        if part["month"]:
            if not groups or groups[-1][1]:
                groups.append((set(), set()))
            groups[-1][0].add(number(part["month"]))
        elif groups:
            groups[-1][1].add(-1 if part["last"] else -number(part["back"]) if part["back"] else number(part["day"]))
    if len({frozenset(days) for _, days in groups}) > 1:  # 6月30日、12月31日: the last day of each
        groups = [(months, {_from_end(months, day) for day in days}) for months, days in groups]
    months = sorted({month for found, _ in groups for month in found})
    if not groups or any(days != groups[0][1] or not days for _, days in groups):
        return None
    return Recurring(Monthly(tuple(sorted(groups[0][1])), tuple(months)))


def _from_end(months: set[int], day: int) -> int:
    return -1 if all(day == last_day(_COMMON_YEAR, month).day for month in months) else day


def named_months(match: re.Match[str], start: Start) -> Found:
    """3月、6月、9月、12月的20号: months evenly spread over the year come round; others may be meant once."""
    months = tuple(sorted({number(part["month"]) for part in YEAR_PART.finditer(match["months"]) if part["month"]}))
    step = 12 // len(months)
    even = 12 % len(months) == 0 and months == tuple(range(months[0], 13, step))
    if match["workday"]:
        nth, span = _nth_in(match["workday"]), next((one for one in Span if one.months == step), None)
        edge = even and 0 < abs(nth) <= _MOST and months[0] == (1 if nth > 0 else step)
        return Recurring(SpanWorkdays(span, (nth,))) if edge and span else None
    days = _days_of_month(match["list"]) if match["list"] else (-1,)
    if not days:
        return None
    yearly = Monthly(days, months)
    if even or match["each"]:
        return Recurring(yearly)
    year = start.day.year
    dates = [last_day(year, month).replace(day=day) for month in months for day in days if _is_in(year, month, day)]
    coming = tuple(day for day in dates if day >= start.day)
    return Unsaid("which_reading", "", (yearly, OnDays(coming)) if coming else (yearly,))


def _is_in(year: int, month: int, day: int) -> bool:
    return 0 < day <= last_day(year, month).day


def _nth_in(text: str) -> int:
    part = NTH_PART.search(text)
    return nth_of(part) if part else 0


def _days_of_month(text: str) -> tuple[int, ...] | None:
    days: list[int] = []
    ranged = False
    for part in DAY_PART.finditer(text):
        if part["to"]:
            ranged = True
            continue
        day = -1 if part["last"] else -number(part["back"]) if part["back"] else number(part["day"])
        days += [*range(days[-1] + 1, day), day] if ranged and days else [day]
        ranged = False
    return tuple(sorted(days)) if days and len({*days}) == len(days) and 0 not in days else None
