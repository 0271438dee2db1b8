"""Check-in cards that still ask in a chat: what an answer given elsewhere outdates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from storage import tables as t
from storage.database import Tx
from storage.outbox import State

o, a = t.outbox.c, t.account.c


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as it stands in somebody's chat, `department`'s; `person_id` owns the chat."""

    outbox_id: int
    account_id: int
    person_id: int
    card: str
    department: str


async def open_elsewhere(tx: Tx, departments: Sequence[str], account_id: int) -> list[Shown]:
    """The newest check-in card of each department in every other chat, if it can be redrawn and was not answered there.

    A card that was answered or redrawn has a later row of the same name: it is passed over.
    """
    found: list[Shown] = []
    for department in departments:
        chats = (
            select(a.id)
            .join(t.membership, t.membership.c.person_id == a.person_id)
            .where(t.membership.c.department == department, a.id != account_id, a.state == "active")
        )
        newest = (
            select(func.max(o.id))
            .where(
                o.account_id.in_(chats),
                o.card.startswith(f"checkin:{department}:", autoescape=True),
                o.state == State.SENT.value,
            )
            .group_by(o.account_id)
        )
        rows = await tx.execute(
            select(o.id, o.account_id, a.person_id, o.card)
            .join(t.account, a.id == o.account_id)
            .where(o.id.in_(newest), o.kind != "reply", o.ref.is_not(None))
        )
        found += [Shown(row.id, row.account_id, row.person_id, row.card, department) for row in rows]
    return found
