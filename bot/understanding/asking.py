"""Three small things that a coordinator types: where a figure comes from, whom to chase, and 全部.

Each reader says None to what is not for it. A text is taken only where nothing of it is left unread: a report that
happens to hold 依据 or 催 is not a request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.names import Vocabulary
from bot.understanding.normalise import normalise
from bot.understanding.numerals import number_value
from bot.understanding.references import find_references

_SOURCE = (
    r"(?:的)?(?:数据|数字|数|进展|情况|信息|状态|填报)?(?:的)?(?:依据|出处|来源|原话|原文|留痕)(?:是什么|是啥|在哪里?|呢)?"
    r"|(?:的)?(?:数据|数字|数|进展|情况|信息|状态)?(?:是)?(?:从)?(?:哪里?|哪儿|怎么)(?:来|得来|报|填)的?"
    r"|(?:的)?(?:数据|数字|数|进展|状态)?(?:是)?谁(?:报|填|说|登记)(?:的|上来的)"
    r"|(?:的)?填报记录|(?:的)?(?:历史|更正|修改)记录"
)
_SOURCE_AFTER = re.compile(
    rf"^(?:请问|我想看|查看|看看|看一下|查一下|查)?\s*(?P<task>.{{1,40}}?)\s*(?:{_SOURCE})\s*[?!。]*$"
)
_SOURCE_BEFORE = re.compile(
    r"^(?:查看?|看看?|查一下|看一下)?\s*"
    r"(?:依据|出处|数据来源|来源|原话|填报记录|sources?(?: of| for)?|where does|trace)"
    r"[\s:]*"
    r"(?P<task>.{1,40}?)(?:\s+comes? from)?\s*[?!。]*$"
)
_BARE_NUMBERS = re.compile(r"^第?\s*(\d{1,4}(?:\s*[、,和及]\s*\d{1,4})*)\s*(?:项|号)?$")
_CHASE = re.compile(
    r"^(?:请|帮我|帮忙|麻烦|再|给我|去)*\s*(?:催办|催促|催一催|催一下|催催|催报|催|chase(?: up)?|nudge)"
    r"(?:一下|下|一次)?[\s:]*(?P<whom>.*?)\s*[吧了!。]*$"
)
_UNREPORTED = re.compile(
    r"^(?:一下)?(?:本月|本期|这个月|所有|全部|那些|这些)?(?:还)?(?:没有?|未)(?:填)?(?:报送?|交|填|回复)?(?:上来)?(?:的|的部门|的单位|的人|的联络员)?$"
    r"|^(?:未报|大家|所有人|全部|谁还没报|everyone|all)(?:的)?$"
)
_OVERDUE = re.compile(r"^(?:所有|全部|已经?|那些|这些)?(?:逾期|超期|过期|到期未办结)(?:未办结)?的?(?:任务|部门|项目)?$")
_LEFT = re.compile(r"[\s、,和及与跟的:]|牵头|负责|任务|部门|联络员|未报|没报|还没报|逾期|□")
_NUMERALS = re.compile(r"\d{1,6}|[一二三四五六七八九十百千零两]+")
_LATE = re.compile(r"逾期|超期|过期")
_ALL = re.compile(
    r"^(?:查看|看|显示|列出)?(?:全部|所有|更多|剩下的?|其余的?|其他的?|下一页|继续|show all|all|more|next)"
    r"(?:的|任务)?[。!?]*$"
)


@dataclass(frozen=True, slots=True)
class ChaseOrder:
    """Whom to chase. `ground`: unreported, overdue or named; `candidates`: the departments that the words may mean."""

    ground: str
    department: str | None = None
    tasks: tuple[int, ...] = ()
    candidates: tuple[str, ...] = ()


def read_source(text: str, vocabulary: Vocabulary) -> tuple[int, ...] | None:
    """The tasks whose figures are to be traced (第6项依据, 依据 6, 驿站的数哪来的, source of 6); a number may be none
    of the plan's. None: the text asks for something else."""
    plain = normalise(text).plain.strip()
    for pattern in (_SOURCE_BEFORE, _SOURCE_AFTER):
        match = pattern.match(plain)
        if match:
            tasks = _tasks(match["task"], vocabulary)
            if tasks:
                return tasks
    return None


def read_chase(text: str, vocabulary: Vocabulary) -> ChaseOrder | None:
    """Whom to chase (催办 6, 催一下科技产业局, 催办没报的); None: the text is no such order."""
    match = _CHASE.match(normalise(text).plain.strip())
    if match is None:
        return None
    whom = match["whom"].strip()
    if not whom or _UNREPORTED.match(whom):
        return ChaseOrder("unreported")
    if _OVERDUE.match(whom):
        return ChaseOrder("overdue")
    tasks = _tasks(whom, vocabulary)
    if tasks:
        return ChaseOrder("named", tasks=tasks)
    offices = vocabulary.departments_in(whom)
    if len(offices) != 1:
        return None
    (office,) = offices
    if _LEFT.sub("", whom[: office.start] + whom[office.end :]):
        return None
    ground = "overdue" if _LATE.search(whom) else "unreported"
    return ChaseOrder(ground, office.name, candidates=() if office.name else office.candidates)


def missing_task(text: str, vocabulary: Vocabulary) -> int | None:
    """The first number in `text` that is said to be a task and is none of the plan's."""
    plain = normalise(text).plain
    for one in find_references(plain, vocabulary)[0]:
        for said in _NUMERALS.findall(plain[one.start : one.end]):
            number = number_value(said)
            if one.how == "missing" and number is not None and int(number) not in vocabulary.tasks:
                return int(number)
    return None


def wants_all(text: str) -> bool:
    """Whether the rest of a list is asked for."""
    return bool(_ALL.match(normalise(text).plain.strip()))


def _tasks(words: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    """The tasks that `words` name, where they name nothing else."""
    bare = _BARE_NUMBERS.match(words.strip())
    if bare:
        return tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", bare[1])))
    references, left = find_references(words, vocabulary)
    if not references or not all(one.certain or one.how == "missing" for one in references) or _LEFT.sub("", left):
        return ()
    return tuple(dict.fromkeys(number for one in references for number in one.tasks))
