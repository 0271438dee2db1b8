"""The plan file: JSON bytes -> Plan, and back. The schema is in `docs/plan.md`.

A plan file is written by people and by other programs, so nothing is believed: every key is looked at, and all faults
are reported at once, each with its task and field: first what cannot be read (`domain.planreading`), then what does
not hold (`domain.plancheck`), without saying the same twice.
"""

from __future__ import annotations

import json
from typing import Any

from domain.errors import InvalidPlan, PlanProblem
from domain.plan import Department, Indicator, Plan, Task
from domain.plancheck import check, refuse
from domain.planreading import UNNUMBERED, PlanReader

_MOST_BYTES = 20_000_000  # a plan of 36 tasks has 40 000; what is far beyond is not a plan


def loads(data: bytes) -> Plan:
    """The plan of a JSON file in UTF-8 (with or without a byte order mark).

    Raises InvalidPlan, and nothing else, with every problem found.
    """
    document = _parse(data)
    reader = PlanReader()
    plan = reader.plan(document)
    said = {(problem.task, problem.field) for problem in reader.problems}
    found = [_as_numbered(problem) for problem in check(plan)]
    refuse([*reader.problems, *(problem for problem in found if not _repeats(problem, said))])
    return plan


def dumps(plan: Plan) -> bytes:
    """The plan as readable JSON in UTF-8, the same bytes for the same plan: `loads(dumps(plan)) == plan`."""
    document = {
        "id": plan.id,
        "title": plan.title,
        "timezone": plan.timezone,
        "source": plan.source,
        "departments": [_department_document(one) for one in plan.departments],
        "tasks": [_task_document(task) for task in plan.tasks],
    }
    return (_render(document, 0) + "\n").encode()


def _parse(data: bytes) -> Any:
    if len(data) > _MOST_BYTES:
        raise InvalidPlan([PlanProblem(None, "file", f"is larger than {_MOST_BYTES // 1_000_000} MB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidPlan([PlanProblem(None, "file", f"is not UTF-8 (byte {error.start})")]) from error
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise InvalidPlan([PlanProblem(None, "file", f"is not JSON ({where})")]) from error
    except ValueError as error:  # a key twice; an integer of more digits than Python converts
        raise InvalidPlan([PlanProblem(None, "file", f"is not JSON that can be used ({str(error)[:120]})")]) from error
    except RecursionError as error:
        raise InvalidPlan([PlanProblem(None, "file", "is nested too deeply to be a plan")]) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(
            "the key " + next(one for one in names if names.count(one) > 1)[:40] + " stands twice in one object"
        )
    return result


def _as_numbered(problem: PlanProblem) -> PlanProblem:
    """A problem of a task whose number could not be read names its place in the file instead."""
    if problem.task is None or problem.task < UNNUMBERED:
        return problem
    return PlanProblem(None, f"tasks[{problem.task - UNNUMBERED}].{problem.field}", problem.message)


def _repeats(problem: PlanProblem, said: set[tuple[int | None, str]]) -> bool:
    """Whether a problem of the whole plan only follows from one that the reader named already."""
    if problem.message.endswith("not among the departments") and (None, "departments") in said:
        return True
    own = problem.field
    parts = (own[:at] for at in range(len(own), 0, -1) if at == len(own) or own[at] in ".[")
    return any((problem.task, part) in said for part in parts)


def _department_document(one: Department) -> dict[str, Any]:
    document = {"name": one.name, "aliases": list(one.aliases), "kind": one.kind}
    return document | {"members": list(one.members)} if one.members else document


def _task_document(task: Task) -> dict[str, Any]:
    return {
        "number": task.number,
        "title": task.title,
        "aliases": list(task.aliases),
        "lead": task.lead,
        "supporting": list(task.supporting),
        "supporting_open_ended": task.supporting_open_ended,
        "note": task.note,
        "milestones": [
            {
                "period": one.period,
                "starts": one.starts.isoformat(),
                "due": one.due.isoformat() if one.due else None,
                "target": one.target,
                "indicators": [_indicator_document(indicator) for indicator in one.indicators],
            }
            for one in task.milestones
        ],
    }


def _indicator_document(one: Indicator) -> dict[str, Any]:
    document = {
        "name": one.name,
        "phrase": one.phrase,
        "comparator": one.comparator.value,
        "low": _number(one.low),
        "high": _number(one.high),
        "unit": one.unit,
        "basis": one.basis.value,
    }
    if one.base_unit is not None:
        document |= {"base_low": _number(one.base_low), "base_high": _number(one.base_high), "base_unit": one.base_unit}
    return document


def _number(value: float | None) -> float | int | None:
    """5 and not 5.0: a file that people read."""
    return int(value) if value is not None and value == int(value) else value


def _render(value: Any, depth: int) -> str:
    """JSON with one department, indicator or list of words a line: a person compares it with the source."""
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    inner = [one for part in parts for one in (part if isinstance(part, list) else [part])]
    if depth and not any(isinstance(one, dict) for one in inner):
        return json.dumps(value, ensure_ascii=False)
    pad, end = "  " * (depth + 1), "  " * depth
    if isinstance(value, dict):
        rows = [f"{pad}{json.dumps(key, ensure_ascii=False)}: {_render(one, depth + 1)}" for key, one in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{end}}}"
    return "[\n" + ",\n".join(pad + _render(one, depth + 1) for one in value) + f"\n{end}]"
