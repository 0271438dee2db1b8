"""Who leads and who supports, as cells and brackets say it: 区住建局（区城管局配合）, 区住建局牵头, 县水务局 县住建局."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from domain.plan import Department
from language.names import is_subsequence
from language.plan.lexicon import GROUPS, ORGAN, SURNAMES, UNNAMED

_MOST_COMPARED = 300  # departments: a plan of a whole city has fewer
NOBODY = frozenset(("-", "—", "——", "/", "无", "\\", "--"))
_OPEN_END = re.compile(r"等(?:有关|相关|各|成员|责任)*(?:部门|单位|科室|机构)*$")
_BETWEEN = re.compile(
    r"(?:[、，,；;\n\t/\\|]+|以及|(?:及|和|与)(?=各|有关|相关))(?![^（(]*[）)])"
)  # not in 各县（市、区）
_LABEL = re.compile(
    r"(?P<role>(?:市|区|县|省)?(?:牵头|主办|主要责任|责任|承办|实施|落实|负责|配合|协办|协助|参与|参加|支持)(?:责任|落实|实施|单位|部门|和|及|配合|单位)*)[:：]"
)
_DUTY = re.compile(r"(?:按照?职责(?:分工)?|分别|分工|共同|具体|各自)*(?:负责|落实|实施|组织实施|承担)?$")
_BRACKET = re.compile(r"[（(](?P<inside>[^（）()]*)[）)]")
_REMARK = re.compile(r"[（(][^（）()]*(?:下同|以下简称|简称|列第一|排名|为牵头)[^（）()]*[)）]")
_ORGAN = re.compile(rf"(?:{'|'.join(sorted(ORGAN, key=len, reverse=True))})(?:[（(][^（）()]*[）)])?$")
_GLUED = re.compile(
    r"(?<=[局委办部厅会院])(?=[市区县省州][一-鿿]{2,14}?(?:局|委|办|部|厅|中心|院|会)(?:$|[市区县省州]))"
)


@dataclass(frozen=True, slots=True)
class Parties:
    """Those whom a row names. `leads`: the first leads. `people`: names of persons that stood among them."""

    leads: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    open_ended: bool = False
    people: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    leads: list[str] = field(default_factory=list)
    supporting: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    open_ended: bool = False


@lru_cache(maxsize=4096)  # a list names the same ones over and over
def parties(words: str, *, supports: bool = False) -> Parties:
    """The parties of one cell. `supports`: of a column of those who support, so that nobody in it leads."""
    found = _Found()
    for role_supports, part in _labelled(words, supports):
        _read(part, role_supports, found)
    if supports:
        found.supporting, found.leads = [*found.leads, *found.supporting], []
    return Parties(
        tuple(dict.fromkeys(found.leads)),
        tuple(one for one in dict.fromkeys(found.supporting) if one not in found.leads),
        found.open_ended,
        tuple(dict.fromkeys(found.people)),
    )


def is_office(words: str) -> bool:
    """Whether the words can be the name of an office: they end like one."""
    return bool(_ORGAN.search(words.rstrip("。.；; "))) and len(words) <= 30


def _labelled(words: str, supports: bool) -> Iterator[tuple[bool, str]]:
    """牵头单位：甲；配合单位：乙 -> its parts, each with whether they support."""
    marks = list(_LABEL.finditer(words))
    if not marks or words[: marks[0].start()].strip(" （(\n"):
        yield supports, words
        return
    ends = [*(mark.start() for mark in marks[1:]), len(words)]
    for mark, end in zip(marks, ends, strict=True):
        helps = bool(re.match(r".?(?:配合|协办|协助|参与|参加|支持)", mark["role"]))
        yield helps, balanced(words[mark.end() : end].strip(" ；;，,。\n"))


def balanced(words: str) -> str:
    """The words without closing brackets that nothing in them opens."""
    while (
        words
        and words[-1] in "）)】"
        and sum(words.count(one) for one in "）)】") > sum(words.count(one) for one in "（(【")
    ):
        words = words[:-1].rstrip()
    return words


def _read(words: str, supports: bool, found: _Found) -> None:
    for clause in re.split(r"[。；;]", words):
        _clause(clause, supports, found)


def _clause(clause: str, supports: bool, found: _Found) -> None:
    pending: list[tuple[str, list[str], bool]] = []  # names until somebody says what they do
    for piece in _pieces(clause):
        name, inside = piece, ""
        bracket = _BRACKET.search(piece)
        if bracket and (_says_manner(bracket["inside"]) or _LABEL.match(bracket["inside"])):
            name, inside = piece[: bracket.start()] + piece[bracket.end() :], bracket["inside"]
        name, leads, helps = _manner(name)
        if inside and inside in ("牵头", "牵头单位", "主办", "总牵头"):
            leads = True
            inside = ""
        pending.append((name, [inside] if inside else [], False))
        if leads or helps:
            for one, within, _ in pending:
                _put(one, helps, found)
                for each in within:
                    _inside(each, found)
            pending = []
            supports = supports or leads  # 甲牵头，乙、丙
    for one, within, _ in pending:
        _put(one, supports, found)
        for each in within:
            _inside(each, found)


def _pieces(clause: str) -> Iterator[str]:
    for piece in _BETWEEN.split(_joined(clause)):
        bare = re.sub(r"[ \u3000]+", " ", piece).strip(" 。.:：")
        for one in _spaced(bare):
            for each in _GLUED.split(one):
                short = _DUTY.sub("", each) or each
                if short and short not in NOBODY:
                    yield short


def _joined(clause: str) -> str:
    """A name that its cell broke into two lines is one name: 区住房城乡建 / 设局."""
    lines = [line.strip() for line in clause.split("\n") if line.strip()]
    result = ""
    for line in lines:
        tail = _BETWEEN.split(result)[-1] if result else ""
        broken = tail and not _ORGAN.search(tail) and len(tail) > 2 and not result.endswith(("、", "，", ","))
        if result and not (broken and _ORGAN.search(_BETWEEN.split(tail + line)[0])):
            result += "\n"
        result += line
    return result


def _spaced(words: str) -> list[str]:
    """县水务局 县住建局 are two, 财 政 局 is one."""
    parts = words.split(" ")
    if len(parts) == 1 or re.search(r"[（(][^）)]* [^（(]*[）)]", words):
        return ["".join(parts)]
    if all(len(one) <= 2 for one in parts) and not all(_ORGAN.search(one) and len(one) > 1 for one in parts):
        return ["".join(parts)]
    return parts


def _says_manner(inside: str) -> bool:
    return bool(re.search(r"(?:牵头|配合|协办|协助|参与|主办)$", inside))


def _manner(name: str) -> tuple[str, bool, bool]:
    """(the bare name, whether it is said to lead, whether it is said to support)."""
    head = re.match(r"^(?:由)?(?P<name>.+?)(?P<manner>总?牵头(?:负责|落实|实施|抓总)?|主办|为主)$", name)
    if head:
        return head["name"], True, False
    helps = re.match(r"^(?P<name>.+?)(?:积极|密切)?(?:配合(?:实施|落实)?|协办|协助|参与|参加|协同|支持)$", name)
    if helps:
        return helps["name"], False, True
    return name.removeprefix("由"), False, False


def _inside(words: str, found: _Found) -> None:
    """区城管局配合, in a bracket behind a name."""
    for helps, part in _labelled(words, True):
        for piece in _pieces(part):
            name, leads, _ = _manner(piece)
            _put(name, helps and not leads, found)


def _put(name: str, supports: bool, found: _Found) -> None:
    closed = _OPEN_END.sub("", _REMARK.sub("", name))
    found.open_ended |= bool(_OPEN_END.search(_REMARK.sub("", name)))
    name = closed.strip()
    if not name or name in NOBODY:
        return
    if UNNAMED.fullmatch(name):
        found.open_ended = True
        return
    if _is_person(name, found):
        found.people.append(name)
        return
    (found.supporting if supports else found.leads).append(name)


def _is_person(name: str, found: _Found) -> bool:
    """A name of two or three characters with a surname, beside an office: 区教育局 张三."""
    known = bool(found.leads or found.supporting)
    return known and 2 <= len(name) <= 3 and name[0] in SURNAMES and not _ORGAN.search(name)


# ── the departments of a whole list ───────────────────────────────────────────────────────────────────────


def departments(names: Iterable[str]) -> tuple[Department, ...]:
    """The departments in the order of their names; 各高校 and the like are groups."""
    return tuple(Department(one, (), "group" if GROUPS.search(one) else "department") for one in dict.fromkeys(names))


def likely_same(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Pairs that may be one office under two names: 区住建局 and 区住房城乡建设局, 教育局 and 区教育局."""
    found = []
    names = names[:_MOST_COMPARED]
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            short, long = sorted((one, other), key=len)
            if len(short) >= 3 and len(short) < len(long) and not _BRACKET.search(long) and _shortens(short, long):
                found.append((short, long))
    return tuple(found)


def _shortens(short: str, long: str) -> bool:
    """Whether the short name is the long one with characters left out, beginning and ending alike."""
    if short[-1] != long[-1] or (short[0] != long[0] and not long[1:].startswith(short[0])):
        return False
    if short[:-1] == long[: len(short) - 1] and len(long) - len(short) <= 2 and short[0] in "市区县省":
        return False  # 区委办 and 区委组办: no shortening that anybody uses
    return is_subsequence(short, long)
