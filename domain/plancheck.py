"""What must hold in any plan, however it was read: from the plan file, a task list, a spreadsheet or the database.

`check` looks at a whole plan and reports every fault at once, so that a person mends a file in one go. `field` of a
problem is a path from the task: `lead`, `milestones[2022].due`, `milestones[2022].indicators[1].phrase` (counted from
1). A stand-in that a reader put in the place of something unreadable (an empty word, `date.min`) is not judged again
where it would only repeat what was said.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from domain.errors import InvalidPlan, PlanProblem
from domain.plan import Comparator, Department, Indicator, Milestone, Plan, Task

LONGEST_TITLE, LONGEST_TARGET = 500, 4000  # characters: what people read in chat; verbatim targets are a few hundred
SHOWN_PROBLEMS = 100  # a file that is not a plan at all would fill screens


def check(plan: Plan) -> list[PlanProblem]:
    """Every fault of the plan; an empty list when there is none."""
    empty = [field for field in ("id", "title") if not getattr(plan, field).strip()]
    problems = [PlanProblem(None, field, "is empty") for field in empty]
    if len(plan.title) > LONGEST_TITLE:
        problems.append(_too_long(None, "title", LONGEST_TITLE))
    if not _is_timezone(plan.timezone):
        problems.append(
            PlanProblem(None, "timezone", f"{plan.timezone!r} is no time zone; say for example Asia/Shanghai")
        )
    if not plan.departments:
        problems.append(PlanProblem(None, "departments", "there is none"))
    if not plan.tasks:
        problems.append(PlanProblem(None, "tasks", "there is none"))
    problems += _check_departments(plan)
    problems += _check_task_names(plan.tasks)
    known = {one.name for one in plan.departments}
    for task in plan.tasks:
        problems += _check_task(task, known)
    return problems


def _too_long(task: int | None, field: str, most: int) -> PlanProblem:
    return PlanProblem(task, field, f"is longer than {most} characters")


def refuse(problems: Iterable[PlanProblem]) -> None:
    """Raises InvalidPlan with the problems, if there are any: the first hundred, and how many more."""
    found = list(problems)
    if len(found) > SHOWN_PROBLEMS:
        rest = len(found) - SHOWN_PROBLEMS
        found = [*found[:SHOWN_PROBLEMS], PlanProblem(None, "file", f"{rest} more problems are not listed")]
    if found:
        raise InvalidPlan(found)


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, not a key, a folder of the time zone data
        return False
    return True


def _check_departments(plan: Plan) -> Iterator[PlanProblem]:
    owners: dict[str, str] = {}
    for department in plan.departments:
        if not department.name.strip():
            yield PlanProblem(None, "departments", "a department has no name")
        elif department.name in owners:
            yield PlanProblem(None, "departments", f"{department.name} is listed twice")
        owners.setdefault(department.name, department.name)
        if department.kind not in ("department", "group"):
            yield PlanProblem(
                None, f"departments[{department.name}].kind", f"{department.kind!r} is neither department nor group"
            )
        yield from _check_members(department, plan)
    for department in plan.departments:
        for alias in department.aliases:
            owner = owners.setdefault(alias, department.name)
            if not alias.strip():
                yield PlanProblem(None, f"departments[{department.name}].aliases", "an alias is empty")
            elif owner != department.name:
                yield PlanProblem(None, f"departments[{department.name}].aliases", f"{alias} already means {owner}")


def _check_members(department: Department, plan: Plan) -> Iterator[PlanProblem]:
    where = f"departments[{department.name}].members"
    if department.members and department.kind != "group":
        yield PlanProblem(None, where, "only a group has members")
    for at, name in enumerate(department.members):
        member = plan.department(name)
        if member is None or member.kind == "group":
            yield PlanProblem(None, where, f"{name or 'an empty name'} is not among the departments")
        elif name in department.members[:at]:
            yield PlanProblem(None, where, f"{name} is listed twice")


def _check_task_names(tasks: tuple[Task, ...]) -> Iterator[PlanProblem]:
    numbers: set[int] = set()
    owners: dict[str, Task] = {}
    for task in tasks:
        if task.number < 1:
            yield PlanProblem(task.number, "number", "must be 1 or more")
        elif task.number in numbers:
            yield PlanProblem(task.number, "number", "is used twice")
        numbers.add(task.number)
        for alias in task.aliases:
            owner = owners.setdefault(alias, task)
            if not alias.strip():
                yield PlanProblem(task.number, "aliases", "an alias is empty")
            elif owner is not task:
                yield PlanProblem(task.number, "aliases", f"{alias} already means task {owner.number}")


def _check_task(task: Task, known: set[str]) -> Iterator[PlanProblem]:
    number = task.number
    if not task.title.strip():
        yield PlanProblem(number, "title", "is empty")
    if len(task.title) > LONGEST_TITLE:
        yield _too_long(number, "title", LONGEST_TITLE)
    for milestone in task.milestones:
        if len(milestone.target) > LONGEST_TARGET:
            yield _too_long(number, f"milestones[{milestone.period}].target", LONGEST_TARGET)
    if not task.lead.strip():
        yield PlanProblem(number, "lead", "is missing")
    elif task.lead not in known:
        yield PlanProblem(number, "lead", f"{task.lead} is not among the departments")
    for at, name in enumerate(task.supporting):
        if name not in known:
            yield PlanProblem(number, "supporting", f"{name or 'an empty name'} is not among the departments")
        elif name in task.supporting[:at]:
            yield PlanProblem(number, "supporting", f"{name} is listed twice")
    if not task.milestones:
        yield PlanProblem(number, "milestones", "there is none")
    for at, milestone in enumerate(task.milestones):
        where = f"milestones[{milestone.period or at + 1}]"
        yield from _check_milestone(number, where, milestone, task.milestones[:at])


def _check_milestone(
    number: int, where: str, milestone: Milestone, earlier: tuple[Milestone, ...]
) -> Iterator[PlanProblem]:
    if not milestone.period.strip():
        yield PlanProblem(number, f"{where}.period", "is empty")
    elif milestone.period in (one.period for one in earlier):
        yield PlanProblem(number, f"{where}.period", "is used twice")
    if not milestone.target.strip():
        yield PlanProblem(number, f"{where}.target", "is empty")
    if date.min not in (milestone.starts, milestone.due):
        if milestone.last_day < milestone.starts:
            yield PlanProblem(number, f"{where}.due", f"{milestone.due} is before the start, {milestone.starts}")
        last = earlier[-1] if earlier else None
        if last and date.min not in (last.starts, last.due) and milestone.starts <= max(last.last_day, last.starts):
            wrong = "comes before" if milestone.starts < last.starts else "overlaps"
            due = last.due or "never"
            yield PlanProblem(
                number, f"{where}.starts", f"{milestone.starts} {wrong} the milestone {last.period}, due {due}"
            )
    for index, indicator in enumerate(milestone.indicators, start=1):
        yield from _check_indicator(number, f"{where}.indicators[{index}]", indicator, milestone.target)


def _check_indicator(number: int, where: str, one: Indicator, target: str) -> Iterator[PlanProblem]:
    if not one.name.strip():
        yield PlanProblem(number, f"{where}.name", "is empty")
    if not one.phrase.strip():
        yield PlanProblem(number, f"{where}.phrase", "is empty")
    elif target and one.phrase not in target:
        yield PlanProblem(number, f"{where}.phrase", f"{one.phrase} is not part of the target")
    for field in ("low", "base_low", "high", "base_high"):
        value = getattr(one, field)
        if value is not None and not (math.isfinite(value) and value > 0):
            yield PlanProblem(number, f"{where}.{field}", f"{value:g} is not above zero")
    if one.is_ceiling:
        yield from _check_ceiling(number, where, one)
        return
    if one.low is None:
        yield PlanProblem(number, f"{where}.low", f"must be a number with {one.comparator.value}")
        return
    for field, low, high in (("high", one.low, one.high), ("base_high", one.base_low, one.base_high)):
        if high is not None and (low is None or high < low):
            yield PlanProblem(number, f"{where}.{field}", f"{high:g} is below the lower bound")
    if one.comparator is Comparator.RANGE and one.high is None:
        yield PlanProblem(number, f"{where}.high", "a range needs an upper bound")
    if one.comparator is Comparator.EQUAL and one.high is not None and one.high > one.low:
        yield PlanProblem(number, f"{where}.high", "differs from low; two bounds are a range")
    if one.comparator in (Comparator.AT_LEAST, Comparator.MORE_THAN) and one.high is not None:
        yield PlanProblem(number, f"{where}.high", f"must be null with {one.comparator.value}")
    if (one.base_unit is None) != (one.base_low is None) or (one.base_unit is None and one.base_high is not None):
        yield PlanProblem(number, f"{where}.base_unit", "base_low and base_unit stand together or not at all")


def _check_ceiling(number: int, where: str, one: Indicator) -> Iterator[PlanProblem]:
    if one.high is None:
        yield PlanProblem(number, f"{where}.high", "must be a number with <=")
    for field in ("low", "base_low"):
        if getattr(one, field) is not None:
            yield PlanProblem(number, f"{where}.{field}", "must be null with <=")
    if (one.base_unit is None) != (one.base_high is None):
        yield PlanProblem(number, f"{where}.base_unit", "base_high and base_unit stand together or not at all")
