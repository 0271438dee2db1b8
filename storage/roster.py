"""What the roster needs of people beyond who they are: all their accounts, and the name they go by."""

from __future__ import annotations

from sqlalchemy import select, update

from storage import tables as t
from storage.database import Tx
from storage.people import Account


async def accounts_of(tx: Tx, person_id: int) -> tuple[Account, ...]:
    """Every account of a person, reachable or not, the one that is written to first."""
    a = t.account.c
    first = (a.preferred.desc(), a.bound_at.desc(), a.id.desc())
    rows = await tx.execute(select(t.account).where(a.person_id == person_id).order_by(*first))
    return tuple(
        Account(row["id"], row["platform"], row["address"], row["person_id"], row["name"], row["state"])
        for row in rows.mappings()
    )


async def rename(tx: Tx, person_id: int, name: str) -> None:
    """Call a person by another name."""
    await tx.execute(update(t.person).where(t.person.c.id == person_id).values(name=name))
