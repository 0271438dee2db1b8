"""What supporting departments said of their part, until a report of the lead takes it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update

from storage import tables as t
from storage.database import Tx

c = t.contribution.c


@dataclass(frozen=True, slots=True)
class Contribution:
    """One department's words about its part of a task. `taken_up`: they stand in a report of the lead."""

    id: int
    task: int
    period: str
    department: str
    author: str
    words: str
    at: datetime
    taken_up: bool


async def add(
    tx: Tx,
    plan_id: int,
    task: int,
    period: str,
    department: str,
    words: str,
    *,
    person_id: int,
    inbox_id: int,
    at: datetime,
) -> None:
    """Keep a department's words; the same message can add only one."""
    row = insert(t.contribution).values(
        plan_id=plan_id,
        task=task,
        period=period,
        department=department,
        words=words,
        person_id=person_id,
        inbox_id=inbox_id,
        at=at,
    )
    await tx.execute(row)


async def waiting(tx: Tx, plan_id: int, task: int, period: str) -> list[Contribution]:
    """What no report of the lead has taken up yet, oldest first."""
    return await _read(tx, c.plan_id == plan_id, c.task == task, c.period == period, c.update_id.is_(None))


async def recent(tx: Tx, plan_id: int, since: datetime) -> list[Contribution]:
    """What was said since an instant, or waits to be taken up."""
    return await _read(tx, c.plan_id == plan_id, or_(c.at >= since, c.update_id.is_(None)))


async def taken_up(tx: Tx, plan_id: int, task: int) -> dict[int, tuple[tuple[str, str], ...]]:
    """The departments and words that each report of a task's lead took up, by the line of the ledger."""
    query = select(c.update_id, c.department, c.words).where(
        c.plan_id == plan_id, c.task == task, c.update_id.is_not(None)
    )
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for row in await tx.execute(query.where(c.update_id.is_not(None)).order_by(c.id)):
        found[row.update_id] = (*found.get(row.update_id, ()), (row.department, row.words))
    return found


async def take_up(tx: Tx, plan_id: int, task: int, period: str, update_id: int) -> None:
    """What waits now stands in a report of the lead."""
    waits = c.plan_id == plan_id, c.task == task, c.period == period, c.update_id.is_(None)
    await tx.execute(update(t.contribution).where(*waits).values(update_id=update_id))


async def give_back(tx: Tx, update_ids: Sequence[int]) -> None:
    """The reports that took them up were taken back: they wait for the next one."""
    await tx.execute(update(t.contribution).where(c.update_id.in_(update_ids)).values(update_id=None))


async def _read(tx: Tx, *where: Any) -> list[Contribution]:
    query = select(t.contribution, t.person.c.name.label("author")).join(t.person, t.person.c.id == c.person_id)
    rows = (await tx.execute(query.where(*where).order_by(c.id))).mappings()
    return [
        Contribution(
            row["id"],
            row["task"],
            row["period"],
            row["department"],
            row["author"],
            row["words"],
            row["at"],
            row["update_id"] is not None,
        )
        for row in rows
    ]
