"""Read-backs, in the table `draft`. The database refuses a second one of a kind that waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from domain.readback import ReadBack, ReadBackState
from storage import tables as t
from storage.database import Tx

WAITING = (ReadBackState.OPEN, ReadBackState.HELD)


async def waiting(tx: Tx, person_id: int) -> list[ReadBack]:
    """What waits for a person's yes, the one shown last first."""
    rows = await tx.execute(_WAITING, {"person": person_id})
    return [_read_back(row) for row in rows.mappings()]


_WAITING = (
    select(t.draft)
    .where(t.draft.c.person_id == bindparam("person"), t.draft.c.state.in_(WAITING))
    .order_by(t.draft.c.shown_by.desc(), t.draft.c.id.desc())
)


async def everyones(tx: Tx) -> list[ReadBack]:
    """Whatever waits for anybody's yes."""
    rows = await tx.execute(select(t.draft).where(t.draft.c.state.in_(WAITING)))
    return [_read_back(row) for row in rows.mappings()]


async def one(tx: Tx, id_: int) -> ReadBack | None:
    """That read-back, whatever became of it."""
    row = (await tx.execute(select(t.draft).where(t.draft.c.id == id_))).mappings().first()
    return _read_back(row) if row else None


async def add(
    tx: Tx,
    plan_id: int,
    person_id: int,
    kind: str,
    said: Mapping[str, Any],
    base: Mapping[str, int | None],
    *,
    shown_by: int,
    now: datetime,
) -> ReadBack:
    """A new one, open. Raises IntegrityError where one of that kind waits."""
    values = {
        "plan_id": plan_id,
        "person_id": person_id,
        "kind": kind,
        "state": ReadBackState.OPEN,
        "version": 1,
        "said": dict(said),
        "base": dict(base),
        "shown_by": shown_by,
        "changed_at": now,
    }
    row = (await tx.execute(insert(t.draft).values(**values).returning(t.draft))).mappings().one()
    return _read_back(row)


async def change(tx: Tx, id_: int, now: datetime, **values: Any) -> ReadBack:
    """Write some of its columns; returns it as it is now."""
    statement = update(t.draft).where(t.draft.c.id == id_).values(**values, changed_at=now).returning(t.draft)
    return _read_back((await tx.execute(statement)).mappings().one())


def _read_back(row: Mapping[Any, Any]) -> ReadBack:
    return ReadBack(
        row["id"],
        row["person_id"],
        row["kind"],
        ReadBackState(row["state"]),
        row["version"],
        row["said"],
        row["base"],
        row["shown_by"],
        row["became"],
    )
