"""English sentences about reminders, turned into the Chinese words that the grammar reads.

The table is applied from top to bottom to folded text; longer forms stand before shorter ones. A word that it does
not know stays, and is asked about like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.understanding.patterns import Pattern

Instead = str | Callable[[re.Match[str]], str]

_WORKDAY = r"(?:working|work|business)[ -]?day"
_OFF = (
    r"(?:public |a )*(?:holidays?|non-?(?:working|work) ?days?|days? off|weekends?)(?: (?:or"
    r"|and) (?:holidays?|weekends?))?"
)
_IF_OFF = rf"(?: (?:if|when|where) (?:it |that |this |the day )?(?:is |'s |falls |fall )?(?:on )?{_OFF})"
_MOVE = (
    r",? ?(?:but |and |or )?(?:move[ds]?|postponed?|shift(?:ed|s)?|roll(?:ed|s)?|use)? ?(?:it )?"
    r"(?:back |forward )?(?:to |on )?(?:the )?"
)
_EACH = r"(?:each|every|the|a|of|in|per) "
_DUE = r"(?:the |it is |its |each |they are )*(?:due(?: ?dates?)?|deadlines?)"
_OVERDUE = rf"(?:after {_DUE}|(?:once|when|while|after|if) (?:it is |they are |a task is |tasks are )?overdue)"
_NOT = r"(?:have not|haven'?t|has not|hasn'?t|did not|didn'?t|not)"
_REPORTED = r"(?:report(?:ed)?|submit(?:ted)?|repl(?:ied|y)|answer(?:ed)?)"
_TH = r"(?:st|nd|rd|th)"
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_UNITS = {
    "hour": "小时",
    "day": "天",
    "week": "周",
    "month": "月",
    "quarter": "季度",
    "half-year": "半年",
    "year": "年",
}
_SPAN = "(month|quarter|half-year|year)"
_WEEKDAYS = {
    "mondays?|mon": "一",
    "tuesdays?|tues?": "二",
    "wednesdays?|wed": "三",
    "thursdays?|thurs?|thu": "四",
    "fridays?|fri": "五",
    "saturdays?|sat": "六",
    "sundays?|sun": "日",
}
_MONTHS = (
    "january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun",
    "july|jul", "august|aug", "september|sept|sep", "october|oct", "november|nov", "december|dec",
)  # fmt: skip
_LIST = r"(?:,? ?/ ?|, and |, | and | ?& ?)"


def to_chinese(text: str) -> str:
    """The sentence with its English words replaced; folded text in, folded text out."""
    for pattern, instead in _TABLE:
        text = pattern.sub(instead, text)
    return text


def _clock(half: str) -> Instead:
    return lambda match: f"{half}{match[1]}:{match[2] or '00'}"


def _before(unit: str) -> Instead:
    """7, 3 and 1 days before, 2 weeks and 3 days before: every item with its unit."""

    def build(match: re.Match[str]) -> str:
        names = {"day": "天", "week": "周", "month": "个月", "": unit}
        items = re.findall(r"(\d+) ?(day|week|month)?", match[1])
        return "到期前" + "、".join(f"{number}{names[said]}" for number, said in items)

    return build


def _each_span(words: str) -> Instead:
    return lambda match: f"每{_UNITS[match[match.lastindex or 1]]}{words}"


def _nth_workday(match: re.Match[str]) -> str:
    return f"每{_UNITS[match['span']]}{'倒数' if match['last'] else ''}第{match['n']}个工作日"


def _nth_weekday(day: str) -> Instead:
    def build(match: re.Match[str]) -> str:
        place = "最后一个" if match["nth"] == "last" else f"第{match['nth'][:-2]}个"
        return f"每{_UNITS[match['span']]}{place}周{day}"

    return build


def _days_of_month(match: re.Match[str]) -> str:
    return "每月" + "、".join(f"{number}日" for number in re.findall(r"\d{1,2}", match[0]))


def _day_of(month: int, each: str) -> Instead:
    return lambda match: f"{each}{month}月{match[1]}日"


def _tasks(match: re.Match[str]) -> str:
    return "、".join(f"第{number}项" for number in re.findall(r"\d+", match[0]))


_TIMES: tuple[tuple[str, Instead], ...] = (
    (r"\b(\d{1,2})(?::(\d\d))? ?(?:am|a\.m\.)(?![a-z])", _clock("上午")),
    (r"\b(\d{1,2})(?::(\d\d))? ?(?:pm|p\.m\.)(?![a-z])", _clock("下午")),
    (r"\b(?:at )?noon\b", "中午12:00"),
    (r"\bat (\d{1,2})(?![\d:])(?: o'?clock)?", r"\1点"),
    (r"\bat (?=\d|上午|下午)", ""),
)
_COUNTS: tuple[tuple[str, Instead], ...] = (
    *((rf"\b{word}\b", str(number)) for number, word in enumerate(_NUMBERS, 1)),
    (r"\bsecond[- ]to[- ]last\b", "2th last"),
    (r"\b(every|each) (?:second|2nd)\b", r"\1 other"),
    *((rf"\b{word}\b", f"{number}th") for number, word in enumerate(_ORDINALS, 1)),
)
_DAYS_OFF: tuple[tuple[str, Instead], ...] = (
    (rf"{_MOVE}(?:next|following) {_WORKDAY}{_IF_OFF}?", ",遇节假日顺延"),
    (
        rf"{_MOVE}(?:previous|preceding|prior) {_WORKDAY}{_IF_OFF}?"
        rf"|{_MOVE}last {_WORKDAY} before{_IF_OFF}?",
        ",遇节假日提前",
    ),
    (rf",? ?(?:and |but )?(?:even|also) (?:on|during) {_OFF}", ",节假日照发"),
    (
        rf",? ?(?:and |but )?(?:not|never|except|skip(?:ping)?) (?:on |during )?{_OFF}"
        rf"|\b{_WORKDAY}s only\b",
        ",只在工作日",
    ),
)
_DUE_DATES: tuple[tuple[str, Instead], ...] = (
    (r"\bon (?:the )?(?:due ?date|deadline|due day|day (?:it is |they are )?due)\b", "到期当天"),
    (
        rf"((?:\d+ ?(?:days?|weeks?|months?)?{_LIST})*\d+) {_WORKDAY}s? (?:before|prior to"
        rf"|ahead of) {_DUE}",
        _before("个工作日"),
    ),
    (
        rf"((?:\d+ ?(?:days?|weeks?|months?)?{_LIST})*\d+ ?(?:days?|weeks?|months?)) (?:before"
        rf"|prior to|ahead of) {_DUE}",
        _before("天"),
    ),
    (rf"\b(?:every|each) (\d+) days {_OVERDUE}", r"逾期后每\1天"),
    (
        rf"\b(?:every ?day|daily|each day) {_OVERDUE}|\boverdue(?: tasks?)?,? (?:daily|every ?day"
        rf"|each day)",
        "逾期后每天",
    ),
    (rf"\b(\d+) days? (?:after {_DUE}|overdue|late)", r"逾期\1天"),
)
_PEOPLE: tuple[tuple[str, Instead], ...] = (
    (
        rf"\b(?:those|everyone|departments?|people|anyone|all|ones)? ?(?:who|that"
        rf"|which)? ?\b{_NOT} (?:yet )?{_REPORTED}(?: yet)?",
        "没报的",
    ),
    (r"\bunreported(?: departments?| ones| only)?\b", "没报的"),
    (r"\b(?:the )?lead(?:ing)? departments?\b|\bleads\b", "牵头部门"),
    (r"\b(?:the )?support(?:ing)? departments?\b", "配合部门"),
    (r"\b(?:heads|leaders)(?: of departments)?\b", "领导"),
    (r"\ball (?:the )?(?:departments|liaisons)\b", "所有部门"),
    (r"\bcoordinators?\b", "统筹人员"),
    (r"\badmins?\b", "管理员"),
    (rf"\btasks? ?(?:no\.? ?|#)?\d+(?:{_LIST}(?:task )?\d+)*\b", _tasks),
)
_ORDERS: tuple[tuple[str, Instead], ...] = (
    (
        r"\b(?:what|which) (?:are the |are my )?(?:reminders?|rules?)(?: (?:are there|do we have"
        r"|are set|exist))?\b",
        "有哪些提醒",
    ),
    (r"\b(?:list|show|view|see)(?: me)?(?: all| the| my| current)* (?:reminders?|rules?)\b", "有哪些提醒"),
    (r"\b(?:pause|suspend|hold)\b", "暂停"),
    (r"\b(?:resume|restart|unpause|turn on|enable)\b", "恢复"),
    (r"\b(?:cancel|delete|remove|drop|turn off|disable|stop)\b", "取消"),
    (
        r"\b(?:don'?t|do not|no) (?:send|remind|disturb|messages?|reminders?)(?: (?:me|anyone"
        r"|anybody|anything|any|reminders?|messages?))*",
        "不要发",
    ),
    (r"\b(?:mute|silence)\b", "免打扰"),
    (r"\b(?:change|move|reschedule)\b(.*?) to (?=\d|上午|下午)", r"\1 改到"),
    (r"\ball (?:the )?(?:reminders?|rules?)\b", "所有提醒"),
    (rf",? ?\b(?:until|till) (?:(?:they|everyone|all|it) )?(?:have |has |is |are )?{_REPORTED}\b", ",直到报送"),
    (r"\b(?:until|till) (?=\S)", "到 "),
    (r"\bnational day(?: holidays?)?\b", "国庆"),
    (r"\b(?:spring festival|chinese new year)\b", "春节"),
)
_RECURRENCES: tuple[tuple[str, Instead], ...] = (
    *((rf"\b(?:every|each) other (?:{names})\b", f"每2周周{day}") for names, day in _WEEKDAYS.items()),
    (r"\b(?:every|each) other (week|day)\b", lambda match: f"每2{_UNITS[match[1]]}"),
    (r"\b(?:fortnightly|bi-?weekly|(?:every|each) fortnight)\b", "每2周"),
    (r"\b(?:every|each) (\d+) (hour|day|week)s?\b", lambda match: f"每{match[1]}{_UNITS[match[2]]}"),
    (r"\bhourly\b|\b(?:every|each) hour\b", "每1小时"),
    (r"\b(?:on )?(?:every|each|all)? ?weekdays?\b", "周一到周五每天"),
    (
        rf"\b(?:on )?(?:the )?(?P<n>\d+){_TH} (?P<last>last )?{_WORKDAY} (?:{_EACH})+"
        rf"(?P<span>month|quarter|half-year|year)",
        _nth_workday,
    ),
    (rf"\b(?:on )?(?:the )?last {_WORKDAY} (?:{_EACH})+{_SPAN}", _each_span("最后一个工作日")),
    (rf"\b(?:on )?(?:the )?last day (?:{_EACH})+{_SPAN}", _each_span("最后一天")),
    (rf"\b(?:at )?(?:the )?end (?:{_EACH})+{_SPAN}", _each_span("最后一天")),
    (rf"\b(?:on )?(?:every |each |all )?{_WORKDAY}s?\b", "每个工作日"),
    (
        rf"\b(?:on )?(?:the |every )?\d{{1,2}}{_TH}?(?:{_LIST}(?:the )?\d{{1,2}}{_TH}?)*(?: day)? "
        rf"(?:{_EACH})+month\b",
        _days_of_month,
    ),
    (
        rf"\b(?:(?:every|each) month|monthly),? (?:on )?(?:the |day )?\d{{1,2}}{_TH}?(?:{_LIST}"
        rf"(?:the |day )?\d{{1,2}}{_TH})*",
        _days_of_month,
    ),
    *(
        (rf"\b(?:every|each) (?:year,? )?(?:on )?(?:{names})\.? (\d{{1,2}}){_TH}?\b", _day_of(month, "每年"))
        for month, names in enumerate(_MONTHS, 1)
    ),
    *((rf"\b(?:on )?(?:{names})\.? (\d{{1,2}}){_TH}?\b", _day_of(month, "")) for month, names in enumerate(_MONTHS, 1)),
    *(
        (rf"\b(?:on )?(\d{{1,2}}){_TH}? (?:of )?(?:{names})\b", _day_of(month, ""))
        for month, names in enumerate(_MONTHS, 1)
    ),
    *(
        (
            rf"\b(?:on )?(?:the )?(?P<nth>\d+{_TH}|last) (?:{names}) (?:{_EACH})+"
            r"(?P<span>month|quarter|half-year|year)\b",
            _nth_weekday(day),
        )
        for names, day in _WEEKDAYS.items()
    ),
    *((rf"\bnext (?:{names})\b", f"下周{day}") for names, day in _WEEKDAYS.items()),
    *((rf"\bthis (?:{names})\b", f"本周{day}") for names, day in _WEEKDAYS.items()),
    *((rf"\b(?:{names})\b", f"周{day}") for names, day in _WEEKDAYS.items()),
    (r"\b(?:on )?(?:(?:every|each) week|weekly),? (?:on )?(?=周)|\b(?:on )?(?:every|each) (?=周)", "每"),
    (r"(周[一二三四五六日])(?:-| ?to | ?through | - )(?=周)", r"\1到"),
    (rf"(周[一二三四五六日]){_LIST}(?=周)", r"\1、"),
    (r"\b(?:weekly|(?:every|each) week)\b", "每周"),
    (r"\b(?:daily|every ?day|each day)\b", "每天"),
    (r"\b(?:the )?day after tomorrow\b", "后天"),
    (r"\btomorrow\b", "明天"),
    (r"\btoday\b", "今天"),
)
_IDLE = (
    r"\b(?:please|pls|remind(?:er|ers|ing)?|send|chase|nudge|ask|tell|inform|notify|ping|message|set up|create|add"
    r"|everyone|everybody|people|liaisons?|departments?|them|their|me|us|the|an?|for|to|on|of|about|in|during|and|by"
    r"|reports?|progress|once)\b"
)
_TABLE = tuple(
    (Pattern(pattern), instead)
    for pattern, instead in (
        *_TIMES, *_COUNTS, *_DAYS_OFF, *_DUE_DATES, *_PEOPLE, *_ORDERS, *_RECURRENCES, (_IDLE, " "),
    )
)  # fmt: skip
