"""Raw updates, kept before they are acknowledged and marked in the transaction that handles them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage import tables as t
from storage.database import Tx

_HALVES = re.compile("[\ud800-\udfff]")  # half a character, which UTF-8 has no form for


@dataclass(frozen=True, slots=True)
class Raw:
    """One update as a channel hands it over: `update_key` is unique for the platform and bot."""

    platform: str
    bot: str
    update_key: str
    address: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored update. `received_at` is the plan's time."""

    id: int
    platform: str
    address: str
    payload: dict[str, Any]
    received_at: datetime


async def store(tx: Tx, raws: Sequence[Raw], now: datetime, machine: datetime) -> list[Kept]:
    """Keep updates; those that were kept before are passed over. Returns the new ones, in order."""
    if not raws:
        return []
    dialect = pg_insert if tx.dialect.name == "postgresql" else sqlite_insert
    before = (await tx.execute(select(func.coalesce(func.max(t.inbox.c.id), 0)))).scalar_one()
    rows = [
        {
            "platform": raw.platform,
            "bot": raw.bot,
            "update_key": raw.update_key,
            "address": raw.address,
            "payload": _storable(raw.payload),
            "received_at": now,
            "stored_at": machine,
        }
        for raw in raws
    ]
    await tx.execute(dialect(t.inbox).on_conflict_do_nothing(), rows)
    new = await tx.execute(select(t.inbox).where(t.inbox.c.id > before).order_by(t.inbox.c.id))
    return [_kept(row) for row in new.mappings()]


def _storable(value: Any) -> Any:
    """The payload without what no database can keep: NUL (PostgreSQL refuses it in JSON) and lone surrogates."""
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value.replace("\x00", ""))
    if isinstance(value, dict):
        return {_storable(key): _storable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_storable(one) for one in value]
    return value


async def unhandled(tx: Tx, limit: int = 500) -> list[Kept]:
    """The oldest updates that nobody has handled yet."""
    rows = await tx.execute(select(t.inbox).where(t.inbox.c.handled_at.is_(None)).order_by(t.inbox.c.id).limit(limit))
    return [_kept(row) for row in rows.mappings()]


async def one(tx: Tx, inbox_id: int) -> Kept | None:
    """A stored update that is still to be handled, or None where it was."""
    rows = await tx.execute(select(t.inbox).where(t.inbox.c.id == inbox_id, t.inbox.c.handled_at.is_(None)))
    row = rows.mappings().first()
    return _kept(row) if row else None


async def take(tx: Tx, inbox_id: int, machine: datetime) -> Kept | None:
    """Mark a stored update as handled and return it; None where it was."""
    row = (await tx.execute(_TAKE, {"b_id": inbox_id, "b_at": machine})).mappings().first()
    return _kept(row) if row else None


_TAKE = (
    update(t.inbox)
    .where(t.inbox.c.id == bindparam("b_id"), t.inbox.c.handled_at.is_(None))
    .values(handled_at=bindparam("b_at"))
    .returning(t.inbox)
)


async def handled(tx: Tx, inbox_id: int, machine: datetime, failure: str | None = None) -> None:
    """Mark an update as handled; `failure` tells why it could not be."""
    await tx.execute(update(t.inbox).where(t.inbox.c.id == inbox_id).values(handled_at=machine, failure=failure))


def _kept(row: Any) -> Kept:
    return Kept(row["id"], row["platform"], row["address"], row["payload"], row["received_at"])
