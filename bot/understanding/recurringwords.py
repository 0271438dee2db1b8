"""The forms in which people say how often something comes round, in the order in which they are tried.

`recurring` builds a recurrence from each; here stand only the words.
"""

from __future__ import annotations

from bot.understanding.patterns import Pattern

N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
SEP = r"(?:[、,/和及与]|以及)"
RANGE = r"[到至~-]"
WEEK = r"(?:周|星期|礼拜)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_WD = r"[一二三四五六日天](?![点时:次回遍个月号项条])"
_WEEKDAYS = rf"(?P<days>{_WD}(?:(?:{SEP}|{RANGE})?(?:{WEEK})?{_WD})*)"
_ONCE = r"(?:(?:提醒|催办?|发|推送|通知|报)?(?:一次|一回|一遍))?"
_SPAN = r"每(?:个)?(?P<span>月|季度?|半年|年)(?:份|度)?"
_BARE = r"(?<![本上下这个一二三四五六七八九十\d当今明去每])(?P<bare>月|季度?|年)"

_LAST_DAY = r"最后(?:一|1)[天日]"
_COUNTED_DAY = rf"(?:{_LAST_DAY}|倒数第{N}[天日])"
_DAY_ITEM = rf"(?:{_DAY}(?:日|号)?|{_COUNTED_DAY}|月?[底末](?!前))"
_DAY_LIST = rf"(?P<list>(?:{_DAY_ITEM}(?:{SEP}|{RANGE}|(?<=[日号])))*(?:{_DAY}(?:日|号)|{_COUNTED_DAY}))"
DAY_PART = Pattern(rf"(?P<last>{_LAST_DAY}|[底末])|倒数第(?P<back>{N})[天日]|(?P<day>{_DAY})|(?P<to>{RANGE})")
_YEAR_ITEM = rf"(?:{_MONTH}月份?|{_DAY}[日号]|{_COUNTED_DAY}|[底末]|的)"
YEAR_PART = Pattern(
    rf"(?P<month>{_MONTH})(?=月|(?:{SEP}{_MONTH})*月)|(?P<last>{_LAST_DAY}|[底末])|倒数第(?P<back>{N})[天日]"
    rf"|(?P<day>{_DAY})(?=[日号]|(?:{SEP}{_DAY})*[日号])"
)
_NTH_ITEM = rf"(?:最后(?:一|1)?个|首个|头(?:一|1)?个|倒数第?{N}(?:个|(?={SEP}))|第{N}(?:个|(?={SEP})))"
_NTH_MORE = rf"(?:{_NTH_ITEM}|{N}(?:个|(?={SEP})))"  # 第2、4个: the second goes without 第
NTH_PART = Pattern(
    r"(?P<last>最后(?:一|1)?个)|(?P<first>首个|头(?:一|1)?个)|(?P<back>倒数)?第?"
    rf"(?<![周期拜])(?P<n>{N})(?=个|{SEP})"
)
_OF_NTH = rf"(?:工作日|{WEEK}{_WD})"
BARE_WEEKDAYS = Pattern(rf"{WEEK}{_WEEKDAYS}")

FORMS: tuple[tuple[str, Pattern], ...] = tuple(
    (name, Pattern(pattern))
    for name, pattern in (
        ("minutes", rf"每隔?(?:半个?小时|半个?钟头?|{N}分钟)|每分钟"),
        ("hourly", rf"每隔?(?P<n>{N})?个?(?:小时|钟头){_ONCE}"),
        ("hourly", rf"(?P<n>{N})个?(?:小时|钟头)(?:提醒|催|发|通知)?一次"),
        (
            "months",
            rf"(?<!\d)(?P<each>每年的?)?(?P<months>(?:{_MONTH}月?{SEP})+{_MONTH}月)份?的?"
            rf"(?:{_DAY_LIST}|(?P<workday>{_NTH_ITEM})工作日|[底末](?:{_LAST_DAY})?(?!前|的?最后)|{_LAST_DAY})(?![月])",
        ),
        (
            "nth_days",
            rf"(?:{_SPAN}(?:的|[月季年]?度?[末底初]的?|里)*|{_BARE}[末底初]的?)"
            rf"(?P<list>{_NTH_ITEM}(?:{_OF_NTH}?{SEP}{_NTH_MORE})*){_OF_NTH}",
        ),
        (
            "before_end",
            rf"(?:{_SPAN}(?:月|季度|季|年)?|(?P<bare>季度|季))的?(?:[末底]|结束|{_LAST_DAY})(?:的"
            rf"|之|以)*前(?P<nth>的?第)?(?P<n>{N})"
            r"(?P<unit>个工作日|工作日|天|日|周|个星期)(?P<daily>,?每[天日])?",
        ),
        ("edge_days", rf"{_SPAN}(?:的|初)*(?P<edge>[前头])(?P<n>{N})(?P<unit>个?工作日|天)(?:每天)?"),
        ("edge_days", rf"{_SPAN}(?:的|[末底])*(?P<edge>最后|后)(?P<n>(?!一天|1天){N})(?P<unit>个?工作日|天)(?:每天)?"),
        ("quarter_month", rf"每个?季度?的?(?P<place>首|末|头一个|第[一二三123]个|最后一个)个?月份?的?{_DAY_LIST}"),
        (
            "edge_of_span",
            rf"(?:{_SPAN}(?:月|季度|季|年)?|(?P<bare>季度|季))的?(?:[末底](?!前)的?(?:{_LAST_DAY})?|{_LAST_DAY}"
            r"|(?P<first>第一天|首日|头一天))",
        ),
        ("month_days", rf"每个?月份?(?:的|逢|在|于|提醒|发|一次|,)*{_DAY_LIST}(?:每天|每日)?"),
        (
            "year_days",
            rf"每年的?(?P<list>(?:{_MONTH}{SEP})*{_MONTH}月(?:(?:{SEP})?{_YEAR_ITEM}"
            rf"|{SEP}{_MONTH}(?={SEP}|月)|{SEP}{_DAY}(?={SEP}|[日号])|{_DAY}(?={SEP}{_DAY}))*)",
        ),
        ("weeks", rf"(?:每?隔(?P<n>{N})?个?|每?双){WEEK}的?(?:{WEEK})?(?:{_WEEKDAYS})?{_ONCE}"),
        ("weeks", rf"每隔?(?P<n>{N})个?{WEEK}的?(?:{WEEK}{_WEEKDAYS})?{_ONCE}"),
        ("weeks", rf"(?P<n>{N})个?{WEEK}(?:提醒|催|发|通知)?一次(?:,?(?:在|逢)?{WEEK}{_WEEKDAYS})?"),
        ("each_week", rf"(?:每个?|逢|每逢){WEEK}的?(?:{WEEK})?{_WEEKDAYS}(?:每天|每日|天天)?"),
        ("each_week", rf"{WEEK}{_WEEKDAYS}(?:每天|每日|天天)"),
        (
            "weekend",
            rf"(?:每个?|逢|每逢)(?:{WEEK}末|双休日)(?:两天|2天|都|每天)*|双休日(?:两天|每天)?|{WEEK}末(?:两天|2天|每天)",
        ),
        ("some_weekday", rf"每个?{WEEK}{_ONCE}(?!第|的?工作日|最后|末)"),
        (
            "each_workday",
            r"(?:(?:每天|每日|每周的?|每个?|逢|在)(?:法定)?|(?<![个后第一二三四五六七八九十\d])(?:法定)?)"
            r"(?<!第)工作日(?:每天|每日|天天)?(?!前|后|内)",
        ),
        ("every_days", r"(?<!每)隔(?P<n>一)?天|隔日|每隔天"),
        ("every_days", rf"每隔?(?P<n>{N})[天日]{_ONCE}"),
        ("every_days", rf"(?P<n>{N})天(?:提醒|催|发|通知)?一次"),
        ("each_day", r"(?:每天|每日|天天)"),
        ("some_months", r"每(?:隔)?(?:[一二两三四五六]|\d)个月|隔月|每双月|每单月"),
        ("some_day", rf"{_SPAN}(?P<edge>(?:的?[月季年])?初|[上中下]旬|中(?![午心]))?{_ONCE}"),
    )
)
