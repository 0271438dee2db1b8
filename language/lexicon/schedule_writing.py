"""Phrases about reminders brought into one form before anything is read: spellings, and English into Chinese words.

The tables are applied from top to bottom to folded text; longer forms stand before shorter ones. A word that they do
not know stays, and is asked about like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from language.patterns import Pattern

_WEEK = r"(?:周|星期|礼拜)"
_WEEKDAY_NAMES = str.maketrans("1234567", "一二三四五六日")


Instead = str | Callable[[re.Match[str]], str]


def _half_day(match: re.Match[str]) -> str:
    return f"{match[1]}天{'早上' if match[2] == '早' else '晚上'}"


def _weekday_names(match: re.Match[str]) -> str:
    return match[0].translate(_WEEKDAY_NAMES)


_SPELLINGS: tuple[tuple[str, Instead], ...] = (
    (r"(?<=\d)\s+(?=\d)", ","),
    (r"\s+", ""),
    (r"([今明每])([早晚])(?:上)?", _half_day),  # 明晚8点 is tomorrow, 8 in the evening
    (r"(?<=[\d十一二三四五六七八九][日号])(?:当[天日]|[那这]天)", ""),  # 25日当天
    (r"(?<![周期拜\d])一到(?=周|星期|礼拜)", "每"),
    (r"(?<!月)每?逢(?=\d{1,2}[日号、])", "每月"),
    (rf"(?<=[日号])\([本这下]?{_WEEK}[一二三四五六日天]\)", ""),  # 10月18日(周二)
    (r"(?:^|(?<=[,;。]))(?:今后|以后|往后|从今以后),?(?=每|改|周|逢)", ""),
    (r"碰[上到]", "遇"),
    (r"(?:往后|向后)(?:挪|移|捎)(?!到)", "顺延"),
    (r"最末(?=[一1]?[天日个])", "最后"),
    (r"(?<=月底|月末|年底|年末)(?:那|当)[天日]", ""),
    (r"临(?:近)?到期(?=\d|[一二两三四五六七八九十半])", "到期前"),
    (r"(?<=[逾超]期)(?:次日|第二天|隔天)", "1天后"),
    (r"(?<=[逾超]期)[一1]个?(?:周|星期|礼拜)(?!前)", "7天后"),
    (r"(?:一律|一概)?静默", "免打扰"),
    (r"推送?[一1]份", "发一份"),
    (r"都?(?:设|定)(?:了|着|过)?哪几条", "有哪些提醒"),
    (r"廿", "二十"),
    (r"卅", "三十"),
    (r"每半?年(?:提醒|催|发|通知)?(?:一次)?,(?=\d{1,2}月)", "每年"),
    (r"(?<=[到至~-])(?:次日|第二天|翌日|隔天)", ""),
    (r"上班日", "工作日"),
    (r"(?<![周期拜])一早(?!上)", "早上"),  # 每天一早8点, but not 周一早8点
    (r"(?<![\d.:/-])(1[0-2]|0?[1-9])[./-](3[01]|[12]\d|0?[1-9])(?=上午|下午|早|晚|中午|,\d{1,2}[:点])", r"\1月\2日"),
    (r"(?<=[周期拜])[1-7](?:[、,和到至-][1-7])*(?![\d点时:天次个.月项])", _weekday_names),
    (  # 下周一和周三: both of next week
        rf"((?:[上下]{{1,2}}|[本这])个?)({_WEEK}[一二三四五六日天][、,和及与]){_WEEK}?([一二三四五六日天])("
        r"?![点时:天])",
        r"\1\2\1周\3",
    ),
)
SPELLINGS = tuple((Pattern(pattern), instead) for pattern, instead in _SPELLINGS)

_WORKDAY = r"(?:working|work|business)[ -]?day"
_DAY_OFF = r"(?:holidays?|non-?(?:working|work) ?days?|days? off|weekends?)"
_OFF = rf"(?:public |a )*{_DAY_OFF}(?: (?:or|and) {_DAY_OFF})?"
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
_SPANS = (("month", "月"), ("quarter", "季度"), ("half-year", "半年"), ("year", "年"))
_WEEKDAYS = (
    ("mondays?|mon", "一"), ("tuesdays?|tues?", "二"), ("wednesdays?|wed", "三"), ("thursdays?|thurs?|thu", "四"),
    ("fridays?|fri", "五"), ("saturdays?|sat", "六"), ("sundays?|sun", "日"),
)  # fmt: skip
_MONTHS = (
    "january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun",
    "july|jul", "august|aug", "september|sept|sep", "october|oct", "november|nov", "december|dec",
)  # fmt: skip
_LIST = r"(?:,? ?/ ?|, and |, | and | ?& ?)"
_LENGTH = r"\d+(?:天|周|个月|个工作日)"
_LENGTHS = rf"((?:\d+(?:天|周|个月|个工作日)?{_LIST})*{_LENGTH})"
_DAYS = rf"((?:\d{{1,2}}{_TH}?{_LIST}(?:the )?)*\d{{1,2}})"
_IDLE = (
    r"\b(?:please|pls|remind(?:er|ers|ing)?|send|chase|nudge|ask|tell|inform|notify|ping|message|set up|create|add"
    r"|everyone|everybody|people|liaisons?|departments?|them|their|me|us|the|an?|for|to|on|of|about|in|during|and|by|at"
    r"|reports?|progress|once|all)\b"
)

_TIMES = (
    *(
        (rf"\b(?:at )?(\d{{1,2}}){minutes} ?{half}(?![a-z])", rf"{word}\1:{found}")
        for half, word in ((r"(?:am|a\.m\.)", "上午"), (r"(?:pm|p\.m\.)", "下午"))
        for minutes, found in ((r":(\d\d)", r"\2"), ("", "00"))
    ),
    (r"\b(?:at )?noon\b", "中午12:00"),
    (r"\b(?:at )?midnight\b", "0:00"),
    (r"\bat (\d{1,2})(?![\d:])(?: o'?clock)?", r"\1点"),
    (r"(?<=\d点) in the morning\b|\b(?:in the )?mornings?\b", ""),
    (r"(\d{1,2}点) in the afternoon\b", r"下午\1"),
    (r"\b(?:at|from) (?=\d|上午|下午)", ""),
    (r"(?<=\d) (?:to|until|till) (?=上午|下午)", "到"),
)
_COUNTS = (
    *((rf"\b{word}\b", str(number)) for number, word in enumerate(_NUMBERS, 1)),
    (r"\bsecond[- ]to[- ]last\b", "2th last"),
    (r"\b(every|each) (?:second|2nd)\b", r"\1 other"),
    *((rf"\b{word}\b", f"{number}th") for number, word in enumerate(_ORDINALS, 1)),
)
_DAYS_OFF = (
    (rf"{_MOVE}(?:next|following) {_WORKDAY}{_IF_OFF}?", ",遇节假日顺延"),
    (
        rf"{_MOVE}(?:previous|preceding|prior) {_WORKDAY}{_IF_OFF}?|{_MOVE}last {_WORKDAY} before{_IF_OFF}?",
        ",遇节假日提前",
    ),
    (rf",? ?(?:and |but )?(?:even|also) (?:on|during) {_OFF}", ",节假日照发"),
    (
        rf",? ?(?:and |but )?(?:not|never|except|skip(?:ping)?) (?:on |during )?{_OFF}|\b{_WORKDAY}s only\b",
        ",只在工作日",
    ),
)
_DUE_DATES = (
    (rf"\b(\d+) {_WORKDAY}s?\b", r"\1个工作日"),
    (r"\b(\d+) hours?\b", r"\1小时"),
    (r"\b(\d+) days?\b", r"\1天"),
    (r"\b(\d+) weeks?\b", r"\1周"),
    (r"\b(\d+) months?\b", r"\1个月"),
    (r"\bon (?:the )?(?:due ?date|deadline|due day|day (?:it is |they are )?due)\b", "到期当天"),
    (rf"{_LENGTHS} (?:before|prior to|ahead of) {_DUE}", r"到期前\1"),
    *(
        (rf"{_LENGTHS} (?:before|prior to|ahead of) (?:the )?end (?:{_EACH})+{span}", rf"每{word}末前\1")
        for span, word in _SPANS
    ),
    *(
        (rf"\b(?:every|each) {span},? {_LENGTHS} (?:before|prior to|ahead of) (?:the |its )?end", rf"每{word}末前\1")
        for span, word in _SPANS
    ),
    (rf"\b(?:every|each) (\d+天) {_OVERDUE}", r"逾期后每\1"),
    (
        rf"\b(?:every ?day|daily|each day) {_OVERDUE}|\boverdue(?: tasks?)?,? (?:daily|every ?day|each day)",
        "逾期后每天",
    ),
    (rf"\b({_LENGTH}) (?:after {_DUE}|overdue|late)", r"逾期\1"),
)
_PEOPLE = (
    (
        r"\b(?:those|everyone|departments?|people|anyone|all|ones)? ?(?:who|that"
        rf"|which)? ?\b{_NOT} (?:yet )?{_REPORTED}(?: yet)?",
        "没报的",
    ),
    (r"\b(?:the )?unreported(?: departments?| ones| only)?\b", "没报的"),
    (r"\b(?:the )?lead(?:ing)? departments?\b|\bleads\b", "牵头部门"),
    (r"\b(?:the )?support(?:ing)? departments?\b", "配合部门"),
    (r"\b(?:heads|leaders)(?: of departments)?\b", "领导"),
    (r"\ball (?:the )?(?:departments|liaisons)\b", "所有部门"),
    (r"\bcoordinators?\b", "统筹人员"),
    (r"\badmins?\b", "管理员"),
)
_RULES = r"(?:reminders?|rules?)"
_ORDERS = (
    (
        rf"\b(?:what|which) (?:are the |are my )?{_RULES}(?: (?:are there|do we have|are set|exist|are on"
        r"|are active))?\b"
        rf"|\b(?:list|show|view|see)(?: me)?(?: all| the| my| current)* {_RULES}\b",
        "有哪些提醒",
    ),
    (r"\b(?:pause|suspend|hold)\b", "暂停"),
    (r"\b(?:resume|restart|unpause|turn on|enable)\b", "恢复"),
    (r"\b(?:cancel|delete|remove|drop|turn off|disable|stop)\b", "取消"),
    (
        r"\b(?:don'?t|do not|no) (?:send|remind|disturb|messages?|reminders?)(?: (?:me|anyone|anybody"
        r"|anything|any|reminders?|messages?))*",
        "不要发",
    ),
    (r"\b(?:mute|silence)\b", "免打扰"),
    (r"\b(?:change|move|reschedule)\b(.*?) to (?=\d|上午|下午)", r"\1 改到"),
    (rf"\ball (?:the )?{_RULES}\b", "所有提醒"),
    (
        rf",? ?\b(?:until|till) (?:(?:they|everyone|all|it|people) )?(?:have |has |is |are )?{_REPORTED}\b",
        ",直到报送",
    ),
    (r"\b(?:until|till) (?=\S)", "到 "),
    (r"\bnational day(?: holidays?)?\b", "国庆"),
    (r"\b(?:spring festival|chinese new year)\b", "春节"),
)
_RECURRENCES = (
    *((rf"\b(?:{names})\b", f"周{day}") for names, day in _WEEKDAYS),
    (r"\b(?:every|each) other (周.)", r"每2周\1"),
    (r"\b(?:every|each) other week\b|\b(?:fortnightly|bi-?weekly|(?:every|each) fortnight)\b", "每2周"),
    (r"\b(?:every|each) other day\b", "每2天"),
    (r"\b(?:every|each) (\d+(?:小时|天|周))", r"每\1"),
    (r"\bhourly\b|\b(?:every|each) hour\b", "每1小时"),
    (r"\b(?:on )?(?:every|each|all)? ?weekdays?\b", "周一到周五每天"),
    *(
        (pattern, f"每{word}{instead}")
        for span, word in _SPANS
        for place, instead in (
            (rf"(\d+){_TH} last {_WORKDAY}", r"倒数第\1个工作日"),
            (rf"(\d+){_TH} {_WORKDAY}", r"第\1个工作日"),
            (rf"last {_WORKDAY}", "最后一个工作日"),
            (rf"(\d+){_TH} (周.)", r"第\1个\2"),
            (r"last (周.)", r"最后一个\1"),
            (r"(?:last day|end)", "最后一天"),
        )
        for pattern in (
            rf"\b(?:on |at )?(?:the )?{place} (?:{_EACH})+{span}\b",
            rf"\b(?:every|each) {span},? (?:on |at )?(?:the )?{place}",
        )
    ),
    (rf"\b(?:on )?(?:every |each |all )?{_WORKDAY}s?\b", "每个工作日"),
    (rf"\b(?:on )?(?:the |every )?{_DAYS}{_TH}?(?: day)? (?:{_EACH})+month\b", r"每月\1日"),
    (rf"\b(?:(?:every|each) month|monthly),? (?:on )?(?:the |day )*{_DAYS}{_TH}?(?![\d:])", r"每月\1日"),
    *((rf"\b(?:{names})\.? (\d{{1,2}}){_TH}?\b", rf"{month}月\1日") for month, names in enumerate(_MONTHS, 1)),
    *((rf"\b(\d{{1,2}}){_TH}? (?:of )?(?:{names})\b", rf"{month}月\1日") for month, names in enumerate(_MONTHS, 1)),
    (rf"(\d{{1,2}}){_TH}\b", r"\1日"),
    (r"日?,? and (?:the )?(?=\d{1,2}日)|日, (?:the )?(?=\d{1,2}日)", "日、"),
    *((rf"\b(?:every|each) {span}\b", f"每{word}") for span, word in _SPANS),
    (r"\bmonthly\b", "每月"),
    (r"\bquarterly\b", "每季度"),
    (r"\b(?:yearly|annually)\b", "每年"),
    (r"\bnext (?=周)", "下"),
    (r"\bthis (?=周)", "本"),
    (r"\b(?:on )?(?:(?:every|each) week|weekly),? (?:on )?(?=周)|\b(?:on )?(?:every|each) (?=周)", "每"),
    (r"(周[一二三四五六日])(?:-| ?to | ?through | - )(?=周)", r"\1到"),
    (rf"(周[一二三四五六日]){_LIST}(?=周)", r"\1、"),
    (r"\b(?:weekly|(?:every|each) week)\b", "每周"),
    (r"\b(?:daily|every ?day|each day)\b", "每天"),
    (r"\bweekends?\b", "周末"),
    (r"\b(?:public )?holidays?\b", "节假日"),
    (r"\b(?:the )?day after tomorrow\b", "后天"),
    (r"\btomorrow\b", "明天"),
    (r"\btoday\b", "今天"),
)
TO_CHINESE = tuple(
    (Pattern(pattern), instead)
    for pattern, instead in (
        *_TIMES, *_COUNTS, *_DAYS_OFF, *_DUE_DATES, *_PEOPLE, *_ORDERS, *_RECURRENCES, (_IDLE, " "),
    )
)  # fmt: skip
