"""What became of the tries: written down together, and only where the fence still holds.

A fence counts the claims of a row. Whoever settles with an older one comes too late: another process has the row by
now. The attempt is put on record all the same, with what was said, because it was made.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, or_, select, text, update

from storage import tables as t
from storage.claims import INDEXED, OUTDATED, card_ref, doubts
from storage.database import Tx
from storage.outbox import WAITING, Row, State, as_row, waits

o, a = t.outbox.c, t.account.c


@dataclass(frozen=True, slots=True)
class Orphan:
    """A row found `sending` though nobody sends it: its process died, or never handed it on."""

    row: Row
    platform: str
    edits: str | None  # the message that it redraws
    doubts: int  # how many earlier tries may have been shown


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one try. `said` is the text, where the platform may have shown it."""

    row: Row
    state: State
    outcome: str
    detail: str | None = None
    said: str | None = None
    ref: str | None = None
    retry_at: datetime | None = None  # machine time
    counted: bool = True  # False: the try does not count (the platform asked to wait, or it was not made)


# ── what became of a try ──────────────────────────────────────────────────────────────────────────────────


async def settle(tx: Tx, settlements: Sequence[Settlement], now: datetime, machine: datetime) -> frozenset[int]:
    """Write down what became of tries. Returns the ids whose fence held: for the others it is only put on record.

    now: the plan's time. machine: real time, for the record of attempts.
    """
    if not settlements:
        return frozenset()
    await tx.execute(
        insert(t.send_attempt),
        [
            {
                "outbox_id": one.row.id,
                "fence": one.row.fence,
                "outcome": one.outcome,
                "detail": one.detail,
                "said": one.said,
                "at": machine,
            }
            for one in settlements
        ],
    )
    open_ = select(o.id, o.fence).where(o.id.in_([one.row.id for one in settlements]), o.state == State.SENDING.value)
    fences = {row.id: row.fence for row in await tx.execute(open_)}
    held = [one for one in settlements if fences.get(one.row.id) == one.row.fence]
    if held:
        await tx.execute(_SETTLE, [_settled(one, now) for one in held])
        await _give_back(tx, [one.row for one in held if one.state in WAITING])
    return frozenset(one.row.id for one in held)


_SETTLE = (
    update(t.outbox)
    .where(o.id == bindparam("b_id"), o.fence == bindparam("b_fence"), o.state == State.SENDING.value)
    .values(
        state=bindparam("b_state"),
        attempt=o.attempt - bindparam("b_uncounted"),
        retry_at=bindparam("b_retry_at"),
        sent_at=bindparam("b_sent_at"),
        ref=bindparam("b_ref"),
        failure=bindparam("b_failure"),
    )
)


def _settled(one: Settlement, now: datetime) -> dict[str, Any]:
    sent = one.state is State.SENT
    return {
        "b_id": one.row.id,
        "b_fence": one.row.fence,
        "b_state": one.state.value,
        "b_uncounted": 0 if one.counted else 1,
        "b_retry_at": one.retry_at,
        "b_sent_at": now if sent else None,
        "b_ref": one.ref,
        "b_failure": None if sent else f"{one.outcome}: {one.detail}" if one.detail else one.outcome,
    }


async def _give_back(tx: Tx, bundles: Sequence[Row]) -> None:
    """What a bundle covered waits for itself again when the bundle was not shown: it is composed anew."""
    covered = [id_ for row in bundles for id_ in row.merged]
    if covered:
        again = update(t.outbox).where(o.id.in_(covered), o.state == State.MERGED.value)
        await tx.execute(again.values(state=State.PENDING.value, failure=None))


async def orphans(tx: Tx, epoch: str, alive: Collection[str] = ()) -> tuple[Orphan, ...]:
    """The rows that a process of another epoch left `sending` when it died; those of `alive` ones are theirs."""
    rows = await tx.execute(
        select(*t.outbox.c, a.platform, card_ref().label("edits"), doubts().label("doubts"))
        .outerjoin(t.account, a.id == o.account_id)
        .where(INDEXED, o.state == State.SENDING.value, or_(o.epoch.is_(None), o.epoch.not_in([epoch, *alive])))
        .order_by(o.id)
    )
    return tuple(Orphan(as_row(raw), raw["platform"] or "", raw["edits"], raw["doubts"]) for raw in rows.mappings())


async def in_hand(tx: Tx, epoch: str) -> frozenset[int]:
    """The ids of all rows that this process has claimed and not settled."""
    mine = select(o.id).where(INDEXED, o.state == State.SENDING.value, o.epoch == epoch)
    return frozenset((await tx.execute(mine)).scalars())


async def release(tx: Tx, ids: Sequence[int], epoch: str) -> tuple[int, ...]:
    """Put back rows that this process claimed and never handed to a channel. Returns those it still held."""
    rows = await tx.execute(
        update(t.outbox)
        .where(o.id.in_(ids), o.state == State.SENDING.value, o.epoch == epoch)
        .values(state=State.PENDING.value, attempt=o.attempt - 1)
        .returning(*t.outbox.c)
    )
    released = [as_row(row) for row in rows.mappings()]
    await _give_back(tx, released)
    return tuple(row.id for row in released)


async def put_off(tx: Tx, row: Row, state: State, retry_at: datetime | None, failure: str, machine: datetime) -> None:
    """A waiting row could not be composed: it counts as a try that waits until `retry_at`, or has failed for good."""
    if state not in (State.RETRY, State.FAILED):
        raise ValueError(f"a row that cannot be composed does not become {state}")
    changed = await tx.execute(
        update(t.outbox)
        .where(o.id == row.id, o.fence == row.fence, waits())
        .values(state=state.value, attempt=o.attempt + 1, retry_at=retry_at, failure=failure)
    )
    if changed.rowcount:
        tried = {"outbox_id": row.id, "fence": row.fence, "outcome": "not composed", "detail": failure, "at": machine}
        await tx.execute(insert(t.send_attempt).values(**tried))


async def hasten(tx: Tx, platform: str, machine: datetime) -> int:
    """A platform can be reached again: what waits for its next try may go now. Returns how many."""
    there = exists().where(a.id == o.account_id, a.platform == platform)
    soon = update(t.outbox).where(waits(), o.state == State.RETRY.value, o.retry_at > machine, there)
    hastened: int = (await tx.execute(soon.values(retry_at=machine))).rowcount
    return hastened


async def in_doubt(tx: Tx, machine: datetime) -> dict[str, int]:
    """The platforms on which rows are held, and how many of these may go once more by now (machine time)."""
    their = t.outbox.join(t.account, a.id == o.account_id)
    ripe = func.count().filter(or_(o.retry_at.is_(None), o.retry_at <= machine))
    found = select(a.platform, ripe).select_from(their).where(_IS_HELD).group_by(a.platform)
    return {row[0]: row[1] for row in await tx.execute(found)}


async def resume(tx: Tx, platform: str, machine: datetime, most: int | None = None) -> int:
    """Let rows that are held go once more, as far as their wait is over (machine time): those first that were sent in
    vain least often. `most`: not more than so many. Returns how many. A card that was drawn anew since is not shown as
    it was: that row is withdrawn."""
    await tx.execute(_WITHDRAW_OUTDATED)
    ripe = (
        select(o.id)
        .join(t.account, a.id == o.account_id)
        .where(_IS_HELD, a.platform == platform, or_(o.retry_at.is_(None), o.retry_at <= machine))
        .order_by(doubts(), o.priority, o.id)
        .limit(most)
    )
    ids = list((await tx.execute(ripe)).scalars())
    if not ids:
        return 0
    go = update(t.outbox).where(o.id.in_(ids), _IS_HELD).values(state=State.RETRY.value, retry_at=machine)
    resumed = [as_row(row) for row in (await tx.execute(go.returning(*t.outbox.c))).mappings()]
    await _give_back(tx, resumed)
    return len(resumed)


_IS_HELD = text("outbox.state = 'held'")  # as the partial index says
_newer = t.outbox.alias("newer")
_WITHDRAW_OUTDATED = (
    update(t.outbox)
    .where(
        _IS_HELD,
        exists().where(
            _newer.c.account_id == o.account_id,
            _newer.c.card == o.card,
            _newer.c.id > o.id,
            _newer.c.state == State.SENT.value,
        ),
    )
    .values(state=State.CANCELLED.value, failure=OUTDATED.reason)
)


async def wake_overslept(tx: Tx, machine: datetime, longest: timedelta) -> int:
    """The machine's clock was set back: what would wait longer than anything ever does waits no more, unless its
    platform asked for it. Returns how many rows."""
    waiting = o.state.in_((State.RETRY.value, State.HELD.value))
    asked_for = func.coalesce(o.failure, "").like("throttled%")
    late = update(t.outbox).where(waiting, o.retry_at > machine + longest, ~asked_for)
    return int((await tx.execute(late.values(retry_at=machine))).rowcount)


# ── accounts and cards ────────────────────────────────────────────────────────────────────────────────────


async def mark_gone(tx: Tx, account_id: int) -> bool:
    """Nothing reaches this account any more. False where that was known already."""
    active = (a.id == account_id, a.state == "active")
    return (await tx.execute(update(t.account).where(*active).values(state="gone"))).rowcount == 1


async def other_account(tx: Tx, row: Row) -> bool:
    """Whether the person behind a row can be reached on another account than the row's."""
    if row.person_id is None:
        return False
    other = select(a.id).where(a.person_id == row.person_id, a.state == "active", a.id != row.account_id)
    return (await tx.execute(other.limit(1))).first() is not None


async def forget_card(tx: Tx, account_id: int, card: str) -> None:
    """The message that shows a card can no longer be edited: the next draw of it is a new message."""
    await tx.execute(update(t.outbox).where(o.account_id == account_id, o.card == card).values(ref=None))
