"""The plan: departments, tasks, milestones and indicators, as values that never change.

A plan is read from `data/plan.json` or from the database, checked once by `domain.plancheck`, and then trusted
everywhere.
The schema of the file is `docs/plan.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

# What does not add up, by the plan's own words: shares and densities. They are data of a plan, like its titles.
_SHARES = ("%", "％", "‰", "个百分点")
_PER_HEAD = ("每十万", "每百万", "每万", "每千", "每百", "每10万", "人均", "户均", "亩均", "万人", "千人")


class Comparator(StrEnum):
    """How an indicator's value is held against its bounds."""

    AT_LEAST = ">="  # 不少于, 不低于, 至少, 以上
    MORE_THAN = ">"  # 超, 超过
    EQUAL = "="  # a bare figure, 达, 增加至: reaching it is meeting it, more is fine
    RANGE = "range"  # a-b: the lower bound meets it
    APPROX = "approx"  # 左右, 约
    AT_MOST = "<="  # 以内, 不超过, 控制在: a ceiling; `high` is set and `low` is None


class Basis(StrEnum):
    """What an indicator counts."""

    TOTAL = "total"  # all there is at the end
    PER_YEAR = "per_year"  # 每年: anew in each year of the period
    NEW = "new"  # 新增, 再完成: on top of what stood before
    CUMULATIVE = "cumulative"  # 累计: since the plan began
    CHANGE = "change"  # 提高3个百分点: by how much it differs from what it was


@dataclass(frozen=True, slots=True)
class Department:
    """A department, or a group such as 各高校 whose `members` an admin names: departments of the plan too."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "department"  # department | group
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that a target promises. `low` and `high` are in `unit` as written; base_* in the base unit. A ceiling
    has only `high`."""

    name: str
    phrase: str  # the exact words of the target that it came from
    comparator: Comparator
    low: float | None
    high: float | None
    unit: str
    basis: Basis = Basis.TOTAL
    base_low: float | None = None  # set where unit and base unit differ: 3000 万元 -> 30000000 元
    base_high: float | None = None
    base_unit: str | None = None

    @property
    def goal(self) -> float:
        """The bound that decides: what is to be reached, or of a ceiling what is not to be passed."""
        bound = self.high if self.low is None else self.low
        assert bound is not None, "plancheck lets no indicator without a bound pass"
        return bound

    @property
    def base_goal(self) -> float | None:
        """The same in the base unit, where that is another one."""
        return self.base_high if self.base_low is None else self.base_low

    @property
    def is_ceiling(self) -> bool:
        """Less is better: it is met from the first day on and can be lost, so no pace applies and nothing adds up."""
        return self.comparator is Comparator.AT_MOST

    @property
    def accumulates(self) -> bool:
        """Whether it grows towards its goal, so that pace (序时进度) can be held against it. A share (90%), a density
        (每千人2.4人), a change (提高3个百分点) and a ceiling do not."""
        rate = self.unit in _SHARES or self.name.startswith(_PER_HEAD)
        return not (rate or self.is_ceiling or self.basis is Basis.CHANGE)

    def met_by(self, value: float) -> bool:
        """Whether `value` (in `unit`) is what was promised."""
        if self.is_ceiling:
            return value <= self.goal
        return value > self.goal if self.comparator is Comparator.MORE_THAN else value >= self.goal


@dataclass(frozen=True, slots=True)
class Milestone:
    """What a task must have reached by `due` (a civil date in the plan's zone); None: it goes on for good (长期坚持),
    so there is no pace, no deadline and nothing overdue."""

    period: str  # "2022", "2023-2024"
    starts: date
    due: date | None
    target: str  # verbatim
    indicators: tuple[Indicator, ...] = ()

    @property
    def last_day(self) -> date:
        """The due date to compare and to sort by: what is never due lies behind every date."""
        return self.due or date.max


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered task of the plan; `lead` and `supporting` are department names."""

    number: int
    title: str  # verbatim
    lead: str
    milestones: tuple[Milestone, ...]
    aliases: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    supporting_open_ended: bool = False
    note: str | None = None  # an oddity of the source, shown to the coordinator

    @property
    def short(self) -> str:
        """The name that people use for it in a list: its first alias, else the title."""
        return self.aliases[0] if self.aliases else self.title

    def milestone(self, period: str) -> Milestone:
        """The milestone of `period`. Raises KeyError."""
        for milestone in self.milestones:
            if milestone.period == period:
                return milestone
        raise KeyError(period)


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole action plan. Departments and tasks are in the order of the source."""

    id: str
    title: str
    timezone: str
    source: str
    departments: tuple[Department, ...]
    tasks: tuple[Task, ...]

    def task(self, number: int) -> Task | None:
        """The task with that number, if there is one."""
        return next((task for task in self.tasks if task.number == number), None)

    def department(self, name: str) -> Department | None:
        """The department of exactly that full name, if there is one."""
        return next((one for one in self.departments if one.name == name), None)

    def led_by(self, department: str) -> tuple[Task, ...]:
        """The tasks that a department leads."""
        return tuple(task for task in self.tasks if task.lead == department)

    def leads(self) -> Iterator[str]:
        """The departments that lead at least one task, in the plan's order."""
        leading = {task.lead for task in self.tasks}
        return (one.name for one in self.departments if one.name in leading)

    def with_members(self, group: str, names: Sequence[str]) -> Plan:
        """The plan in which that group has exactly these members: departments of their own, which support whatever the
        group supports. A member that was named before and is no more goes, unless a task names it by itself."""
        names = tuple(dict.fromkeys(names))
        before = next((one.members for one in self.departments if one.name == group), ())
        gone = {*before} - {*names}
        tasks = tuple(
            replace(task, supporting=_with_members(task.supporting, group, names, gone, task.lead))
            if group in task.supporting
            else task
            for task in self.tasks
        )
        used = {name for task in tasks for name in (task.lead, *task.supporting)}
        kept = tuple(
            replace(one, members=names) if one.name == group else one
            for one in self.departments
            if one.name not in gone or one.name in used
        )
        known = {one.name for one in kept}
        new = tuple(Department(name) for name in names if name not in known)
        return replace(self, departments=(*kept, *new), tasks=tasks)


def _with_members(
    supporting: tuple[str, ...], group: str, names: tuple[str, ...], gone: set[str], lead: str
) -> tuple[str, ...]:
    at = supporting.index(group) + 1
    told = (*supporting[:at], *names, *supporting[at:])
    return tuple(dict.fromkeys(one for one in told if one not in gone and one != lead))
