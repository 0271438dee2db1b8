"""What an office settles in chat beside its rules: the ladder, workdays, leave, a second account.

Only a text that is nothing else counts. Days are read here as official notices and leave notes write them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_END = r"[\s。.!！~～]*$"
_COMMANDS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("ladder", rf"^(?:/ladder|ladder|(?:查看|看看)?催办升级(?:的?设置|规则)?){_END}"),
        ("ladder_off", rf"^(?:(?:关闭|停用|取消|不要)催办升级|催办升级(?:关闭|停用|关)|ladder off){_END}"),
        ("workdays", rf"^(?:/workdays|workdays|(?:查看|看看)?(?:工作日|放假|节假日|调休)(?:安排|设置|表)?){_END}"),
        ("leaves", rf"^(?:/leave|leave|请假(?:列表|名单|情况|安排)?|谁(?:在)?请假){_END}"),
        ("link", rf"^(?:/link|link|(?:绑定|关联|添加)(?:新|另一个|其他|第二个)(?:的?账号|账户)){_END}"),
        ("here", rf"^(?:/here|(?:以后)?(?:请)?(?:在|用)(?:这里|这个账号|本账号)提醒(?:我)?|remind me here){_END}"),
    )
)
_LADDER = re.compile(
    r"^(?:设置|调整|修改)?(?:/ladder|ladder|催办升级)(?:设置|改为|改成|为)?[\s:：,，]*(?P<rest>.+)$", re.IGNORECASE
)
_WAIT = re.compile(
    r"(?P<step>蓝|黄|红|blue|yellow|red)(?:色|灯)?[\s:：=为]*(?P<days>\d{1,3})(?:个?工作日|天|days?)?", re.IGNORECASE
)
_STEPS = {"蓝": "blue", "黄": "yellow", "红": "red"}

_KEY = r"(?P<key>s-?\d{1,4})"
_ORDERS = (
    ("edit", re.compile(rf"^(?:修改|编辑|edit)\s*(?:提醒|规则)?\s*{_KEY}{_END}", re.IGNORECASE)),
    (
        "edit",
        re.compile(
            rf"^{_KEY}\s*(?:改为|改成|换成|change to)[\s:：,，]*(?P<words>.*(?:提醒|催|通知|remind|chase).*)$",
            re.IGNORECASE,
        ),
    ),
    ("history", re.compile(rf"^{_KEY}\s*的?(?:历史|版本|历次版本|修改记录|改动记录|history){_END}", re.IGNORECASE)),
    ("spare", re.compile(rf"^{_KEY}\s*(?:不含|不包括|不包含|跳过|除去|without)\s*(?P<tasks>.+?){_END}", re.IGNORECASE)),
    (
        "again",
        re.compile(rf"^{_KEY}\s*(?:恢复|包含|包括|加回|with)\s*(?P<tasks>(?:第|task)?\s*\d.*?){_END}", re.IGNORECASE),
    ),
)
_TASKS = re.compile(r"^(?:第|tasks?\s*)?(\d{1,3}(?:\s*[、,和]\s*(?:第)?\d{1,3})*)项?$", re.IGNORECASE)

_WEEKDAYS = "一二三四五六日"
_DAY = r"(?:(?P<y{n}>\d{{4}})\s*年)?(?:(?P<m{n}>\d{{1,2}})\s*月)?(?P<d{n}>\d{{1,2}})\s*[日号](?:\((?P<w{n}>[^)]*)\))?"
_ONE = re.compile(_DAY.format(n=1))
_SPAN = re.compile(rf"{_DAY.format(n=1)}\s*(?:至|到|-|—|~)+\s*{_DAY.format(n=2)}")
_HOLIDAYS = {
    "元旦": "new_years_day",
    "春节": "spring_festival",
    "清明": "tomb_sweeping_day",
    "劳动": "labour_day",
    "五一": "labour_day",
    "端午": "dragon_boat_festival",
    "中秋": "mid_autumn_festival",
    "国庆": "national_day",
}
_NAME = rf"(?:{'|'.join(_HOLIDAYS)})节?"
_HEAD = re.compile(rf"(?P<names>{_NAME}(?:\s*[、和及]\s*{_NAME})*)\s*:")
_YEAR = re.compile(r"(?P<year>20\d\d)\s*年(?:部分)?节假日安排")
_COUNT = re.compile(r"共\s*(\d{1,2})\s*天|放假\s*(\d{1,2})\s*天")
_SETTING = re.compile(
    r"^(?:把|设置?|将)?\s*(?P<days>(?:\d{4}\s*年)?\d{1,2}\s*月\d{1,2}\s*[日号][^，,。;；:：]{0,40}?)"
    r"(?:全天|都|统一)?(?:设为|改为|为)?(?P<what>不上班|停工|放假|休息|上班|补班|按原安排|恢复默认)" + _END
)

_ISO = r"\d{4}-\d\d?-\d\d?"
_SET_EN = re.compile(rf"^(?P<what>closed|open|usual)\s+(?P<days>{_ISO}(?:\s*(?:to|-)\s*{_ISO})?){_END}", re.IGNORECASE)
_LEAVE_EN = re.compile(
    rf"^(?:(?P<who>.{{1,20}}?)\s+)?(?:on\s+)?leave\s+(?P<first>{_ISO})(?:\s*(?:to|-)\s*(?P<last>{_ISO}))?"
    rf"(?:[\s,]+(?:covered\s+)?by\s+(?P<by>.{{1,20}}?))?{_END}",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"^(?P<who>[^\d,，。:：]{0,20}?)[\s,，:：]*(?:从|自|在)?\s*"
    r"(?P<days>(?:\d{4}\s*年)?\d{1,2}\s*月\d{1,2}[^,，。;；代替由]*?|今天|明天|后天)"
    r"\s*(?:请假|休假|出差|外出)\s*(?:(?P<count>\d{1,2})\s*天)?"
    r"(?:[\s,，。;；]*(?:期间)?(?:由|请|让)(?P<by>[^\d,，。由请让代]{1,20}?)(?:代班?|代理|代填|代报|顶班|接替)?"
    r"|[\s,，。;；]+(?P<stands>[^\d,，。由请让代]{1,20}?)(?:代班?|代理|代填|代报|顶班|接替))?" + _END
)
_BACK = re.compile(
    rf"^(?:(?P<me>我(?:已经?)?(?:回来了?|销假了?|返岗了?)|销假|返岗了?)|(?:结束|取消)(?P<who>.{{1,20}}?)的?请假"
    rf"|(?P<here>i am back|back from leave)|(?P<name>.{{1,20}}?)(?:已经?)?(?:销假|返岗|请假结束|提前回来)了?){_END}",
    re.IGNORECASE,
)
_SELF = re.compile(r"^(?:我|本人|自己)?(?:要|想)?$")
_SOON = {"今天": 0, "明天": 1, "后天": 2}


@dataclass(frozen=True, slots=True)
class Marked:
    """A day that is said to be worked or not (`worked` None: as the calendar has it), and of which holiday."""

    day: date
    worked: bool | None
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """Days of a notice or an order; `wrong` are the words that contradict themselves or the calendar."""

    marked: tuple[Marked, ...]
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order that names its rule: edit (in other `words`), history, spare `tasks` or take them in again."""

    act: str
    key: str
    words: str = ""
    tasks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody is away; `who` "" is the one who writes, `by` the substitute's name."""

    who: str
    first: date
    last: date
    by: str | None


def read_office(text: str) -> str | None:
    """ladder, ladder_off, workdays, leaves, link or here: a request and nothing else."""
    plain = _plain(text)
    return next((name for name, pattern in _COMMANDS if pattern.match(plain)), None)


def read_waits(text: str) -> dict[str, int] | None:
    """催办升级 蓝3 黄5: the waits that were named, in workdays; None where the text is something else."""
    match = _LADDER.match(_plain(text))
    found = (
        {_STEPS.get(one["step"], one["step"].lower()): int(one["days"]) for one in _WAIT.finditer(match["rest"])}
        if match
        else {}
    )
    return found or None


def read_order(text: str) -> Ordered | None:
    """修改 S-3 · S-3 改为每周五催没报的 · S-3 历史 · S-1 不含第6项. None for anything else."""
    plain = _plain(text)
    for act, pattern in _ORDERS:
        match = pattern.match(plain)
        if match is None:
            continue
        found = match.groupdict()
        tasks = _TASKS.match((found.get("tasks") or "").strip())
        if act in ("spare", "again") and tasks is None:
            return None
        numbers = tuple(sorted({int(one) for one in re.findall(r"\d+", tasks[1])})) if tasks else ()
        return Ordered(act, match["key"], (found.get("words") or "").strip(), numbers)
    return None


def read_days(text: str, today: date) -> Days | None:
    """The days of official lines (国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）上班。), or of 10月17日停工.

    A day without a year is of the year in which the weekdays fit, else of the next time that the days come round.
    """
    plain = _plain(text)
    heads = [*_HEAD.finditer(plain)]
    if heads and ("放假" in plain or "上班" in plain):
        return _notice(plain, heads, today)
    english = _SET_EN.match(plain)
    if english:
        worked = {"closed": False, "open": True}.get(english["what"].lower())
        return _order(_chinese(english["days"]).replace("to", "至"), worked, today.year)
    match = _SETTING.match(plain)
    if match is None:
        return None
    worked = {"上班": True, "补班": True, "按原安排": None, "恢复默认": None}.get(match["what"], False)
    return _best(today, lambda year: _order(match["days"], worked, year))


def read_leave(text: str, today: date) -> Leave | None:
    """王晓明 11月21日到25日请假，由张三代. None for anything else, or days that do not exist."""
    english = _LEAVE_EN.match(_plain(text))
    if english:
        spans = [*_spans(f"{_chinese(english['first'])}至{_chinese(english['last'] or english['first'])}", today.year)]
        who = english["who"] or ""
        return Leave(who if who.lower() != "i" else "", *spans[0], english["by"]) if spans[0] else None
    match = _LEAVE.match(_plain(text))
    if match is None:
        return None
    who = "" if _SELF.match(match["who"].strip()) else match["who"].strip()
    by = (match["by"] or match["stands"] or "").strip() or None
    more = timedelta(days=int(match["count"] or 1) - 1)
    if match["days"] in _SOON:
        day = today + timedelta(days=_SOON[match["days"]])
        return Leave(who, day, day + more, by)
    read = [[*_spans(match["days"], year)] for year in (today.year, today.year + 1)]
    whole = [found[0] for found in read if len(found) == 1 and found[0] is not None]
    for first, last in [one for one in whole if one[1] >= today] or whole:
        return Leave(who, first, max(last, first + more), by)
    return None


def read_back(text: str) -> str | None:
    """Whose leave is over: a name, "" for the one who writes; None where the text is something else."""
    match = _BACK.match(_plain(text))
    if match is None:
        return None
    return (match["who"] or match["name"] or "").strip() if not (match["me"] or match["here"]) else ""


def _chinese(days: str) -> str:
    """2022-11-21 as 2022年11月21日."""
    return re.sub(r"(\d{4})-(\d\d?)-(\d\d?)", r"\1年\2月\3日", days)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _notice(plain: str, heads: list[re.Match[str]], today: date) -> Days:
    said = _YEAR.search(plain)
    ends = [*(one.start() for one in heads[1:]), len(plain)]
    parts = [(one["names"], plain[one.end() : end]) for one, end in zip(heads, ends, strict=True)]
    if said:
        return _lines(parts, int(said["year"]))
    return _best(today, lambda year: _lines(parts, year))


def _best(today: date, read: Callable[[int], Days]) -> Days:
    """The reading in the year that contradicts least; of two, that of the next time the days come round."""
    tried = [read(year) for year in (today.year, today.year + 1, today.year - 1)]
    ahead = [one for one in tried if not one.wrong and any(each.day >= today for each in one.marked)]
    return next(iter(ahead), None) or min(tried, key=lambda one: len(one.wrong))


def _lines(parts: list[tuple[str, str]], year: int) -> Days:
    marked: dict[date, Marked] = {}
    wrong: list[str] = []
    for names, body in parts:
        codes = [code for name, code in _HOLIDAYS.items() if name in names]
        holiday = "national_day" if "national_day" in codes else codes[0]
        for sentence in re.split(r"[。;\n]", body):
            if "鼓励" in sentence or not ("放假" in sentence or sentence.rstrip().endswith("上班")):
                continue
            free = "放假" in sentence
            spans = [*_spans(sentence, year)]
            days = [
                first + timedelta(days=n) for first, last in filter(None, spans) for n in range((last - first).days + 1)
            ]
            count = _COUNT.search(sentence)
            if None in spans or not spans or (free and count and int(count[1] or count[2]) != len(days)):
                wrong.append(sentence.strip())
            marked |= {day: Marked(day, not free, holiday) for day in days}
    return Days(tuple(marked[day] for day in sorted(marked)), tuple(wrong))


def _order(words: str, worked: bool | None, year: int) -> Days:
    spans = [*_spans(words, year)]
    days = [first + timedelta(days=n) for first, last in filter(None, spans) for n in range((last - first).days + 1)]
    return Days(tuple(Marked(day, worked) for day in days), (words.strip(),) if None in spans or not days else ())


def _spans(text: str, year: int) -> Iterator[tuple[date, date] | None]:
    """First and last of each span or single day; None for one that does not exist or whose weekday is wrong."""
    at, month = 0, 0
    while one := _ONE.search(text, at):
        span = _SPAN.match(text, one.start())
        match = span or one
        first = _day(match, 1, year, month)
        last = _day(match, 2, first.year if first else year, first.month if first else 0) if span else first
        month = last.month if last else month
        yield (first, last) if first and last and first <= last and (last - first).days <= 366 else None
        at = match.end()


def _day(match: re.Match[str], n: int, year: int, month: int) -> date | None:
    try:
        day = date(int(match[f"y{n}"] or year), int(match[f"m{n}"] or month), int(match[f"d{n}"]))
    except ValueError:
        return None
    weekday = re.search(r"(?:周|星期)([一二三四五六日天])", match[f"w{n}"] or "")
    return day if not weekday or _WEEKDAYS[day.weekday()] == weekday[1].replace("天", "日") else None
