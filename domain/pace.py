"""Pace (序时进度): how much of a period is over, and how far behind it a figure is.

Pace = days completed before the day / days of the period, both ends counted: on 2022-11-25 a milestone of the year 2022
has 328 of 365 days behind it, 89.9 %. It is applied to figures that accumulate, never to rates, ceilings or changes,
never without a due date. A per-year figure is held against the days of its year, year by year; a year that was missed
stays missed. What was never said is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain.plan import Basis, Indicator, Milestone
from domain.progress import Current, Measured


@dataclass(frozen=True, slots=True)
class Behind:
    """How a figure stands against its pace: points behind (negative: ahead), the pace in percent, the figure. `missed`:
    the year that is over, where it is about one."""

    points: float
    pace: float
    value: float
    missed: int | None = None


def pace_on(starts: date, due: date | None, day: date) -> float:
    """Percent of the period that is over before `day`: 0 on its first day, 100 from the day after its last; 0 for ever
    where nothing is due."""
    if due is None:
        return 0.0
    length = (due - starts).days + 1
    return 100.0 * min(max((day - starts).days, 0), length) / length


def behind(indicator: Indicator, milestone: Milestone, current: Current, day: date) -> Behind | None:
    """How an indicator stands; None where pace does not apply, or no figure was said. Of the years of a per-year
    indicator the one that is furthest behind decides."""
    measured = current.values.get(indicator.phrase)
    if measured is None or milestone.due is None or not indicator.accumulates or indicator.goal <= 0:
        return None
    if indicator.basis is not Basis.PER_YEAR:
        return _against(indicator, measured.value, milestone.starts, milestone.due, day)
    running, said = year_of(milestone, day), by_year(measured, milestone)
    years = []
    for year in range(milestone.starts.year, running + 1):
        if year not in said and year != running:
            continue  # nothing was said in that year, which is not zero
        starts, due = max(milestone.starts, date(year, 1, 1)), min(milestone.due, date(year, 12, 31))
        found = _against(indicator, said.get(year, 0.0), starts, due, day)
        years.append(replace(found, missed=year) if year < running else found)
    return max(years, key=lambda one: one.points)


def _against(indicator: Indicator, value: float, starts: date, due: date, day: date) -> Behind:
    pace = pace_on(starts, due, day)
    return Behind(pace - 100.0 * min(value / indicator.goal, 1.0), pace, value)


def by_year(measured: Measured, milestone: Milestone) -> dict[int, float]:
    """The figure of each year; what is said after the end is said of the last year."""
    said = {**measured.earlier, measured.year: measured.value}
    return {min(year, milestone.last_day.year): said[year] for year in sorted(said)}


def year_of(milestone: Milestone, day: date) -> int:
    """The year of the milestone that a per-year figure is held against: before it the first, after it the last."""
    return min(max(day.year, milestone.starts.year), milestone.last_day.year)
