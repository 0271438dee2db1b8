"""The record: who changed what, before and after. Each row's hash covers the row and the hash before it.

A hash is taken over the very bytes that are stored, so that not one of them can change unseen; a row that is taken out
leaves the next one without its predecessor. Only the end can be cut off without a trace in the chain itself: against
that the head, the last row's number and hash, is told to people outside (the Monday digest, each backup).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import LargeBinary, Text, cast, insert, or_, select, type_coerce

from domain.record import Noted
from storage import settings
from storage import tables as t
from storage.database import Tx

TOLD = "audit_told"  # the setting that holds the last head that people were told
SHORT = 16  # hexadecimal digits of a hash that are told: 64 bits

_COVERED = tuple(t.audit.c[name] for name in ("id", "at", "actor", "act", "subject", "before", "after"))


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the record. As text: 17-9f86d081884c7d65."""

    id: int
    hash: str

    def __str__(self) -> str:
        return f"{self.id}-{self.hash[:SHORT]}"


async def note(
    tx: Tx,
    now: datetime,
    actor: str,
    act: str,
    subject: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add to the record, in the transaction of the change itself. `now` is the plan's time."""
    last = await head(tx)
    row = {"id": last.id + 1 if last else 1, "at": now, "actor": actor, "act": act, "subject": subject}
    cells = (*map(_text, row.values()), *(None if one is None else t.canonical(one) for one in (before, after)))
    linked = chained(last.hash if last else "", [None if one is None else one.encode() for one in cells])
    await tx.execute(_ADD, {**row, "before": before, "after": after, "hash": linked})


async def head(tx: Tx) -> Head | None:
    """The end of the record, or None while nothing stands in it."""
    row = (await tx.execute(_LAST)).first()
    return Head(row.id, row.hash) if row else None


_LAST = select(t.audit.c.id, t.audit.c.hash).order_by(t.audit.c.id.desc()).limit(1)
_ADD = insert(t.audit)


async def tell_head(tx: Tx) -> Head | None:
    """The head, to be told to people: from now on the record must hold it."""
    told = await head(tx)
    if told:
        await settings.write(tx, TOLD, {"head": str(told)})
    return told


def chained(previous: str, cells: Sequence[bytes | None]) -> str:
    """The hash of a row with these stored cells that follows the row with the hash `previous`."""
    told = hashlib.sha256(previous.encode())
    for cell in cells:
        told.update(b"-;" if cell is None else b"%d:%b;" % (len(cell), cell))
    return told.hexdigest()


def _text(value: object) -> str:
    """A cell as SQLite stores it, which is what the hash is taken over in both databases."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    return str(value)


# ── verifying ─────────────────────────────────────────────────────────────────────────────────────────────


async def broken_at(tx: Tx) -> int | None:
    """The id of the first row that does not follow from the one before it, or None where all do."""
    previous = ""
    for number, (cells, linked) in enumerate(await _stored(tx), start=1):
        if chained(previous, cells) != linked:
            found = cells[0] or b""
            return int(found) if found.isdigit() else number
        previous = linked
    return None


async def missing_head(tx: Tx, known: str | None = None) -> str | None:
    """The head that the record no longer holds: `known` (17-9f86d081…, or a hash), or the last one that people were
    told; None where both are in it. What was cut off after a head that nobody knows leaves no trace."""
    heads = [known] if known else []
    told = await settings.read(tx, TOLD)
    heads += [told["head"]] if told else []
    standing = {row.id: row.hash for row in await tx.execute(select(t.audit.c.id, t.audit.c.hash))}
    return next((one for one in heads if not _holds(standing, one)), None)


def _holds(standing: dict[int, str], known: str) -> bool:
    number, dash, digits = known.strip().lower().rpartition("-")
    if len(digits) < SHORT:
        return False
    if dash:
        return number.isdigit() and standing.get(int(number), "").startswith(digits)
    return any(one.startswith(digits) for one in standing.values())


async def _stored(tx: Tx) -> list[tuple[list[bytes | None], str]]:
    """Every row as it is stored, byte for byte, with its hash."""
    cells: list[Any] = [*_COVERED, t.audit.c.hash]
    if tx.dialect.name == "sqlite":  # whose texts need not even be texts: whatever stands there is looked at
        cells = [cast(one, LargeBinary) for one in cells]
    else:
        cells = [type_coerce(one, Text) if one.name in ("before", "after") else one for one in cells]
    found = []
    for row in await tx.execute(select(*cells).order_by(t.audit.c.id)):
        *covered, linked = (one if one is None or isinstance(one, bytes) else _text(one).encode() for one in row)
        found.append((covered, (linked or b"").decode("ascii", "replace")))
    return found


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────


async def latest(tx: Tx, count: int, *, about: Sequence[str] = (), before: int | None = None) -> list[Noted]:
    """The newest `count` rows, newest first; `about`: only those whose subject, actor or act is one of these; `before`:
    only those before the row of that id."""
    query = select(*_COVERED).order_by(t.audit.c.id.desc()).limit(count)
    if about:
        query = query.where(or_(*(one.in_(about) for one in (t.audit.c.subject, t.audit.c.actor, t.audit.c.act))))
    if before is not None:
        query = query.where(t.audit.c.id < before)
    return [Noted(**row) for row in (await tx.execute(query)).mappings()]
