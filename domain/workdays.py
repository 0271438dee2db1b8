"""Chinese workdays: weekends, official holidays, and the weekends that are worked to make up for them (调休).

The State Council publishes each year's arrangement in the autumn before. Until then a year counts Monday to
Friday and `covered` says False, so that the product can warn; an admin's overrides (typhoon days, a notice
that the installed `chinesecalendar` does not know yet) win over everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType

import chinese_calendar

HOLIDAYS = frozenset(
    {"spring_festival", "tomb_sweeping_day", "labour_day", "dragon_boat_festival", "national_day"}
)  # of which a whole notice speaks; 元旦 may stand in the year before, 中秋 may fall together with 国庆
LONGEST_CLOSURE = 40  # days; nobody closes longer, and a search must end however odd the overrides are


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # of an official notice
    MAKEUP = "makeup"  # 调休上班: a weekend day that an official notice makes a workday
    CLOSED = "closed"  # an override: not worked
    OPENED = "opened"  # an override: worked


@dataclass(frozen=True, slots=True)
class Day:
    """What a day is. `holiday` names the occasion of a HOLIDAY or MAKEUP day: "spring_festival"."""

    day: date
    kind: DayKind
    holiday: str | None = None

    @property
    def worked(self) -> bool:
        return self.kind in (DayKind.WORKDAY, DayKind.MAKEUP, DayKind.OPENED)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The calendar of one office. `overrides` maps a day to whether it is worked, `occasions` to the holiday of the
    notice that an admin copied it from."""

    overrides: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))
    occasions: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))

    def is_workday(self, day: date) -> bool:
        """Whether the office works on that day."""
        override = self.overrides.get(day) if self.overrides else None
        return _official(day).worked if override is None else override

    def reason(self, day: date) -> Day:
        """What kind of day it is and, for holidays and make-up days, of which holiday."""
        override = self.overrides.get(day)
        if override is not None and day in self.occasions:
            return Day(day, DayKind.MAKEUP if override else DayKind.HOLIDAY, self.occasions[day])
        if override is None or override == _official(day).worked:
            return _official(day)
        return Day(day, DayKind.OPENED if override else DayKind.CLOSED)

    def next_workday(self, day: date) -> date:
        """The first workday strictly after `day`."""
        return self.roll_forward(day + timedelta(days=1))

    def previous_workday(self, day: date) -> date:
        """The last workday strictly before `day`."""
        return self.roll_back(day - timedelta(days=1))

    def roll_forward(self, day: date) -> date:
        """`day` itself if it is worked, else the first workday after it."""
        return self._roll(day, 1)

    def roll_back(self, day: date) -> date:
        """`day` itself if it is worked, else the last workday before it."""
        return self._roll(day, -1)

    def shift(self, day: date, workdays: int) -> date:
        """The n-th workday after `day` (before it when negative); 0 gives `day` itself, worked or not."""
        step = self.next_workday if workdays > 0 else self.previous_workday
        for _ in range(abs(workdays)):
            day = step(day)
        return day

    def covered(self, year: int) -> bool:
        """Whether the official notice of that year is known, here or by what an admin copied from it; if not, days
        count Monday to Friday."""
        return (
            year in _covered_years() or {name for day, name in self.occasions.items() if day.year == year} >= HOLIDAYS
        )

    def _roll(self, day: date, step: int) -> date:
        for distance in range(LONGEST_CLOSURE + 1):
            candidate = day + timedelta(days=step * distance)
            if self.is_workday(candidate):
                return candidate
        return day  # a calendar without a workday for so long says nothing: take the day as it stands


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When nothing proactive is delivered. Delivery waits; the check itself is never skipped.

    The night lasts from `start` to `end` (equal: no night); with `workdays` given, days that are not worked
    are quiet as a whole.
    """

    start: time = time(20, 0)
    end: time = time(8, 0)
    workdays: Workdays | None = None

    def release_at(self, local: datetime) -> datetime:
        """The first civil moment (naive) at or after `local` at which a proactive message may go.

        Ends within `LONGEST_CLOSURE` days even if the calendar has no workday.
        """
        for _ in range(2 * LONGEST_CLOSURE):
            later = self._end_of_closed_day(self._end_of_night(local))
            if later == local:
                return local
            local = later
        return local

    def is_quiet(self, local: datetime) -> bool:
        """Whether a proactive message must wait at that civil moment (naive)."""
        return self.release_at(local) != local

    def _end_of_night(self, local: datetime) -> datetime:
        clock, today = local.time(), local.date()
        if self.start <= clock < self.end or clock < self.end < self.start:
            return datetime.combine(today, self.end)
        if clock >= self.start > self.end:
            return datetime.combine(today + timedelta(days=1), self.end)
        return local

    def _end_of_closed_day(self, local: datetime) -> datetime:
        if self.workdays is None or self.workdays.is_workday(local.date()):
            return local
        following = self.workdays.next_workday(local.date())
        return datetime.combine(following, time())


@cache
def _official(day: date) -> Day:
    """A day by the notices, or Monday to Friday where none is known."""
    if day.year not in _covered_years():
        return Day(day, DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND)
    free, name = chinese_calendar.get_holiday_detail(day)
    if name is not None:
        return Day(day, DayKind.HOLIDAY if free else DayKind.MAKEUP, _holiday_code(name))
    return Day(day, DayKind.WEEKEND if free else DayKind.WORKDAY)


@cache
def _covered_years() -> frozenset[int]:
    return frozenset(year for year in range(2000, 2100) if _library_knows(year))


def _library_knows(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def _holiday_code(name: str) -> str:
    """The library's own identifier of a holiday: "Spring Festival" -> "spring_festival"."""
    return next((one.name for one in chinese_calendar.Holiday if one.value == name), name)
