"""One-time codes with which a person binds one more chat account, and the account that they prefer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, insert, select, update

from storage import tables as t
from storage.database import Tx
from storage.people import hashed

k, a = t.link.c, t.account.c


async def add(tx: Tx, code: str, person_id: int, expires_at: datetime) -> None:
    """Keep a new code; earlier ones of the person are void from now on."""
    await tx.execute(update(t.link).where(k.person_id == person_id, k.used_at.is_(None)).values(used_at=expires_at))
    await tx.execute(insert(t.link).values(code_hash=hashed(code), person_id=person_id, expires_at=expires_at))


async def owner(tx: Tx, code: str, machine: datetime) -> int | None:
    """Whose code it is, if it still opens anything."""
    open_ = select(k.person_id).where(k.code_hash == hashed(code), k.used_at.is_(None), k.expires_at > machine)
    found: int | None = (await tx.execute(open_)).scalar()
    return found


async def use(tx: Tx, code: str, machine: datetime) -> bool:
    """Spend a code. False where somebody was quicker: only one can."""
    spent = update(t.link).where(k.code_hash == hashed(code), k.used_at.is_(None), k.expires_at > machine)
    return (await tx.execute(spent.values(used_at=machine))).rowcount == 1


async def prefer(tx: Tx, person_id: int, account_id: int) -> None:
    """Write to this account of a person first."""
    chosen = case((a.id == account_id, True), else_=False)
    await tx.execute(update(t.account).where(a.person_id == person_id).values(preferred=chosen))
