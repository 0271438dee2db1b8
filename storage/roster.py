"""What the roster needs of people beyond who they are: all their accounts, and the name they go by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from domain.people import Membership, Role
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


async def platform_of(tx: Tx, account_id: int) -> str | None:
    """The platform of an account."""
    return (await tx.execute(select(t.account.c.platform).where(t.account.c.id == account_id))).scalar()


async def silent(tx: Tx) -> dict[int, str]:
    """Where people are known who cannot be written to there, by person id; the account bound last."""
    a = t.account.c
    lost = select(a.person_id, a.platform).where(a.person_id.is_not(None), a.state != "active")
    return {row.person_id: row.platform for row in await tx.execute(lost.order_by(a.bound_at, a.id))}


async def invited(tx: Tx, machine: datetime) -> tuple[Membership, ...]:
    """The roles of invitations that are still good, oldest first."""
    i = t.invitation.c
    rows = await tx.execute(
        select(i.role, i.department, i.backup).where(i.used_at.is_(None), i.expires_at > machine).order_by(i.id)
    )
    return tuple(Membership(Role(row.role), row.department or None, bool(row.backup)) for row in rows)
