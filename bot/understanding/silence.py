"""When it shall be quiet: 国庆期间, 节假日, 周末, 11月1日到7日, 晚上10点以后, 两周, 到月底.

Recognises the stretch only; what is done in it (a pause, silence) is `control`'s to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.understanding.clocktimes import find_clocks
from bot.understanding.dates import When, find_dates
from bot.understanding.draft import Draft
from bot.understanding.numerals import number_value
from bot.understanding.patterns import Pattern
from domain.workdays import DayKind, Workdays

_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_LENGTH = Pattern(rf"({_N})(个?工作日|天|日|周|个?星期|个?礼拜|个半?月)(?:内|之内|以内)?")
_RANGE = Pattern(
    r"(?:从|自)?(?:(?P<y>20\d\d)年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?(?:到|至|-|~)(?:"
    r"(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})[日号]"
)
_HOLIDAYS = (
    (Pattern(r"国庆(?:节)?(?:黄金周|长假)?|十一(?:假期|长假|黄金周|期间)"), "national_day"),
    (Pattern(r"春节|过年|新年假期"), "spring_festival"),
    (Pattern(r"元旦"), "new_years_day"),
    (Pattern(r"清明(?:节)?"), "tomb_sweeping_day"),
    (Pattern(r"五一(?:劳动节)?|劳动节"), "labour_day"),
    (Pattern(r"端午(?:节)?"), "dragon_boat_festival"),
    (Pattern(r"中秋(?:节)?"), "mid_autumn_festival"),
)
_ANY_HOLIDAY = Pattern(r"(?:法定)?(?:节假日|假期|放假|休息日|节日|非工作日)(?:和周末|及周末|、周末)?")
_WEEKEND = Pattern(r"每?个?(?:周末|双休日|周六(?:和|、|及)?(?:周|星期)?[日天])(?:和节假日)?")
_PERIOD = Pattern(r"(?:放假|假期|长假|节假日)?(?:期间|这几天|那几天|前后)(?:里|内)?")
_LIMIT_BEFORE, _LIMIT_AFTER = Pattern(r"(?:直?到|至)$"), Pattern(r"(?:之|以)?前|为止|之内|以内|内")
_TO = Pattern(r"(?<=§)[到至-](?=§)")
_EVENING = Pattern(r"以后|之后|后")


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch of silence. `how`: hours (of every day), kind (of day), until (from now to a day), days, or none said.

    `first` and `last` are civil days, both included, or times of day.
    """

    how: str = "open"
    first: date | time | None = None
    last: date | time | None = None
    until: date | None = None
    dates: str | None = None  # holiday, weekend
    holiday: str | None = None


def says_when(draft: Draft, now: datetime) -> bool:
    """Whether a stretch is said at all."""
    words = (_WEEKEND, _ANY_HOLIDAY, _RANGE, *(pattern for pattern, _ in _HOLIDAYS))
    timed = find_clocks(draft.text) or find_dates(draft.text, now.date())
    return bool(timed) or any(pattern.search(draft.text) for pattern in words)


def find_silence(draft: Draft, now: datetime) -> Silence:
    """The stretch in the draft, its words taken off."""
    today = now.date()
    if draft.take(_WEEKEND):
        return Silence("kind", dates="weekend")
    for pattern, holiday in _HOLIDAYS:
        if draft.take(pattern):
            draft.take(_PERIOD)
            first, last = _holiday(holiday, today)
            return Silence("days", first, last, until=last, holiday=holiday)
    if draft.take(_ANY_HOLIDAY):
        draft.take(_PERIOD)
        return Silence("kind", dates="holiday")
    if (match := draft.take(_RANGE)) and (span := _range(match, today)):
        draft.take(_PERIOD)
        return Silence("days", *span, until=span[1])
    clocks = find_clocks(draft.text)
    if clocks and len(clocks) <= 2 and all(clock.at for clock in clocks):
        for clock in clocks:
            draft.blank(clock.start, clock.end)
        draft.take(_TO)
        if len(clocks) == 1 and not draft.take(_EVENING):
            return Silence()
        return Silence("hours", clocks[0].at, clocks[1].at if len(clocks) == 2 else None)
    whens = [one for one in find_dates(draft.text, today) if one.grain not in ("span", "within", "since")]
    if len(whens) == 1 and (when := whens[0].ahead(today)):
        return _by_date(draft, today, when)
    if not whens and (length := draft.take(_LENGTH)):
        return Silence("until", until=_after(today, length))
    return Silence()


def _by_date(draft: Draft, today: date, when: When) -> Silence:
    """本周先别催, 10月底前先暂停, 暂停到下周一: until then; 明天不要发: on that day."""
    until = when.last if when.due is None else when.due
    before, after = _LIMIT_BEFORE.search(draft.text[: when.start]), _LIMIT_AFTER.match(draft.text, when.end)
    draft.blank(when.start - len(before[0]) if before else when.start, after.end() if after else when.end)
    draft.take(_PERIOD)
    if when.first > today and not (before or after):
        return Silence("days", when.first, until, until=until)
    return Silence("until", until=until)


def _range(match: re.Match[str], today: date) -> tuple[date, date] | None:
    year, month = int(match["y"] or today.year), int(match["m"])
    try:
        first = date(year, month, int(match["d"]))
        last = date(year, int(match["m2"] or month), int(match["d2"]))
        if last < today and not match["y"]:
            first, last = first.replace(year=year + 1), last.replace(year=year + 1)
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _after(today: date, length: re.Match[str]) -> date:
    count = 0.5 if length[1] == "半" else float(number_value(length[1]) or 0)
    if "工作日" in length[2]:
        return Workdays().shift(today, int(count))
    size = 30 if "月" in length[2] else 1 if length[2] in "天日" else 7
    return today + timedelta(days=int(count * size))


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
