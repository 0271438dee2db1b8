"""Whether a text is about reminders at all: a bare date or 取消 is not, nor is a question about the plan."""

from __future__ import annotations

from language.patterns import Pattern
from language.schedule.reading import AdminReading

_SENDS = Pattern(
    r"(?i)提醒|通知|推送|催报|催一下|催一催|发摘要|发送|发一遍|发一次|发给|规则|\bremind|\bnotify|\bsend\b|\bnudge"
)
_RECURS = Pattern(
    r"(?i)每(?:个|隔|逢|到)?(?:工作日|天|日|周|星期|礼拜|月|季|半年|年|两|双|[\d一二三四五六七八九十]+个?(?:天|日|周|小时|月))"
    r"|隔(?:天|日|周)|(?:截止|到期|时限|限期)(?:日|时间)?(?:之|以)?前|逾期后|定时|周报"
    r"|\bevery\b|\beach\b|\bdaily\b|\bweekly\b|\bmonthly\b"
)
_ASKS = Pattern(r"(?i)谁|哪|怎么|怎样|多少|几[个项家次人]|什么|吗|是否|有没有|[?？]|\b(?:who|which|what|how|when)\b")
_ORDERS = r"暂停|恢复|停掉|停发|停用|删除|删掉|取消|改到|改成|改为|\b(?:pause|resume|delete|cancel|change|stop)\b"
_ORDER = Pattern(
    rf"(?i){_ORDERS}|(?<![a-z])s-?\d|启用|定时|哪几条|那条|免打扰|勿扰|静默|先别|别[发催]|不要[发催]|不用[发催]|停"
)
_RULES = r"提醒|规则|remind|rule"
_ORDERING = Pattern(rf"(?i)(?:{_ORDERS}).*(?:{_RULES})|(?:{_RULES}).*(?:{_ORDERS})")


def speaks_of_recurring(said: str) -> bool:
    """Whether a text says that something comes again and again (每周, 截止前) and is no question."""
    return bool(_RECURS.search(said)) and not _ASKS.search(said)


def may_be_meant(said: str) -> bool:
    """Whether there is any word of sending or of an order in a text: without one it is no rule for whoever sets none,
    and need not be read as one."""
    return bool(_SENDS.search(said) or _ORDER.search(said))


def is_meant(said: str, reading: AdminReading, sets_rules: bool) -> bool:
    """Whether a text that was read so speaks of reminders; `sets_rules`: the speaker may, and so is given the benefit
    of the doubt."""
    asks = bool(_ASKS.search(said))
    sends = bool(_SENDS.search(said)) and not asks
    recurs = bool(_RECURS.search(said)) and not asks
    orders = bool(_ORDERING.search(said)) and not asks
    if reading.control is not None:
        return reading.control.action == "list" or reading.control.target is not None or sends
    if reading.question is None:
        return sends or (recurs and sets_rules)
    if not sets_rules:
        return False
    if reading.question.code == "nothing":
        return orders
    open_ = bool(reading.question.candidates)
    return (sends and (recurs or open_)) or (recurs and open_) or orders
