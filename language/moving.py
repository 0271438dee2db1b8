"""What somebody writes to move the local chat's clock: +1天, 3天后, 下周一, 到11月25日, 明天9点, 2022-11-25 09:00."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from language.dates import find_dates
from language.normalise import normalise
from language.patterns import Pattern
from language.schedule.clocktimes import find_clocks

_TO = Pattern(r"(?i)^(?:到|至|to)?\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{2}))?$")
_BY = Pattern(r"(?i)^\+?\s*(\d{1,4})\s*(小时|天|日|周|星期|个月|hours?|days?|weeks?|h|d|w)(?:之?后|以后| later)?$")
_NEXT = Pattern(r"(?i)^(?:到)?下一[条个]提醒$|^next(?: reminder)?$")
_UNITS = {
    "小时": timedelta(hours=1),
    "h": timedelta(hours=1),
    "天": timedelta(days=1),
    "日": timedelta(days=1),
    "d": timedelta(days=1),
    "周": timedelta(weeks=1),
    "星期": timedelta(weeks=1),
    "w": timedelta(weeks=1),
    "个月": timedelta(days=30),
}


def is_next(text: str) -> bool:
    """Whether it asks for the next reminder."""
    return bool(_NEXT.match(text.strip()))


def target(text: str, now: datetime) -> datetime | None:
    """The civil time that is meant, from the civil time `now`; None where it cannot be read. 09:00 where only a day is
    named."""
    text = text.strip()
    by = _BY.match(text)
    if by:
        unit = by[2].lower()
        return now + int(by[1]) * _UNITS[unit if unit in _UNITS else unit[0]]
    to = _TO.match(text)
    if not to:
        return _in_words(text, now)
    try:
        year, month, day = (int(part) for part in to.groups()[:3])
        hour, minute = (int(to[4]), int(to[5])) if to[4] else (9, 0)
        return now.replace(year=year, month=month, day=day, hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError:
        return None


def _in_words(text: str, now: datetime) -> datetime | None:
    """到11月25日, 下周一上午10点, 明天: the coming one; a time alone is the next time that the clock shows it."""
    plain = normalise(text).plain
    dates = [one.ahead(now.date()) for one in find_dates(plain, now.date()) if one.grain not in ("since", "span")]
    clocks = find_clocks(plain)
    if len(dates) > 1 or len(clocks) > 1 or any(one.at is None for one in clocks):
        return None
    at = clocks[0].at if clocks else None
    if dates:
        return datetime.combine(dates[0].first, at or time(9)) if dates[0] else None
    if at is None:
        return None
    today = datetime.combine(now.date(), at)
    return today if today > now else today + timedelta(days=1)
