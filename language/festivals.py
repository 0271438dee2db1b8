"""Days that are called by a festival: 春节前, 除夕, 国庆节前. The movable ones are given for the years that are known.

Source: the calendar of the Purple Mountain Observatory; for 2022 to 2026 held in a test against the official holidays.
"""

from __future__ import annotations

from datetime import date, timedelta

_FIXED = {"元旦": (1, 1), "五一": (5, 1), "劳动节": (5, 1), "国庆": (10, 1)}
_MOVABLE = {  # the day itself, month and day, from 2022 on
    "春节": ((2, 1), (1, 22), (2, 10), (1, 29), (2, 17), (2, 6), (1, 26), (2, 13), (2, 3)),
    "清明": ((4, 5), (4, 5), (4, 4), (4, 4), (4, 5), (4, 5), (4, 4), (4, 4), (4, 5)),
    "端午": ((6, 3), (6, 22), (6, 10), (5, 31), (6, 19), (6, 9), (5, 28), (6, 16), (6, 5)),
    "中秋": ((9, 10), (9, 29), (9, 17), (10, 6), (9, 25), (9, 15), (10, 3), (9, 22), (9, 12)),
}
_FIRST_YEAR = 2022
NAMES = "|".join((*_FIXED, *_MOVABLE))
EVE = "除夕|年三十|大年三十"


def festival(name: str, year: int) -> date | None:
    """The day of that festival in a year; None where it is not known."""
    if name in _FIXED:
        return date(year, *_FIXED[name])
    days, at = _MOVABLE[name], year - _FIRST_YEAR
    return date(year, *days[at]) if 0 <= at < len(days) else None


def coming(name: str, today: date) -> date | None:
    """The next day of that festival, today's among them; None where it is not known."""
    days = (festival(name, year) for year in (today.year, today.year + 1))
    return next((day for day in days if day is not None and day >= today), None)


def eve(today: date) -> date | None:
    """The coming 除夕, the last day of the lunar year."""
    day = coming("春节", today + timedelta(days=1))
    return day - timedelta(days=1) if day else None
