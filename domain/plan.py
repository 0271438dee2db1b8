"""The plan: departments, tasks, milestones and indicators, as values that never change.

A plan is read from `data/plan.json` or from the database, checked once by `domain.plancheck`, and then trusted
everywhere.
The schema of the file is `docs/plan.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.naming import is_rate


class Comparator(StrEnum):
    """How an indicator's value is held against its bounds."""

    AT_LEAST = ">="  # 不少于, 不低于, 至少, 以上
    MORE_THAN = ">"  # 超, 超过
    EQUAL = "="  # a bare figure, 达, 增加至: reaching it is meeting it, more is fine
    RANGE = "range"  # a-b: the lower bound meets it
    APPROX = "approx"  # 左右, 约


class Basis(StrEnum):
    """What an indicator counts."""

    TOTAL = "total"  # all there is at the end
    PER_YEAR = "per_year"  # 每年: anew in each year of the period
    NEW = "new"  # 新增, 再完成: on top of what stood before
    CUMULATIVE = "cumulative"  # 累计: since the plan began


@dataclass(frozen=True, slots=True)
class Department:
    """A department, or a group such as 各高校 whose members an admin names."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "department"  # department | group


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that a target promises. `low` and `high` are in `unit` as written; base_* in the base unit."""

    name: str
    phrase: str  # the exact words of the target that it came from
    comparator: Comparator
    low: float
    high: float | None
    unit: str
    basis: Basis = Basis.TOTAL
    base_low: float | None = None  # set where unit and base unit differ: 3000 万元 -> 30000000 元
    base_high: float | None = None
    base_unit: str | None = None

    @property
    def is_rate(self) -> bool:
        """A share (90%, 1.5个百分点) or a density (每千人2.4人): it does not accumulate, so no pace applies."""
        return is_rate(self.name, self.unit)

    def met_by(self, value: float) -> bool:
        """Whether `value` (in `unit`) reaches what was promised."""
        return value > self.low if self.comparator is Comparator.MORE_THAN else value >= self.low


@dataclass(frozen=True, slots=True)
class Milestone:
    """What a task must have reached by `due` (a civil date in the plan's zone)."""

    period: str  # "2022", "2023-2024"
    starts: date
    due: date
    target: str  # verbatim
    indicators: tuple[Indicator, ...] = ()


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
