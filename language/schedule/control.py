"""What an admin wants done with the rules that exist: list, pause, resume, cancel, another time, silence."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from domain.recurrence import Span, Weekly
from domain.workdays import DayKind, Workdays
from language.dates import When
from language.lexicon import orders as words
from language.lexicon.schedule import DAYS_IN_A_ROW, RANGED, SOME_WEEKDAYS
from language.schedule.addressed import names
from language.schedule.around import find_around
from language.schedule.once import after, dates_said, days_said
from language.schedule.phrase import LENGTHS, SPAN, TIME, WEEKDAYS, Phrase, number
from language.schedule.reading import Control
from language.schedule.recurring import Start, days_of_a_month, find_recurring

_EVERY = {Span.MONTH: "monthly", Span.QUARTER: "quarterly", Span.HALF: "half_yearly", Span.YEAR: "yearly"}
_OPEN = Control("")


def find_control(phrase: Phrase, now: datetime) -> Control | None:
    """The order in the phrase, its words taken off; None when it gives none. Raises nothing."""
    today = now.date()
    if phrase.take_out(words.RESUME):
        phrase.take_out(words.RESTED)
        days = days_said(phrase, 0, len(phrase.shape), today)
        days = [one for one in days if phrase.shape[one[0]] != WEEKDAYS]
        if len(days) == 1:
            phrase.blank(*days[0][:2])
        return Control("resume", _target(phrase, today), first=days[0][2] if len(days) == 1 else None)
    if phrase.take_out(words.LIST):
        return Control("list", _target(phrase, today))
    change = words.CHANGE.search(phrase.shape)
    if change and (found := _change(phrase, today, change)):
        return found
    silence, cancel = words.SILENCE.search(phrase.shape), words.CANCEL.search(phrase.shape)
    if cancel and not (silence and silence.start() < cancel.start() and words.QUIET.fullmatch(silence[0])):
        phrase.blank(*cancel.span())
        phrase.take_out(words.SILENCE)
        only = _by_date(phrase, today) if dates_said(phrase, today) else _OPEN  # 取消明天的提醒
        return replace(only, action="mute" if only.first else only.action or "cancel", target=_target(phrase, today))
    pause, quiet = phrase.take_out(words.PAUSE), phrase.take_out(words.SILENCE)
    if not (pause or quiet):
        return None
    stretch = _stretch(phrase, today)
    quietly = stretch != _OPEN or phrase.values(TIME) or (quiet and words.QUIET.search(quiet.words))
    action = stretch.action or ("mute" if quietly and not pause else "pause")
    return replace(stretch, action=action, target=_target(phrase, today))


def _change(phrase: Phrase, today: date, change: re.Match[str]) -> Control | None:
    """改到下午5点, 挪到周四: the new time and day, and the rule by the old ones."""
    at = change.end()
    clocks, weekdays = phrase.values(TIME, at), phrase.values(WEEKDAYS, at)
    if (not clocks and not weekdays) or len(clocks) > 1 or len(weekdays) > 1 or any(one.at is None for one in clocks):
        return None
    before = phrase.values(TIME, 0, change.start())
    ends = [place for place, _ in [*phrase.marks(TIME, at), *phrase.marks(WEEKDAYS, at)]]
    phrase.blank(change.start(), max(ends) + 1)
    phrase.take_out(words.SO_FAR)
    target = _target(phrase, today)
    if before and target in (None, "all"):
        target = f"at_{before[0].at:%H:%M}" if len(before) == 1 and before[0].at else None
    return Control("change_time", target, at=clocks[0].at if clocks else None, weekdays=next(iter(weekdays), ()))


def _target(phrase: Phrase, today: date) -> str | None:
    """Which rules are meant, by their key, their recurrence or all of them."""
    if key := phrase.take_out(words.KEY):
        return f"S-{key.match[1] or key.match[2] or number(key.match[3])}"
    if each := phrase.take_out(words.EACH_TARGET):
        return _EVERY[each.first(SPAN)]
    phrase.take_out(words.HALF_OF_TARGET)
    for pattern, name in words.TARGETS:
        if phrase.take_out(pattern):
            return name
    everything = phrase.take_out(words.ALL)
    if around := find_around(phrase):
        return None if around.around is None else "overdue" if around.around.offsets[0] < 0 else "deadline"
    if (found := find_recurring(phrase, Start(today), today)) and found.recurrence:
        if found.weekday_open or found.policy:
            return "workdays" if found.policy else "weekly"
        return names(found.recurrence)[0]
    if (weekdays := phrase.take_out(SOME_WEEKDAYS)) and (days := weekdays.first(WEEKDAYS)):
        return names(Weekly(days))[0]
    return "all" if everything else None


# ── when it shall be quiet: an order without its target; `action` is empty where the words allow both ──────


def _stretch(phrase: Phrase, today: date) -> Control:
    """The stretch in the phrase, taken off it. Kinds of days and hours of every day are kept silent; from now until a
    day it pauses."""
    weekend = words.WEEKEND_OFF.search(phrase.shape)
    if weekend and phrase.values(WEEKDAYS, *weekend.span()) == [(5, 6)]:
        phrase.blank(*weekend.span())
        return Control("mute", dates="weekend")
    for pattern, holiday in words.HOLIDAYS:
        if phrase.take_out(pattern):
            first, last = _holiday(holiday, today)
            if first and phrase.take_out(words.BEFORE_IT):
                return Control("pause", until=first - timedelta(days=1))
            return replace(_days(phrase, first, last), holiday=holiday)
    if phrase.take_out(words.ANY_HOLIDAY):
        phrase.take_out(words.PERIOD)
        return Control("mute", dates="holiday")
    if days := days_of_a_month(phrase.take_out(DAYS_IN_A_ROW), today):
        return _days(phrase, days[0], days[-1])
    return _hours(phrase) or _by_date(phrase, today)


def _hours(phrase: Phrase) -> Control | None:
    clocks = phrase.values(TIME)
    if not 0 < len(clocks) <= 2 or any(clock.at is None for clock in clocks):
        return None
    taken = phrase.take_out(words.HOURS if len(clocks) == 2 else words.HOURS_ON)
    if taken is None:
        return _OPEN
    if len(clocks) == 1 and not taken["from"]:  # 早上8点前
        return Control("mute", first=time(), last=clocks[0].at)
    return Control("mute", first=clocks[0].at, last=clocks[1].at if len(clocks) == 2 else None)


def _by_date(phrase: Phrase, today: date) -> Control:
    """本周先别催, 10月底前先暂停, 暂停到下周一, 停发一周: until then; 明天不要发: on that day."""
    whens = dates_said(phrase, today)
    if len(whens) == 2 and RANGED.fullmatch(phrase.shape[whens[0].end : whens[1].start]):
        return _range(phrase, whens, today)
    if len(whens) == 1 and (when := whens[0].ahead(today)):
        return _by_when(phrase, when, today)
    if not whens and (weekday := words.UNTIL_WEEKDAY.search(phrase.shape)):
        ((_, _, day),) = days_said(phrase, *weekday.span(), today)
        phrase.blank(*weekday.span())
        return Control("pause", until=day)
    lengths = phrase.values(LENGTHS)
    if not whens and lengths and lengths[0][0].days and phrase.take_out(words.LENGTH_LIMIT):
        return Control("pause", until=after(lengths[0][0], today))
    phrase.take_out(words.PERIOD)
    return _OPEN


def _range(phrase: Phrase, whens: list[When], today: date) -> Control:
    """11月28日至12月2日, 明天到下周三."""
    one, other = (when.ahead(today) for when in whens)
    if one is None or other is None or one.first > other.last:
        return _OPEN
    phrase.blank(one.start, other.end)
    return _days(phrase, one.first, other.last)


def _by_when(phrase: Phrase, when: When, today: date) -> Control:
    until = when.last if when.due is None else when.due
    shape = phrase.shape
    before, behind = words.LIMIT_BEFORE.search(shape[: when.start]), words.LIMIT_AFTER.match(shape, when.end)
    begins = words.FROM_ON.match(shape, when.end)
    behind = behind or begins
    phrase.blank(when.start - len(before[0]) if before else when.start, behind.end() if behind else when.end)
    if begins:  # 今天起
        return Control("pause", first=when.first)
    on_them = when.first > today and not (before or behind)
    return _days(phrase, when.first, until) if on_them else Control("pause", until=until)


def _days(phrase: Phrase, first: date | None, last: date | None) -> Control:
    phrase.take_out(words.PERIOD)
    return Control("", first=first, last=last, until=last)


def _holiday(code: str, today: date) -> tuple[date | None, date | None]:
    """The next days off of that name that are not over, with those beside them; None where no notice is out."""
    workdays = Workdays()
    for ahead in range(500):
        day = today + timedelta(days=ahead)
        if workdays.reason(day).holiday == code and not workdays.is_workday(day):
            first = last = day
            while workdays.reason(first - timedelta(days=1)).kind is DayKind.HOLIDAY:
                first -= timedelta(days=1)
            while workdays.reason(last + timedelta(days=1)).kind is DayKind.HOLIDAY:
                last += timedelta(days=1)
            return first, last
    return None, None
