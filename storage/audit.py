"""The record: who changed what, before and after. Each row's hash covers the one before it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from storage import tables as t
from storage.database import Tx


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
    last = (await tx.execute(_LAST)).scalar()
    row = {"at": now, "actor": actor, "act": act, "subject": subject, "before": before, "after": after}
    await tx.execute(_ADD, {**row, "hash": chained(last, row)})


_LAST = select(t.audit.c.hash).order_by(t.audit.c.id.desc()).limit(1)
_ADD = insert(t.audit)


def chained(previous: str | None, row: dict[str, Any]) -> str:
    """The hash of a row that follows `previous`."""
    told = json.dumps({**row, "at": row["at"].isoformat()}, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(f"{previous or ''}\n{told}".encode()).hexdigest()


async def broken_at(tx: Tx) -> int | None:
    """The id of the first row that does not follow from the one before it, or None where all do."""
    previous: str | None = None
    for row in (await tx.execute(select(t.audit).order_by(t.audit.c.id))).mappings():
        told = {key: row[key] for key in ("at", "actor", "act", "subject", "before", "after")}
        if chained(previous, told) != row["hash"]:
            return int(row["id"])
        previous = row["hash"]
    return None
