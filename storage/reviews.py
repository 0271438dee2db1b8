"""The office's decisions on milestones: only ever added, one taken back by another."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, insert, or_, select

from domain.progress import Move, Review
from storage import tables as t
from storage.database import Tx

r = t.review.c
UNDO = "undo"


async def add(
    tx: Tx,
    plan_id: int,
    task: int,
    period: str,
    move: Move,
    *,
    upto: int,
    person_id: int,
    inbox_id: int,
    at: datetime,
    reason: str | None = None,
    due: date | None = None,
    petition: int | None = None,
) -> int:
    """Add a decision; the same message can add only one a milestone. Returns its id."""
    row = insert(t.review).values(
        plan_id=plan_id,
        task=task,
        period=period,
        move=move.value,
        upto=upto,
        reason=reason,
        due=due,
        petition_id=petition,
        person_id=person_id,
        inbox_id=inbox_id,
        at=at,
    )
    return int((await tx.execute(row.returning(r.id))).scalar_one())


async def undo(
    tx: Tx, plan_id: int, task: int, period: str, review: Review, *, person_id: int, inbox_id: int, at: datetime
) -> None:
    """Take a decision back. Two at once: the database refuses the second."""
    await tx.execute(
        insert(t.review).values(
            plan_id=plan_id,
            task=task,
            period=period,
            move=UNDO,
            upto=review.upto,
            undoes=review.id,
            person_id=person_id,
            inbox_id=inbox_id,
            at=at,
        )
    )


async def of_milestone(tx: Tx, plan_id: int, task: int, period: str) -> list[Review]:
    """All decisions on a milestone, oldest first, those taken back marked."""
    found = await _by_milestone(tx, _select(plan_id).where(r.task == task, r.period == period))
    return found.get((task, period), [])


async def decided_by(tx: Tx, plan_id: int, petition: int) -> list[str]:
    """The periods on which a petition was granted and that stand."""
    found = await _by_milestone(tx, _select(plan_id).where(or_(r.petition_id == petition, r.undoes.is_not(None))))
    return [period for (_, period), granted in found.items() if any(not one.undone for one in granted)]


async def known_at(tx: Tx, plan_id: int, at: datetime) -> dict[tuple[int, str], list[Review]]:
    """The decisions made up to a moment, by (task, period); only what was taken back by then is marked so."""
    return await _by_milestone(tx, _select(plan_id).where(r.at <= at))


async def since(tx: Tx, plan_id: int, first: datetime, last: datetime) -> dict[tuple[int, str], list[Review]]:
    """The decisions made in (first, last], by (task, period)."""
    return await _by_milestone(tx, _select(plan_id).where(r.at > first, r.at <= last))


def _select(plan_id: int) -> Select[Any]:
    query = select(t.review, t.person.c.name.label("by")).join(t.person, t.person.c.id == r.person_id)
    return query.where(r.plan_id == plan_id).order_by(r.id)


async def _by_milestone(tx: Tx, query: Select[Any]) -> dict[tuple[int, str], list[Review]]:
    """The decisions that a query finds, by (task, period)."""
    rows = (await tx.execute(query)).mappings().all()
    undone = {row["undoes"] for row in rows}
    found: dict[tuple[int, str], list[Review]] = {}
    for row in rows:
        if row["move"] != UNDO:
            found.setdefault((row["task"], row["period"]), []).append(_review(row, row["id"] in undone))
    return found


def _review(row: Any, undone: bool) -> Review:
    return Review(
        id=row["id"],
        move=Move(row["move"]),
        upto=row["upto"],
        at=row["at"],
        by=row["by"],
        reason=row["reason"],
        due=row["due"],
        petition=row["petition_id"],
        undone=undone,
    )
