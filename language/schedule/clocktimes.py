"""Times of day as people say them: 上午9点, 早上8点半, 下午4:30, 16:30, 晚上6点, 九点一刻, 中午.

A bare hour from one to six may be before dawn or in the afternoon: nobody can say, so it has two candidates and no
time, unless it stands beside one whose half of the day was said (下午2点和4点), or ends a stretch (中午12点到2点).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time

from language.lexicon import schedule as words
from language.numerals import number_value


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
    half = ""
    for match in words.CLOCK.finditer(text):
        said, between = match["half"] or "", text[found[-1].end : match.start()] if found else None
        if not said and between is not None and words.JOINED.fullmatch(between):
            said = half
        clock = _clock(match, said)
        if not said and between and words.RANGED.fullmatch(between) and (first := found[-1].at):
            clock = _ending(clock, first)
        found.append(clock)
        half = said
    return found


def _clock(match: re.Match[str], half: str) -> Clock:
    if match["noon"]:
        return Clock(*match.span(), time(12))
    hour = int(number_value(match["hour"]) or 0)
    minute = _minute(match)
    hours = _hours(hour, words.HALVES.get(half, ""), leading_zero=match["hour"].startswith("0"))
    times = tuple(time(one, minute) for one in hours if one < 24 and minute < 60)
    return Clock(*match.span(), times[0] if len(times) == 1 else None, times)


def _ending(clock: Clock, first: time) -> Clock:
    """中午12点到2点, 晚上10点到6点: the next time that the hand stands there."""
    if not clock.candidates or clock.candidates[0].hour > 18:
        return clock
    hour = clock.candidates[-1].hour
    ahead = sorted((hour, (hour + 12) % 24), key=lambda one: (one - first.hour) % 24 or 24)
    return replace(clock, at=clock.candidates[0].replace(hour=ahead[0]))


def _minute(match: re.Match[str]) -> int:
    part = match["part"]
    if part:
        return {"半": 30, "一刻": 15, "三刻": 45}.get(part, 0)
    return int(number_value(match["digits"] or match["minute"] or "0") or 0)


def _hours(hour: int, half: str, leading_zero: bool) -> tuple[int, ...]:
    """The hours of the day that may be meant; none when the words contradict each other."""
    match half:
        case "afternoon":
            return (hour if hour >= 12 else hour + 12,) if hour != 0 else ()
        case "evening":
            return (hour if hour > 12 else hour + 12,) if 5 <= hour <= 23 and hour != 12 else ()
        case "noon":
            return {11: (11,), 12: (12,), 1: (13,), 2: (14,), 13: (13,)}.get(hour, ())
        case "night":
            return (hour % 12,) if hour <= 6 or hour == 12 else ()
        case "morning":
            return (hour,) if 4 <= hour <= 12 else ()
    return (hour + 12, hour) if 1 <= hour <= 6 and not leading_zero else (hour,)
