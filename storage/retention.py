"""What is kept only for so long: what buttons meant, tries to deliver, raw messages.

A raw message that the ledger or a decision refers to keeps its number and loses its payload: what was reported stands
in the ledger, with the words. The newest one stays as a number too, so that no number is ever given again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update

from storage import tables as t
from storage.database import Tx
from storage.outbox import TRANSITIONS, State

AT_ONCE = 2_000  # rows in one transaction: nobody waits for it
NOBODY = ""  # the address of a message whose payload was forgotten
OVER = [state.value for state in State if not TRANSITIONS[state]]  # nothing follows

_EMPTY: dict[str, Any] = {"flow": None, "state": {}}  # what somebody was in the middle of

i, tried, o = t.inbox.c, t.send_attempt.c, t.outbox.c


async def forget(tx: Tx, before: datetime, machine_before: datetime) -> int:
    """Forget some of what is older than `before` (the plan's time), `machine_before` (machine time). Returns how many
    rows that were; less than AT_ONCE: nothing is left to forget."""
    count = 0
    for forgetting in (_buttons(before), _attempts(machine_before), _messages(machine_before)):
        count += (await tx.execute(forgetting)).rowcount
    count += (await tx.execute(_payloads(machine_before))).rowcount
    left = t.dialogue.c
    await tx.execute(update(t.dialogue).where(left.changed_at < before, left.flow.is_not(None)).values(_EMPTY))
    return count


def _buttons(before: datetime) -> Any:
    old = select(t.button.c.key).where(t.button.c.made_at < before).limit(AT_ONCE)
    return delete(t.button).where(t.button.c.key.in_(old))


def _attempts(before: datetime) -> Any:
    newest = select(func.max(tried.id)).scalar_subquery()
    over = exists().where(o.id == tried.outbox_id, o.state.in_(OVER))
    old = select(tried.id).where(tried.at < before, tried.id < newest, over).limit(AT_ONCE)
    return delete(t.send_attempt).where(tried.id.in_(old))


def _messages(before: datetime) -> Any:
    newest = select(func.max(i.id)).scalar_subquery()
    old = select(i.id).where(*_old(before), i.id < newest, ~_is_referred_to()).limit(AT_ONCE)
    return delete(t.inbox).where(i.id.in_(old))


def _payloads(before: datetime) -> Any:
    old = select(i.id).where(*_old(before), i.address != NOBODY).limit(AT_ONCE)
    return update(t.inbox).where(i.id.in_(old)).values(payload={}, address=NOBODY)


def _old(before: datetime) -> tuple[Any, ...]:
    return i.stored_at < before, i.handled_at.is_not(None)


def _is_referred_to() -> Any:
    keys = [key for table in t.metadata.tables.values() for key in table.foreign_keys if key.column is i.id]
    return or_(*(i.id.in_(select(key.parent).where(key.parent.is_not(None))) for key in keys))
