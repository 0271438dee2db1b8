"""What is said about the office itself: a past day, when lights change, who changed what.

截至10月31日的情况 · 黄灯改为15个百分点 · 谁改了规则S-1
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_END = r"[\s。.!！?？]*$"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = (
    r"(?:(?:(?P<year>\d{4})\s*[年/.-]\s*)?(?P<month>\d{1,2})\s*[月/.-]\s*(?P<day>\d{1,2})\s*[日号]?(?!\d)"
    rf"|(?P<day_en>\d{{1,2}})\s+(?P<month_en>{'|'.join(_MONTHS)})[a-z]*\.?(?:\s+(?P<year_en>\d{{4}}))?"
    r"|(?P<said>上个?月底|上月末|去年底|去年年底|去年末|昨天|昨日|yesterday|the end of last (?:month|year)))"
)
_AS_OF = re.compile(
    rf"(?:截至到?|截止到|截止至|as (?:of|at))\s*{_DATE}\s*(?:为止|止|那天|当天|时)?\s*[,，、:：的]*\s*", re.IGNORECASE
)
_WHOLE = re.compile(
    r"^(?:是|,)?(?:总体|整体|总的|全部|各项)?(?:的)?"
    r"(?:情况|状况|进展|进度|亮灯|summary|status|how (?:does|did) it stand)?"
    rf"(?:如何|怎么样|怎样|呢)?{_END}",
    re.IGNORECASE,
)

_RECORD = re.compile(
    rf"^(?:/audit|audit|审计(?:记录)?|操作记录|改动记录|变更记录)(?:[\s:：]+(?P<about>.{{1,30}}?))?{_END}",
    re.IGNORECASE,
)
_WHO_CHANGED = re.compile(
    r"^(?:查一下|看看)?(?:是?谁(?:最近)?(?:改|动|删|停|暂停|修改|更改|调整|设|建)(?:了|过|的|掉了)?"
    r"|who (?:changed|made|deleted|paused))"
    rf"[\s:：]*(?:提醒)?(?:规则|rule)?\s*(?P<about>.{{1,30}}?)(?:这?条?规则)?{_END}",
    re.IGNORECASE,
)
_RULE = re.compile(r"^s\s*-?\s*(\d{1,4})$", re.IGNORECASE)
_ABOUT_THRESHOLDS = re.compile(r"^(?:亮灯)?(?:阈值|门槛|标准)|thresholds?$", re.IGNORECASE)

_SHOW = re.compile(
    rf"^(?:/thresholds|thresholds|(?:查看|看看?)?(?:亮灯|红黄灯)?(?:的)?阈值(?:是多少)?|亮灯(?:标准|规则)(?:是什么)?){_END}",
    re.IGNORECASE,
)
_SETS = re.compile(r"阈值|改(?:为|成|到)|调(?:为|成|到)|设(?:为|成)|threshold|\bset\b", re.IGNORECASE)
_LIGHTS = {
    "yellow_points": r"黄灯|yellow",
    "red_points": r"红灯|red",
    "near_days": r"临期|near",
}
_GAP = r"(?:的|阈值|threshold|改为|改成|改到|调为|调成|调到|设为|设成|从|是|为|到|落后|超过|提前|to|at|[\s:：=,，])*"
_VALUE = r"(?P<value>\d{1,3}(?:\.\d)?)"
_CHANGE = {name: re.compile(f"(?:{said}){_GAP}{_VALUE}", re.IGNORECASE) for name, said in _LIGHTS.items()}


@dataclass(frozen=True, slots=True)
class AsOf:
    """A question about a past day: the day, and what is asked without it; "" where it is how all stands."""

    day: date
    asked: str


def read_as_of(text: str, today: date) -> AsOf | None:
    """截至10月31日红灯有哪些: the last such day that is over; None where no past day is named."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _AS_OF.search(plain)
    day = _day(match, today) if match else None
    if match is None or day is None:
        return None
    rest = f"{plain[: match.start()]}{plain[match.end() :]}".strip(" ,，。的")
    return AsOf(day, "" if _WHOLE.match(rest) else rest)


def _day(match: re.Match[str], today: date) -> date | None:
    if match["said"]:
        said = match["said"].lower()
        if "年" in said or "year" in said:
            return date(today.year - 1, 12, 31)
        return (
            today.replace(day=1) - timedelta(days=1) if "月" in said or "month" in said else today - timedelta(days=1)
        )
    year = match["year"] or match["year_en"]
    month = int(match["month"]) if match["month"] else _MONTHS.index(match["month_en"].lower()) + 1
    years = [int(year)] if year else [today.year, today.year - 1]
    for one in years:
        try:
            day = date(one, month, int(match["day"] or match["day_en"]))
        except ValueError:
            continue
        if day < today:
            return day
    return None


def read_record(text: str) -> str | None:
    """What of the record is asked for: a rule's key, "thresholds", a name, "" for all of it; None: nothing of it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _RECORD.match(plain) or _WHO_CHANGED.match(plain)
    if match is None:
        return None
    about = (match["about"] or "").strip(" 的")
    rule = _RULE.match(about)
    if rule:
        return f"S-{int(rule[1])}"
    if _ABOUT_THRESHOLDS.match(about):
        return "thresholds"
    return None if re.search(r"第?\d+项", about) else about


def shows_thresholds(text: str) -> bool:
    """Whether the thresholds are asked for."""
    return bool(_SHOW.match(unicodedata.normalize("NFKC", text).strip()))


def read_thresholds(text: str) -> dict[str, Any]:
    """黄灯改为15个百分点，临期5天: the thresholds that are to change; {} where none is."""
    plain = unicodedata.normalize("NFKC", text)
    if not _SETS.search(plain):
        return {}
    found = {name: pattern.search(plain) for name, pattern in _CHANGE.items()}
    said = {name: float(match["value"]) for name, match in found.items() if match}
    return {name: int(value) if name == "near_days" else value for name, value in said.items()}
