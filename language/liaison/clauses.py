"""A sheet cut into clauses, each given to the tasks it speaks of.

A clause without a reference of its own belongs to the task named before it, at first to the task that was asked about.
A group of clauses that speak of the same tasks is a `Topic`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from language.lexicon import clauses as words
from language.marking import Reference
from language.sheet import TASK, Sheet

Span = tuple[int, int]


@dataclass(slots=True)
class Topic:
    """The clauses that speak of one group of tasks, as stretches of the shape. `part`: named by a part of the task
    only, `called` by that name; `doubts`: tasks of which it is not certain that they are meant."""

    tasks: tuple[int, ...]
    clauses: list[Span] = field(default_factory=list)
    part: bool = False
    called: str = ""
    doubts: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Named:
    """References that stand side by side, joined by nothing but 和, 、 and the like."""

    start: int
    end: int
    references: tuple[Reference, ...]

    @property
    def tasks(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(number for one in self.references for number in one.tasks))

    @property
    def certain(self) -> bool:
        return all(one.certain for one in self.references)


def topics(sheet: Sheet, home: int | None) -> list[Topic]:
    """The clauses of a sheet by the tasks they speak of; `home` is the task that was asked about."""
    found = [Topic((home,) if home else ())]
    for start, end in _with_their_names(sheet.shape, list(clauses(sheet.shape))):
        groups = list(_groups(sheet, start, end))
        if not groups:
            found[-1].clauses.append((start, end))
            continue
        cuts = [start, *(group.start for group in groups[1:]), end]
        for group, (left, right) in zip(groups, pairwise(cuts), strict=True):
            _give(sheet, found, group, left, right)
    first, named = found[0], [one for one in found[1:] if one.tasks]
    silent = not any(words.SAYS.search(sheet.shape[start:end]) for start, end in first.clauses)
    if first.clauses and silent and len({one.tasks for one in named}) == 1:
        named[0].clauses[:0] = first.clauses  # 汇报一下，第6项…
        first.clauses = []
    return [one for one in found if one.clauses] or found[:1]


def clauses(shape: str) -> Iterator[Span]:
    """The stretches between the breaks of a shape."""
    start = 0
    for match in [*words.BREAK.finditer(shape), None]:
        end = match.start() if match else len(shape)
        if shape[start:end].strip():
            yield start, end
        start = match.end() if match else end


def _with_their_names(shape: str, spans: list[Span]) -> Iterator[Span]:
    """第8项，第9项都完成P: a clause that only names tasks goes with the next one, if that begins with a name."""
    first: int | None = None
    for at, (start, end) in enumerate(spans):
        first = start if first is None else first
        following = spans[at + 1] if at + 1 < len(spans) else None
        lists = words.ONLY_NAMED.fullmatch(shape[start:end]) and following
        if lists and following and shape[following[0] : following[1]].lstrip().startswith(TASK):
            continue
        yield first, end
        first = None


def _groups(sheet: Sheet, start: int, end: int) -> Iterator[_Named]:
    group: _Named | None = None
    for at, mark in sheet.marks(TASK, start, end):
        reference: Reference = mark.value
        if group and words.TOGETHER.fullmatch(sheet.shape[group.end : at]):
            group = _Named(group.start, at + 1, (*group.references, reference))
            continue
        if group:
            yield group
        group = _Named(at, at + 1, (reference,))
    if group:
        yield group


def _give(sheet: Sheet, found: list[Topic], group: _Named, left: int, right: int) -> None:
    """The clause [left, right) to the tasks of `group`, or to the topic before where they are only mentioned in it."""
    tasks, current = group.tasks, found[-1]
    each = _in_turn(sheet.shape, tasks, group.end, right) if group.certain else None
    if each is not None:
        if len(each) == len(tasks):
            found += [Topic((task,), [span]) for task, span in zip(tasks, each, strict=True)]
        else:  # 分别, but not as many things as tasks
            found.append(Topic((), [(left, right)], doubts=list(tasks)))
        return
    by_name = all(one.how in ("name", "part", "counted") for one in group.references)
    lead = words.SUBJECT_LEAD.sub("", sheet.shape[left : group.start])
    if current.tasks and not set(current.tasks) & set(tasks) and by_name and lead:
        current.clauses.append((left, right))
        if words.PART_OF.match(lead):
            return  # 保障房6200套，其中人才公寓1800套
        if words.SAYS.search(sheet.shape[left:right]) and len(tasks) == 1:
            current.doubts += [*current.tasks, *tasks]
        return
    if current.tasks == tasks and group.certain:
        current.clauses.append((left, right))
        current.called += sheet.plain(group.start, group.end)
        return
    part = all(one.how in ("part", "counted") for one in group.references)
    doubts = [number for one in group.references if not one.certain for number in one.tasks]
    found.append(Topic(tasks, [(left, right)], part, sheet.plain(group.start, group.end), doubts))


def _in_turn(shape: str, tasks: tuple[int, ...], start: int, end: int) -> list[Span] | None:
    """Where the things stand that are said of several tasks in turn (分别完成P、P、P); None where they are not."""
    told = shape[start:end].find("分别")
    listed = words.LISTED.search(shape[start:end])
    if len(tasks) < 2 or (told < 0 and (listed is None or len(words.LISTED_PARTS.findall(listed[0])) != len(tasks))):
        return None
    at = start + (told + 2 if told >= 0 or listed is None else listed.start())
    return [(at + match.start(), at + match.end()) for match in re.finditer(words.LISTED_PARTS.source, shape[at:end])]
