"""How a rule's days come round: each way of recurring is a small value that lists its civil days in a range.

    EveryDays      every N days from a first day                每3天
    EveryHours     every N hours from a first civil moment      每2小时
    Weekly         weekdays, every week or every N weeks        每周一, 每两周周一
    Monthly        days of the month, in all or some months     每月10号和25号, 每年12月1日
    SpanWorkdays   n-th workdays of a month, quarter, half-year 每月第一个工作日, 每季度倒数第3个工作日
    SpanWeekdays   n-th Mondays … of a month, quarter …         每月第一个周一, 每月最后一个周五
    BeforeEnd      N days or workdays before the end of a span  每季度末前5个工作日
    OnDays         given days, once each                        11月20日

A day of the month that a short month lacks is its last day (the 31st of April is the 30th):
`Monthly.shortened` tells, so that the reason can be shown. Days are listed in order and without repeats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.civil import last_day
from domain.errors import InvalidRule
from domain.workdays import Workdays

ALL_MONTHS = tuple(range(1, 13))  # January to December


class Unit(StrEnum):
    """How days are counted."""

    CALENDAR = "calendar"
    WORKDAY = "workday"


class Span(StrEnum):
    """A stretch of the year that has a first and a last day."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return {"month": 1, "quarter": 3, "half": 6, "year": 12}[self.value]


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Every `every` days, the first time on `first`. Raises InvalidRule if `every` is not positive."""

    every: int
    first: date

    def __post_init__(self) -> None:
        _positive(self.every)

    def days(self, first: date, last: date, workdays: Workdays) -> Iterator[date]:
        """The days from `first` to `last`, both included."""
        start = max(first, self.first)
        day = start + timedelta(days=(self.first - start).days % self.every)
        while day <= last:
            yield day
            day += timedelta(days=self.every)


@dataclass(frozen=True, slots=True)
class EveryHours:
    """Every `every` hours by the civil clock, the first time at `first` (naive). Raises InvalidRule."""

    every: int
    first: datetime

    def __post_init__(self) -> None:
        _positive(self.every)

    def moments(self, first: date, last: date) -> Iterator[datetime]:
        """The naive civil moments on the days from `first` to `last`, both included."""
        start = max(datetime.combine(first, time()), self.first)
        step = timedelta(hours=self.every)
        moment = start + (self.first - start) % step
        while moment.date() <= last:
            yield moment
            moment += step

    def days(self, first: date, last: date, workdays: Workdays) -> Iterator[date]:
        """The days on which it falls at all, from `first` to `last`, both included."""
        yield from dict.fromkeys(moment.date() for moment in self.moments(first, last))


@dataclass(frozen=True, slots=True)
class Weekly:
    """On some weekdays (0 = Monday), every week; or every `every` weeks counted from the week of `anchor`."""

    weekdays: tuple[int, ...]
    every: int = 1
    anchor: date | None = None  # the Monday of the first week, where `every` is more than 1

    def __post_init__(self) -> None:
        _positive(self.every)
        _sorted_within(self.weekdays, 0, 6, "weekday")
        if (self.every > 1) is (self.anchor is None) or (self.anchor and self.anchor.weekday()):
            raise InvalidRule("every N weeks needs the Monday of a first week, and every week none")

    def days(self, first: date, last: date, workdays: Workdays) -> Iterator[date]:
        """The days from `first` to `last`, both included."""
        monday = _monday(first)
        if self.anchor is not None:
            start = self.anchor
            monday = max(monday, start)
            monday += timedelta(weeks=((start - monday).days // 7) % self.every)
        while monday <= last:
            for weekday in self.weekdays:
                day = monday + timedelta(days=weekday)
                if first <= day <= last:
                    yield day
            monday += timedelta(weeks=self.every)


@dataclass(frozen=True, slots=True)
class Monthly:
    """On days of the month, 1 to 31, or -1 for the last, -2 for the one before it; in the given months."""

    on: tuple[int, ...]
    months: tuple[int, ...] = ALL_MONTHS

    def __post_init__(self) -> None:
        _sorted_within(self.on, -28, 31, "day of the month")
        _sorted_within(self.months, 1, 12, "month")
        if 0 in self.on:
            raise InvalidRule("there is no day 0 of a month")

    def days(self, first: date, last: date, workdays: Workdays) -> Iterator[date]:
        """The days from `first` to `last`, both included; a 31st of a short month is its last day."""
        for year, month in _months(first, last):
            if month in self.months:
                yield from (d for d in sorted(self._of(year, month)) if first <= d <= last)

    def shortened(self, day: date) -> int | None:
        """The day of the month that was meant where `day` stands for one that this month lacks, else None."""
        end = last_day(day.year, day.month)
        lacking = [number for number in self.on if number > end.day]
        return lacking[-1] if lacking and day == end and not {end.day, -1} & {*self.on} else None

    def _of(self, year: int, month: int) -> set[date]:
        end = last_day(year, month)
        return {end + timedelta(days=n + 1) if n < 0 else end.replace(day=min(n, end.day)) for n in self.on}


@dataclass(frozen=True, slots=True)
class SpanWorkdays:
    """The n-th workdays of each span: 1 is the first, -1 the last. An n that a span lacks falls out."""

    span: Span
    nth: tuple[int, ...]

    def __post_init__(self) -> None:
        _sorted_within(self.nth, -31, 31, "n-th workday")
        if 0 in self.nth:
            raise InvalidRule("there is no 0th workday")

    def days(self, first: date, last: date, workdays: Workdays) -> Iterator[date]:
        """The days from `first` to `last`, both included."""
        for start, end in _spans(self.span, first, last):
            found = (
                workdays.shift(start - timedelta(days=1), n) if n > 0 else workdays.shift(end + timedelta(days=1), n)
                for n in self.nth
            )
            yield from sorted({d for d in found if max(start, first) <= d <= min(end, last)})


@dataclass(frozen=True, slots=True)
class SpanWeekdays:
    """The n-th `weekday`s (0 = Monday) of each span: 1 is the first, -1 the last. An n that a span lacks falls out."""

    span: Span
    nth: tuple[int, ...]
    weekday: int

    def __post_init__(self) -> None:
        _sorted_within(self.nth, -14, 14, "n-th weekday")
        _sorted_within((self.weekday,), 0, 6, "weekday")
        if 0 in self.nth:
            raise InvalidRule("there is no 0th weekday")

    def days(self, first: date, last: date, workdays: Workdays) -> Iterator[date]:
        """The days from `first` to `last`, both included."""
        for start, end in _spans(self.span, first, last):
            earliest = start + timedelta(days=(self.weekday - start.weekday()) % 7)
            latest = end - timedelta(days=(end.weekday() - self.weekday) % 7)
            found = {earliest + timedelta(weeks=n - 1) if n > 0 else latest + timedelta(weeks=n + 1) for n in self.nth}
            yield from (day for day in sorted(found) if max(start, first) <= day <= min(end, last))


@dataclass(frozen=True, slots=True)
class BeforeEnd:
    """`before` days or workdays (1 to 60) before the last day of each span."""

    span: Span
    before: int
    unit: Unit = Unit.CALENDAR

    def __post_init__(self) -> None:
        if not 1 <= self.before <= 60:
            raise InvalidRule(f"{self.before} days before the end of a {self.span} is not a day one means")

    def days(self, first: date, last: date, workdays: Workdays) -> Iterator[date]:
        """The days from `first` to `last`, both included."""
        horizon = last + timedelta(days=92 + 3 * self.before)
        for _, end in _spans(self.span, first, horizon):
            day = self._day(end, workdays)
            if first <= day <= last:
                yield day

    def _day(self, end: date, workdays: Workdays) -> date:
        if self.unit is Unit.CALENDAR:
            return end - timedelta(days=self.before)
        return workdays.shift(end, -self.before)


@dataclass(frozen=True, slots=True)
class OnDays:
    """Given days, once each."""

    on: tuple[date, ...]

    def __post_init__(self) -> None:
        if not self.on or list(self.on) != sorted({*self.on}):
            raise InvalidRule("the days must be given in order, each once")

    def days(self, first: date, last: date, workdays: Workdays) -> Iterator[date]:
        """The days from `first` to `last`, both included."""
        yield from (day for day in self.on if first <= day <= last)


Recurrence = EveryDays | EveryHours | Weekly | Monthly | SpanWorkdays | SpanWeekdays | BeforeEnd | OnDays


def period(recurrence: Recurrence, day: date) -> str:
    """The label of the cycle that opens on the nominal `day`.

    "2022" yearly, "2022H2" half-yearly, "2022Q4" quarterly, "2022-10" monthly, "2022-W42" weekly (ISO week),
    else the day itself, "2022-10-25": also where a month, quarter … has several openings.
    """
    match recurrence:
        case Weekly(weekdays=[_]):
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        case Monthly(on=[_], months=months):
            return _span_label(_one_a_span(months), day)
        case SpanWorkdays(span=span, nth=[_]) | SpanWeekdays(span=span, nth=[_]) | BeforeEnd(span=span):
            return _span_label(span, day)
    return day.isoformat()


def _one_a_span(months: tuple[int, ...]) -> Span:
    """The longest span that each of these months has to itself while every span has one."""
    for span in (Span.YEAR, Span.HALF, Span.QUARTER):
        if sorted((month - 1) // span.months for month in months) == list(range(12 // span.months)):
            return span
    return Span.MONTH


def _span_label(span: Span, day: date) -> str:
    index = (day.month - 1) // span.months + 1
    labels = {Span.MONTH: f"{day:%Y-%m}", Span.QUARTER: f"{day.year}Q{index}", Span.HALF: f"{day.year}H{index}"}
    return labels.get(span, str(day.year))


def _positive(every: int) -> None:
    if every < 1:
        raise InvalidRule(f"a rule cannot recur every {every}")


def _sorted_within(values: tuple[int, ...], low: int, high: int, what: str) -> None:
    if not values or list(values) != sorted({*values}) or values[0] < low or values[-1] > high:
        raise InvalidRule(f"{values} is not a list of one {what} or more, in order, within {low} to {high}")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _months(first: date, last: date) -> Iterator[tuple[int, int]]:
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield index // 12, index % 12 + 1


def _spans(span: Span, first: date, last: date) -> Iterator[tuple[date, date]]:
    """First and last day of every span that touches the range."""
    width = span.months
    begin = (first.year * 12 + first.month - 1) // width
    for index in range(begin, (last.year * 12 + last.month - 1) // width + 1):
        year, month = divmod(index * width, 12)
        yield date(year, month + 1, 1), last_day(year, month + width)
