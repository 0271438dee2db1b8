"""Times of day as people say them: 上午9点, 早上8点半, 下午4:30, 16:30, 晚上6点, 九点一刻, 中午.

A bare hour from one to six may be before dawn or in the afternoon: nobody can say, so it has two candidates and no
time, unless it stands beside one whose half of the day was said (下午2点和4点). Text is expected to have gone through
`normalise`, blanks taken out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from bot.understanding.numerals import number_value
from bot.understanding.patterns import Pattern

_HALF = r"(?P<half>凌晨|清晨|早上|早晨|今早|明早|早|上午|中午|正午|午间|下午|午后|傍晚|晚上|今晚|明晚|夜里|夜间|晚)?"
_HOUR = r"(?P<hour>[01]?\d|2[0-4]|[零一二两三四五六七八九]|十[一二三四五六七八九]?|二十[一二三四]?)"
_MINUTE = r"(?P<minute>[0-5]?\d|[一二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九])"
CLOCK = Pattern(
    rf"{_HALF}(?<![\d.:]){_HOUR}(?:(?P<colon>:)(?P<digits>[0-5]\d)(?::00)?(?!\d)"
    rf"|[点时](?:(?P<part>半|一刻|三刻|整|钟)|{_MINUTE}分?(?![天日号周月个项、]))?(?!间|候|限|效)(?:钟|整)?)"
    r"|(?P<noon>正午|中午(?![\d一十]))"
)
_AFTERNOON = frozenset({"下午", "午后", "傍晚"})
_EVENING = frozenset({"晚上", "今晚", "明晚", "夜里", "夜间", "晚"})
_MORNING = frozenset({"清晨", "早上", "早晨", "今早", "明早", "早", "上午"})
_JOINED = Pattern(r"^(?:[、,和及与]|以及)?$")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day at [start, end). `at` is None when the words do not tell: `candidates` are what may be meant."""

    start: int
    end: int
    at: time | None
    candidates: tuple[time, ...] = ()


def find_clocks(text: str) -> list[Clock]:
    """Every time of day in a plain text, in order."""
    found: list[Clock] = []
    half, end = "", -1
    for match in CLOCK.finditer(text):
        said = match["half"] or ""
        if not said and found and _JOINED.match(text[end : match.start()]):
            said = half
        found.append(_clock(match, said))
        half, end = said, match.end()
    return found


def _clock(match: re.Match[str], half: str) -> Clock:
    if match["noon"]:
        return Clock(*match.span(), time(12))
    hour = int(number_value(match["hour"]) or 0)
    minute = _minute(match)
    hours = _hours(hour, half, leading_zero=match["hour"].startswith("0"))
    times = tuple(time(one, minute) for one in hours if one < 24 and minute < 60)
    return Clock(*match.span(), times[0] if len(times) == 1 else None, times)


def _minute(match: re.Match[str]) -> int:
    part = match["part"]
    if part:
        return {"半": 30, "一刻": 15, "三刻": 45}.get(part, 0)
    return int(number_value(match["digits"] or match["minute"] or "0") or 0)


def _hours(hour: int, half: str, leading_zero: bool) -> tuple[int, ...]:
    """The hours of the day that may be meant; none when the words contradict each other."""
    if half in _AFTERNOON:
        return (hour if hour >= 12 else hour + 12,) if hour != 0 else ()
    if half in _EVENING:
        return (hour if hour > 12 else hour + 12,) if 5 <= hour <= 23 and hour != 12 else ()
    if half in ("中午", "午间", "正午"):
        return {11: (11,), 12: (12,), 1: (13,), 2: (14,), 13: (13,)}.get(hour, ())
    if half == "凌晨":
        return (hour % 12,) if hour <= 6 or hour == 12 else ()
    if half in _MORNING:
        return (hour,) if 4 <= hour <= 12 else ()
    if 1 <= hour <= 6 and not leading_zero:
        return (hour + 12, hour)
    return (hour,)
