"""What departments ask of the office: one pending petition a matter, decided by a conditional UPDATE."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from domain.procedure import TRANSITIONS, Kind, Petition, PetitionState, Wish
from storage import tables as t
from storage.database import Tx

p = t.petition.c


async def submit(tx: Tx, plan_id: int, wish: Wish, *, person_id: int, inbox_id: int, late: bool, at: datetime) -> int:
    """Keep a wish as pending; one that was pending for the same matter is withdrawn. Returns its id."""
    await tx.execute(
        update(t.petition)
        .where(
            p.plan_id == plan_id,
            p.kind == wish.kind.value,
            p.department == wish.department,
            p.task == wish.task,
            p.state == PetitionState.PENDING.value,
        )
        .values(state=PetitionState.WITHDRAWN.value)
    )
    row = insert(t.petition).values(
        plan_id=plan_id,
        kind=wish.kind.value,
        department=wish.department,
        task=wish.task,
        period=wish.period,
        reason=wish.reason,
        proposed=wish.proposed,
        contact=wish.contact,
        person_id=person_id,
        inbox_id=inbox_id,
        late=late,
        state=PetitionState.PENDING.value,
        at=at,
    )
    return int((await tx.execute(row.returning(p.id))).scalar_one())


async def move(
    tx: Tx,
    petition_id: int,
    to: PetitionState,
    *,
    by: int | None = None,
    answer: str | None = None,
    granted: date | None = None,
) -> bool:
    """Change the state where the table allows it. False where somebody was quicker."""
    legal = [before.value for before, afters in TRANSITIONS.items() if to in afters]
    done = await tx.execute(
        update(t.petition)
        .where(p.id == petition_id, p.state.in_(legal))
        .values(state=to.value, decided_by=by, answer=answer, granted=granted)
    )
    return done.rowcount == 1


async def one(tx: Tx, plan_id: int, petition_id: int) -> Petition | None:
    """The petition of that id."""
    found = await _read(tx, _select(plan_id).where(p.id == petition_id))
    return found[0] if found else None


async def pending(tx: Tx, plan_id: int, kinds: Sequence[Kind] = tuple(Kind)) -> list[Petition]:
    """What waits for a decision, oldest first."""
    values = [kind.value for kind in kinds]
    return await _read(tx, _select(plan_id).where(p.state == PetitionState.PENDING.value, p.kind.in_(values)))


async def extensions(tx: Tx, plan_id: int) -> list[Petition]:
    """Every extension that was asked for and not taken back, oldest first."""
    wanted = p.kind == Kind.EXTENSION.value, p.state != PetitionState.WITHDRAWN.value
    return await _read(tx, _select(plan_id).where(*wanted))


async def holding(tx: Tx, plan_id: int) -> list[Petition]:
    """What waits for a decision about a task, and what was granted: while it does, silence is the office's."""
    wanted = p.kind != Kind.HANDOVER.value, p.state.in_([PetitionState.PENDING.value, PetitionState.GRANTED.value])
    return await _read(tx, _select(plan_id).where(*wanted))


def _select(plan_id: int) -> Select[Any]:
    query = select(t.petition, t.person.c.name.label("author")).join(t.person, t.person.c.id == p.person_id)
    return query.where(p.plan_id == plan_id).order_by(p.id)


async def _read(tx: Tx, query: Select[Any]) -> list[Petition]:
    return [_petition(row) for row in (await tx.execute(query)).mappings()]


def _petition(row: Any) -> Petition:
    wish = Wish(
        Kind(row["kind"]),
        row["department"],
        row["task"],
        row["period"],
        row["reason"],
        row["proposed"],
        row["contact"],
    )
    return Petition(
        id=row["id"],
        wish=wish,
        author_id=row["person_id"],
        author=row["author"],
        at=row["at"],
        state=PetitionState(row["state"]),
        late=bool(row["late"]),
        answer=row["answer"],
        granted=row["granted"],
    )


async def first_told(tx: Tx, task: int) -> datetime | None:
    """When the first reminder about a task came due (UTC); None where there was none yet."""
    query = select(func.min(t.occurrence.c.fires_at)).where(t.occurrence.c.task == task)
    found: datetime | None = (await tx.execute(query)).scalar()
    return found
