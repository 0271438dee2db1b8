"""Everything that leaves: what waits, what is on its way, what became of it.

Here rows are added, looked at and withdrawn; `storage.claims` takes them out for sending, `storage.settling` writes
down what became of it. A row is born `pending`, or `sending` where its own process delivers it at once (a reply).
Every change is a conditional UPDATE, from a state that `TRANSITIONS` allows; `docs/states.md` draws them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from domain.messages import Outgoing
from storage import tables as t
from storage.database import Tx

o = t.outbox.c


class Kind(StrEnum):
    """What a message is to the person who gets it."""

    REPLY = "reply"
    CHASE = "chase"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    DIGEST = "digest"
    NOTICE = "notice"


PRIORITY = {
    Kind.REPLY: 0,
    Kind.CHASE: 1,
    Kind.ESCALATION: 2,
    Kind.REMINDER: 3,
    Kind.DIGEST: 4,
    Kind.NOTICE: 5,
}


class State(StrEnum):
    """Where a row is. `held`: it may or may not have been shown, and goes once more when its platform answers again;
    `unknown`: that was tried often enough; `expired`: no try of three days got through."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    HELD = "held"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"
    MERGED = "merged"
    EXPIRED = "expired"


BORN = frozenset({State.PENDING, State.SENDING})
WAITING = frozenset({State.PENDING, State.RETRY})
TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.PENDING: frozenset({State.SENDING, State.RETRY, State.FAILED, State.CANCELLED, State.MERGED}),
    State.RETRY: frozenset({State.SENDING, State.PENDING, State.FAILED, State.CANCELLED, State.MERGED}),
    State.SENDING: frozenset(
        {State.SENT, State.RETRY, State.PENDING, State.HELD, State.UNKNOWN, State.FAILED, State.EXPIRED}
    ),
    State.HELD: frozenset({State.RETRY, State.CANCELLED}),
    State.MERGED: frozenset({State.PENDING}),  # the bundle that covered it was not shown after all
    State.SENT: frozenset(),
    State.UNKNOWN: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
    State.EXPIRED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What is to leave. Either `content` for an account, or `about` for a person: composed when it is claimed.

    `now` and `not_before` are the plan's time. `claimed_by` names the epoch of the process that adds the row and
    will deliver it right after the commit: nobody else takes it while that process lives.
    """

    dedup_key: str
    kind: Kind
    now: datetime
    account_id: int | None = None
    person_id: int | None = None
    content: Outgoing | None = None
    about: Mapping[str, Any] | None = None
    card: str | None = None
    not_before: datetime | None = None
    claimed_by: str | None = None

    def __post_init__(self) -> None:
        if self.account_id is None and self.person_id is None:
            raise ValueError(f"{self.dedup_key}: for nobody")
        if self.content is None and self.about is None:
            raise ValueError(f"{self.dedup_key}: neither content nor what it is about")
        if self.claimed_by and (self.content is None or self.account_id is None):
            raise ValueError(f"{self.dedup_key}: only a finished message for an account can be sent at once")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox. `content` is None where it is composed when claimed, from `about`."""

    id: int
    kind: Kind
    state: State
    person_id: int | None
    account_id: int | None
    content: Outgoing | None
    about: Mapping[str, Any] | None
    card: str | None
    not_before: datetime  # the plan's time
    created_at: datetime  # the plan's time
    attempt: int
    fence: int
    failure: str | None

    @property
    def merged(self) -> tuple[int, ...]:
        """The rows that its bundle covers since it was last composed."""
        return tuple(self.about.get("merged", ())) if self.about else ()

    @property
    def text(self) -> str | None:
        """What it says: as it is finished, or as it was last composed; None where it never was."""
        return self.content.text() if self.content else (self.about or {}).get("said")


# ── in and out again ──────────────────────────────────────────────────────────────────────────────────────


async def add(tx: Tx, message: NewMessage) -> int | None:
    """Put a message into the outbox. Returns its id, or None where its dedup key was there already."""
    born_claimed = message.claimed_by is not None
    row = {
        "dedup_key": message.dedup_key,
        "kind": message.kind.value,
        "priority": PRIORITY[message.kind],
        "state": State.SENDING.value if born_claimed else State.PENDING.value,
        "person_id": message.person_id,
        "account_id": message.account_id,
        "content": message.content.to_json() if message.content else None,
        "about": dict(message.about) if message.about is not None else None,
        "card": message.card or (message.content.card if message.content else None),
        "not_before": message.not_before or message.now,
        "created_at": message.now,
        "attempt": int(born_claimed),
        "fence": int(born_claimed),
        "epoch": message.claimed_by,
    }
    new_id: int | None = (await tx.execute(_unless_there(tx.dialect.name), row)).scalar()
    return new_id


@cache
def _unless_there(dialect: str) -> Any:
    insert = pg_insert if dialect == "postgresql" else sqlite_insert
    return insert(t.outbox).on_conflict_do_nothing(index_elements=[o.dedup_key]).returning(o.id)


async def waiting(tx: Tx, person_id: int | None = None, kinds: Sequence[Kind] = ()) -> tuple[Row, ...]:
    """The rows that wait (pending or to be tried again), the next to go first; of one person and of kinds, if given."""
    question = select(t.outbox).where(waits()).order_by(o.priority, o.not_before, o.id)
    if person_id is not None:
        question = question.where(o.person_id == person_id)
    if kinds:
        question = question.where(o.kind.in_([kind.value for kind in kinds]))
    return tuple(as_row(row) for row in (await tx.execute(question)).mappings())


async def kinds(tx: Tx, ids: Sequence[int]) -> dict[int, Kind]:
    """Which kind of message each of these rows is."""
    rows = await tx.execute(select(o.id, o.kind).where(o.id.in_(ids)))
    return {row.id: Kind(row.kind) for row in rows}


async def cancel(tx: Tx, ids: Sequence[int], reason: str) -> tuple[int, ...]:
    """Withdraw rows that have not left yet. Returns those that were caught in time."""
    done = update(t.outbox).where(o.id.in_(ids), waits()).values(state=State.CANCELLED.value, failure=reason)
    return tuple((await tx.execute(done.returning(o.id))).scalars())


async def merge(tx: Tx, ids: Sequence[int], into: int) -> tuple[int, ...]:
    """Mark waiting rows as covered by the bundle `into`. Returns those that still waited."""
    covered = update(t.outbox).where(o.id.in_(ids), o.id != into, waits())
    done = covered.values(state=State.MERGED.value, failure=f"merged into {into}")
    return tuple((await tx.execute(done.returning(o.id))).scalars())


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────


def as_row(raw: Any) -> Row:
    """A row as a value."""
    return Row(
        id=raw["id"],
        kind=Kind(raw["kind"]),
        state=State(raw["state"]),
        person_id=raw["person_id"],
        account_id=raw["account_id"],
        content=Outgoing.from_json(raw["content"]) if raw["content"] is not None else None,
        about=raw["about"],
        card=raw["card"],
        not_before=raw["not_before"],
        created_at=raw["created_at"],
        attempt=raw["attempt"],
        fence=raw["fence"],
        failure=raw["failure"],
    )


def waits() -> ColumnElement[bool]:
    """The condition that a row has not left yet."""
    return o.state.in_([state.value for state in WAITING])
