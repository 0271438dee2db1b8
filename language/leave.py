"""Somebody is away: 王晓明 11月21日到25日请假，由张三代."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from language.dates import find_dates
from language.patterns import Pattern
from language.stretches import spans_of

_END = r"[\s。.!！~～]*$"
_ISO = r"\d{4}-\d\d?-\d\d?"
_LEAVE_EN = Pattern(
    rf"(?i)^(?:(?P<who>.{{1,20}}?)\s+)?(?:on\s+)?leave\s+(?P<days>{_ISO}(?:\s*(?:to|-)\s*{_ISO})?)"
    rf"(?:[\s,]+(?:covered\s+)?by\s+(?P<by>.{{1,20}}?))?{_END}"
)
_STANDS = r"(?:代班?|代理|代填|代报|顶班|接替)"
_WEEK = r"(?:这|本|下下?)个?(?:周|星期|礼拜)"
_IN_A_WEEK = rf"{_WEEK}(?:[一二三四五六日天末])?(?:\s*[到至~-]\s*(?:{_WEEK}|周|星期|礼拜)?[一二三四五六日天末])?"
_NEAR = r"(?:今天|明天|后天)(?:[到至](?:明天|后天))?"
_MONTH_DAY = r"(?:\d{4}\s*年)?\d{1,2}\s*月\d{1,2}[^,，。;；代替由]*?"
_DAYS = rf"(?P<days>{_MONTH_DAY}|{_IN_A_WEEK}|{_NEAR})起?"
_AWAY = r"(?:请假|休假|出差|外出)"
_SPEAKS_OF_IT = Pattern(rf"(?i){_AWAY}|leave")
_WHO = r"^(?P<who>[^\d,，。:：]{0,20}?)[\s,，:：]*"
_BY = (
    rf"(?:[\s,，。;；]*(?:期间)?(?:由|请|让)(?P<by>[^\d,，。由请让代]{{1,20}}?){_STANDS}?"
    rf"|[\s,，。;；]+(?P<stands>[^\d,，。由请让代]{{1,20}}?){_STANDS})?"
)
_LEAVE = Pattern(rf"{_WHO}(?:从|自|在)?\s*{_DAYS}\s*{_AWAY}\s*(?:(?P<count>\d{{1,2}})\s*天)?{_BY}{_END}")
_LEAVE_FIRST = Pattern(rf"{_WHO}{_AWAY}[\s,，:：]*(?:从|自)?\s*{_DAYS}{_BY}{_END}")  # 请假 10月24日到28日 由杨帆代
_SELF = Pattern(r"(?i)^(?:(?:我|本人|自己)?(?:要|想)?|i)$")
_LAST_WEEK = Pattern(rf"{_WEEK}$")
_DAYLESS = Pattern(r"月(\d{1,2})(?!\s*[\d日号])")  # 11月21到25日


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody is away from `first` to `last`; `who` "" is the one who writes, `by` the substitute's name."""

    who: str
    first: date
    last: date
    by: str | None

    kind: ClassVar[str] = "leave"
    certain: ClassVar[bool] = True


def read_leave(folded: str, today: date) -> Leave | None:
    """王晓明 11月21日到25日请假，由张三代. None for anything else, or days that do not exist."""
    if not _SPEAKS_OF_IT.search(folded):
        return None
    match = _LEAVE_EN.match(folded) or _LEAVE.match(folded) or _LEAVE_FIRST.match(folded)
    if match is None:
        return None
    found = match.groupdict()
    named = (found["who"] or "").strip()
    named = _LAST_WEEK.sub("", named)  # 我下周请假，11月1日到5日
    who = "" if _SELF.match(named) else named
    by = (found["by"] or found.get("stands") or "").strip() or None
    more = timedelta(days=int(found.get("count") or 1) - 1)
    said = _DAYLESS.sub(r"月\1日", found["days"]).replace("to", "至")
    if not any(char.isdigit() for char in said):  # 明天, 下周一到周三
        days = find_dates(said, today)
        first, last = days[0].first, days[-1].last
        while last < first:  # 下周三到周五
            last += timedelta(days=7)
        return Leave(who, first, max(last, first + more), by)
    read = [spans_of(said, year) for year in (today.year, today.year + 1)]
    whole = [spans[0] for spans, wrong in read if len(spans) == 1 and not wrong]
    for first, last in [one for one in whole if one[1] >= today] or whole:
        return Leave(who, first, max(last, first + more), by)
    return None
