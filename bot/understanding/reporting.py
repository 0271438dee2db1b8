"""The clauses beside the main one: what a day off means, by when answers are due, how long to go on."""

from __future__ import annotations

from datetime import time

from bot.understanding.clocktimes import find_clocks
from bot.understanding.draft import Draft
from bot.understanding.numerals import number_value
from bot.understanding.patterns import Pattern
from domain.recurrence import Unit
from domain.rules import EVENING, MORNING, Policy, Reporting

_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_OFF = (
    r"(?:法定)?(?:节假日|假期|假日|节日|放假|休息日|双休日|非工作日|不是工作日|非上班日)(?:(?:和"
    r"|或|或者|及|与|、|/)?(?:周末|节假日|休息日|双休日|非工作日))?"
)
_OFF_TOO = rf"(?:周末(?:和|或|或者|及|与|、|/){_OFF}|{_OFF})"
_MEETS = r"(?:如果?|若|要是)?(?:当天)?(?:遇到?|逢|碰到|碰上|赶上|恰逢|是|在)?"
_HOLIDAY_ENDS = ("国庆", "春节", "元旦", "清明", "五一", "端午", "中秋", "庆节", "明节", "动节", "午节", "秋节")
_NAMELESS = "".join(f"(?<!{name})" for name in _HOLIDAY_ENDS)  # 国庆放假期间: that one holiday, not any
_NEXT_DAY = (
    r"(?:下|后|之后|节后|假后)?(?:的)?(?:第)?(?:一|1)?个?(?:工作日|上班日)|节后(?:第一天)?|假后|下?(?:周|星期)一"
)
_PREVIOUS_DAY = (
    r"(?:到|至)?(?:前|上|之前|节前|假前)(?:的)?(?:最后)?(?:一|1)?个?(?:工作日|上班日)|节前|假前"
    r"|(?:到|至)?(?:本|上)?(?:周|星期)五"
)
_POLICIES = (
    (
        Pattern(
            rf"(?:{_MEETS}{_OFF_TOO}|{_MEETS}周末)?(?:的话|时)?,?(?:则|就|自动|统一|一律|都|要)*"
            rf"(?:(?:往?后)?顺延|往后延|后延|延后|推迟|延期|延|往后推|推|移|挪|改|调整?)(?:到|至|为)?(?:{_NEXT_DAY})"
            rf"|(?:{_MEETS}(?:{_OFF_TOO}|周末))(?:的话|时)?,?(?:则|就|自动|统一|一律|都|要)*"
            rf"(?:(?:往?后)?顺延|往后延|后延|延后|推迟|往后推)"
            r"|(?:自动|往后|依次|可)?(?<!不)顺延"
        ),
        Policy.NEXT,
    ),
    (
        Pattern(
            rf"(?:{_MEETS}(?:{_OFF_TOO}|周末))?(?:的话|时)?,?(?:则|就|自动|统一|一律|都|要)*"
            rf"(?:往前提|往前移|往前|前移|前提|提前|提|移|挪|改|调整?)(?:{_PREVIOUS_DAY})(?:发送?|提醒)?"
            rf"|(?:{_MEETS}(?:{_OFF_TOO}|周末))(?:的话|时)?,?(?:则|就|自动|统一|一律|都|要)*"
            rf"(?:往前提|往前移|前移|提前)(?!\d|[一二两三四五六七八九十])(?:发送?|提醒)?"
        ),
        Policy.PREVIOUS,
    ),
    (
        Pattern(
            rf"(?:不管|无论|不论)(?:是否|是不是)?{_OFF_TOO}(?:与否|都发?)?|(?:含|包括|包含){_OFF_TOO}(?:在内)?"
            rf"|{_MEETS}{_OFF_TOO}(?:的话)?(?:也|都|还|仍|仍然)?(?:要|会)?(?:照发|照常(?:发送?"
            rf"|提醒)?|不变|不顺延|也(?:要)?(?:发|提醒)|都发|不受影响)|不顺延"
        ),
        Policy.NONE,
    ),
    (
        Pattern(
            rf"{_NAMELESS}{_MEETS}{_OFF_TOO}(?:的话|时|期间)?(?:就|都|则|一律)?(?:除外|不发送?"
            rf"|不提醒|不用(?:发|提醒|催)|不要(?:发|提醒|催)|别(?:发|提醒|催)|跳过|略过"
            rf"|不催|停发|免发|休息|不算)(?:提醒|消息)?"
            rf"|(?:跳过|避开|除|除去){_OFF_TOO}(?:外|以外)?|(?:只在|仅在|仅限|只限|限|只|仅)"
            rf"(?:法定)?工作日(?:发送?|提醒)?"
        ),
        Policy.ONLY,
    ),
)
_UNTIL = Pattern(
    r"(?:一直)?(?:直到|直至|到|催到|提醒到)(?:他们|对方|部门|单位|全部|所有人?|都|人)*"
    r"(?:已?报(?:送|上来|了|齐|完|为止)?|已?上报|已?填报|填完|填了|交齐?|交上来|交了|提交"
    r"|已?回复|反馈|答复)(?:了|完|齐|上来|完成)*(?:的?时候)?(?:为止|才停|再停)?"
    r"|(?:报|交|回复)(?:送|上来)?(?:了|完)?(?:为止|才停)|(?:不|没)报(?:就)?(?:不停|一直催)"
)
_NO_REPORTING = Pattern(r"不设报送截止(?:时间)?|不设截止")
_IGNORE_QUIET = Pattern(r"夜间和节假日也发|不受免打扰限制|免打扰时段也发")
_CLOCK_TEXT = r"[^,;。()]{0,10}"
_DUE = Pattern(
    rf"(?:报送|填报|上报|答复)?(?:截止|截至)(?:时间)?(?:为|是|:)?(?:(?P<same>当[天日])"
    rf"|(?P<end>月末|月底)|第?(?P<day>\d{{1,2}})[日号]"
    rf"|(?:之?后)?第(?P<after>{_N})(?P<unit>天|个工作日|工作日))(?P<clock>(?:凌晨|早上|上午"
    rf"|中午|下午|晚上)?\d{{1,2}}[:点]\d{{0,2}}半?分?)"
    rf"(?:\((?P<policy>遇节假日顺延|遇节假日提前|节假日不变)\))?"
)
_DUE_BY = Pattern(
    r"(?:要求|请|务必|须|并)?(?:(?P<same>当[天日])|(?P<day>\d{1,2})[日号])(?P<clock>(?:上午"
    r"|中午|下午|晚上)?(?:\d{1,2}|[一二三四五六七八九十]+)[:点](?:\d{2}|半|整)?)?"
    r"(?:之|以)?前(?:完成)?(?:报送|上报|填报|报|交|反馈|回复)(?:完毕?|齐|上来)?"
)
_SECOND = Pattern(rf"截止前一个工作日(?P<clock>{_CLOCK_TEXT}?)再次提醒")
_CHASE = Pattern(rf"截止后第一个工作日(?P<clock>{_CLOCK_TEXT}?)催办")
_DUE_POLICIES = {"遇节假日顺延": Policy.NEXT, "遇节假日提前": Policy.PREVIOUS, "节假日不变": Policy.NONE}


def find_policy(draft: Draft) -> Policy | None:
    """What a day that is not worked means, taken off the draft; None when nothing is said."""
    for pattern, policy in _POLICIES:
        if draft.take(pattern):
            return policy
    return None


def find_until(draft: Draft) -> bool:
    """Whether it goes on until people have reported, taken off the draft."""
    return draft.take(_UNTIL) is not None


def find_reporting(draft: Draft) -> tuple[Reporting | None, bool, bool]:
    """By when answers are due (or None), whether it was said that there is no such time, and whether it may disturb
    at night; all taken off the draft."""
    none, loud = draft.take(_NO_REPORTING) is not None, draft.take(_IGNORE_QUIET) is not None
    second, chase = draft.take(_SECOND), draft.take(_CHASE)
    exact = draft.take(_DUE)
    match = exact or draft.take(_DUE_BY)
    if match is None:
        return None, none, loud
    parts = match.groupdict()
    day = -1 if parts.get("end") else int(parts["day"]) if parts["day"] else None
    due = Reporting(
        day=day if day is None or (-1 <= day <= 31 and day) else None,
        after=int(number_value(parts.get("after") or "0") or 0),
        unit=Unit.WORKDAY if "工作日" in (parts.get("unit") or "") else Unit.CALENDAR,
        at=_time(parts["clock"] or "") or EVENING,
        policy=_DUE_POLICIES.get(parts.get("policy") or "", Policy.NEXT),
        second=(_time(second["clock"]) or MORNING) if second else None,
        chase=(_time(chase["clock"]) or MORNING) if chase else None if exact else MORNING,
    )
    return due, none, loud


def _time(text: str) -> time | None:
    clocks = find_clocks(text)
    if len(clocks) != 1:
        return None
    return clocks[0].at or clocks[0].candidates[0]
