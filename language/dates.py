"""Civil dates and spans of days as people write them: 11月底, 下周五, 三季度, 两周内, 2022-12-31.

`find_dates` says where each stands in the text and which days it covers, reckoned from `today`; weeks start on
Monday. A month without a year is taken in today's year: who knows that a coming date is meant calls `ahead`.
A bare 10.28 is a date only where the words beside it make it one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from language.festivals import EVE, NAMES, coming, eve
from language.numerals import number_value
from language.patterns import Pattern

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = r"(?:20\d\d年?|二[零〇]二[零〇一二三四五六七八九]年|[今本当明后去前上]年)"
_PART = r"(?:底|末|初|上旬|中旬|下旬|中(?![心小学央]))"
_WEEKDAY = "一二三四五六日天"
_SPAN = (
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)(?P<unit>个工作日|工作日|天|日(?!前)|个?(?:星期|礼拜)|周(?!年)"
    r"|个半?月|年(?![月级底初]))"
)
_NEAR = r"(?=\s*(?:日|前|之前|以前|完成|截止|举办|出台|交付|上线|到期))"
_PAST_MONTHS = 3  # a month that ended this lately is not next year's


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of days in a text: characters [start, end), civil days first..last, both included.

    `due` is the day meant when it is a time limit (中旬: the 20th), None where nobody could say. `grain` is day, week,
    tenth, month, quarter, half, year, before (春节前: until then), within (两周内), since (最近7天) or span (两周: no
    date); `days` is the length of the last three.
    """

    start: int
    end: int
    first: date
    last: date
    due: date | None
    grain: str
    year_said: bool = True
    days: int | None = None

    def ahead(self, today: date) -> When | None:
        """The same date taken as one to come; None when it lies in the past and cannot be moved fairly."""
        if self.last >= today:
            return self
        months = (today.year - self.last.year) * 12 + today.month - self.last.month
        if self.year_said or months <= _PAST_MONTHS:
            return None
        moved = [_safe(day.year + 1, day.month, day.day) for day in (self.first, self.last, self.due or self.last)]
        return replace(self, first=moved[0], last=moved[1], due=moved[2])


def find_dates(text: str, today: date) -> list[When]:
    """Every date in `text`, in order, none overlapping. `today` is a civil date in the plan's zone."""
    found: list[When] = []
    taken = bytearray(len(text))
    for pattern, build in _PATTERNS:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            try:
                when = build(match, today)
            except (ValueError, OverflowError):  # 2月30日, the year 9999: no such day
                continue
            if when is not None:
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.append(when)
    return _in_their_months(text, sorted(found, key=lambda when: when.start))


def _in_their_months(text: str, found: list[When]) -> list[When]:
    """10月8号到12号: the second day is of the first one's month, where it comes after it."""
    for at in range(1, len(found)):
        before, bare = found[at - 1], found[at]
        number = _BARE.fullmatch(text[bare.start : bare.end])  # 14日 alone is as long as fourteen days
        if number is None or before.grain != "day" or not _JOINED.fullmatch(text[before.end : bare.start]):
            continue
        last = before.last
        if last.day < int(number[1]) <= monthrange(last.year, last.month)[1]:
            day = last.replace(day=int(number[1]))
            found[at] = When(bare.start, bare.end, day, day, day, "day", before.year_said)
    return found


_BARE = Pattern(r"(\d{1,2})\s*[日号]")
_JOINED = Pattern(r"\s*(?:[到至~、和及-]|—)+\s*")


def find_times(text: str) -> list[tuple[int, int]]:
    """Where times of day stand (9:00, 下午3点半), so that nobody counts with them."""
    return [match.span() for match in _TIME.finditer(text)]


def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


_TIME = Pattern(
    r"(?<!\d)(?:[01]?\d|2[0-4])[::][0-5]\d(?![\d%人名位家个所间项场次套张万])"
    r"|(?:凌晨|早上|早|上午|中午|下午|晚上|傍晚|晚)?(?:[01]?\d|2[0-4]|[一二两三四五六七八九]"
    r"|十[一二]?)点(?:半|钟|整|一刻|三刻|[0-5]?\d分|(?=[,。前后开到\s]|$))"
    r"|(?:凌晨|早上|上午|中午|下午|晚上|傍晚)(?:[01]?\d|[一二两三四五六七八九]|十[一二]?)[点时]"
)


def _safe(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return _safe(day.year + years, month + 1, day.day)


def _int(text: str) -> int:
    value = number_value(text)
    if value is None:
        raise ValueError(text)
    return int(value)


def _year(said: str | None, today: date) -> int:
    if not said:
        return today.year
    if said[0] in "今本当明后去前上":
        return today.year + {"明": 1, "后": 2, "去": -1, "上": -1, "前": -2}.get(said[0], 0)
    return _int(said.rstrip("年"))


def _shift(word: str) -> int:
    """上上 -2, 上 -1, 本/这/当 0, 下 1, 下下 2."""
    return word.count("下") - word.count("上")


def _tenth(year: int, month: int, part: str | None) -> tuple[date, date, date | None]:
    first, last = month_span(year, month)
    if part == "初":  # nobody can say which day
        return first, date(year, month, 10), None
    if part == "上旬":
        return first, date(year, month, 10), date(year, month, 10)
    if part in ("中旬", "中"):
        return date(year, month, 11), date(year, month, 20), date(year, month, 20)
    if part in ("下旬", "底", "末"):
        return date(year, month, 21), last, last
    return first, last, last


def _full(match: re.Match[str], today: date) -> When:
    day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    return When(*match.span(), day, day, day, "day")


def _month_day(match: re.Match[str], today: date) -> When:
    if match["rel"]:
        first = _add_months(today.replace(day=1), _shift(match["rel"]))
        year, month = first.year, first.month
    else:
        year, month = _year(match["y"], today), _int(match["m"])
    said = bool(match["rel"] or match["y"])
    if match["d"]:
        day = date(year, month, _int(match["d"]))
        return When(*match.span(), day, day, day, "day", said)
    part = match["part"]
    start, last, due = _tenth(year, month, part)
    return When(*match.span(), start, last, due, "tenth" if part else "month", said)


def _dotted(match: re.Match[str], today: date) -> When:
    day = date(today.year, int(match["m"]), int(match["d"]))
    return When(*match.span(), day, day, day, "day", False)


def _months(match: re.Match[str], today: date) -> When:
    year = _year(match["y"], today)
    last = month_span(year, _int(match["b"]))[1]
    return When(*match.span(), date(year, _int(match["a"]), 1), last, last, "month", bool(match["y"]))


def _quarter(match: re.Match[str], today: date) -> When:
    if match["rel"]:
        quarter = (today.month - 1) // 3 + _shift(match["rel"])
        year = today.year + quarter // 4
        quarter %= 4
    else:
        year, quarter = _year(match["y"], today), _int(match["q"]) - 1
    last = month_span(year, quarter * 3 + 3)[1]
    return When(*match.span(), date(year, quarter * 3 + 1, 1), last, last, "quarter", bool(match["rel"] or match["y"]))


def _quarters(match: re.Match[str], today: date) -> When:
    year, count = _year(match["y"], today), _int(match["q"])
    last = month_span(year, count * 3)[1]
    return When(*match.span(), date(year, 1, 1), last, last, "half", bool(match["y"]))


def _half(match: re.Match[str], today: date) -> When:
    year = _year(match["y"], today)
    first, last = (1, 6) if match["half"] == "上" else (7, 12)
    days = date(year, first, 1), month_span(year, last)[1]
    return When(*match.span(), *days, days[1], "half", bool(match["y"]))


def _year_part(match: re.Match[str], today: date) -> When:
    year, part = _year(match["y"], today), match["part"]
    first, last = date(year, 1, 1), date(year, 12, 31)
    if part in ("底", "末"):
        first = date(year, 12, 1)
    elif part == "内":
        first = max(first, min(today, last))
    due = {"初": None, "中": date(year, 6, 30)}.get(part or "", last)
    return When(*match.span(), first, last, due, "year")


def _week(match: re.Match[str], today: date) -> When:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_shift(match["rel"] or ""))
    named = match["day"]
    if named and named != "末":
        day = monday + timedelta(days=min(_WEEKDAY.index(named), 6))
        if not match["rel"] and day < today:
            day += timedelta(weeks=1)
        return When(*match.span(), day, day, day, "day")
    first = monday + timedelta(days=5) if named else monday
    return When(*match.span(), first, monday + timedelta(days=6), monday + timedelta(days=6), "week")


def _named_day(match: re.Match[str], today: date) -> When:
    offsets = {"今": 0, "明": 1, "后": 2, "大后": 3, "昨": -1, "前": -2}
    day = today + timedelta(days=offsets[match["rel"]])
    return When(*match.span(), day, day, day, "day")


def _bare_day(match: re.Match[str], today: date) -> When:
    day = date(today.year, today.month, _int(match["d"]))
    if day < today:
        day = _add_months(day, 1)
    return When(*match.span(), day, day, day, "day", False)


def _bare_part(match: re.Match[str], today: date) -> When:
    first, last, due = _tenth(today.year, today.month, match["part"])
    return When(*match.span(), first, last, due, "tenth")


def _stretch(match: re.Match[str], today: date) -> When:
    unit = match["unit"]
    count = 0.5 if match["n"] == "半" else float(_int(match["n"]))
    if "半" in unit:
        count, unit = count + 0.5, "月"
    size = 30 if "月" in unit else 365 if "年" in unit else 7 if unit[-1] in "周期" else 1
    days = int(count * size)
    if match["since"]:
        return When(*match.span(), today - timedelta(days=days - 1), today, None, "since", True, days)
    if not match["next"] and match["suffix"] is None:
        return When(*match.span(), today, today, None, "span", True, days)
    whole = int(count) == count
    last = _add_months(today, int(count)) if "月" in unit and whole else today + timedelta(days=days)
    return When(*match.span(), today, last, None if "工作日" in unit else last, "within", True, days)


def _before_festival(match: re.Match[str], today: date) -> When | None:
    """春节前 ends the day before."""
    day = coming(match["name"], today + timedelta(days=1))
    last = day - timedelta(days=1) if day else None
    return When(*match.span(), today, last, last, "before") if last else None


def _eve(match: re.Match[str], today: date) -> When | None:
    day = eve(today)
    return When(*match.span(), day, day, day, "day") if day else None


_Build = Callable[[re.Match[str], date], "When | None"]
_PATTERNS: list[tuple[Pattern, _Build]] = [
    (Pattern(rf"(?P<name>{NAMES})节?(?:假期)?(?:之前|以前|前)"), _before_festival),
    (Pattern(rf"(?:{EVE})"), _eve),
    (Pattern(r"(?<!\d)(?P<y>20\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)"), _full),
    (Pattern(rf"(?:(?P<y>{_YEAR})的?)?(?<![\d.])(?P<a>{_MONTH})月?[-~到至](?P<b>{_MONTH})月(?!\d)份?"), _months),
    (
        Pattern(
            rf"(?:(?P<y>{_YEAR})的?)?(?<![\d.])(?:(?P<m>{_MONTH})月份?|(?P<rel>[上下]{{1,2}}个?月|[本当]月"
            r"|这个?月)份?)"
            rf"(?:(?P<d>{_DAY})(?:日|号|(?=\s*(?:之?前|完成|截止|到期)))|(?P<part>{_PART}))?"
        ),
        _month_day,
    ),
    (
        Pattern(
            r"(?:(?<=[到至于])|(?<=预计)|(?<=定在)|(?<=截止)|(?<=完成时间))(?P<m>1[0-2]|0?[1-9])[./](?P<d>3[01]"
            r"|[12]\d|0?[1-9])(?![\d%.])"
        ),
        _dotted,
    ),
    (Pattern(rf"(?<![\d.])(?P<m>1[0-2]|0?[1-9])[./](?P<d>3[01]|[12]\d|0?[1-9]){_NEAR}(?:日)?"), _dotted),
    (Pattern(rf"(?:(?P<y>{_YEAR})的?)?(?:前|[一1][-~到至])(?P<q>[一二三四1-4])个?季度[末底]?"), _quarters),
    (Pattern(rf"(?:(?P<y>{_YEAR})的?)?(?:第?(?P<q>[一二三四1-4])季度|(?P<rel>[上下本这])个?季度)[末底]?"), _quarter),
    (Pattern(rf"(?:(?P<y>{_YEAR})的?)?(?P<half>[上下])半年"), _half),
    (
        Pattern(
            r"(?P<y>20\d\d年|二[零〇]二[零〇一二三四五六七八九]年|[今本当明后去前上]年)年?度?(?P<part>[底末内初]"
            r"|中(?![小心央]))?"
        ),
        _year_part,
    ),
    (Pattern(r"(?<![青少成壮老这])(?P<y>)年(?P<part>[底末内])"), _year_part),
    (Pattern(rf"(?:(?P<rel>[上下]{{1,2}}|[本这])(?:个)?)?(?:周|星期|礼拜)(?P<day>[{_WEEKDAY}末](?!次))"), _week),
    (Pattern(r"(?P<rel>[上下]{1,2}|[本这])个?(?:周|星期|礼拜)(?P<day>)"), _week),
    (Pattern(r"(?P<rel>今|明|大后|后|昨|前)[天日晚](?!制)"), _named_day),
    (
        Pattern(
            rf"(?P<since>最近|近|过去|前|这)?(?P<next>未来|今后|接下来|再有|再过|往后)?(?:的|约|大概)?{_SPAN}"
            rf"(?P<suffix>之内|以内|内|之后|以后|后|就|(?=到期))?"
        ),
        _stretch,
    ),
    (
        Pattern(
            rf"(?<![\d.〕\])第])(?P<d>{_DAY})(?:日|号(?!文|楼|院|线|任务|室|馆|园|厂|仓|门|桥|路|机|地块|公告|令|令|码|召))"
        ),
        _bare_day,
    ),
    (Pattern(r"月?(?P<part>(?<=月)[底末初中]|上旬|中旬|下旬)"), _bare_part),
]
