"""People, their roles, their chat accounts and their invitations."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from domain.people import Membership, Person, Role
from storage import tables as t
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Account:
    """A chat account; `person_id` is None for a stranger, `state` "gone" where nothing reaches it any more."""

    id: int
    platform: str
    address: str
    person_id: int | None
    name: str | None = None
    state: str = "active"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as it is kept: of the code only the hash."""

    id: int
    membership: Membership
    expires_at: datetime
    used_at: datetime | None


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────


async def everyone(tx: Tx) -> tuple[Person, ...]:
    """Everybody who is not revoked, in the order in which they came."""
    rows = await tx.execute(
        select(t.person, t.membership.c.role, t.membership.c.department, t.membership.c.backup)
        .outerjoin(t.membership, t.membership.c.person_id == t.person.c.id)
        .where(t.person.c.revoked_at.is_(None))
        .order_by(t.person.c.id, t.membership.c.id)
    )
    return _people(rows.mappings())


async def person(tx: Tx, person_id: int) -> Person | None:
    """One person, or None where there is none or they were revoked."""
    rows = await tx.execute(_PERSON, {"wanted": person_id})
    return next(iter(_people(rows.mappings())), None)


_PERSON = (  # asked in every turn: building a statement costs more than executing it
    select(t.person, t.membership.c.role, t.membership.c.department, t.membership.c.backup)
    .outerjoin(t.membership, t.membership.c.person_id == t.person.c.id)
    .where(t.person.c.id == bindparam("wanted"), t.person.c.revoked_at.is_(None))
    .order_by(t.membership.c.id)
)


def _people(rows: Any) -> tuple[Person, ...]:
    heads: dict[int, Mapping[str, Any]] = {}
    roles: dict[int, list[Membership]] = defaultdict(list)
    for row in rows:
        heads.setdefault(row["id"], row)
        if row["role"]:
            roles[row["id"]].append(Membership(Role(row["role"]), row["department"] or None, bool(row["backup"])))
    return tuple(Person(id_, row["name"], row["language"], tuple(roles[id_])) for id_, row in heads.items())


async def add(tx: Tx, name: str, memberships: tuple[Membership, ...], now: datetime, language: str = "zh") -> int:
    """A new person with their roles. Returns the id."""
    row = insert(t.person).values(name=name, language=language, created_at=now).returning(t.person.c.id)
    person_id = int((await tx.execute(row)).scalar_one())
    for one in memberships:
        await join(tx, person_id, one)
    return person_id


async def join(tx: Tx, person_id: int, membership: Membership) -> None:
    """Give a person one more role; one they already hold only changes between A角 and B角."""
    where = (
        t.membership.c.person_id == person_id,
        t.membership.c.role == membership.role.value,
        t.membership.c.department == (membership.department or ""),
    )
    changed = await tx.execute(update(t.membership).where(*where).values(backup=membership.backup))
    if changed.rowcount == 0:
        await tx.execute(
            insert(t.membership).values(
                person_id=person_id,
                role=membership.role.value,
                department=membership.department or "",
                backup=membership.backup,
            )
        )


async def speak(tx: Tx, person_id: int, language: str) -> None:
    """Set a person's language."""
    await tx.execute(update(t.person).where(t.person.c.id == person_id).values(language=language))


async def revoke(tx: Tx, person_id: int, now: datetime) -> bool:
    """Take every right from a person. False where it was done already."""
    done = await tx.execute(
        update(t.person).where(t.person.c.id == person_id, t.person.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    return done.rowcount == 1


# ── accounts ──────────────────────────────────────────────────────────────────────────────────────────────


async def meet(tx: Tx, platform: str, address: str, name: str | None) -> Account:
    """The account at that address, made on first contact."""
    row = (await tx.execute(_AT, {"at_platform": platform, "at_address": address})).mappings().first()
    if row is None:
        new = insert(t.account).values(platform=platform, address=address, name=name, state="active")
        return Account(
            int((await tx.execute(new.returning(t.account.c.id))).scalar_one()), platform, address, None, name
        )
    if row["state"] != "active":  # whoever writes can be reached
        await tx.execute(update(t.account).where(t.account.c.id == row["id"]).values(state="active"))
    return Account(row["id"], platform, address, row["person_id"], row["name"])


_AT = select(t.account).where(
    t.account.c.platform == bindparam("at_platform"), t.account.c.address == bindparam("at_address")
)


async def bind(tx: Tx, account_id: int, person_id: int, now: datetime) -> None:
    """The account is this person's from now on."""
    await tx.execute(update(t.account).where(t.account.c.id == account_id).values(person_id=person_id, bound_at=now))


async def accounts(tx: Tx) -> dict[int, Account]:
    """The preferred reachable account of each person: the one they chose, else the one bound last."""
    rows = await tx.execute(
        select(t.account)
        .where(t.account.c.person_id.is_not(None), t.account.c.state == "active")
        .order_by(t.account.c.preferred, t.account.c.bound_at, t.account.c.id)
    )
    return {row["person_id"]: _account(row) for row in rows.mappings()}


async def owner(tx: Tx, account_id: int) -> int | None:
    """Whose account it is; None for a stranger's."""
    return (await tx.execute(select(t.account.c.person_id).where(t.account.c.id == account_id))).scalar()


async def account_of(tx: Tx, person_id: int) -> Account | None:
    """The preferred reachable account of one person."""
    rows = await tx.execute(
        select(t.account)
        .where(t.account.c.person_id == person_id, t.account.c.state == "active")
        .order_by(t.account.c.preferred.desc(), t.account.c.bound_at.desc(), t.account.c.id.desc())
        .limit(1)
    )
    row = rows.mappings().first()
    return _account(row) if row else None


def _account(row: Any) -> Account:
    return Account(row["id"], row["platform"], row["address"], row["person_id"], row["name"], row["state"])


# ── invitations ───────────────────────────────────────────────────────────────────────────────────────────


def hashed(code: str) -> str:
    """What is kept of an invitation code. Codes carry 100 random bits, so a plain hash is enough."""
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()


async def invite(tx: Tx, code: str, membership: Membership, by: str, expires_at: datetime) -> None:
    """Keep a new invitation."""
    await tx.execute(
        insert(t.invitation).values(
            code_hash=hashed(code),
            role=membership.role.value,
            department=membership.department or "",
            backup=membership.backup,
            created_by=by,
            expires_at=expires_at,
        )
    )


async def invitation(tx: Tx, code: str) -> Invitation | None:
    """The invitation of that code, used or not."""
    row = (await tx.execute(select(t.invitation).where(t.invitation.c.code_hash == hashed(code)))).mappings().first()
    if row is None:
        return None
    membership = Membership(Role(row["role"]), row["department"] or None, bool(row["backup"]))
    return Invitation(row["id"], membership, row["expires_at"], row["used_at"])


async def use(tx: Tx, invitation_id: int, person_id: int, at: datetime) -> bool:
    """Spend an invitation. False where somebody was quicker: only one can."""
    spent = await tx.execute(
        update(t.invitation)
        .where(t.invitation.c.id == invitation_id, t.invitation.c.used_at.is_(None))
        .values(used_at=at, used_by=person_id)
    )
    return spent.rowcount == 1
