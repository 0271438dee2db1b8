"""A phrase about reminders on its way to being understood: a sheet from which words are taken off as they are read.

    每月25日上午9点提醒牵头部门，到期前7天、3天   ->   S25日H提醒,,到期前L

The letters are those of `lexicon.schedule`. Words that were taken leave a comma, so that their neighbours do not run
together; what is left at the end was not understood.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from domain.recurrence import Span
from language.lexicon import schedule as words
from language.lexicon.schedule_writing import SPELLINGS, TO_CHINESE
from language.normalise import Text, normalise
from language.numerals import number_value
from language.patterns import Pattern
from language.schedule.clocktimes import find_clocks
from language.sheet import Sheet

LETTERS = TIME, SPAN, WEEKDAYS, NTH, LENGTHS = tuple("HSWKL")
_LATIN = Pattern(r"[a-z]{2}")
_SPANS = {"月": Span.MONTH, "季": Span.QUARTER, "半": Span.HALF, "年": Span.YEAR}


@dataclass(frozen=True, slots=True)
class Nth:
    """The n-th workdays, or the n-th of a weekday (0 = Monday): 1 is the first, -1 the last. None: it says no such."""

    places: tuple[int, ...]
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: so many minutes, hours, workdays, or days; `unit` as in 天 day, 周 week, 月 month, 年 year.
    `nth` where it was counted off (第3天); `count` may be a half."""

    count: float
    unit: str
    nth: bool = False

    @property
    def days(self) -> int:
        """In days, of which a month has 30; 0 for what is no day long."""
        size = {"minute": 0, "hour": 1 / 24, "week": 7, "month": 30, "year": 365}.get(self.unit, 1)
        whole = self.unit != "hour" or self.count % 24 == 0
        return round(self.count * size) if whole and self.count * size >= 1 else 0


@dataclass(frozen=True, slots=True)
class Taken:
    """Words taken off a phrase: the groups of the match, the plain words, and the values of the letters in it."""

    match: re.Match[str]
    words: str
    values: dict[str, list[Any]]

    def __getitem__(self, group: str) -> str | None:
        return self.match.groupdict().get(group)

    @property
    def lengths(self) -> list[Length]:
        """The lengths in it; n-th workdays are so many workdays."""
        nth = [place for one in self.values[NTH] for place in one.places if one.weekday is None]
        return [Length(abs(n), "workday", True) for n in nth] + [one for said in self.values[LENGTHS] for one in said]

    def first(self, letter: str) -> Any:
        """The first value of a letter, None where it does not stand in it."""
        return next(iter(self.values.get(letter, ())), None)


class Phrase(Sheet):
    """The sheet of a phrase, from which words are taken off."""

    def take_out(self, pattern: Pattern) -> Taken | None:
        """The first match that holds anything, taken off; None if there is none."""
        return next(iter(self._take_out(pattern, 1)), None)

    def take_all(self, pattern: Pattern) -> list[Taken]:
        """Every match, taken off, in order."""
        return self._take_out(pattern, None)

    def blank(self, start: int, end: int) -> None:
        """Take off [start, end) of the shape; the places behind it move."""
        self.put(",", [(start, end, None)])

    def values(self, letter: str, start: int = 0, end: int | None = None) -> list[Any]:
        """What the marks with that letter mean, in order."""
        return [mark.value for _, mark in self.marks(letter, start, end)]

    def left(self, idle: Pattern) -> str:
        """The plain words that are left once those that mean nothing here are gone."""
        rest, done = [], 0
        for match in [*idle.finditer(self.shape), None]:
            start = match.start() if match else len(self.shape)
            rest.append(self.plain(done, start))
            done = match.end() if match else done
        return " ".join(piece for piece in rest if piece)

    def _take_out(self, pattern: Pattern, most: int | None) -> list[Taken]:
        if not pattern.may_match(self.shape):
            return []
        found = [match for match in pattern.finditer(self.shape) if match.end() > match.start()][:most]
        taken = [
            Taken(
                match,
                self.plain(*match.span()),
                {letter: self.values(letter, *match.span()) for letter in LETTERS},
            )
            for match in found
        ]
        self.put(",", [(*match.span(), None) for match in found])
        return taken


def opened(said: str, text: Text) -> Phrase:
    """The phrase that a text is, nothing of it understood yet: no blanks, one spelling. `text` is what `normalise` made
    of `said`; a sentence with English in it is put into this grammar's own words first."""
    folded = unicodedata.normalize("NFKC", said).lower()
    shaped = normalise(_in_chinese(folded)).plain if _LATIN.search(folded) else text.plain
    for pattern, spelling in SPELLINGS:
        shaped = pattern.sub(spelling, shaped) if pattern.may_match(shaped) else shaped
    places = tuple(range(len(shaped)))
    return Phrase(Text(shaped, shaped, places, tuple(at + 1 for at in places)))


def _in_chinese(folded: str) -> str:
    for pattern, instead in TO_CHINESE:
        folded = pattern.sub(instead, folded) if pattern.may_match(folded) else folded
    return folded


def mark_times(phrase: Phrase) -> None:
    """H: the times of day."""
    phrase.put(TIME, [(clock.start, clock.end, clock) for clock in find_clocks(phrase.shape)])


def mark_days(phrase: Phrase) -> None:
    """S, W, K, L: what recurs, weekdays, n-th days, lengths."""
    phrase.take(SPAN, words.EACH, lambda match: _SPANS[(match["span"] or match["twice"] or match["by"])[0]])
    phrase.take(WEEKDAYS, words.WEEKDAYS, lambda match: (5, 6) if match["end"] else read_weekdays(match[0]))
    phrase.put(NTH, [(*match.span(), _nth(phrase, match)) for match in words.NTH.finditer(phrase.shape)])
    phrase.take(LENGTHS, words.LENGTHS, lambda match: _lengths(match[0]))


def number(text: str | None) -> int:
    """What a small number stands for, 0 where there is none."""
    return int(number_value(text or "") or 0)


def read_weekdays(text: str) -> tuple[int, ...]:
    """一三五, 一、三, 一到五, 周六和周日 -> 0 for Monday … 6; empty when a day is named twice."""
    days: list[int] = []
    ranged = False
    for char in text:
        if words.RANGED.match(char):
            ranged = True
        elif char in words.WEEKDAY_NAMES:
            day = min(words.WEEKDAY_NAMES.index(char), 6)
            days += [*range(days[-1] + 1, day), day] if ranged and days else [day]
            ranged = False
    return tuple(sorted(days)) if len({*days}) == len(days) else ()


def _nth(phrase: Phrase, match: re.Match[str]) -> Nth:
    """第一个和最后一个工作日, 第2、4个周三; places are empty where the words do not fit together."""
    places: set[int] = set()
    for part in words.NTH_PART.finditer(match[0]):
        if part["last"] or part["first"]:
            places.add(-1 if part["last"] else 1)
        else:
            places.add(number(part["n"]) * (-1 if part["back"] else 1))
    weekdays = phrase.values(WEEKDAYS, *match.span())
    one_kind = len({*weekdays}) + ("工作日" in match[0]) == 1 and all(len(days) == 1 for days in weekdays)
    fit = one_kind and 0 not in places and max(map(abs, places)) <= 31
    return Nth(tuple(sorted(places)) if fit else (), weekdays[0][0] if fit and weekdays else None)


def _lengths(text: str) -> tuple[Length, ...]:
    """30/14/7/1天, 一个月、一周、当天. A missing unit is that of the next item."""
    found: list[Length] = []
    unit = "天"
    for part in reversed(list(words.LENGTH_PART.finditer(text))):
        if part["same"]:
            found.append(Length(0, "day"))
            continue
        unit = part["unit"] if part["unit"] and part["unit"] != "个" else unit
        count = 0.5 if part["n"] == "半" else float(number(part["n"]))
        count += 0.5 if "半" in unit else 0
        name = next(name for key, name in _UNITS if key in unit)
        found.append(Length(count, name, part[0].startswith("第")))
    return tuple(found[::-1])


_UNITS = (
    ("工作日", "workday"), ("分", "minute"), ("时", "hour"), ("钟", "hour"), ("天", "day"), ("日", "day"),
    ("周", "week"), ("星期", "week"), ("礼拜", "week"), ("月", "month"), ("年", "year"),
)  # fmt: skip
