"""What the forms of recurrence are made of: the values they become, and their small words read as numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from bot.understanding.numerals import number_value
from bot.understanding.recurringwords import RANGE, WEEK
from domain.recurrence import Recurrence, Span

SPANS = {"月": Span.MONTH, "季": Span.QUARTER, "季度": Span.QUARTER, "半年": Span.HALF, "年": Span.YEAR}
WEEKDAYS = "一二三四五六日天"


@dataclass(frozen=True, slots=True)
class Recurring:
    """A recurrence that was said. `others` are the other fair readings of the same words; `workdays_only`: 工作日每天.

    `weekday_open` means that the weekday was left open: every week, or every two, on some day.
    """

    recurrence: Recurrence
    others: tuple[Recurrence, ...] = ()
    workdays_only: bool = False
    weekday_open: bool = False


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A recurrence that cannot be taken as it was said: `code` says why, `candidates` are what may have been meant."""

    code: str
    words: str = ""
    candidates: tuple[Recurrence, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """The day from which every N days are counted, and the moment from which hours are."""

    day: date
    moment: datetime | None = None


Found = Recurring | Unsaid | None


def number(text: str | None) -> int:
    """What a small number stands for, 0 where there is none."""
    return int(number_value(text or "") or 0)


def nth_of(part: re.Match[str]) -> int:
    """A match of `NTH_PART` as a place: 1 is the first, -1 the last."""
    if part["last"] or part["first"]:
        return -1 if part["last"] else 1
    return number(part["n"]) * (-1 if part["back"] else 1)


def read_weekdays(text: str) -> tuple[int, ...] | None:
    """一三五, 一、三, 一到五, 周六和周日 -> 0 for Monday … 6; None when a day is named twice."""
    days: list[int] = []
    ranged = False
    for char in re.sub(WEEK, "", text):
        if re.match(RANGE, char):
            ranged = True
        elif char in WEEKDAYS:
            day = min(WEEKDAYS.index(char), 6)
            days += [*range(days[-1] + 1, day), day] if ranged and days else [day]
            ranged = False
    return tuple(sorted(days)) if days and len({*days}) == len(days) else None
