"""What the local chat shows. Delivering a message there is inserting it here, in the settling transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from storage import tables as t
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Shown:
    """One bubble or card. `seq` counts every change in the whole chat; `id` is its identity and place."""

    id: int
    seq: int
    address: str
    mine: bool  # said by the persona, not by the bot
    content: Mapping[str, Any]
    at: datetime
    edited: bool


async def heard(tx: Tx, inbox_id: int, address: str, content: Mapping[str, Any], at: datetime) -> None:
    """Show what a persona said."""
    await tx.execute(
        insert(t.local_message).values(
            seq=await _next(tx), address=address, inbox_id=inbox_id, content=dict(content), at=at
        )
    )


async def delivered(
    tx: Tx, outbox_id: int, address: str, content: Mapping[str, Any], at: datetime, edits: int | None
) -> None:
    """Show what the bot says: a new message, or the new face of message `edits` (an outbox id)."""
    seq = await _next(tx)
    if edits is not None:
        changed = await tx.execute(
            update(t.local_message)
            .where(t.local_message.c.outbox_id == edits, t.local_message.c.address == address)
            .values(seq=seq, content=dict(content), edited=True)
        )
        if changed.rowcount:
            return
    await tx.execute(
        insert(t.local_message).values(seq=seq, address=address, outbox_id=outbox_id, content=dict(content), at=at)
    )


async def _next(tx: Tx) -> int:
    return await latest(tx) + 1


async def latest(tx: Tx) -> int:
    """The number of the last change."""
    return int((await tx.execute(select(func.coalesce(func.max(t.local_message.c.seq), 0)))).scalar_one())


async def last_at(tx: Tx) -> datetime | None:
    """The plan's time of the last message; None where there is none."""
    found: datetime | None = (await tx.execute(select(func.max(t.local_message.c.at)))).scalar()
    return found


async def since(tx: Tx, address: str, seq: int) -> list[Shown]:
    """Everything at that address that is new or changed after `seq`, in the order of the changes."""
    rows = await tx.execute(
        select(t.local_message)
        .where(t.local_message.c.address == address, t.local_message.c.seq > seq)
        .order_by(t.local_message.c.seq)
    )
    return [_shown(row) for row in rows.mappings()]


async def one(tx: Tx, message_id: int) -> Shown | None:
    """A message by its id."""
    row = (await tx.execute(select(t.local_message).where(t.local_message.c.id == message_id))).mappings().first()
    return _shown(row) if row else None


async def last_of_each(tx: Tx) -> dict[str, Shown]:
    """The last message at each address."""
    newest = select(func.max(t.local_message.c.id)).group_by(t.local_message.c.address)
    rows = await tx.execute(select(t.local_message).where(t.local_message.c.id.in_(newest)))
    return {row["address"]: _shown(row) for row in rows.mappings()}


async def unread(tx: Tx, read: Mapping[str, int]) -> dict[str, int]:
    """How many messages of the bot each address has not seen; `read` is the last seq that was seen there."""
    rows = await tx.execute(
        select(t.local_message.c.address, t.local_message.c.seq).where(t.local_message.c.outbox_id.is_not(None))
    )
    counts: dict[str, int] = {}
    for address, seq in rows:
        if seq > read.get(address, 0):
            counts[address] = counts.get(address, 0) + 1
    return counts


def _shown(row: Any) -> Shown:
    return Shown(
        row["id"], row["seq"], row["address"], row["inbox_id"] is not None, row["content"], row["at"], row["edited"]
    )
