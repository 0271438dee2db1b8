"""Finds the figures of a Chinese sentence: numeral, unit, bounds and the words that say how to hold them.

A plan's sentences are full of numerals that promise nothing: years, ordinals (第一批次), names (“一元创业空间”,
三馆一宫, 一站式, UIC二期). So the sentence is first *masked*: quoted names, times and ordinals are replaced by a filler
of the same length, which keeps every position true. Then a figure is a numeral that stands directly before a known
unit. Chinese numerals need a stronger unit than digits, because names are built from them.

Sources of the rule: the comparator words are those of the plan's schema (`docs/plan.md`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.plan import Comparator
from language.numerals import number_value

FILLER = "\ue000"  # stands for a masked character; belongs to no script, so no pattern below can match it

_EVEN = str.maketrans("０１２３４５６７８９．％－～", "0123456789.%-~")  # one to one: positions stay true
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,6})?"
_HAN = r"[一二三四五六七八九十两][一二三四五六七八九十百千两零〇]{0,12}"
_LONG_HAN = rf"{_HAN}[万亿]{_HAN}"  # 三万五千
_NUMERAL = rf"(?:{_DIGITS}|{_LONG_HAN}|{_HAN})"
_SCALE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千](?![米克瓦]))"

# Longest first. `部(?!门)` and the like: the character begins another word there.
_UNITS = (
    r"个百分点|个工作日|个(?!月|工作日|小时|星期|季度|年|方面|层面|维度|环节|阶段|百分)|家(?!庭|长|具)|人次|人(?!才|口|民|均|员)"
    r"|名(?!工程(?!师)|师|校|企|牌|录|单|额|次)|位(?!居|列|于)|场次|场(?!景|地|所)|户次|户(?!外|籍)|班次|车次|批次|次(?!产业|性|方|序)"
    r"|套(?!餐)|所|间(?!接)|张|条(?!件|例|线)|座(?!谈)|栋|幢|处(?!理|于)|项(?!目)|件|支(?!持|付|撑)|只|届|期"
    r"|辆|台[件套次]|台(?!阶)|艘|架(?!构)|对|门(?!户|店)|款|部(?!门|分|署|长)|本(?!科|地|级|土|市|区)|册|篇|幅|集(?!群|中|聚|约)|片(?!区)"
    r"|棵|株|头|份(?!额)|宗|起|例|枚|盏|桩|组(?!团|织|建)|笔|单(?!位)|席|标准箱|标箱|学位|床位|车位|泊位|工位|机架|标准机架"
    r"|根|把|种(?![植养子类源])|类(?![型别似])|块(?!链)|眼(?!科|镜|病)|孔|尾|箱|匹|趟|PB|TB"
    r"|平方公里|平方千米|平方米|㎡|公顷|亩|立方米|公里|千米|米|路(?![段面网径线口灯由桥基演况程])|公斤|千克|斤|羽|吨标准煤|吨|千瓦时|兆瓦|千瓦|元|美元|欧元|港元|港币"
    r"|微克/立方米|毫克/升|分贝|P(?![A-Za-z])|%|‰|倍|天(?!然)|小时|分钟|分(?!之|别|类|布|校|局|中心|院|馆)"
)
_WEAK_UNITS = frozenset(
    {"倍", "天", "小时", "分钟", "分", "个工作日"}
)  # 24小时自助, 15分钟生活圈: only with words of degree
_HAN_UNITS = frozenset(
    "个 家 名 人 人次 所 座 场 场次 次 套 间 张 条 项 处 支 届 栋 户 件 例 台 辆 吨 亩 公里 "
    "平方米 公顷 平方公里 元 个百分点".split()
)
_ONE_COUNTS = frozenset("家 所 座 场 场次 名 处 间 栋 个百分点".split())  # 一个品牌, 一套制度, 一条路: an article
_AREAS = {"平方米": 1.0, "㎡": 1.0, "公顷": 1e4, "平方公里": 1e6, "平方千米": 1e6}
_SCALES = {"十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}

_FIGURE = re.compile(
    rf"(?<![A-Za-z\d.+×＋/])(?:(?P<percent>百分之)(?P<share>{_NUMERAL}(?:点{_HAN})?)|"
    rf"(?P<whole>[二三四五六七八九十\d]{{1,2}})分之(?P<parts>[一二两三四五六七八九十\d]{{1,2}})|"
    rf"(?P<low>{_NUMERAL})(?P<more>[余多])?(?P<low_scale>{_SCALE})?(?P<more2>[余多])?"
    rf"(?:(?P<low_unit>{_UNITS})?(?:--|——|[-—–~至到])(?P<high>{_NUMERAL})(?P<high_scale>{_SCALE})?)?"
    rf"(?:(?P<unit>(?:{_UNITS})(?:/(?:[百千万]?人|[日天月年亩户班辆]|平方米|平方公里))?)|(?<=[万亿])(?=[，。；、（）()]|以上|左右|$)))"
)
_MONEY = re.compile(
    r"资金|投资|金额|产值|营收|收入|规模|贷款|基金|额|生产总值|GDP|增加值|资产|税收|融资"
)  # 产值达500亿
_MASKS = (
    re.compile(r"“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|《[^》]*》|【[^】]*】|\"[^\"]*\""),
    re.compile(r"(?:\d{4}|[一二〇零]{2}[一二三四五六七八九〇零]{2})(?:年?[-—–~至到、]+\d{4})*年(?:度|底|末|初|内|前)*"),
    re.compile(
        r"\d{1,2}月(?:\d{1,2}[日号])?(?:份?[底末初]|[上中下]旬)?(?:之?前)?|[一二三四1-4]季度[末底]?前?|[明次来]年(?:[底末内])?|星期[一二三四五六日]|周[一二三四五六日]|十[二三四五六]五(?:(?:规划|时期|期间)?期?末|(?=规划|时期|期间))"
    ),
    re.compile(rf"第{_NUMERAL}(?:批次|[^\d，。；、])?|(?<![目之当此以提])前{_NUMERAL}(?:{_UNITS})?"),
    # where one starts from is no target: 从30家增加到50家, 在去年10家的基础上
    re.compile(
        rf"[从由](?:目前|现有|原有|原来|现在|当前|上年|去年)?的?{_NUMERAL}{_SCALE}?(?:{_UNITS})(?=[^，。；]{{0,6}}?[增提升扩拓发达降减整合压并缩])"
    ),
    re.compile(rf"在[^，。；、]{{0,8}}?{_NUMERAL}{_SCALE}?(?:{_UNITS})[^，。；、]{{0,6}}基础上"),
    re.compile(rf"(?<=每){_NUMERAL}?[十百千万亿]+(?:名|个)?(?=[^\d])|(?<=每){_NUMERAL}(?=[^\d])"),
)
_PHASE = re.compile(r"工程|项目|建设|用地")
_HAN_NEXT = re.compile(_HAN)
_TWO_IN_A_ROW = re.compile(r"([一二三四五六七八九两])([二三四五六七八九])$")  # 两三家, 三五名

_LONGEST_WORD = 8  # 不得应少于: how far before a numeral to look; the patterns end where the numeral begins
_FLOOR, _CEILING = "floor", "ceiling"
_WORDS_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        _CEILING,
        re.compile(
            r"(?:不(?:得|能|应)?(?:超过|超|高于|多于|大于|突破)|控制在|控制到|(?<!不)(?<!不得)(?:低于|少于|小于)|最多|至多|上限|≤|<=|[<＜]"
            r"|(?:降低?|下降|减少?|压减|压降|压缩|缩短|缩减)[至到为])$"
        ),
    ),
    (
        _FLOOR,
        re.compile(
            r"(?:不(?:得|能|应)?(?:少于|低于|小于|下于|下)|至少|最少|最低|起码|大于等于|达到?(?:或|并|以及)超过|≥|>=)$"
        ),
    ),
    (Comparator.MORE_THAN, re.compile(r"(?:超过|超出|超|突破|高于|大于|多于|逾|[>＞])$")),
    (Comparator.APPROX, re.compile(r"(?:大约|将近|接近|(?<![签相预节履公合契解特制])约|(?<![附邻临靠就最])近)$")),
    (
        Comparator.EQUAL,
        re.compile(
            r"(?:达到|达成|达|(?:增加?|增长|提升|提高|扩大|扩展|拓展|发展|上升|升|扩容?)[至到]|合计|总计|共计|共有|(?:稳定|保持|维持)在|为|到|至|=|＝)$"
        ),
    ),
)
_LAST = frozenset(
    "过超于破在到多限≤=<＜至为下少低码≥>＞出逾约近成达计有＝币争取保上共:： \u3000\t\n\r"
)  # that any of these ends in
_FILL_WORDS = re.compile(r"(?:人民币|力争|争取|确保|预计|原则上|总共|[\s:：])$")
_WORDS_AFTER = re.compile(
    r"(?:（含）|\(含\))?(?P<word>(?:及|或)?以上|(?:及|或)?以下|以内|之内|左右|上下|内(?=[，。；、）)]|$))"
)
_AFTER = {"上": _FLOOR, "下": _CEILING, "内": _CEILING, "左右": Comparator.APPROX, "上下": Comparator.APPROX}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a sentence. [start, end) spans it with its words of degree (不少于…, …以上)."""

    start: int
    end: int
    comparator: Comparator
    degree: bool  # words of degree stand with it
    low: float | None  # in `unit`; None: a ceiling (不超过, 以内)
    high: float | None
    unit: str  # as written: 万元, 家, 个百分点
    factor: float  # from `unit` to `base_unit`
    base_unit: str  # 元, 平方米, 家


def mask(sentence: str) -> str:
    """The sentence with quoted names, times and ordinals filled over; every position stays what it was."""
    text = sentence.translate(_EVEN)
    for pattern in _MASKS:
        text = pattern.sub(lambda found: FILLER * len(found.group()), text)
    return text


def figures(masked: str) -> tuple[Figure, ...]:
    """The figures of a masked sentence, in order."""
    found = (_figure(masked, match) for match in _FIGURE.finditer(masked))
    return tuple(figure for figure in found if figure is not None)


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    start, before = _words_before(text, match.start())
    after_match = _WORDS_AFTER.match(text, match.end())
    end = after_match.end() if after_match else match.end()
    after = _after(after_match.group("word")) if after_match else None
    degree = before is not None or after is not None
    if match["percent"]:
        low, high, unit, factor, base = _value(match["share"]), None, "%", 1.0, "%"
    elif match["whole"]:  # 三分之二
        low = round(100 * _value(match["parts"]) / (_value(match["whole"]) or 1), 2)
        high, unit, factor, base = None, "%", 1.0, "%"
    else:
        if not _counts(text, match, degree):
            return None
        low, high, unit, factor, base = _bounds(match)
    if not low > 0:
        return None

    meanings = {before, after}
    comparator = Comparator.EQUAL
    if _CEILING in meanings:
        return Figure(start, end, Comparator.AT_MOST, degree, None, low if high is None else high, unit, factor, base)
    elif high is not None:
        comparator = Comparator.RANGE
    elif Comparator.MORE_THAN in meanings or match["more"] or match["more2"]:
        comparator = Comparator.MORE_THAN
    elif _FLOOR in meanings:
        comparator = Comparator.AT_LEAST
    elif Comparator.APPROX in meanings:
        comparator = Comparator.APPROX
    if comparator in (Comparator.EQUAL, Comparator.APPROX):
        high = low
    return Figure(start, end, comparator, degree, low, high, unit, factor, base)


_BARE = re.compile(
    rf"(?P<before>≥|≤|>=|<=|>|<|＞|＜|=|不少于|不低于|至少|不超过|不高于|超过|达到?|约)?(?P<low>{_DIGITS})(?:[-—–~至到](?P<high>{_DIGITS}))?"
    r"(?P<percent>%|‰)?(?:(?P<after>以上|以内|以下|左右)|(?P<more>余))?"
)
_BARE_BEFORE = {
    "≥": Comparator.AT_LEAST,
    ">=": Comparator.AT_LEAST,
    "不少于": Comparator.AT_LEAST,
    "不低于": Comparator.AT_LEAST,
    "至少": Comparator.AT_LEAST,
    "≤": Comparator.AT_MOST,
    "<=": Comparator.AT_MOST,
    "<": Comparator.AT_MOST,
    "＜": Comparator.AT_MOST,
    "不超过": Comparator.AT_MOST,
    "不高于": Comparator.AT_MOST,
    ">": Comparator.MORE_THAN,
    "＞": Comparator.MORE_THAN,
    "超过": Comparator.MORE_THAN,
    "约": Comparator.APPROX,
}
_BARE_AFTER = {
    "以上": Comparator.AT_LEAST,
    "以内": Comparator.AT_MOST,
    "以下": Comparator.AT_MOST,
    "左右": Comparator.APPROX,
}


def bare_figure(words: str) -> tuple[Comparator, float | None, float | None] | None:
    """(comparator, low, high) of a cell that holds a figure and nothing else: 42, ≥2%, 3-5, 1000以上."""
    found = _BARE.fullmatch(words.translate(_EVEN))
    if not found:
        return None
    low = _value(found["low"])
    high = _value(found["high"]) if found["high"] else None
    said = _BARE_BEFORE.get(found["before"] or "") or _BARE_AFTER.get(found["after"] or "")
    comparator = said or (Comparator.MORE_THAN if found["more"] else Comparator.EQUAL)
    if comparator is Comparator.AT_MOST:
        return comparator, None, high or low
    if high is not None and high > low:
        return Comparator.RANGE, low, high
    return comparator, low, low if comparator in (Comparator.EQUAL, Comparator.APPROX) else None


def _words_before(text: str, start: int) -> tuple[int, str | None]:
    """Where the words of degree before a numeral begin, and the strongest of them."""
    meaning: str | None = None
    while start and text[start - 1] in _LAST:
        fill = _FILL_WORDS.search(text, max(0, start - _LONGEST_WORD), start)
        if fill:
            start = fill.start()
            continue
        for name, pattern in _WORDS_BEFORE:
            word = pattern.search(text, max(0, start - _LONGEST_WORD), start)
            if word:
                start = word.start()
                meaning = name if meaning in (None, Comparator.EQUAL) else meaning
                break
        else:
            break
    return start, meaning


def _after(word: str) -> str:
    return _AFTER.get(word) or _AFTER[word[-1]]


def _counts(text: str, match: re.Match[str], degree: bool) -> bool:
    """Whether numeral and unit promise an amount, and are no part of a name (一元创业, 三支一扶, 二期)."""
    numeral, unit = match["low"], match["unit"]
    scaled = bool(match["low_scale"] or match["high_scale"])
    if unit is None:
        return bool(_MONEY.search(text[: match.start()]))
    if unit in _WEAK_UNITS and not degree:
        return False
    if numeral[0].isdigit():
        return not (unit == "期" and _PHASE.match(text, match.end()))
    if _HAN_NEXT.match(text, match.end()) or (unit not in _HAN_UNITS and not scaled):
        return False
    if unit == "元":
        return scaled or bool(re.search(r"[百千万亿]", numeral))
    return numeral != "一" or scaled or degree or unit in _ONE_COUNTS or text[: match.start()].endswith("每年")


def _bounds(match: re.Match[str]) -> tuple[float, float | None, str, float, str]:
    """(low, high, unit as written, factor to the base unit, base unit)."""
    noun = match["unit"] or ""
    high_scale = match["high_scale"] or ""
    low_scale = match["low_scale"] or ""
    scale = high_scale if match["high"] else low_scale
    low, high = _value(match["low"]), _value(match["high"]) if match["high"] else None
    pair = _TWO_IN_A_ROW.fullmatch(match["low"])
    if pair and high is None:
        low, high = _value(pair[1]), _value(pair[2])
    if high is not None and low_scale and low_scale != high_scale:  # 3000万-1亿元
        low = low * _times(low_scale) / _times(high_scale)
    if high is not None and high <= low:
        high = None
    base = "平方米" if noun in _AREAS else noun or "元"
    return low, high, scale + noun, _times(scale) * _AREAS.get(noun, 1.0), base


def _times(scale: str) -> float:
    result = 1.0
    for character in scale:
        result *= _SCALES[character]
    return result


def _value(numeral: str) -> float:
    """What a numeral is worth: 1,000 · 2.4 · 三百二十 · 三万五千 · 九十八点五."""
    if numeral.isdecimal():
        return float(numeral)
    return float(number_value(numeral) or 0)
