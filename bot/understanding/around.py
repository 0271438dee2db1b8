"""Days around a due date, as people say them: 截止前30/14/7/1天, 到期前一周、三天、当天, 逾期3天后每天."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.draft import Draft
from bot.understanding.patterns import Pattern
from bot.understanding.recurringvalues import Unsaid, number
from bot.understanding.recurringwords import SEP, N
from domain.recurrence import Unit

_ITEM = Pattern(
    rf"(?P<same>当[天日]|到期日|截止日)|(?P<last>最后一个工作日)|(?P<first>首个工作日)"
    rf"|(?P<n>半|{N})(?P<unit>个?工作日|天|日|周|个?星期|个?礼拜|个月|月)?"
)
_OFFSET = rf"(?:半|{N})(?:个?工作日|天|日|周|个?星期|个?礼拜|个月|月)"
_OFFSET_OPEN = rf"(?:当[天日]|第?{_OFFSET}|第?{N}(?={SEP}))"
_DUE = r"(?:(?:任务|任务的|完成)?(?:到期|截止|截至|时限|期限|节点|最后期限|限期)(?:日期|日|时间)?(?:到期)?)"
_PREFIX = rf"(?:{_DUE}?的?(?:之|以)?前|提前)?"
_SUFFIX = rf"(?:,?{SEP}?(?:{_DUE})?(?:当[天日]|那天))?"
_LIST = rf"(?P<list>(?:{_PREFIX}{_OFFSET_OPEN}{SEP})*{_PREFIX}第?(?:{_OFFSET}|最后一个工作日){_SUFFIX})"
_BEFORE = Pattern(
    rf"(?:(?:在|于|距离?|离)?{_DUE}(?:的?(?:之|以)?前|还有|还剩|只剩)(?:提前)?|提前|(?:还有"
    rf"|还剩|只剩)(?=[^,;。]*(?:到期|截止))|临期(?:前|还有)?|临近(?:到期|截止)|(?:距离?|离){_DUE})"
    rf"{_LIST}(?:就?(?:到期|截止))?(?:内|起|开始)?,?(?P<daily>每天|每日|天天)?(?:各|分别|都)?"
)
_LATE = (
    r"(?:逾期|超期|过期|超时)(?:未报|没报|未完成|没完成|不报|未办结|没办结|不交|任务|项目|的|了|§)*(?:之后|以后|后)?"
    r"(?:仍|还)?(?:未|没)?(?:报|完成|办结)?(?:的(?!第))?"
)
_AFTER = Pattern(
    rf"(?:{_DUE}(?:了)?(?:之|以)?后|过了?{_DUE}|{_LATE})(?:的|仍未报的?)?,?(?:满|达到?|超过|的)?"
    rf"(?P<list>(?:第?{_OFFSET}{SEP}|第?{N}{SEP})*第?(?:{_OFFSET}|首个工作日))?"
    rf"(?:之后|以后|后|以上|起|开始|还|仍|的(?=每))*,?"
    rf"(?:(?P<daily>每天|每日|天天)|(?P<weekly>每(?:一|个)?(?:周|星期)(?![一二三四五六日天](?!次)))"
    rf"|每隔?(?P<every>{N})天)?"
)
_ON_DUE_DAY = Pattern(rf"{_DUE}(?:的)?(?:当[天日]|那天)|到期日(?!前)|截止日(?!前)|当天到期的?")


@dataclass(frozen=True, slots=True)
class Around:
    """Days around a due date: before it positive, after it negative, earliest first; and whether they go on."""

    offsets: tuple[int, ...]
    unit: Unit = Unit.CALENDAR
    repeat_days: int | None = None


def find_around(draft: Draft) -> Around | Unsaid | None:
    """Days before or after a due date, taken off the draft."""
    days: list[tuple[int, Unit | None]] = []
    daily = False
    repeat: int | None = None
    seen = False
    for match in draft.take_all(_BEFORE):
        seen, daily = True, daily or bool(match["daily"])
        days += _offsets(match["list"], 1)
    for match in draft.take_all(_AFTER):
        seen = True
        days += _offsets(match["list"], -1) if match["list"] else []
        if match["daily"] or match["every"] or match["weekly"]:
            repeat = 7 if match["weekly"] else number(match["every"]) if match["every"] else 1
            days += [] if match["list"] else [(-1, None)]
        if not match["list"] and repeat is None:
            return Unsaid("which_days", draft.said[match.start() : match.end()])
    if draft.take(_ON_DUE_DAY):
        seen = True
        days.append((0, None))
    if not seen:
        return None
    units = {unit for _, unit in days if unit}
    if not days or len(units) > 1:
        return Unsaid("unsupported", draft.said)
    offsets = tuple(sorted({offset for offset, _ in days}, reverse=True))
    if daily:
        offsets = tuple(range(offsets[0], -1, -1)) if len(offsets) == 1 or offsets[1:] == (0,) else offsets
    if repeat and offsets[0] >= 0:
        return Unsaid("unsupported", draft.said)
    return Around(offsets, next(iter(units), Unit.CALENDAR) if offsets != (0,) else Unit.CALENDAR, repeat)


def _offsets(text: str, sign: int) -> list[tuple[int, Unit | None]]:
    """The items of a list of days: 30/14/7/1天, 一个月、一周、3天, 当天. A missing unit is that of the next item."""
    found: list[tuple[int, Unit | None]] = []
    unit = "天"
    for match in reversed(list(_ITEM.finditer(text))):
        if match["same"]:
            found.append((0, None))
            continue
        unit = "工作日" if match["last"] or match["first"] else match["unit"] or unit
        count = 1 if match["last"] or match["first"] else number(match["n"]) if match["n"] != "半" else 0
        if "工作日" in unit:
            found.append((sign * count, Unit.WORKDAY))
            continue
        size = 7 if unit in ("周", "个星期", "星期", "个礼拜", "礼拜") else 30 if "月" in unit else 1
        days = size // 2 if match["n"] == "半" else size * count
        found.append((sign * days, Unit.CALENDAR))
    return found[::-1]
