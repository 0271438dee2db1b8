"""Evidence: files that people sent, the report each belongs to, and what is still to be fetched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text, update

from domain.messages import Enclosure
from domain.progress import Evidence
from storage import tables as t
from storage.database import Tx

c = t.attachment.c
_LOOSE = text("loose")  # as the partial indexes say, or SQLite ignores them
_TO_FETCH = text("content_hash IS NULL AND failure IS NULL")


@dataclass(frozen=True, slots=True)
class ToFetch:
    """A file that is still on its platform. `stored_at` is machine time."""

    evidence: Evidence
    platform: str
    source: Mapping[str, Any]
    stored_at: datetime


# ── which report it belongs to ────────────────────────────────────────────────────────────────────────────


async def add(
    tx: Tx, file: Enclosure, platform: str, inbox_id: int, person_id: int, now: datetime, machine: datetime
) -> None:
    """Put a file on record; it belongs to no report yet."""
    row = {"source": dict(file.source), "name": file.name, "media_type": file.media_type, "size": file.size}
    whence = {"inbox_id": inbox_id, "person_id": person_id, "platform": platform}
    await tx.execute(insert(t.attachment).values(**row, **whence, loose=True, received_at=now, stored_at=machine))


async def attach(tx: Tx, inbox_id: int, receipt: str) -> None:
    """The file of that message belongs to that report."""
    await tx.execute(update(t.attachment).where(c.inbox_id == inbox_id).values(receipt=receipt, loose=False))


async def loose(tx: Tx, person_id: int, since: datetime) -> tuple[Evidence, ...]:
    """What somebody sent since then and what will go along with their next report."""
    rows = await tx.execute(select(t.attachment).where(*_loose(person_id, since)).order_by(c.id))
    return tuple(_evidence(row) for row in rows.mappings())


async def take_along(tx: Tx, person_id: int, since: datetime, receipt: str) -> tuple[Evidence, ...]:
    """What was loose belongs to that report now."""
    taken = update(t.attachment).where(*_loose(person_id, since)).values(receipt=receipt, loose=False)
    rows = await tx.execute(taken.returning(t.attachment))
    return tuple(sorted((_evidence(row) for row in rows.mappings()), key=lambda one: one.id))


async def let_go(tx: Tx, person_id: int) -> None:
    """What was loose goes along with nothing; it stays on record."""
    await tx.execute(update(t.attachment).where(_LOOSE, c.person_id == person_id).values(loose=False))


def _loose(person_id: int, since: datetime) -> tuple[Any, ...]:
    return _LOOSE, c.person_id == person_id, c.received_at >= since


async def of_receipts(tx: Tx, receipts: Collection[str]) -> dict[str, tuple[Evidence, ...]]:
    """The evidence of reports, by receipt, oldest first."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for row in (await tx.execute(select(t.attachment).where(c.receipt.in_(receipts)).order_by(c.id))).mappings():
        found[row["receipt"]].append(_evidence(row))
    return {receipt: tuple(files) for receipt, files in found.items()}


# ── the bytes ─────────────────────────────────────────────────────────────────────────────────────────────


async def to_fetch(tx: Tx, after: int, limit: int) -> Sequence[ToFetch]:
    """What is still to be fetched, with an id greater than `after`."""
    rows = await tx.execute(select(t.attachment).where(_TO_FETCH, c.id > after).order_by(c.id).limit(limit))
    return [ToFetch(_evidence(row), row["platform"], row["source"], row["stored_at"]) for row in rows.mappings()]


async def fetched(tx: Tx, id_: int, content_hash: str, size: int, name: str | None = None) -> None:
    """The bytes are kept; `name`: told only now."""
    named = {"name": name} if name else {}
    await tx.execute(update(t.attachment).where(c.id == id_).values(content_hash=content_hash, size=size, **named))


async def lost(tx: Tx, id_: int, failure: str) -> None:
    """The bytes will never come."""
    await tx.execute(update(t.attachment).where(c.id == id_).values(failure=failure, loose=False))


def _evidence(row: Any) -> Evidence:
    names = ("id", "person_id", "name", "media_type", "size", "content_hash", "failure")
    return Evidence(*(row[name] for name in names))
