"""The names that one plan gives to its tasks and departments, and how people shorten them.

A `Vocabulary` is built once per plan; nothing about a particular plan stands in code. Names of tasks come from the
aliases, the title (with and without its leading verb and closing noun) and what is quoted in titles and targets.
A department is accepted on its name, an alias, or a *unique ordered subsequence* of its full name (科技局 in
区科技产业局); a likeness that is only probable is never accepted, it becomes a question.

Looking names up costs the length of the text, not the number of tasks: all names stand in one table by their first
two characters.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.plan import Plan, Task
from language.lexicon import names as words
from language.lexicon.writing import SOUND_ALIKE
from language.normalise import plain_name

_PROBABLE_SHARE = 2  # pairs of characters that a probable name must share with a title


@dataclass(frozen=True, slots=True)
class Named:
    """A task's name in a text: where it stands and whose it is (several: it does not tell).

    `whole` is False for a name of one part of the task (a quoted product, an alias outside the title): that part may
    be finished while the task is not.
    """

    start: int
    end: int
    tasks: tuple[int, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Office:
    """A department in a text: `name` in full, or None and the `candidates` when the words do not tell which."""

    start: int
    end: int
    name: str | None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of one plan, ready for looking up. Build with `Vocabulary.of(plan)`."""

    zone: ZoneInfo
    tasks: Mapping[int, Task]
    names: Mapping[str, tuple[tuple[int, ...], bool]]  # sound-alike shape -> tasks, whole
    departments: Mapping[str, str]  # full name -> plain shape
    aliases: Mapping[str, tuple[str, ...]]  # plain shape of full names and aliases -> departments
    units: frozenset[str]
    _name_lengths: Mapping[str, tuple[int, ...]]
    _alias_lengths: Mapping[str, tuple[int, ...]]
    _titles: Mapping[int, str]  # plain shapes
    _pairs: Mapping[str, frozenset[int]]
    _by_char: Mapping[str, tuple[str, ...]]
    _counted: Mapping[str, frozenset[int]]  # pairs of characters of titles and indicators -> tasks

    @classmethod
    def of(cls, plan: Plan) -> Vocabulary:
        """The vocabulary of `plan`. About a millisecond a hundred tasks."""
        names = _task_names(plan)
        aliases: dict[str, tuple[str, ...]] = {}
        for one in plan.departments:
            for alias in (one.name, *one.aliases):
                key = plain_name(alias)
                if len(key) > 1 and one.name not in aliases.get(key, ()):
                    aliases[key] = (*aliases.get(key, ()), one.name)
        pairs: dict[str, set[int]] = defaultdict(set)
        for task in plan.tasks:
            for pair in _pairs(plain_name(_core(task.title))):
                pairs[pair].add(task.number)
        counted: dict[str, set[int]] = defaultdict(set)
        for task in plan.tasks:
            said = [_core(task.title), *(one.name for milestone in task.milestones for one in milestone.indicators)]
            for phrase in said:
                for run in re.findall(r"[\u4e00-\u9fff]+", words.CLOSING.sub("", phrase)):
                    for pair in _pairs(run):
                        counted[pair].add(task.number)
        by_char: dict[str, list[str]] = defaultdict(list)
        for one in plan.departments:
            for char in dict.fromkeys(plain_name(one.name)):
                by_char[char].append(one.name)
        units = {
            indicator.unit for task in plan.tasks for milestone in task.milestones for indicator in milestone.indicators
        }
        return cls(
            ZoneInfo(plan.timezone),
            {task.number: task for task in plan.tasks},
            names,
            {one.name: plain_name(one.name) for one in plan.departments},
            aliases,
            frozenset(plain_name(unit) for unit in units if unit),
            _lengths(names),
            _lengths(aliases),
            {task.number: plain_name(task.title) for task in plan.tasks},
            {pair: frozenset(owners) for pair, owners in pairs.items()},
            {char: tuple(owners) for char, owners in by_char.items()},
            {pair: frozenset(owners) for pair, owners in counted.items()},
        )

    @property
    def is_a_citys(self) -> bool:
        """Whether the plan's departments are a city's (市教育局), not a district's."""
        return sum(name.startswith("市") for name in self.departments) * 2 > len(self.departments)

    def leads(self, department: str | None, number: int) -> bool:
        """Whether that department leads the task."""
        return department is not None and number in self.tasks and self.tasks[number].lead == department

    def concerns(self, department: str | None, number: int) -> bool:
        """Whether that department leads or supports the task."""
        supports = number in self.tasks and department in self.tasks[number].supporting
        return supports or self.leads(department, number)

    def names_in(self, text: str) -> list[Named]:
        """The tasks' names in a plain text, longest first at each place, none overlapping; department names are not
        taken for them."""
        found: list[Named] = []
        heard = sound(text)
        at = 0
        while at < len(text) - 1:
            office = self._longest(text, at, self._alias_lengths, self.aliases)
            name = self._longest(heard, at, self._name_lengths, self.names)
            if name and name >= office:
                tasks, whole = self.names[heard[at : at + name]]
                found.append(Named(at, at + name, tasks, whole))
            at += max(name, office, 1)
        return found

    def parts_in(self, text: str) -> list[Named]:
        """Pieces of one task's title in a text that names none: three characters or more that no other title has, and
        that say more than 示范 or 提升 (医共体 of 实施县域医共体“强基”行动)."""
        found: list[Named] = []
        at = 0
        while at < len(text) - 2:
            end, owners = at + 2, self._pairs.get(text[at : at + 2], frozenset())
            while end < len(text) and (more := owners & self._pairs.get(text[end - 1 : end + 1], frozenset())):
                end, owners = end + 1, more
            piece = text[at:end]
            within = [number for number in owners if piece in self._titles[number]] if len(piece) > 2 else []
            if len(within) == 1 and len(words.DULL_PIECE.sub("", piece)) > 1:
                found.append(Named(at, end, (within[0],), False))
                at = end
            else:
                at += 1
        return found

    def probable_tasks(self, text: str) -> tuple[int, ...]:
        """Up to three tasks whose titles share most with the text: to be offered in a question, never to be taken."""
        score: Counter[int] = Counter()
        for pair in _pairs(text):
            owners = self._pairs.get(pair, frozenset())
            if 0 < len(owners) <= max(3, len(self.tasks) // 8):
                score.update(owners)
        enough = 1 if len(self._owners(text)) == 1 else _PROBABLE_SHARE
        best = [(count, -number) for number, count in score.items() if count >= enough]
        return tuple(-number for _, number in sorted(best, reverse=True)[:3])

    def counted_in(self, text: str, department: str | None) -> list[Named]:
        """Where a text without a task's name uses words that, of all tasks, only one of the speaker's own counts or is
        called by (危桥 of 改造危桥8座): the first such place of each task, named by a part."""
        found: dict[int, Named] = {}
        for at in range(len(text) - 1):
            owners = self._counted.get(text[at : at + 2], frozenset())
            if len(owners) == 1:
                (number,) = owners
                if self.tasks[number].lead == department and number not in found:
                    found[number] = Named(at, at + 2, (number,), False)
        return list(found.values())

    def department(self, short: str) -> tuple[str, ...]:
        """The departments that `short` may stand for: one: it is certain; several: it is not; none: unknown."""
        key = plain_name(short)
        if key in self.aliases:
            return self.aliases[key]
        for bare in dict.fromkeys((re.sub(r"^[区市县](?=..)", "", key), key)):
            telling = len(set(bare) - words.GENERIC)
            if telling < 2 and not (telling and len(key) > 2 and words.AS_OFFICE.search(bare)):
                continue
            owners = tuple(
                name for name in self._by_char.get(bare[0], ()) if is_subsequence(bare, self.departments[name])
            )
            if owners:
                return owners
        return ()

    def departments_in(self, text: str) -> list[Office]:
        """The departments named in a plain text, in order: certain ones with `name`, unclear ones with `candidates`."""
        found: list[Office] = []
        at = 0
        while at < len(text) - 1:
            length = self._longest(text, at, self._alias_lengths, self.aliases)
            office = self._office(text, at, length)
            if office is None:
                at += 1
                continue
            found.append(office)
            at = office.end
        return found

    def _office(self, text: str, at: int, length: int) -> Office | None:
        if length:
            names = self.aliases[text[at : at + length]]
            if not words.OFFICE.match(text, at + length) or len(names) > 1:
                return Office(at, at + length, names[0] if len(names) == 1 else None, names)
        end = self._run(text, at)
        for stop in range(end, max(at + 1, at + length), -1):
            short = text[at:stop]
            owners = self.department(short)
            if not owners:
                continue
            ends_well = (
                any(self.departments[name][-1] == short[-1] for name in owners)
                and words.OFFICE.search(short)
                and len(short) > 2
            )
            stands_well = words.BEFORE_DEPARTMENT.search(text[:at]) and words.AFTER_DEPARTMENT.match(text, stop)
            if (ends_well and not words.OFFICE.match(text, stop)) or stands_well:
                return Office(at, stop, owners[0] if len(owners) == 1 else None, owners)
        if length:
            names = self.aliases[text[at : at + length]]
            return Office(at, at + length, names[0], names)
        return None

    def _run(self, text: str, at: int) -> int:
        """How far the text goes on being an ordered subsequence of some department's name."""
        start = at + 1 if text[at] in "区市县" else at
        if start >= len(text):
            return at
        places = {name: self.departments[name].find(text[start]) for name in self._by_char.get(text[start], ())}
        end = start
        while places and end < min(len(text), at + 16):
            end += 1
            if end >= len(text):
                break
            places = {
                name: place
                for name, last in places.items()
                if (place := self.departments[name].find(text[end], last + 1)) >= 0
            }
        return end

    def _owners(self, text: str) -> frozenset[int]:
        return frozenset().union(*(self._pairs.get(pair, frozenset()) for pair in _pairs(text)))

    @staticmethod
    def _longest(text: str, at: int, lengths: Mapping[str, tuple[int, ...]], table: Mapping[str, object]) -> int:
        for length in lengths.get(text[at : at + 2], ()):
            if text[at : at + length] in table and at + length <= len(text):
                return length
        return 0


def sound(text: str) -> str:
    """The text with characters that are often mistaken for one another (归燕, 归雁) made the same."""
    return "".join(SOUND_ALIKE.get(char, char) for char in text)


def _task_names(plan: Plan) -> dict[str, tuple[tuple[int, ...], bool]]:
    owners: dict[str, dict[int, bool]] = defaultdict(dict)
    for task in plan.tasks:
        title = plain_name(task.title)
        core = _core(title)
        quoted = [plain_name(name) for name in words.QUOTED.findall(task.title)]
        aliases = [plain_name(alias) for alias in task.aliases]
        for name in (title, core, words.CLOSING.sub("", core), *quoted):
            owners[sound(name)][task.number] = True
        for place, name in enumerate(aliases):
            whole = place == 0 or name in title
            owners[sound(name)][task.number] = owners[sound(name)].get(task.number, False) or whole
    for name, task_number in _quoted_in_targets(plan.tasks):
        if name not in owners:
            owners[name][task_number] = False
    return {name: (tuple(sorted(tasks)), all(tasks.values())) for name, tasks in owners.items() if len(name) > 1}


def _core(title: str) -> str:
    return words.LEADING.sub("", title)


def _quoted_in_targets(tasks: Iterable[Task]) -> list[tuple[str, int]]:
    """What one task alone puts in quotes in its targets: the name of a part of that task."""
    owners: dict[str, set[int]] = defaultdict(set)
    for task in tasks:
        for milestone in task.milestones:
            for name in words.QUOTED.findall(milestone.target):
                owners[sound(plain_name(name))].add(task.number)
    return [(name, min(numbers)) for name, numbers in owners.items() if len(numbers) == 1]


def _lengths(names: Mapping[str, object]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in names:
        lengths[name[:2]].add(len(name))
    return {start: tuple(sorted(sizes, reverse=True)) for start, sizes in lengths.items()}


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def is_subsequence(short: str, full: str) -> bool:
    """Whether a name is another with characters left out: 科技局 of 科技产业局. That is how offices shorten names."""
    rest = iter(full)
    return all(char in rest for char in short)
