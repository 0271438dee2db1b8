"""What platforms tell of chat accounts: that one can be reached again or no more, that a chat has a new address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update

from domain.people import Role
from storage import tables as t
from storage.database import Tx
from storage.outbox import waits

a, o = t.account.c, t.outbox.c


@dataclass(frozen=True, slots=True)
class Face:
    """What an account's menu depends on: the language and the roles of its person."""

    language: str
    roles: frozenset[Role]


async def reached(tx: Tx, platform: str, address: str, *, reachable: bool) -> int | None:
    """Note whether an account can be reached. Returns its id where that is news, else None (or nobody is there)."""
    state, before = ("active", "gone") if reachable else ("gone", "active")
    where = (a.platform == platform, a.address == address, a.state == before)
    changed: int | None = (
        await tx.execute(update(t.account).where(*where).values(state=state).returning(a.id))
    ).scalar()
    return changed


async def move(tx: Tx, platform: str, old: str, new: str) -> None:
    """A chat has another address: its account and those of its topics (`old/…`) follow it.

    Where there is an account at the new address already, what waits for the old one goes there. Done twice it changes
    nothing more.
    """
    mine = (a.platform == platform, (a.address == old) | a.address.startswith(f"{old}/", autoescape=True))
    for row in (await tx.execute(select(a.id, a.address).where(*mine))).all():
        to = new + row.address.removeprefix(old)
        there = (await tx.execute(select(a.id).where(a.platform == platform, a.address == to))).scalar()
        if there is None:
            await tx.execute(update(t.account).where(a.id == row.id).values(address=to, state="active"))
        else:
            await tx.execute(update(t.outbox).where(o.account_id == row.id, waits()).values(account_id=there))
            await tx.execute(update(t.account).where(a.id == row.id).values(state="gone"))


async def faces(tx: Tx, platform: str, addresses: Collection[str]) -> dict[str, Face]:
    """The people behind those addresses; who is a stranger or was revoked is missing."""
    rows = await tx.execute(
        select(a.address, t.person.c.language, t.membership.c.role)
        .join(t.person, t.person.c.id == a.person_id)
        .join(t.membership, t.membership.c.person_id == t.person.c.id)
        .where(a.platform == platform, a.address.in_(addresses), t.person.c.revoked_at.is_(None))
    )
    roles: dict[tuple[str, str], set[Role]] = defaultdict(set)
    for row in rows:
        roles[row.address, row.language].add(Role(row.role))
    return {address: Face(language, frozenset(held)) for (address, language), held in roles.items()}
