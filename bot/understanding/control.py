"""What an admin wants done with the rules that exist: list, pause, resume, cancel, another time, silence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.understanding.around import Around, find_around
from bot.understanding.clocktimes import find_clocks
from bot.understanding.dates import find_dates
from bot.understanding.draft import Draft
from bot.understanding.numerals import number_value
from bot.understanding.patterns import Pattern
from bot.understanding.recurring import find_recurring
from bot.understanding.recurringvalues import Recurring, Start, read_weekdays
from bot.understanding.silence import Silence, find_silence, says_when
from domain.recurrence import BeforeEnd, Monthly, Span, SpanWeekdays, SpanWorkdays, Weekly

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SENDING = r"(?:发|催办?|提醒|打扰|推送?|通知|吵|发送|发消息|发提醒)"

_RESUME = Pattern(
    rf"恢复(?:{_SENDING})?|取消(?:暂停|免打扰|静音)|解除(?:暂停|免打扰|静音)|重新(?:打开|开启"
    rf"|启用|开始)|(?<!每天)继续{_SENDING}"
    r"|(?:再次)?(?:打开|开启|启用)"
)
_RULES = r"(?:定时|自动)?的?(?:提醒|规则|提醒规则)"
_SEE = r"(?:查看|看看|看一下|看下|看|列出|列一下|列下|列|显示|查询|查一下|查|告诉我)"
_LIST = Pattern(
    r"(?:现在|目前|当前)?(?:都|一共|总共)?(?:有|设|设置|定|建|配置?)(?:了|着|过)?(?:哪些|什么|几个|几条|几项|多少个?|多少条|啥)"
    rf"{_RULES}(?:在跑|在用|生效|启用)?"
    rf"|{_SEE}(?:出|一下|给我)*(?:当前|现在|目前|所有|全部|一下|已有|现有|我|设置|设定|的|定时|自动)*(?:提醒|规则)+(?:列表|清单|设置)?"
    r"|(?:提醒|规则)(?:规则)?(?:列表|清单|一览|(?:都)?有(?:哪些|什么|几条|几个|多少))"
    rf"|(?:现在|目前|当前|所有|全部|已有|现有|设置|设好|设|的)*(?:提醒|规则)+(?:都|给我|全部)*(?:{_SEE}|发)(?:一下|出来|一遍|给我|看看)*"
    r"|(?:哪些|什么|几条)(?:提醒|规则)+(?:在跑|生效|启用)"
)
_CHANGE = Pattern(
    r"(?:时间)?(?:改到|改成|改为|改在|调到|调成|调整到|调整为|调整成|挪到|换到|换成|移到"
    r"|变更为|变为|推迟到|延后到|延到|提前到|提到|改)(?=§*(?:每|周|下午|上午|早|晚|中午"
    r"|\d|[一二三四五六七八九十]))"
)
_FROM = Pattern(r"(?:从|由)?(?:原来的?|原先的?|原定的?|现在的?)|从(?=\d|上午|下午|早|晚|每|周)")
_CANCEL = Pattern(
    r"取消掉?|删除|删掉|删了|去掉|撤销|撤掉|停掉|停了|关掉|关闭|关了|停用|废除|作废|(?:不要了"
    r"|不用了)$|不再(?:发送|提醒|发|需要)"
)
_PAUSE = Pattern(r"暂停|暂缓|先?停一停|停一下|停几天|先停|停止|停发")
_SILENCE = Pattern(
    rf"(?:先|暂时|就|一律|统一|请)*(?:(?<![分特个类区级])别|不要|不用|不必|勿|请勿|不得|不许|不)"
    rf"(?:再|给我|给他们|给大家|向我|[给对向]§+)*{_SENDING}(?:了|我|他们|大家)?"
    r"|免打扰|勿扰|静音|停发"
)
_TARGET_WORDS = (
    (Pattern(r"(?:到期|截止)(?:前)?的?(?=提醒)|临期"), "deadline"),
    (Pattern(r"逾期(?:后)?的?(?=提醒|催办)|逾期催办"), "overdue"),
    (Pattern(r"每周的?(?=提醒|那)|周提醒"), "weekly"),
    (Pattern(r"每月的?(?=提醒|那)|月度?(?=提醒)"), "monthly"),
    (Pattern(r"(?:每天|每日|日常)的?(?=提醒|那)"), "daily"),
    (Pattern(r"(?:每季度?|季度)的?(?=提醒|那)"), "quarterly"),
    (Pattern(r"(?:每年|年度)的?(?=提醒|那)"), "yearly"),
    (
        Pattern(
            r"(?:所有|全部|一切|全)的?(?:定时|自动)?(?:的)?(?:提醒|规则)|(?:提醒|规则)(?:都|全部|全都)"
            r"|都(?=停|取消|删|关)|全部|所有的?"
        ),
        "all",
    ),
)
_KEY = Pattern(
    r"(?:规则|提醒)?s-?(\d{1,4})(?:号)?(?:规则|提醒)?|第?(\d{1,3})号(?:规则|提醒)|第(\d{1,2}"
    r"|[一二三四五六七八九十])条(?:规则|提醒)?"
)
_WEEKDAY = Pattern(
    r"(?:每个?)?(?:周|星期|礼拜)([一二三四五六日天](?:[、,和及与]?(?:周|星期|礼拜)?[一二三四五六日天])*)"
)


@dataclass(frozen=True, slots=True)
class Control:
    """What to do with existing rules. None: not said. `first` and `last` are civil days, or times of day."""

    action: str  # list pause resume cancel change_time mute
    target: str | None = None  # all, weekly_mon, monthly_25, deadline, overdue, at_09:00, S-3 …
    until: date | None = None
    at: time | None = None
    weekdays: tuple[int, ...] = ()
    first: date | time | None = None
    last: date | time | None = None
    dates: str | None = None  # holiday, weekend
    holiday: str | None = None


def find_control(draft: Draft, now: datetime) -> Control | None:
    """The order in the draft, its words taken off; None when it gives none. Raises nothing."""
    if draft.take(_RESUME):
        target = _target(draft, now)
        return Control("resume", target, first=_one_day(draft, now))
    if draft.take(_LIST):
        return Control("list", _target(draft, now))
    change = _CHANGE.search(draft.text)
    if change and (found := _change(draft, now, change)):
        return found
    silence, pause, cancel = (pattern.search(draft.text) for pattern in (_SILENCE, _PAUSE, _CANCEL))
    if cancel and not (silence and silence.start() < cancel.start() and silence[0] in ("免打扰", "静音")):
        draft.blank(*cancel.span())
        draft.take(_SILENCE)
        return Control("cancel", _target(draft, now))
    if pause or silence:
        for match in (pause, silence):
            if match:
                draft.blank(*match.span())
        named = silence and re.search("免打扰|静音|勿扰", silence[0])
        action = "pause" if pause or not (named or says_when(draft, now)) else "mute"
        return _quiet(find_silence(draft, now), action, _target(draft, now))
    return None


def _quiet(said: Silence, action: str, target: str | None) -> Control:
    """Days of a kind and hours are kept silent; until a day it pauses."""
    action = {"hours": "mute", "kind": "mute", "until": "pause"}.get(said.how, action)
    return Control(action, target, said.until, first=said.first, last=said.last, dates=said.dates, holiday=said.holiday)


def _change(draft: Draft, now: datetime, change: re.Match[str]) -> Control | None:
    after = draft.text[change.end() :]
    clocks = find_clocks(after)
    weekdays = _WEEKDAY.search(after)
    if not clocks and not weekdays:
        return None
    at = clocks[0].at if clocks else None
    days = read_weekdays(weekdays[1]) if weekdays else None
    if (clocks and (at is None or len(clocks) > 1)) or (weekdays and not days):
        return None
    for start, end in [(clock.start, clock.end) for clock in clocks] + ([weekdays.span()] if weekdays else []):
        draft.blank(change.end() + start, change.end() + end)
    draft.blank(*change.span())
    draft.take(_FROM)
    so_far = find_clocks(draft.text)
    for clock in so_far:
        draft.blank(clock.start, clock.end)
    target = _target(draft, now)
    if so_far and target in (None, "all"):
        target = f"at_{so_far[0].at:%H:%M}" if len(so_far) == 1 and so_far[0].at else None
    return Control("change_time", target, at=at, weekdays=days or ())


def _target(draft: Draft, now: datetime) -> str | None:
    """Which rules are meant, by their key, their recurrence or all of them."""
    key = draft.take(_KEY)
    if key:
        number = key[1] or key[2] or str(int(number_value(key[3]) or 0))
        return f"S-{number}"
    for pattern, name in _TARGET_WORDS:
        if draft.take(pattern):
            return name
    around = find_around(draft)
    if isinstance(around, Around):
        return "overdue" if around.offsets[0] < 0 else "deadline"
    found = find_recurring(draft, Start(now.date()))
    if isinstance(found, Recurring):
        return _name(found)
    weekdays = draft.take(_WEEKDAY)
    days = read_weekdays(weekdays[1]) if weekdays else None
    return "_".join(("weekly", *(_DAYS[day] for day in days))) if days else None


def _name(found: Recurring) -> str:
    match found.recurrence:
        case Weekly(weekdays=(0, 1, 2, 3, 4, 5, 6)):
            return "workdays" if found.workdays_only else "daily"
        case Weekly() if found.weekday_open:
            return "weekly"
        case Weekly(weekdays=weekdays):
            return "_".join(("weekly", *(_DAYS[day] for day in weekdays)))
        case Monthly(on=on, months=months) if len(months) == 12:
            return "month_end" if on == (-1,) else "_".join(("monthly", *map(str, on)))
        case Monthly(months=months):
            return {4: "quarterly", 2: "half_yearly"}.get(len(months), "yearly")
        case SpanWorkdays(span=span, nth=nth) | SpanWeekdays(span=span, nth=nth):
            edge = "start" if nth[0] > 0 else "end"
            return f"month_{edge}" if span is Span.MONTH else f"quarter_{edge}" if span is Span.QUARTER else span.value
        case BeforeEnd(span=span):
            return {Span.MONTH: "month_end", Span.QUARTER: "quarter_end"}.get(span, "yearly")
    return "interval"


def _one_day(draft: Draft, now: datetime) -> date | None:
    found = find_dates(draft.text, now.date())
    whens = [one for one in found if one.grain == "day" and draft.text[one.start] not in "周星礼"]  # 每周五的提醒
    if len(whens) != 1:
        return None
    draft.blank(whens[0].start, whens[0].end)
    return whens[0].first
