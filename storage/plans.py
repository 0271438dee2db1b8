"""The plan in the database: the file seeds it once, afterwards what stands here is the truth."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update

from domain import planfile
from domain.plan import Basis, Comparator, Department, Indicator, Milestone, Plan, Task
from storage import tables as t
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plan as it stands in the database. `revision` counts up with every import."""

    id: int
    revision: int
    plan: Plan

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the plan's dates are civil dates."""
        return ZoneInfo(self.plan.timezone)


_cache: dict[str, Plan] = {}  # by digest: a value that is what it is, so it can never be stale


async def loaded(tx: Tx) -> Loaded | None:
    """The plan that is loaded, or None in an empty database. Costs one small read while the plan does not change."""
    row = (await tx.execute(_FIRST)).mappings().first()
    if row is None:
        return None
    if row["digest"] not in _cache:
        _cache[row["digest"]] = await _read(tx, row)
    return Loaded(row["id"], row["revision"], _cache[row["digest"]])


_FIRST = select(t.plan).order_by(t.plan.c.id).limit(1)


async def _read(tx: Tx, row: Any) -> Plan:
    departments = (
        (await tx.execute(select(t.department).where(t.department.c.plan_id == row["id"]).order_by("position")))
        .mappings()
        .all()
    )
    names = {one["id"]: one["name"] for one in departments}
    supporting: dict[int, list[str]] = defaultdict(list)
    for link in (await tx.execute(select(t.task_support).order_by("position"))).mappings():
        if link["department_id"] in names:
            supporting[link["task_id"]].append(names[link["department_id"]])
    indicators: dict[int, list[Indicator]] = defaultdict(list)
    for one in (await tx.execute(select(t.indicator).order_by("milestone_id", "position"))).mappings():
        indicators[one["milestone_id"]].append(_indicator(one))
    milestones: dict[int, list[Milestone]] = defaultdict(list)
    for one in (await tx.execute(select(t.milestone).order_by("task_id", "position"))).mappings():
        milestones[one["task_id"]].append(
            Milestone(one["period"], one["starts"], one["due"], one["target"], tuple(indicators[one["id"]]))
        )
    tasks = (await tx.execute(select(t.task).where(t.task.c.plan_id == row["id"]).order_by("number"))).mappings().all()
    return Plan(
        id=row["name"],
        title=row["title"],
        timezone=row["timezone"],
        source=row["source"],
        departments=tuple(
            Department(one["name"], tuple(one["aliases"]), one["kind"], tuple(one["members"])) for one in departments
        ),
        tasks=tuple(
            Task(
                number=one["number"],
                title=one["title"],
                lead=names[one["lead_id"]],
                milestones=tuple(milestones[one["id"]]),
                aliases=tuple(one["aliases"]),
                supporting=tuple(supporting[one["id"]]),
                supporting_open_ended=one["supporting_open_ended"],
                note=one["note"],
            )
            for one in tasks
        ),
    )


def _indicator(row: Any) -> Indicator:
    return Indicator(
        name=row["name"],
        phrase=row["phrase"],
        comparator=Comparator(row["comparator"]),
        low=row["low"],
        high=row["high"],
        unit=row["unit"],
        basis=Basis(row["basis"]),
        base_low=row["base_low"],
        base_high=row["base_high"],
        base_unit=row["base_unit"],
    )


async def save(tx: Tx, plan: Plan) -> int:
    """Write a checked plan, new or in the place of the one with the same id. Returns its row id.

    The ledger names tasks by number and period, so it outlives the import; what it says of a task that the new plan
    no longer has stays readable there.
    """
    digest = hashlib.sha256(repr(plan).encode()).hexdigest()
    head = {"title": plan.title, "timezone": plan.timezone, "source": plan.source, "digest": digest}
    known = (await tx.execute(select(t.plan.c.id).where(t.plan.c.name == plan.id))).scalar()
    if known is None:
        known = await _add(tx, t.plan, name=plan.id, revision=1, **head)
    else:
        await _keep_version(tx, known)
        await _clear(tx, known)
        await tx.execute(update(t.plan).where(t.plan.c.id == known).values(revision=t.plan.c.revision + 1, **head))
    await _add_parts(tx, known, plan)
    await _hand_to_leads(tx, known, plan)
    return int(known)


async def _keep_version(tx: Tx, plan_id: int) -> None:
    """Keep the plan that is about to be replaced."""
    row = (await tx.execute(select(t.plan).where(t.plan.c.id == plan_id))).mappings().one()
    before = _cache.get(row["digest"]) or await _read(tx, row)
    document = json.loads(planfile.dumps(before))
    await tx.execute(insert(t.plan_version).values(plan_id=plan_id, revision=row["revision"], document=document))


async def version(tx: Tx, plan_id: int, revision: int) -> Plan | None:
    """The plan as it stood in that revision, where another has taken its place since."""
    kept = (t.plan_version.c.plan_id == plan_id, t.plan_version.c.revision == revision)
    document = (await tx.execute(select(t.plan_version.c.document).where(*kept))).scalar()
    return planfile.loads(json.dumps(document).encode()) if document is not None else None


async def versions(tx: Tx, plan_id: int) -> tuple[int, ...]:
    """The revisions whose plans are kept, the newest first."""
    of_plan = select(t.plan_version.c.revision).where(t.plan_version.c.plan_id == plan_id)
    return tuple((await tx.execute(of_plan.order_by(t.plan_version.c.revision.desc()))).scalars())


async def gone_task(tx: Tx, plan_id: int, number: int) -> Task | None:
    """A task that the plan no longer has, as the last plan that had it said it."""
    for revision in await versions(tx, plan_id):
        before = await version(tx, plan_id, revision)
        task = before.task(number) if before is not None else None
        if task is not None:
            return task
    return None


async def _hand_to_leads(tx: Tx, plan_id: int, plan: Plan) -> None:
    """Where another department leads a task now, what holds is that one's, and it is asked."""
    states = t.milestone_state.c
    held = await tx.execute(select(states.task, states.lead).where(states.plan_id == plan_id).distinct())
    tasks = {task.number: task for task in plan.tasks}
    for number, lead in held.all():
        task = tasks.get(number)
        if task is not None and task.lead != lead:
            passed = states.plan_id == plan_id, states.task == number, states.lead == lead
            await tx.execute(update(t.milestone_state).where(*passed).values(lead=task.lead, excused=False))


async def _add_parts(tx: Tx, plan_id: int, plan: Plan) -> None:
    """The departments and tasks with all that belongs to them: a statement for each table, however long the list is."""
    departments = await _add_all(
        tx,
        t.department,
        [
            {
                "plan_id": plan_id,
                "position": at,
                "name": one.name,
                "kind": one.kind,
                "aliases": list(one.aliases),
                "members": list(one.members),
            }
            for at, one in enumerate(plan.departments)
        ],
        "name",
    )
    tasks = await _add_all(
        tx,
        t.task,
        [
            {
                "plan_id": plan_id,
                "number": task.number,
                "title": task.title,
                "aliases": list(task.aliases),
                "lead_id": departments[task.lead,],
                "supporting_open_ended": task.supporting_open_ended,
                "note": task.note,
            }
            for task in plan.tasks
        ],
        "number",
    )
    supports = [
        {"task_id": tasks[task.number,], "department_id": departments[name,], "position": at}
        for task in plan.tasks
        for at, name in enumerate(task.supporting)
    ]
    if supports:
        await tx.execute(insert(t.task_support), supports)
    milestones = await _add_all(
        tx,
        t.milestone,
        [
            {
                "task_id": tasks[task.number,],
                "position": at,
                "period": one.period,
                "starts": one.starts,
                "due": one.due,
                "target": one.target,
            }
            for task in plan.tasks
            for at, one in enumerate(task.milestones)
        ],
        "task_id",
        "position",
    )
    indicators = [
        {"milestone_id": milestones[tasks[task.number,], at], "position": place, **asdict(indicator)}
        for task in plan.tasks
        for at, one in enumerate(task.milestones)
        for place, indicator in enumerate(one.indicators)
    ]
    if indicators:
        await tx.execute(insert(t.indicator), indicators)


async def _add_all(tx: Tx, table: Any, rows: list[dict[str, Any]], *key: str) -> dict[tuple[Any, ...], int]:
    """Insert rows of one table; returns their ids by those columns."""
    if not rows:
        return {}
    added = await tx.execute(insert(table).returning(table.c.id, *(table.c[name] for name in key)), rows)
    return {tuple(values): id_ for id_, *values in added.all()}


async def _add(tx: Tx, table: Any, **values: Any) -> int:
    return int((await tx.execute(insert(table).values(**values).returning(table.c.id))).scalar_one())


async def _clear(tx: Tx, plan_id: int) -> None:
    tasks = select(t.task.c.id).where(t.task.c.plan_id == plan_id)
    milestones = select(t.milestone.c.id).where(t.milestone.c.task_id.in_(tasks))
    await tx.execute(delete(t.indicator).where(t.indicator.c.milestone_id.in_(milestones)))
    await tx.execute(delete(t.milestone).where(t.milestone.c.task_id.in_(tasks)))
    await tx.execute(delete(t.task_support).where(t.task_support.c.task_id.in_(tasks)))
    await tx.execute(delete(t.task).where(t.task.c.plan_id == plan_id))
    await tx.execute(delete(t.department).where(t.department.c.plan_id == plan_id))
