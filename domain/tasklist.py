"""A government's task list, as text or as rows of a table, read into a plan.

Titles and targets are kept to the letter; indicators are what `domain.targets` reads in a target. Tables of .docx and
.xlsx files are read elsewhere into rows and meet the same rules in `plan_of_rows`. Every row with a fault is reported
at once, so that a person mends the file in one go.

Aliases and notes are work of people, not of the source: `keep_curation` takes them over from the plan that is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.errors import PlanProblem
from domain.naming import place_of
from domain.plan import Department, Milestone, Plan, Task
from domain.plancheck import check, refuse
from domain.targets import indicators
from domain.tasklist_table import Columns, TargetColumn, columns_of, heading_of, rows_of, yearless_targets

_TASK_NUMBER = re.compile(r"(\d{1,6})(?:\.0|[.、．])?")  # a spreadsheet may say 6.0
_NO_TARGET = frozenset(("-", "—", "——", "/", "无"))
_YEAR_PART = re.compile(r"(?:^|(?<=[；;。\n]))\s*(?=(20\d{2})年(?![-—–－~～至到]))")
_OPEN_END = re.compile(r"等(?:有关|相关|各)*(?:部门|单位|科室|机构)*$")
_UNNAMED = re.compile(r"(?:各|其他|其它)?(?:有关|相关)(?:部门|单位)|各(?:部门|单位)")
_BETWEEN_NAMES = re.compile(r"[、，,；;\n\t/]+(?![^（(]*[）)])")  # not in 各县（市、区）
_SHORT_NAME = re.compile(r"“([^“”]{2,12})”")


def parse_tasklist(
    text: str, *, plan_id: str, title: str = "", timezone: str = "Asia/Shanghai", source: str = "tasklist.txt"
) -> Plan:
    """The plan of a task list in the text layout; `title` is the one above the table unless given.

    Milestones start on the first and fall due on the last day of their period. Raises InvalidPlan with every problem
    found; `task` is None and `field` is `row N` (counted below the header) where a row has no number.
    """
    rows = rows_of(text)
    head = next((at for at, row in enumerate(rows) if columns_of(row)), len(rows))
    found = title or heading_of(rows[:head])
    return plan_of_rows(rows[head:], plan_id=plan_id, title=found, timezone=timezone, source=source)


def plan_of_rows(
    rows: Sequence[Sequence[str]], *, plan_id: str, title: str, timezone: str = "Asia/Shanghai", source: str = ""
) -> Plan:
    """The plan of a table whose first row is its header. Empty rows and repeated headers are skipped.

    Raises InvalidPlan with every problem found.
    """
    columns = columns_of(rows[0]) if rows else None
    problems: list[PlanProblem] = []
    tasks: list[Task] = []
    if columns is None:
        wanted = "序号, 项目计划, 牵头部门 and targets with their years"
        problems.append(PlanProblem(None, "header", f"no row names the columns {wanted}"))
    else:
        yearless = yearless_targets(rows[0])
        problems += [PlanProblem(None, "header", f"a column of targets names no year: {cell}") for cell in yearless]
        for at, row in enumerate(rows[1:], start=1):
            if any(cell.strip() for cell in row) and list(row) != list(rows[0]):
                tasks += _task(row, at, columns, place_of(title), problems)
        names = dict.fromkeys(name for task in tasks for name in (task.lead, *task.supporting) if name)
        departments = tuple(Department(name, (), "group" if name.startswith("各") else "department") for name in names)
        plan = Plan(plan_id, title, timezone, source, departments, _with_short_names(tasks))
        said = {problem.task for problem in problems}
        problems += [problem for problem in check(plan) if problem.task is not None or None not in said]
    refuse(problems)
    return plan


def keep_curation(fresh: Plan, known: Plan) -> Plan:
    """`fresh` with what people added to `known`: aliases and kinds of departments, aliases and notes of tasks.

    A task is the same one if its title is, or its number and the name in quotation marks. Its note is kept while the
    targets that it speaks of stand as they were. An alias that would now mean two things is left out.
    """
    taken = {one.name for one in fresh.departments}
    departments = []
    for one in fresh.departments:
        old = known.department(one.name) or one
        aliases = tuple(alias for alias in old.aliases if alias not in taken)
        taken.update(aliases)
        departments.append(replace(one, aliases=aliases, kind=old.kind))
    taken = set()
    tasks = []
    for task in fresh.tasks:
        before = _same_task(task, known) or task
        aliases = tuple(alias for alias in before.aliases or task.aliases if alias not in taken)
        taken.update(aliases)
        unchanged = [one.target for one in before.milestones] == [one.target for one in task.milestones]
        tasks.append(replace(task, aliases=aliases, note=before.note if before.note and unchanged else task.note))
    return replace(fresh, departments=tuple(departments), tasks=tuple(tasks))


def _task(row: Sequence[str], at: int, columns: Columns, place: str, problems: list[PlanProblem]) -> tuple[Task, ...]:
    def cell(column: int) -> str:
        return row[column].strip() if 0 <= column < len(row) else ""

    written = _TASK_NUMBER.fullmatch(cell(columns.number))
    if not written:
        problems.append(PlanProblem(None, f"row {at}", f"has no number: {' '.join(row).strip()[:40]}"))
        return ()
    number = int(written[1])
    if any(word.strip() for word in row[columns.width :]):
        problems.append(PlanProblem(number, "row", f"has {len(row)} cells, the header {columns.width}"))
    leads, _ = _departments(cell(columns.lead))
    others, open_ended = _departments(cell(columns.supporting))
    lead = leads[0] if leads else ""
    milestones: list[Milestone] = []
    for column in columns.targets:
        target = cell(column.column)
        if not target:
            problems.append(PlanProblem(number, f"milestones[{column.period}].target", "is empty"))
        elif target not in _NO_TARGET:
            milestones += _milestones(target, column, place)
    return (
        Task(
            number=number,
            title=cell(columns.title),
            lead=lead,
            milestones=tuple(milestones),
            supporting=tuple(name for name in dict.fromkeys((*leads[1:], *others)) if name != lead),
            supporting_open_ended=open_ended,
            # data, like the titles: a task has one lead here, and the source named several
            note=f"原文牵头部门为“{cell(columns.lead)}”，以第一个为牵头。" if len(leads) > 1 else None,
        ),
    )


def _milestones(target: str, column: TargetColumn, place: str) -> list[Milestone]:
    """One milestone for the column, or one a year where its words go year by year (2023年，…；2024年，…)."""
    marks = list(_YEAR_PART.finditer(target))
    years = [int(mark[1]) for mark in marks]
    by_year = len(years) > 1 and years == sorted(set(years)) and not target[: marks[0].start()].strip()
    if not (by_year and column.whole_years and column.starts.year <= years[0] and years[-1] <= column.due.year):
        return [Milestone(column.period, column.starts, column.due, target, indicators(target, place=place))]
    result = []
    for mark, year, end in zip(marks, years, [*(mark.start() for mark in marks[1:]), len(target)], strict=True):
        part = target[mark.start() : end].strip().rstrip("；;")
        days = date(year, 1, 1), date(year, 12, 31)
        result.append(Milestone(str(year), *days, part, indicators(part, place=place)))
    return result


def _departments(words: str) -> tuple[tuple[str, ...], bool]:
    """(the names in a cell, whether the list is open-ended: 等部门, 各有关单位)."""
    bare = re.sub(r"[ \u3000]", "", words).rstrip("。.；;")
    closed = _OPEN_END.sub("", bare)
    names = [name for name in _BETWEEN_NAMES.split(closed) if name and name not in _NO_TARGET]
    named = tuple(dict.fromkeys(name for name in names if not _UNNAMED.fullmatch(name)))
    return named, closed != bare or any(_UNNAMED.fullmatch(name) for name in names)


def _with_short_names(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks with the name in quotation marks as their first alias, where no other task has the same."""
    quoted = [_SHORT_NAME.findall(task.title)[:1] for task in tasks]
    return tuple(
        replace(task, aliases=tuple(names) if quoted.count(names) == 1 else ())
        for task, names in zip(tasks, quoted, strict=True)
    )


def _same_task(task: Task, known: Plan) -> Task | None:
    titled = next((one for one in known.tasks if one.title == task.title), None)
    numbered = known.task(task.number)
    if titled or not numbered:
        return titled
    return numbered if set(_SHORT_NAME.findall(task.title)) & set(_SHORT_NAME.findall(numbered.title)) else None
