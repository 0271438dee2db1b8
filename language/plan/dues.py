"""When something is due, in the words of lists: 6月底前, 5月底前动工, 三季度, 2025.06.30, 十四五末, 长期坚持.

A deadline that names a month or a year ends with it; where `language.dates` reads the same words of a message, both
mean the same day (docs/adr/0015). What has no end (长期坚持, 持续推进, 常态化) is due never. Years that
are not said are those of the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from language.dates import month_span


class Manner(StrEnum):
    """How a due date was said."""

    DAY = "day"
    LASTING = "lasting"  # no end
    RECURRING = "recurring"  # 按季推进: the end of the period, and a note
    UNREAD = "unread"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Due:
    """A due date as it was said. `begins`: what is due is that it has begun (动工)."""

    day: date | None
    manner: Manner
    begins: bool = False


_LASTING = re.compile(r"长期|持续|常态|常年|始终|贯穿|不间断|经常性|日常")
_RECURRING = re.compile(
    r"每(?:个)?(?:季度?|月|半年|周|年)|按(?:季度?|月|时间节点|年度?)|逐[季月]|定期|分(?:季度?|批|步|阶段)|全年(?!.*\d)"
)
_YEAR = r"(?:(?P<year>20\d{2}|(?<!\d)2\d(?=年))年?(?:度)?[./-]?|(?P<next>明年|次年|来年)|(?P<this>今年|本年度?|当年|年内(?=\d)))?"
_TIME = re.compile(
    r"(?P<five>十[二三四五六]五)(?:规划|时期|期间)?(?:末|期末|内)?"
    rf"|{_YEAR}(?:第?(?P<quarter>[一二三四1-4])季度(?:末|底)?|(?P<half>[上下])半年"
    r"|(?:\d{1,2}月?(?:\d{1,2}日)?[-—–~至到])?(?<!\d)(?P<month>1[0-2]|0?[1-9])(?:月|[./-](?=\d{1,2}(?![\d%‰万亿个家人户名])))"
    r"份?(?P<day>3[01]|[12]\d|0?[1-9])?(?:日|号)?(?P<part>上旬|中旬|下旬|初|底|末|月底|月末)?)"
    r"|(?P<ym>20\d{2}[./-](?:1[0-2]|0?[1-9]))(?![\d%‰万亿])"
    r"|20\d{2}年?[-—–~至到](?P<last>20\d{2})年?"
    r"|(?P<only>20\d{2})年(?:度|内|底|末|年底|年末|以内)?|(?P<bare>20\d{2})(?!\d)"
    r"|(?P<next_end>(?:明|次|来)年(?:底|末|内)?)|(?P<year_end>年底|年末|年内|年终|岁末|全年|当年底?|本年度?(?:内|末|底)?)"
)
_BEGINS = re.compile(r"动工|开工|启动|开建|进场|挂网|开始(?:建设|实施)")
_ENDS = re.compile(
    r"完[成工]|建成|竣工|投[用产运]|投入使用|交付|交工|办结|验收|开放|达到|出台|印发|落地|实现|到位|全覆盖|结束|通车|封顶|入住"
)
_SERIAL = re.compile(r"[34567]\d{4}")
_FIVE = {"二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035}
_COUNTS = re.compile(r"\d+(?:\.\d+)?[余多]?[%万亿个家人名户套所项次处公里亩吨台辆座条张件场元]")
_SAYS_YEAR = re.compile(r"[明次来]年|20\d\d")  # 明年一季度 lies behind the list's year, and says so
_FARTHEST = 5  # years
_CEILING = re.compile(r"(?:不(?:得|能)?(?:超过|超|高于|多于)|控制在|低于|小于)\d+(?:\.\d+)?")  # holds on every day
_BREAK = re.compile(r"[，,；;。\n]")
# In a sentence a time is a deadline only where it says so.
_DEADLINE_AFTER = re.compile(
    r"^[（(]?(?:之|以)?前|^(?:完[成工]|建成|竣工|投[用产运]|投入|交付|动工|开工|启动|办结|基本|全[部面]|实现|达|争取|力争|确保|通车|验收|出台|印发|新|累计|全市|全区|全县)"
)
_ENDING = re.compile(r"(?:底|末|内|旬|半年|季度|年底|年末|年终|期末)$")
_NO_DEADLINE_AFTER = re.compile(r"^(?:起|以来|开始施?行|至今|后|之后|以后|的基础|相比|水平|均值)")
_NO_DEADLINE_BEFORE = re.compile(r"(?:自|从|截至|截止|较|比|自从|每年|以|相当于|在)$")


def due_of(text: str, year: int | None, default: date | None) -> Due:
    """What the cell of a deadline column says. `year`: of the list, where it is known; `default`: the end of the period,
    for 按季推进 and the like. A cell that cannot be read is UNREAD with the default."""
    plain = _plain(text)
    if not plain or plain in ("-", "—", "——", "/", "无", "\\"):
        return Due(default, Manner.EMPTY)
    if _SERIAL.fullmatch(plain):  # a date that a workbook shows as a bare number
        day = date(1899, 12, 30) + timedelta(days=int(plain))
        return Due(day, Manner.DAY)
    days = [day for _, _, day in _times(plain, year)]
    if days:
        last = max(days)
        begins = bool(_BEGINS.search(plain)) and not _ENDS.search(plain)
        return Due(last, Manner.DAY, begins)
    if _LASTING.search(plain):
        return Due(None, Manner.LASTING)
    if _RECURRING.search(plain):
        return Due(default, Manner.RECURRING)
    return Due(default, Manner.UNREAD)


def due_in(sentence: str, year: int | None, starts: date, ends: date | None) -> Due | None:
    """The deadline that a target itself names, if it lies in the period or says its own year; None where it names none, or where what it
    names is only a step on the way (5月底前动工，年底前建成 counts as 年底)."""
    plain = _plain(sentence)
    found: list[tuple[int, date]] = []
    for start, end, day in _times(plain, year):
        before, after = plain[max(0, start - 4) : start], plain[end : end + 6]
        if _NO_DEADLINE_AFTER.match(after) or _NO_DEADLINE_BEFORE.search(before):
            continue
        if not (_DEADLINE_AFTER.match(after) or _ENDING.search(plain[start:end])):
            continue
        inside = ends is None or day <= ends
        later = bool(_SAYS_YEAR.search(plain[start:end])) and day.year - starts.year <= _FARTHEST
        if starts <= day and (inside or later):
            found.append((start, day))
    if not found:
        return None
    at, last = max(found, key=lambda one: (one[1], one[0]))
    begins_clause = next((one.start() for one in _BREAK.finditer(plain, at)), len(plain))
    clause, rest = plain[at:begins_clause], plain[begins_clause:]
    starts_at = max((one.end() for one in _BREAK.finditer(plain, 0, at)), default=0)
    own, others = plain[starts_at:begins_clause], [_CEILING.sub("", one) for one in (plain[:starts_at], rest)]
    counted = _COUNTS.search(_TIME.sub("", own)) and any(_COUNTS.search(_TIME.sub("", one)) for one in others)
    if counted and not any(True for one in others for _ in _times(one, year)):
        return None  # 投资600亿元；上半年新开工70个: one of several figures has a date of its own
    begins = bool(_BEGINS.search(clause)) and not _ENDS.search(clause)
    if begins and len(rest.strip("，,；;。\n ")) > 1:
        return None  # it begins then; what follows is due with the period
    return Due(last, Manner.DAY, begins)


def _times(plain: str, year: int | None) -> Iterator[tuple[int, int, date]]:
    """(start, end, the last day that the words cover) of each time that can be placed."""
    said = year
    for one in _TIME.finditer(plain):
        if one["five"]:
            yield one.start(), one.end(), date(_FIVE[one["five"][1]], 12, 31)
            continue
        own = _year_of(one, year)
        if own is not None:
            said = own
        if said is None:
            continue
        day = _day_of(one, said, year)
        if day is not None:
            yield one.start(), one.end(), day


def _year_of(one: re.Match[str], year: int | None) -> int | None:
    groups = one.groupdict()
    written = groups["year"] or groups["only"] or groups["bare"] or groups["last"]
    if written:
        return int(written) if len(written) == 4 else 2000 + int(written)
    if groups["ym"]:
        return int(groups["ym"][:4])
    if (groups["next"] or groups["next_end"]) and year:
        return year + 1
    return year if groups["this"] or groups["year_end"] else None


def _day_of(one: re.Match[str], said: int, year: int | None) -> date | None:
    if one["quarter"]:
        month = 3 * ("一二三四".find(one["quarter"]) + 1 or int(one["quarter"]))
    elif one["half"]:
        month = 6 if one["half"] == "上" else 12
    elif one["ym"]:
        month = int(re.split(r"[./-]", one["ym"])[1])
    elif one["month"]:
        month = int(one["month"])
    elif one["last"] or one["only"] or one["bare"] or one["next_end"] or one["year_end"]:
        return date(said, 12, 31)
    else:
        return None
    last = month_span(said, month)[1].day
    if one["day"]:
        return date(said, month, int(one["day"])) if int(one["day"]) <= last else None
    return date(said, month, {"上旬": 10, "初": 10, "中旬": 20}.get(one["part"] or "", last))


def _plain(text: str) -> str:
    return re.sub(r"[ \t\u3000“”\"]", "", unicodedata.normalize("NFKC", text))
