"""Ways of speaking put into the words that the rest of the lexicon knows: courtesies, English questions, short ways of
naming tasks."""

from __future__ import annotations

from language.lexicon.writing import EDGE
from language.patterns import Pattern

_NOT_NEXT = r"(?!载|周|个?月|半年|个?季|个?星期|个?礼拜)"  # 看下周到期的: 下周, not 看下
COURTESIES = (  # 麻烦看下, 领导问
    Pattern(
        r"^(?:请问|请|麻烦|劳驾|烦请|帮忙|帮我|给我(?=[查看说讲列])|我?想(?=[查看问了知])|我要(?=[查看问了知])|(?:领导|书记|区长|主任)(?:问|要看|想[看问])"
        rf"|你好|您好|在吗|那个|各位|(?:查[询查]|说说|讲讲|了解|知道|告诉我)(?:一下|X|下(?!下){_NOT_NEXT})?|(?:查看?|看看?|问(?!题)|[说讲])(?:一下|X|下{_NOT_NEXT})?"
        r"|[,。!?:\s])+(?=.)"
    ),
    Pattern(
        r"(?:[,。!?\s]|,(?:急|在线等|发我看看|给我看看|我看看|看看|列个[表单]子?|发我)|谢谢|多谢|谢了|辛苦了?|thanks|please|[呢啊呀哈哦啦嘛]|(?<![书酒网贴话])吧)+$"
    ),
)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_STRETCHES = (
    ("year", "年", "今年", "年底"),
    ("quarter", "季度", "本季度", "本季度"),
    ("month", "月", "本月", "本月底"),
    ("week", "周", "本周", "本周"),
)
_UNITS = (("day", "天"), ("week", "周"), ("month", "个月"))
ENGLISH = tuple(
    (Pattern(source.replace(r"\b", EDGE)), instead)
    for source, instead in (
        (r"\b(?:which|what) tasks (?:are|is) (?:still )?(?:pending|due|open)(?: for us)?", "我们还有哪些没报"),
        *((rf"\b{word}\b(?! ?(?:thirds?|quarters?|half))", str(number)) for number, word in enumerate(_NUMBERS, 1)),
        *(
            row
            for unit, said in _UNITS
            for row in (
                (rf"\b(?:in|within|over)? ?(?:the )?(?:next|coming) (\d+) {unit}s?", rf"未来\1{said}"),
                (rf"\b(?:within|in) (\d+) {unit}s?", rf"\1{said}内"),
                (rf"\b(?:in|over|during)? ?(?:the )?(?:last|past) (\d+) {unit}s?", rf"最近\1{said}"),
            )
        ),
        *(
            row
            for stretch, said, this, end in _STRETCHES
            for row in (
                (rf"\b(?:by|before|until) (?:the )?end of (?:the |this )?{stretch}\b", f"{end}前"),
                (rf"\b(?:so far|since|from)(?: the start of)? (?:the|this) {stretch}\b", f"{this}以来"),
                (rf"\b(?:since|from) last {stretch}\b", f"上{said}以来"),
            )
        ),
        (r"\bitems?(?= \d)", "task"),
        (r"\b(?:(?:that|which) )?(?:have|has|did) ?n[o']?t (?:yet )?(?:report|submit|repl|answer)\w*(?: yet)?", "未报"),
        (r"\b(?:overall|in total|altogether|as a whole)\b", "总体"),
        (r"\b(?:extension|delay|postponement)s? requests?\b", "延期申请"),
        (r"\b(?:(?<!still )pending|not (?:yet )?(?:approved|decided)|awaiting (?:approval|decision))\b", "待批"),
        (r"\bwho(?: has| have|'s)? (?:already )?(?:reported|updated|submitted)\b", "谁更新了"),
        (r"\bhas (\S+) (?:already )?(?:reported|submitted|updated)\b", r"\1报了吗"),
        (r"\bpast due\b", "逾期的"),
        (r"\bled by (\S+)", r"\1牵头的任务"),
        (r"\bsupported by (\S+)", r"\1配合的任务"),
        (r"\b(?:by|per|for each|across) departments?\b", "各部门"),
        (r"\bwho should i (?:contact|call)\b", "联系谁"),
        (r"\b(?:rank(?:ing)?|league table)\b", "排名"),
        (r"\btop (\d+)\b", r"前\1项"),
        (r"\b(?:highest|best)\b", "最高"),
        (r"\b(?:lowest|worst)\b", "最低"),
        (r"\bon[- ]time\b", "按时"),
        (r"\b(?:reporting|report) rate\b", "报送率"),
        (r"\bhow many\b", "多少项"),
        (r"\b(?<!my )(?<!our )tasks?(?= (?!\d|no|number|#))|\b(?<!my )(?<!our )tasks?$", "任务"),
        (r"\b(?:which|what are|list|show|give me)(?: me)?(?: all)?(?: of)?(?: the)?\b(?= (?!is\b))", "列出"),
        (r"\b(?:completed|finished|closed|done)(?= 任务)|(?<=任务) (?:completed|finished|closed|done)\b", "已办结的"),
        (r"(?<!no )\bchange[ds]?\b", "变化"),
    )
)
_N = r"(?<!\d)(?:\d{1,4}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_AND_TO = r"(?:[项号]?\s*(?:[、,和及与跟]|以及|[-~到至])\s*第?|\s+(?=\d))"
_ASKED = r"进展|进度|怎么样|怎样|咋样|如何|情况|状态|目标|联络|联系|到哪|到什么|啥情况|什么情况"
_BEGIN = r"(?:^|(?<=[问下说看查,:])\s*)"
IN_FULL = tuple(
    (Pattern(source), instead)
    for source, instead in (
        (r"(?<=\d),(?=\d{1,2}(?!\d))", "、"),
        (
            r"(?:(?<=\d)\s*[两二三四五六七八九十]|(?<=[一二三四五六七八九])[两二三四五六七八九]|(?<=[\d一二三四五六七八九十])\s*这[\d两二三四五六七八九十几些]*)(?:项|个任务)",
            "项",
        ),
        (r"(?<=\d)号(?=[、,和及到至~-]\d{1,4}号任务)", "项"),
        (rf"(?<![第\d.:月年一二三四五六七八九十])({_N}(?:{_AND_TO}{_N}){{1,60}}(?:项|号任务))", r"第\1"),
        (r"^(\d{1,4})[项号](?=\s*的?(?:进展|进度|怎|咋|如何|情况|什么情况|到哪))", r"第\1项"),
        (rf"{_BEGIN}(?:任务)?(\d{{1,4}}(?:{_AND_TO}\d{{1,4}}){{0,60}})(?=\s*的?(?:{_ASKED}))", r"第\1项"),
        (rf"{_BEGIN}(?:任务)?(\d{{1,4}}(?:{_AND_TO}\d{{1,4}}){{1,60}})(?=\s*$)", r"第\1项"),
        (r"^(\d+)\s*个(?=部门|单位)", r"\1家"),
        (
            r"((?:最(?![近后])[^,。最]{1,4}|(?<![目之以])前|(?<![最])后|倒数)的?前?[\d一二两三四五六七八九十]{1,2})\s*家(?:部门|单位)?",
            r"\1个部门",
        ),
        (r"项目\s*(?=\d{1,3}(?:的|进|怎|咋|情况|如何|$))", "任务"),
        (r"第([一二三四])季度", r"\1季度"),
        (r"(?:今年)?年初(?:以来|(?:到|至)(?:现在|今天|目前|今))|开年以来", "今年以来"),
    )
)
