"""Which processes work on a database, by their beat: what is on its way belongs to whoever still lives.

Only a server can be worked on from several machines; a file's lock leaves no doubt. Clocks of machines differ, so no
beat is ever held against a clock: a process lives while its beat moves (`scheduler.lives`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy import insert as new

from storage import tables as t
from storage.database import Tx

p = t.process.c


async def beat(tx: Tx, epoch: str, machine: datetime) -> None:
    """This process works."""
    moved = await tx.execute(update(t.process).where(p.epoch == epoch).values(beat_at=machine))
    if not moved.rowcount:
        await tx.execute(new(t.process).values(epoch=epoch, beat_at=machine))


async def beats(tx: Tx) -> dict[str, datetime]:
    """When each process that did not end well was last heard of, by its own clock."""
    return {row.epoch: row.beat_at for row in await tx.execute(select(t.process))}


async def forget(tx: Tx, epochs: Collection[str]) -> None:
    """They work no more, and nothing of theirs is on its way."""
    await tx.execute(delete(t.process).where(p.epoch.in_(list(epochs))))
