"""What a watchful eye looks at: what could not be brought to anybody, what does not move, how much waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from storage import tables as t
from storage.claims import INDEXED
from storage.database import Tx
from storage.outbox import Kind, State

o, i, tried = t.outbox.c, t.inbox.c, t.send_attempt.c

GIVEN_UP = (State.UNKNOWN.value, State.EXPIRED.value)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A message that may not have arrived and is not sent any more. `person_id`: for whom, None for a stranger."""

    outbox_id: int
    kind: Kind
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits. `inbox_since`: since when (machine time) the oldest update waits for its turn; `due_since`: since
    when (the plan's time) the oldest message should have left; `resting_until`: until when (machine time) the platform
    wants nothing, at the latest."""

    inbox: int
    inbox_since: datetime | None
    due: int
    due_since: datetime | None
    states: dict[str, int]
    resting_until: datetime | None


async def last_attempt(tx: Tx) -> int:
    """The number of the last try to deliver."""
    return int((await tx.execute(select(func.coalesce(func.max(tried.id), 0)))).scalar_one())


async def given_up(tx: Tx, after: int, spoken_of: str) -> Sequence[GivenUp]:
    """What was given up with a try after that one; not what only told of such messages (`spoken_of`: how their keys
    begin)."""
    last = select(tried.outbox_id, func.max(tried.id).label("id")).group_by(tried.outbox_id).where(tried.id > after)
    newest = last.subquery()
    person = func.coalesce(o.person_id, t.account.c.person_id)
    rows = await tx.execute(
        select(o.id, o.kind, person.label("person_id"))
        .select_from(
            t.outbox.join(newest, newest.c.outbox_id == o.id).outerjoin(t.account, t.account.c.id == o.account_id)
        )
        .where(o.state.in_(GIVEN_UP), o.dedup_key.not_like(f"{spoken_of}%"))
        .order_by(o.id)
    )
    return [GivenUp(row.id, Kind(row.kind), row.person_id) for row in rows]


async def unhandled_since(tx: Tx, before: datetime) -> list[int]:
    """The updates that were stored before then (machine time) and wait for their turn."""
    waiting = select(i.id).where(i.handled_at.is_(None), i.stored_at < before).order_by(i.id).limit(100)
    return list((await tx.execute(waiting)).scalars())


async def on_their_way(tx: Tx) -> dict[int, int]:
    """The messages that are being sent, with their fence."""
    sending = select(o.id, o.fence).where(INDEXED, o.state == State.SENDING.value)
    return {row.id: row.fence for row in await tx.execute(sending)}


async def backlog(tx: Tx, now: datetime, machine: datetime, lately: timedelta) -> Backlog:
    """What waits. `states` counts the messages of the last while (`lately`, the plan's time) by state."""
    inbox = (await tx.execute(select(func.count(), func.min(i.stored_at)).where(i.handled_at.is_(None)))).one()
    is_due = and_(
        INDEXED,
        o.state.in_((State.PENDING.value, State.RETRY.value)),
        o.not_before <= now,
        or_(o.retry_at.is_(None), o.retry_at <= machine),
    )
    due = (await tx.execute(select(func.count(), func.min(o.not_before)).where(is_due))).one()
    resting: Any = select(func.max(o.retry_at)).where(INDEXED, o.state == State.RETRY.value)
    states = await tx.execute(select(o.state, func.count()).where(o.created_at > now - lately).group_by(o.state))
    return Backlog(
        inbox[0], inbox[1], due[0], due[1], {row[0]: row[1] for row in states}, (await tx.execute(resting)).scalar()
    )
