"""Days that are said once: 明天, 11月20日, 三天后, 2小时后, 本月最后一个工作日, 周五 (or every Friday?);
and the day from which something begins."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.civil import last_day
from domain.recurrence import Span, SpanWorkdays, Weekly
from domain.workdays import Workdays
from language.dates import When, find_dates
from language.lexicon import schedule as words
from language.schedule.phrase import LENGTHS, NTH, SPAN, TIME, WEEKDAYS, Length, Phrase, Taken
from language.schedule.reading import AdminReading, asked
from language.schedule.recurring import Start

_NO_DATE = ("span", "within", "since")


def find_once(phrase: Phrase, now: datetime) -> AdminReading | None:
    """The days in the phrase, taken off it, each once: a reading of them alone; None where none are said. `now` is
    aware, in the plan's zone."""
    today = now.date()
    if taken := phrase.take_out(words.LATER):
        return _later(phrase, taken, now)
    if phrase.take_out(words.AT_ONCE):
        return _moment(phrase, now)
    if taken := phrase.take_out(words.NTH_OF_THIS):
        return _nth_of_this(taken, today)
    if (taken := phrase.take_out(words.SOME_WEEKDAYS)) and (weekdays := taken.first(WEEKDAYS)):
        often = AdminReading(Weekly(weekdays))
        if len(weekdays) > 2 or words.EACH_WEEKEND.search(taken.words):  # nobody names so many to mean one
            return often
        ahead = AdminReading(on=tuple(sorted(next_weekday(day, today) for day in weekdays)))
        return asked("once_or_weekly", phrase.text.plain, (often, ahead))
    return _dates(phrase, today)


def find_start(phrase: Phrase, today: date) -> Start | None:
    """从11月1日起: the day (and moment) from which every so many days or hours are counted; today where none is said,
    None where it cannot be read."""
    match = words.START.search(phrase.shape)
    if match is None:
        return Start(today)
    group = "when" if match["when"] else "bare"
    begin, end = match.span(group)
    days = [day for _, _, day in days_said(phrase, begin, end, today)]
    clocks = phrase.values(TIME, begin, end)
    rest = words.IDLE.sub("", words.SOME_WEEKDAYS.sub("", _without_dates(match[group], today)))
    if len(days) != 1 or rest or len(clocks) > 1 or any(clock.at is None for clock in clocks):
        return None if group == "when" else Start(today)
    phrase.blank(begin - (1 if group == "when" else 0), match.end())
    return Start(days[0], datetime.combine(days[0], clocks[0].at) if clocks else None)


def days_said(phrase: Phrase, start: int, end: int, today: date) -> list[tuple[int, int, date]]:
    """The single days in a stretch of the shape, each with its place: dates, and bare weekdays as the coming ones."""
    dates = [one for one in dates_said(phrase, today) if one.grain == "day" and start <= one.start < end]
    found = [(one.start, one.end, one.first) for one in dates]
    found += [
        (at, at + 1, next_weekday(mark.value[0], today))
        for at, mark in phrase.marks(WEEKDAYS, start, end)
        if len(mark.value) == 1
    ]
    return sorted(found)


def next_weekday(weekday: int, today: date) -> date:
    """The coming one, a week from now where it is today's."""
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


def after(length: Length, today: date) -> date:
    """The day so long after today."""
    if length.unit == "workday":
        return Workdays().shift(today, int(length.count))
    return today + timedelta(days=length.days)


def dates_said(phrase: Phrase, today: date) -> list[When]:
    """The dates in the shape; lengths of time are none, nor is the 25日 of 每月25日."""
    found = find_dates(phrase.shape, today)
    return [one for one in found if one.grain not in _NO_DATE and phrase.shape[one.start - 1 : one.start] != SPAN]


def _dates(phrase: Phrase, today: date) -> AdminReading | None:
    days: list[date] = []
    spans = []
    for when in dates_said(phrase, today):
        said = phrase.plain(when.start, when.end)
        coming = when.ahead(today)
        day = None if coming is None else coming.first if coming.first == coming.last else coming.due
        if when.grain not in ("day", "tenth") or (coming is not None and day is None):
            return asked("which_dates", said)
        if day is None:
            return asked("past", said)
        days.append(day)
        spans.append((when.start, when.end, None))
    phrase.put(",", spans)
    if days:
        return AdminReading(on=tuple(sorted({*days})))
    clocks = phrase.values(TIME)
    if len(clocks) == 1 and clocks[0].at and words.ONE_TIME.search(phrase.shape):  # 下午3点再催一次: today
        return AdminReading(on=(today,))
    return None


def _later(phrase: Phrase, taken: Taken, now: datetime) -> AdminReading:
    (one, *more) = taken.first(LENGTHS)
    if one.unit in ("hour", "minute") and not more:
        return _moment(phrase, now + timedelta(hours=one.count / (60 if one.unit == "minute" else 1)))
    whole = one.count == int(one.count) or one.unit == "month"
    if more or one.nth or not whole or not one.count:
        return asked("unsupported", taken.words)
    return AdminReading(on=(after(one, now.date()),))


def _nth_of_this(taken: Taken, today: date) -> AdminReading:
    """本月最后一个工作日, 12月第一个工作日, 这个月最后一天: the coming one."""
    said = taken["span"] or ""
    span = Span.QUARTER if "季" in said else Span.YEAR if "年" in said else Span.MONTH
    month = int(taken["m"] or (today.month % 12 + 1 if said.startswith("下") else today.month))
    year = today.year + (month < today.month)
    first, end = max(today, date(year, month, 1)), last_day(year, -(-month // span.months) * span.months)
    if taken["last"]:
        return AdminReading(on=(end,))
    nth = taken.first(NTH)
    if not nth.places or nth.weekday is not None:
        return asked("unsupported", taken.words)
    days = list(SpanWorkdays(span, nth.places[:1]).days(first, end, Workdays()))
    return AdminReading(on=(days[0],)) if days else asked("past", taken.words)


def _moment(phrase: Phrase, at: datetime) -> AdminReading:
    """2小时后, 现在: the day and the minute; no other time of day can stand beside it."""
    if phrase.values(TIME):
        return asked("which_time", phrase.text.plain)
    return AdminReading(on=(at.date(),), times=(at.time().replace(second=0, microsecond=0, tzinfo=None),))


def _without_dates(text: str, today: date) -> str:
    for when in reversed(find_dates(text, today)):
        text = text[: when.start] + text[when.end :]
    return text
