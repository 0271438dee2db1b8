"""What last became of the messages that asked a person for something: the evidence behind 已送达 and 未送达."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage import tables as t
from storage.database import Tx
from storage.outbox import Kind, State

_ASKING = (Kind.REMINDER.value, Kind.CHASE.value, Kind.ESCALATION.value)

o = t.outbox.c


@dataclass(frozen=True, slots=True)
class Nudge:
    """A message that asked somebody for something. Times are the plan's; `by_request`: they chose to hear it later."""

    kind: Kind
    state: State
    not_before: datetime
    sent_at: datetime | None
    by_request: bool


async def nudges(tx: Tx, people: Sequence[int], since: datetime) -> dict[int, list[Nudge]]:
    """The reminders, chases and escalations made for each person since an instant, oldest first, withdrawn ones too."""
    query = (
        select(o.person_id, o.kind, o.state, o.not_before, o.sent_at, o.about)
        .where(o.person_id.in_(people), o.kind.in_(_ASKING), o.created_at >= since)
        .order_by(o.id)
    )
    found: dict[int, list[Nudge]] = {}
    for row in (await tx.execute(query)).mappings():
        by_request = "department" in (row["about"] or {})
        nudge = Nudge(Kind(row["kind"]), State(row["state"]), row["not_before"], row["sent_at"], by_request)
        found.setdefault(row["person_id"], []).append(nudge)
    return found


async def became(tx: Tx, keys: Sequence[str]) -> dict[str, State]:
    """What became of the messages of those dedup keys, as far as they are there."""
    rows = await tx.execute(select(o.dedup_key, o.state).where(o.dedup_key.in_(keys)))
    return {row.dedup_key: State(row.state) for row in rows}
