"""What differs between two plans: departments and tasks that came, went or read otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.plan import Department, Indicator, Milestone, Plan, Task


@dataclass(frozen=True, slots=True)
class Change:
    """`task` is None for the plan itself and its departments. `before` None: new; `after` None: gone."""

    task: int | None
    field: str
    before: str | None
    after: str | None

    def to_json(self) -> dict[str, Any]:
        """One entry of `duban plan diff --json`."""
        return {"task": self.task, "field": self.field, "before": self.before, "after": self.after}


def changes(before: Plan, after: Plan) -> list[Change]:
    """Every difference, the plan's own first, then by task."""
    found = [*_fields(None, _plan(before), _plan(after))]
    old, new = ({one.number: one for one in plan.tasks} for plan in (before, after))
    for number in sorted({*old, *new}):
        if number not in new:
            found.append(Change(number, "task", old[number].title, None))
        elif number not in old:
            found.append(Change(number, "task", None, new[number].title))
        else:
            found += _fields(number, _task(old[number]), _task(new[number]))
    return found


def _fields(task: int | None, before: dict[str, str], after: dict[str, str]) -> Iterator[Change]:
    for field in dict.fromkeys((*before, *after)):
        was, is_ = before.get(field), after.get(field)
        if was != is_:
            yield Change(task, field, was, is_)


def _plan(plan: Plan) -> dict[str, str]:
    own = {"id": plan.id, "title": plan.title, "timezone": plan.timezone}
    offices = {f"departments[{one.name}]": _department(one) for one in plan.departments}
    return own | offices


def _department(one: Department) -> str:
    told = "、".join((one.kind, *one.aliases))
    return f"{told}: {'、'.join(one.members)}" if one.members else told


def _task(task: Task) -> dict[str, str]:
    own = {
        "title": task.title,
        "aliases": "、".join(task.aliases),
        "lead": task.lead,
        "supporting": "、".join((*task.supporting, *(["..."] if task.supporting_open_ended else []))),
        "note": task.note or "",
    }
    for one in task.milestones:
        own |= _milestone(one)
    return own


def _milestone(one: Milestone) -> dict[str, str]:
    path = f"milestones[{one.period}]"
    due = one.due.isoformat() if one.due else ""
    days = {f"{path}.starts": one.starts.isoformat(), f"{path}.due": due, f"{path}.target": one.target}
    return {**days, f"{path}.indicators": "; ".join(map(_figure, one.indicators))}


def _figure(one: Indicator) -> str:
    """All that is known of an indicator, so that no change of one goes unseen."""
    upto = f"-{one.high!r}" if one.high is not None else ""
    base = f" = {one.base_goal!r}{one.base_unit}" if one.base_unit else ""
    low = "" if one.low is None else repr(one.low)
    return f"{one.name} {one.comparator.value} {low}{upto}{one.unit}{base} {one.basis.value} ({one.phrase})"
