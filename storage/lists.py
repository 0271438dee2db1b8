"""Task lists that were handed in and are not loaded yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from storage import tables as t
from storage.database import Tx

FETCHING, OPEN, LOADED, DROPPED = "fetching", "open", "loaded", "dropped"
c = t.list_draft.c


@dataclass(frozen=True, slots=True)
class Draft:
    """A list as it was handed in. `document`: its cells as JSON, None while its file is being fetched; `mends`: what
    was changed in words since, in order."""

    id: int
    person_id: int
    account_id: int
    name: str
    state: str
    document: dict[str, Any] | None
    mends: Sequence[dict[str, Any]]


async def add(
    tx: Tx, inbox_id: int, person_id: int, account_id: int, name: str, document: dict[str, Any] | None, now: datetime
) -> int:
    """Keep a list; the open ones of that person are dropped: one is looked at at a time."""
    older = update(t.list_draft).where(c.person_id == person_id, c.state.in_((FETCHING, OPEN))).values(state=DROPPED)
    await tx.execute(older)
    row = {
        "inbox_id": inbox_id,
        "person_id": person_id,
        "account_id": account_id,
        "name": name,
        "state": FETCHING if document is None else OPEN,
        "document": document,
        "mends": [],
        "made_at": now,
    }
    return int((await tx.execute(insert(t.list_draft).values(**row).returning(c.id))).scalar_one())


async def of_attachment(tx: Tx, attachment_id: int) -> Draft | None:
    """The list whose file that is, while it waits for it."""
    joined = t.list_draft.join(t.attachment, t.attachment.c.inbox_id == c.inbox_id)
    found = select(t.list_draft).select_from(joined).where(t.attachment.c.id == attachment_id, c.state == FETCHING)
    return _draft((await tx.execute(found)).mappings().first())


async def open_of(tx: Tx, person_id: int) -> Draft | None:
    """The list that somebody is looking at."""
    found = select(t.list_draft).where(c.person_id == person_id, c.state == OPEN).order_by(c.id.desc()).limit(1)
    return _draft((await tx.execute(found)).mappings().first())


async def one(tx: Tx, draft_id: int) -> Draft | None:
    """The list of that id, whatever became of it."""
    return _draft((await tx.execute(select(t.list_draft).where(c.id == draft_id))).mappings().first())


async def arrived(tx: Tx, draft_id: int, document: dict[str, Any] | None) -> None:
    """Its cells are there; or None: its file cannot be read, and it is over."""
    state = OPEN if document is not None else DROPPED
    await tx.execute(update(t.list_draft).where(c.id == draft_id).values(document=document, state=state))


async def mend(tx: Tx, draft_id: int, mends: Sequence[dict[str, Any]]) -> None:
    """Keep what was changed in words."""
    await tx.execute(update(t.list_draft).where(c.id == draft_id).values(mends=list(mends)))


async def settle(tx: Tx, draft_id: int, state: str) -> bool:
    """Loaded or dropped; False where it was settled before."""
    done = await tx.execute(update(t.list_draft).where(c.id == draft_id, c.state == OPEN).values(state=state))
    return done.rowcount == 1


def _draft(row: Any) -> Draft | None:
    if row is None:
        return None
    names = ("id", "person_id", "account_id", "name", "state", "document", "mends")
    return Draft(*(row[name] for name in names))
