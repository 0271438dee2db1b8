"""Days that an office sets: the lines of an official notice, or 10月17日停工.

A day without a year is of the year in which the weekdays fit, else of the next time that the days come round.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from language.patterns import Pattern
from language.stretches import spans_of

_HOLIDAYS = {
    "元旦": "new_years_day",
    "春节": "spring_festival",
    "清明": "tomb_sweeping_day",
    "劳动": "labour_day",
    "五一": "labour_day",
    "端午": "dragon_boat_festival",
    "中秋": "mid_autumn_festival",
    "国庆": "national_day",
}
_NAME = rf"(?:{'|'.join(_HOLIDAYS)})节?"
_HEAD = Pattern(rf"(?P<names>{_NAME}(?:\s*[、和及]\s*{_NAME})*)\s*:")
_YEAR = Pattern(r"(?P<year>20\d\d)\s*年(?:部分)?节假日安排")
_COUNT = Pattern(r"共\s*(\d{1,2})\s*天|放假\s*(\d{1,2})\s*天")
_END = r"[\s。.!！~～]*$"
_SETTING = Pattern(
    r"^(?:把|设置?|将)?\s*(?P<days>(?:\d{4}\s*年)?\d{1,2}\s*月\d{1,2}\s*[日号][^，,。;；:：]{0,40}?)"
    r"(?:全天|都|统一)?(?:设为|改为|为)?(?P<what>不上班|停工|放假|休息|上班|补班|按原安排|恢复默认)" + _END
)
_ISO = r"\d{4}-\d\d?-\d\d?"
_SET_EN = Pattern(rf"(?i)^(?P<what>closed|open|usual)\s+(?P<days>{_ISO}(?:\s*(?:to|-)\s*{_ISO})?){_END}")
_WORKED = {"上班": True, "补班": True, "按原安排": None, "恢复默认": None, "open": True, "usual": None}


@dataclass(frozen=True, slots=True)
class Marked:
    """A day that is said to be worked or not (`worked` None: as the calendar has it), and of which holiday."""

    day: date
    worked: bool | None
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """Days of a notice or an order; `wrong` are the words that contradict themselves or the calendar."""

    marked: tuple[Marked, ...]
    wrong: tuple[str, ...] = ()

    kind: ClassVar[str] = "days"
    certain: ClassVar[bool] = True


def read_days(folded: str, today: date) -> Days | None:
    """The days of official lines (国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）上班。), or of 10月17日停工."""
    heads = [*_HEAD.finditer(folded)]
    if heads and ("放假" in folded or "上班" in folded):
        return _notice(folded, heads, today)
    match = _SET_EN.match(folded) or _SETTING.match(folded)
    if match is None:
        return None
    worked = _WORKED.get(match["what"].lower(), False)
    return _best(today, lambda year: _order(match["days"].replace("to", "至"), worked, year))


def _notice(plain: str, heads: list[re.Match[str]], today: date) -> Days:
    said = _YEAR.search(plain)
    ends = [*(one.start() for one in heads[1:]), len(plain)]
    parts = [(one["names"], plain[one.end() : end]) for one, end in zip(heads, ends, strict=True)]
    if said:
        return _lines(parts, int(said["year"]))
    return _best(today, lambda year: _lines(parts, year))


def _best(today: date, read: Callable[[int], Days]) -> Days:
    """The reading in the year that contradicts least; of two, that of the next time the days come round."""
    tried = [read(year) for year in (today.year, today.year + 1, today.year - 1)]
    ahead = [one for one in tried if not one.wrong and any(each.day >= today for each in one.marked)]
    return next(iter(ahead), None) or min(tried, key=lambda one: len(one.wrong))


def _lines(parts: list[tuple[str, str]], year: int) -> Days:
    marked: dict[date, Marked] = {}
    wrong: list[str] = []
    for names, body in parts:
        codes = [code for name, code in _HOLIDAYS.items() if name in names]
        holiday = "national_day" if "national_day" in codes else codes[0]
        for sentence in re.split(r"[。;\n]", body):
            if "鼓励" in sentence or not ("放假" in sentence or sentence.rstrip().endswith("上班")):
                continue
            free = "放假" in sentence
            days, unfit = _days(sentence, year)
            count = _COUNT.search(sentence)
            if unfit or not days or (free and count and int(count[1] or count[2]) != len(days)):
                wrong.append(sentence.strip())
            marked |= {day: Marked(day, not free, holiday) for day in days}
    return Days(tuple(marked[day] for day in sorted(marked)), tuple(wrong))


def _order(words: str, worked: bool | None, year: int) -> Days:
    days, unfit = _days(words, year)
    return Days(tuple(Marked(day, worked) for day in days), (words.strip(),) if unfit or not days else ())


def _days(words: str, year: int) -> tuple[list[date], bool]:
    spans, unfit = spans_of(words, year)
    return [first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)], unfit
