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

from bot.understanding.normalise import plain_name
from bot.understanding.patterns import Pattern
from bot.understanding.words import SOUND_ALIKE
from domain.plan import Plan, Task

_QUOTED = Pattern(r"[“「『《\"‘]([^”」』》\"’“「『《‘]{2,24})[”」』》\"’]")
_LEADING = Pattern(
    r"^(?:组织)?(?:实施|推进|推动|开展|打造|举办|落实|加快|做好|完善|启动|建立|加强|建设|深化"
    r"|强化)(?=\S{3})"
)
_CLOSING = Pattern(r"(?:计划|工程|行动|项目|工作|任务|建设计划|打造计划|提升计划|专项行动)$")
_GENERIC = frozenset("区市县省镇局部办委会处科室中心公司集团工作服务管理我本各")
_OFFICE = (
    r"局(?![面限部势])|部(?![门署分])|办(?![理结法公了好完的事得])|委(?![托培派员])|镇|街道|分局|中心|公司"
    r"|集团|委员会|总工会|联合会|会(?![议后上同])|院|校(?![友园企方外])"
)
OFFICE = Pattern(_OFFICE)
_AS_OFFICE = Pattern(rf"(?:{_OFFICE})$")
_AFTER_DEPARTMENT = Pattern(
    r"\s*(?:$|[,。;?!、:(和与跟及]|牵头|负责|主责|主办|承担|承办|配合|参与|支持|的|还|没|未|报|谁|有(?!关)"
    r"|哪|几|多少|联[络系]|反映|提|完成|逾期|超期|红|黄|绿"
    r"|进展|进度|任务|项目|情况|怎|上|本|这|那|最|已|所有|全部|名下|目前|现在|今天|昨天|什么|有没有|亮"
    r"|到期|负责人|电话|办结|申请|排)"
)
_BEFORE_DEPARTMENT = Pattern(
    r"(?:^|[,。;?!、:\s和与跟及给查看看找问催把让由是]|一下|导出|列出|统计|汇总|关于|目前|现在|本月|上周"
    r"|本周|昨天|今天|[\d一二三四五六七八九十]月份?|季度|□)$"
)
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
    departments: tuple[str, ...]
    aliases: Mapping[str, tuple[str, ...]]  # plain shape of full names and aliases -> departments
    units: frozenset[str]
    _name_lengths: Mapping[str, tuple[int, ...]]
    _alias_lengths: Mapping[str, tuple[int, ...]]
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
            for words in said:
                for run in re.findall(r"[\u4e00-\u9fff]+", _CLOSING.sub("", words)):
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
            tuple(one.name for one in plan.departments),
            aliases,
            frozenset(plain_name(unit) for unit in units if unit),
            _lengths(names),
            _lengths(aliases),
            {pair: frozenset(owners) for pair, owners in pairs.items()},
            {char: tuple(owners) for char, owners in by_char.items()},
            {pair: frozenset(owners) for pair, owners in counted.items()},
        )

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

    def probable_tasks(self, text: str) -> tuple[int, ...]:
        """Up to three tasks whose titles share most with the text: to be offered in a question, never to be taken."""
        score: Counter[int] = Counter()
        for pair in _pairs(text):
            owners = self._pairs.get(pair, frozenset())
            if 0 < len(owners) <= max(3, len(self.tasks) // 8):
                score.update(owners)
        best = [
            (count, -number)
            for number, count in score.items()
            if count >= _PROBABLE_SHARE or len(self._owners(text)) == 1
        ]
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
            telling = len(set(bare) - _GENERIC)
            if telling < 2 and not (telling and len(key) > 2 and _AS_OFFICE.search(bare)):
                continue
            owners = tuple(name for name in self._by_char.get(bare[0], ()) if _is_subsequence(bare, plain_name(name)))
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
            if not OFFICE.match(text, at + length) or len(names) > 1:
                return Office(at, at + length, names[0] if len(names) == 1 else None, names)
        end = self._run(text, at)
        for stop in range(end, max(at + 1, at + length), -1):
            short = text[at:stop]
            owners = self.department(short)
            if not owners:
                continue
            ends_well = (
                any(plain_name(name)[-1] == short[-1] for name in owners) and OFFICE.search(short) and len(short) > 2
            )
            stands_well = _BEFORE_DEPARTMENT.search(text[:at]) and _AFTER_DEPARTMENT.match(text, stop)
            if (ends_well and not OFFICE.match(text, stop)) or stands_well:
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
        places = {name: plain_name(name).find(text[start]) for name in self._by_char.get(text[start], ())}
        end = start
        while places and end < min(len(text), at + 16):
            end += 1
            if end >= len(text):
                break
            places = {
                name: place
                for name, last in places.items()
                if (place := plain_name(name).find(text[end], last + 1)) >= 0
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
        quoted = [plain_name(name) for name in _QUOTED.findall(task.title)]
        aliases = [plain_name(alias) for alias in task.aliases]
        for name in (title, core, _CLOSING.sub("", core), *quoted):
            owners[sound(name)][task.number] = True
        for place, name in enumerate(aliases):
            whole = place == 0 or name in title
            owners[sound(name)][task.number] = owners[sound(name)].get(task.number, False) or whole
    for name, task_number in _quoted_in_targets(plan.tasks):
        if name not in owners:
            owners[name][task_number] = False
    return {name: (tuple(sorted(tasks)), all(tasks.values())) for name, tasks in owners.items() if len(name) > 1}


def _core(title: str) -> str:
    return _LEADING.sub("", title)


def _quoted_in_targets(tasks: Iterable[Task]) -> list[tuple[str, int]]:
    """What one task alone puts in quotes in its targets: the name of a part of that task."""
    owners: dict[str, set[int]] = defaultdict(set)
    for task in tasks:
        for milestone in task.milestones:
            for name in _QUOTED.findall(milestone.target):
                owners[sound(plain_name(name))].add(task.number)
    return [(name, min(numbers)) for name, numbers in owners.items() if len(numbers) == 1]


def _lengths(names: Mapping[str, object]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in names:
        lengths[name[:2]].add(len(name))
    return {start: tuple(sorted(sizes, reverse=True)) for start, sizes in lengths.items()}


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _is_subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)
