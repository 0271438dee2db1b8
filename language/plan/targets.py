"""Reads one target sentence of a plan: which figures it promises, and of what.

A target is read clause by clause (，；。 and brackets). `language.plan.figures` finds the figures of a clause,
`language.plan.naming` the name of what they count; this file gives each its words and its basis (每年, 新增, 累计). A clause may lean on the
one before it: 引进人才1000名，项目100个 are projects that were brought in too; 全科医生3名（含中医师0.6名）.

What is no promise is left out on purpose, and `left_out` names it: a figure for each of many (每个社区1名, 每季度2场) and
the size of each thing that is counted (产值超亿元企业5家: only 5家 counts). Such a task is tracked by status and words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from domain.plan import Basis, Indicator
from language.plan.figures import FILLER, Figure, figures, mask
from language.plan.naming import DEPENDENT, cut_verbs, ends_in_verb, name_after, name_before, split_between, tidy

_BREAKS = re.compile(r"[，；。！？;!?：:\n（）()]|(?<!\d),|,(?!\d)")
_FULL_STOPS = frozenset("；。！？;!?\n")
_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")
_TIME = re.compile(r"\s*(?:到|至|截至)?\d{4}年?(?:[-—–~至]\d{4})?年(?:底|末|内)?前?")
_FILLED = re.compile(f"{FILLER}+")
_KEPT_MARKS = frozenset('“‘「『《【"（(')  # a masked stretch that begins so is a name and stays in it

_PER_YEAR = re.compile(
    r"每年|年均(?!浓度|气温|值|水平)|(?<![全今去本当明近])年(?=培训|接待|引进|举办|服务|新增|选聘|培养)"
)
_CUMULATIVE = re.compile(r"累计|累积")
_NEW = re.compile(
    r"新增|净增|新引进|新培育|新认定|新改扩建|新开工|新培养|新招|增加(?![值至到长率额])|再(?=完成|新增|引进|建成|建设|培育|打造|筹|新建|增)"
)
_FOR_EACH = re.compile(r"每(?!年)|各(?:建成|建设|新建|打造|举办|引进)?$")
_OF_EACH = re.compile(r"每[^，。；]*\d[^，。；]*的")  # 每个不少于50平方米的文体广场10个: 10个 are promised
_RATE = re.compile(rf"每{FILLER}+(?:常住|户籍|在校|适龄)?(?:人口|人|名|位|户|学生|儿童|老年人|老人|车|平方公里|公里)")
_RATE_NAME = re.compile(r"每.+?(?:人口|人|名|户|学生|儿童|老年人|老人)(?:配备|拥有|配置)?")
_PART = re.compile(r"\s*(?:其中|含|包括|包含)")
_SIZES = frozenset(("元", "美元", "欧元", "港元", "港币", "平方米", "亩", "%"))
_BULK = frozenset(("元", "平方米", "亩", "公里", "吨", "兆瓦", "千瓦", "立方米", "套", "台", "辆", "头", "只", "米"))
_SOME = re.compile(r"(?:一批|若干|一系列|多个|数个|一些)[^，、]{0,6}$")
_INVESTED = re.compile(r"(?:总投资|投资额|概算|估算)[^，、]{0,4}$")
_OF_ONE = re.compile(r"(?:总投资|概算|估算|库容|容量|容积|占地(?:面积)?|全长|总长|路长)(?:约|为|达)?$")
_DONE = re.compile(r"新增|完成|达到|实现|力争|累计|扩大|增加")
_PRODUCED = re.compile(r"年(?:产|加工|处理|回收)[^，、]{0,6}$")
_PROJECT = re.compile(r"(?![、，和及])[^，]{1,30}?等(?:\d+个)?(?:一批)?(?:重[点大])?项目")  # 甲公司25万吨己二酸…等项目
_ABOUT = re.compile(r"^(?:对|为|在|向|给|帮助|面向)")
_JOINTS = frozenset("、和与及或并")
_PLAIN_VERBS = frozenset(
    "建成 建设 打造 完成 实现 举办 开展 组织 设立 成立 发放".split()
)  # they say nothing of what is counted


@dataclass(frozen=True, slots=True)
class _Piece:
    """One figure with the words that belong to it."""

    phrase: str
    left: str  # shown words before the figure: times and ordinals are gone, names are there
    right: str  # shown words after it
    words: str  # masked words before it, from the beginning of its clause
    figure: Figure
    noun_first: bool  # 驿站5家, not 5家驿站
    size_of_each: bool
    after: str = ""  # masked words after it, to the end of its clause


@dataclass(frozen=True, slots=True)
class _Before:
    """What a figure may take from the one before it."""

    verb: str = ""
    basis: Basis = Basis.TOTAL
    name: str = ""
    rate: str = ""  # 每万人配备
    part: bool = False  # 其中幼儿园7个、小学4个: the next is one more part


def indicators(target: str, *, place: str = "") -> tuple[Indicator, ...]:
    """The indicators of one target sentence, in the order of the sentence.

    `target` is verbatim; every `phrase` is a part of it. `place` (珠海) is left out at the beginning of names: the
    whole plan is about it. Never raises.
    """
    return tuple(one for one in _found(target, place) if isinstance(one, Indicator))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A figure that was seen and is no indicator. `why` names the reason: each, size, name."""

    phrase: str
    why: str


def left_out(target: str, *, place: str = "") -> tuple[LeftOut, ...]:
    """The figures that were seen and are no indicators, each with its reason, for a person to look at."""
    return tuple(one for one in _found(target, place) if isinstance(one, LeftOut))


@lru_cache(maxsize=1024)
def _found(target: str, place: str) -> tuple[Indicator | LeftOut, ...]:
    return tuple(one for _, one in _read(target, place))


def _read(target: str, place: str) -> Iterator[tuple[str, Indicator | LeftOut]]:
    before = _Before()
    for joint, text, masked in _clauses(target):
        if joint in _FULL_STOPS:
            before = _Before()
        pieces = _respective(text, masked) or _pieces(text, masked)
        if not pieces:
            before = _Before(name=name_before(_shown(text, masked)))
        for piece in pieces:
            name, basis, before = _understand(piece, before)
            why = _why_not(piece)
            if why:
                yield piece.phrase, LeftOut(piece.phrase, why)
            else:
                yield piece.phrase, _indicator(tidy(name, place) or piece.phrase, piece, basis)


def _why_not(piece: _Piece) -> str:
    """Why a figure promises nothing; "" where it does."""
    if _FOR_EACH.search(_OF_EACH.sub("", _RATE.sub("", piece.words))):
        return "each"
    if piece.figure.base_unit in _BULK and (_PRODUCED.search(piece.words) or _PROJECT.match(piece.after)):
        return "name"
    of_one = _OF_ONE.search(piece.words) and not _DONE.search(piece.words)  # 库容2万吨, 总投资12亿元: how large it is
    vague = piece.after.startswith("的") and piece.figure.base_unit in _SIZES
    vague = vague and bool(_SOME.search(piece.words) or _INVESTED.search(piece.words))
    return "size" if piece.size_of_each or of_one or vague else ""


def _clauses(target: str) -> Iterator[tuple[str, str, str]]:
    """(the mark before it, the clause, the clause masked)."""
    masked = mask(target)
    # a bracket without a figure is a remark inside a name: 执业（助理）医师数
    masked = _BRACKETS.sub(lambda one: one[0] if figures(one[0]) else FILLER * len(one[0]), masked)
    start, joint = 0, ""
    for found in [*_BREAKS.finditer(masked), None]:
        end = found.start() if found else len(masked)
        if masked[start:end].strip():
            skip = _TIME.match(target, start, end)
            begin = skip.end() if skip else start
            yield joint, target[begin:end], masked[begin:end]
        if found:
            start, joint = found.end(), found.group()


def _pieces(text: str, masked: str) -> list[_Piece]:
    """The figures of a clause, each with its share of the words."""
    found = figures(masked)
    if not found:
        return []
    noun = cut_verbs(_shown(text[: found[0].start], masked))[1]
    after = text[found[0].end : found[1].start if len(found) > 1 else len(text)]
    # 支持3家企业: what stands before is a verb that no list knows
    alone = not after or after[0] in _JOINTS or found[0].base_unit in _SIZES
    acted_on = not alone and (ends_in_verb(noun) or _ABOUT.match(text) is not None)
    noun_first = bool(noun) and not after.startswith("的") and (len(noun) > 2 or alone) and not acted_on
    starts = [0]
    for one, other in pairwise(found):
        between = text[one.end : other.start]
        starts.append(one.end + (0 if noun_first else split_between(between)))
    pieces = []
    ends = [*starts[1:], len(text)]
    for at, (figure, start, end) in enumerate(zip(found, starts, ends, strict=True)):
        pieces.append(
            _Piece(
                phrase=text[start:end].strip(" \u3000、和与及并"),
                left=_shown(text[start : figure.start], masked[start:]),
                right=_shown(text[figure.end : end], masked[figure.end :]),
                words=masked[: figure.start],
                figure=figure,
                noun_first=noun_first,
                size_of_each=_is_size_of_each(masked, found, at),
                after=masked[figure.end :],
            )
        )
    return pieces


def _respective(text: str, masked: str) -> list[_Piece]:
    """人才、项目分别不少于100名、20个: names and figures pair up if there are as many of one as of the other."""
    head, said, _ = masked.partition("分别")
    if not said:
        return []
    found = figures(masked)
    names = re.split(r"[、和与及]", _shown(text[: len(head)], masked))
    if len(found) < 2 or len(names) != len(found) or any(one.start < len(head) for one in found):
        return []
    verb = cut_verbs(names[0])[0]
    manner = text[len(head) + len(said) : found[0].start]  # 出口、外资分别增长8%、5%
    pieces = []
    for name, one in zip(names, found, strict=True):
        figure = one
        if not one.degree and one.low is not None:  # 分别不少于5家、3家: said once, meant for both
            bounds = (None, one.low) if found[0].low is None else (one.low, one.low if found[0].high else None)
            figure = replace(one, comparator=found[0].comparator, low=bounds[0], high=bounds[1])
        left = (name if name.startswith(verb) else verb + name) + (manner if manner in DEPENDENT else "")
        pieces.append(_Piece(text[: figure.end], left, "", masked[: figure.start], figure, True, False))
    return pieces


def _understand(piece: _Piece, before: _Before) -> tuple[str, Basis, _Before]:
    """(name, basis, what the next figure may take from this one)."""
    verb, noun = cut_verbs(piece.left)
    own = name_before(piece.left).strip("、，,和与及并 ")
    name = (own if piece.noun_first else name_after(piece.right)) or own or name_after(piece.right) or piece.left
    if own in DEPENDENT and piece.right.startswith("的"):  # 规模50亿元的产业基金
        name = name_after(piece.right) + own
    if not own and not piece.right.strip("、，,和与及并 。") and before.name and not before.rate:
        name = before.name  # 老旧小区30个、12000户
    part = bool(_PART.match(piece.left)) or (before.part and not verb and not _stands_alone(piece, noun))
    leans = part or (not verb and bool(before.verb) and not _stands_alone(piece, noun))
    basis = _basis(piece.words) or (before.basis if leans else Basis.TOTAL)
    if piece.figure.unit == "个百分点":
        basis = Basis.CHANGE

    if _RATE.search(piece.words):
        head, basis = _RATE_NAME.match(name), _basis(piece.words) or Basis.TOTAL
        return name, basis, _Before(basis=basis, name=name, rate=head[0] if head else "")
    if part and before.rate:
        return before.rate + name, basis, before
    if name in DEPENDENT and before.name:
        name = before.name + name
    elif leans and not part and len(name) <= 2 and before.verb not in _PLAIN_VERBS:
        name = before.verb + name
    return name, basis, _Before(verb or (before.verb if leans else ""), basis, name, part=part)


def basis_of(name: str) -> Basis:
    """The basis that a name itself says: 新增高新技术企业, 每年举办场次; else the total."""
    return _basis(name) or Basis.TOTAL


def _basis(words: str) -> Basis | None:
    if _PER_YEAR.search(words):
        return Basis.PER_YEAR
    if _CUMULATIVE.search(words):
        return Basis.CUMULATIVE
    return Basis.NEW if _NEW.search(words) else None


def _stands_alone(piece: _Piece, noun: str) -> bool:
    """总病床数达到900张 after 新增病床500张: a statement of its own, which takes no basis from its neighbour."""
    return (
        noun.startswith(("总", "全"))
        or noun.endswith(("率", "占比", "比例", "规模"))
        or piece.figure.unit in ("%", "‰")
    )


def _is_size_of_each(masked: str, found: tuple[Figure, ...], at: int) -> bool:
    """Whether the figure tells the size of each thing that its neighbour counts (产值超亿元企业5家)."""
    figure = found[at]
    left = masked[found[at - 1].end if at else 0 : figure.start]
    right = masked[figure.end : found[at + 1].start if at + 1 < len(found) else len(masked)]
    following = found[at + 1] if at + 1 < len(found) else None
    if following is not None and following.base_unit == "%" and figure.base_unit != "%" and right.startswith("的"):
        return True  # 收入30万元以上的村占比达到90%
    if figure.base_unit in _SIZES and figure.degree and not right and following is not None:
        return following.base_unit not in _SIZES  # 其中5亿元以上12个
    if figure.base_unit not in _SIZES or not right or re.search(r"总|合计|累计|共", left):
        return False
    if cut_verbs(right)[0]:  # 投资20亿元建设数据中心1座
        return False
    counted_before = at > 0 and found[at - 1].base_unit not in _SIZES and not set(left) & _JOINTS
    counted_after = at + 1 < len(found) and found[at + 1].base_unit not in _SIZES and not set(right) & _JOINTS
    return counted_before or counted_after


def _shown(text: str, masked: str) -> str:
    """The text without the times and ordinals that were masked; names in quotation marks stay, and so does 每千人."""
    if FILLER not in masked:
        return text
    kept, at = [], 0
    for filled in _FILLED.finditer(masked, 0, len(text)):
        start, end = filled.span()
        kept.append(text[at:start])
        if text[start] in _KEPT_MARKS or (start and text[start - 1] == "每"):
            kept.append(text[start:end])
        at = end
    kept.append(text[at:])
    return "".join(kept)


def _indicator(name: str, piece: _Piece, basis: Basis) -> Indicator:
    figure = piece.figure
    based = figure.unit != figure.base_unit
    return Indicator(
        name=name,
        phrase=piece.phrase,
        comparator=figure.comparator,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        basis=basis,
        base_low=round(figure.low * figure.factor, 4) if based and figure.low is not None else None,
        base_high=round(figure.high * figure.factor, 4) if based and figure.high is not None else None,
        base_unit=figure.base_unit if based else None,
    )
