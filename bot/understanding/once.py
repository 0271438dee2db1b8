"""A reminder for given days: 明天上午9点, 11月20日, 三天后, 2小时后, 本月最后一个工作日, 周五 (or every Friday?)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.understanding.clocktimes import find_clocks
from bot.understanding.dates import find_dates
from bot.understanding.draft import Draft
from bot.understanding.numerals import number_value
from bot.understanding.patterns import Pattern
from bot.understanding.recurringvalues import nth_of, read_weekdays
from bot.understanding.recurringwords import NTH_PART, N
from domain.civil import last_day
from domain.recurrence import Span, SpanWorkdays, Weekly
from domain.workdays import Workdays

_LATER = Pattern(
    rf"过?(?P<n>{N}|半)(?P<unit>个?小时|个?钟头|分钟|天|日|周|个?星期|个?礼拜|个?工作日)"
    r"(?:之后|以后|后|(?<=过.[天周])(?=再|提醒))"
)
_AT_ONCE = Pattern(r"(?:现在|马上|立刻|立即|立马)就?")
_BARE_WEEKDAY = Pattern(
    r"(?<![本这下上每])(?<!这个)(?<!下个)(?:周|星期|礼拜)(?P<days>(?:末|[一二三四五六日天](?:"
    r"(?:[、,和及与到至-])?(?:周|星期|礼拜)?[一二三四五六日天](?![点时:]))*))"
)
_WORKDAY_OF = Pattern(
    r"(?P<span>本月|这个月|当月|下个?月|本季度|这个季度|今年|本年|(?P<m>1[0-2]|[1-9])月)(?:份|[月季年]?度?[末底初])?的?"
    rf"(?:(?P<nth>最后一?个|首个|头一?个|(?:倒数)?第{N}个)工作日|(?P<last>最后[一1][天日]))"
)
_ONE_TIME = Pattern(r"再|一下|一次|一遍|一声")
_UNREADABLE = ("span", "within", "since")


@dataclass(frozen=True, slots=True)
class Once:
    """Days that were said, each once. `at`: the moment was said as well (2小时后, 现在). `weekly`: a bare weekday, that
    may come round every week. `wrong` names the question where a date is past or no single day."""

    days: tuple[date, ...] = ()
    at: time | None = None
    weekly: Weekly | None = None
    wrong: str | None = None
    words: str = ""


def find_once(draft: Draft, now: datetime) -> Once | None:
    """The days in the draft, taken off it; None where none are said. `now` is aware, in the plan's zone."""
    today = now.date()
    if match := draft.take(_LATER):
        return _later(match, now)
    if draft.take(_AT_ONCE):
        return Once((today,), now.time().replace(second=0, microsecond=0, tzinfo=None))
    if match := draft.take(_WORKDAY_OF):
        return _workday_of(match, today)
    bare = _BARE_WEEKDAY.search(draft.text)
    if bare and (weekdays := (5, 6) if bare["days"] == "末" else read_weekdays(bare["days"])):
        draft.blank(*bare.span())
        ahead = sorted(today + timedelta(days=(day - today.weekday()) % 7 or 7) for day in weekdays)
        return Once(tuple(ahead), weekly=Weekly(weekdays), words=draft.said)
    return _dates(draft, today)


def _dates(draft: Draft, today: date) -> Once | None:
    days: list[date] = []
    for when in find_dates(draft.text, today):
        if when.grain in _UNREADABLE:
            continue
        words = draft.said[when.start : when.end]
        coming = when.ahead(today)
        day = None if coming is None else coming.first if coming.first == coming.last else coming.due
        if when.grain not in ("day", "tenth") or (coming is not None and day is None):
            return Once(wrong="which_dates", words=words)
        if day is None:
            return Once(wrong="past", words=words)
        days.append(day)
        draft.blank(when.start, when.end)
    if days:
        return Once(tuple(sorted({*days})))
    clocks = find_clocks(draft.text)
    if len(clocks) == 1 and clocks[0].at and _ONE_TIME.search(draft.text):  # 下午3点再催一次: today
        return Once((today,))
    return None


def _later(match: re.Match[str], now: datetime) -> Once:
    count = 0.5 if match["n"] == "半" else float(number_value(match["n"]) or 0)
    unit = match["unit"]
    if "时" in unit or "钟" in unit:
        at = now + (timedelta(minutes=count) if unit == "分钟" else timedelta(hours=count))
        return Once((at.date(),), at.time().replace(second=0, microsecond=0, tzinfo=None))
    if count != int(count) or count == 0:
        return Once(wrong="unsupported", words=match[0])
    if "工作日" in unit:
        return Once((Workdays().shift(now.date(), int(count)),))
    return Once((now.date() + timedelta(days=int(count) * (1 if unit in "天日" else 7)),))


def _workday_of(match: re.Match[str], today: date) -> Once:
    """本月最后一个工作日, 12月第一个工作日, 这个月最后一天: the coming one."""
    said = match["span"]
    span = Span.QUARTER if "季" in said else Span.YEAR if "年" in said else Span.MONTH
    month = int(match["m"] or (today.month % 12 + 1 if said.startswith("下") else today.month))
    year = today.year + (month < today.month)
    first, end = max(today, date(year, month, 1)), last_day(year, -(-month // span.months) * span.months)
    if match["last"]:
        return Once((end,))
    part = NTH_PART.search(match["nth"])
    nth = 0 if part is None else nth_of(part)
    days = list(SpanWorkdays(span, (nth,)).days(first, end, Workdays())) if nth else []
    return Once((days[0],)) if days else Once(wrong="past", words=match[0])


def not_past(days: tuple[date, ...], times: tuple[time, ...], now: datetime) -> bool:
    """Whether the first of these moments is still to come."""
    return not (days and times) or datetime.combine(days[0], times[0], now.tzinfo) > now
