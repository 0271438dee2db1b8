"""Stretches of days as notices and leave notes write them: 10月1日（周六）至7日, 11月21日到25日."""

from __future__ import annotations

from datetime import date

from language.dates import When, find_dates
from language.patterns import Pattern

_WEEKDAYS = "一二三四五六日"
_UP_TO = Pattern(r"\s*(?:至|到|-|—|~)+\s*")
_NOTE = Pattern(r"(?<=[日号\d])\s*(?:[(（][^)）]*[)）]|(?:周|星期)[一二三四五六日天])")  # 1月28日（农历除夕、周二）
_NOTED_WEEKDAY = Pattern(r"(?:周|星期)([一二三四五六日天])")
_A_DAY = Pattern(r"\d{1,2}\s*[日号]|\d{4}-\d{1,2}-\d{1,2}")
_LONGEST = 366


def spans_of(text: str, year: int) -> tuple[list[tuple[date, date]], bool]:
    """The days of a notice or a note (10月1日（周六）至7日), first and last of each stretch, a day without a year being
    of `year`; and whether anything in it is no day of that year: 2月30日, a wrong weekday, a stretch that runs
    backwards."""
    bare = _NOTE.sub(lambda match: " " * len(match[0]), text)
    days = [one for one in find_dates(bare, date(year, 1, 1)) if one.grain == "day"]
    wrong = len(days) != len(_A_DAY.findall(text))
    found: list[tuple[date, date]] = []
    last: When | None = None
    for one in days:
        note = _NOTE.match(text, one.end)
        weekday = _NOTED_WEEKDAY.search(note[0]) if note else None
        wrong = wrong or bool(weekday and _WEEKDAYS.index(weekday[1].replace("天", "日")) != one.first.weekday())
        if last is not None and _UP_TO.fullmatch(bare[last.end : one.start]):
            first = found.pop()[0]
            wrong = wrong or not first <= one.first or (one.first - first).days > _LONGEST
            found.append((first, one.first))
        else:
            found.append((one.first, one.first))
        last = one
    return found, wrong
