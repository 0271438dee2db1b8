"""Taking rows out for sending: what is due, whose chat is free, composed from the facts of this moment.

A claim is one short transaction whatever the number of rows: choose, compose, mark `sending` with attempt, epoch and
fence. Only one row of a chat is on its way at a time, so a chat reads in the order in which things were said.
`FOR UPDATE SKIP LOCKED` would have nothing to skip: `Database.write` lets one claim run at a time, on both databases.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, func, or_, select, text, update

from domain.messages import Outgoing
from domain.reminders import Composed, Delayed, Nothing
from storage import people
from storage import tables as t
from storage.choice import Choice, Room, accounts_of, is_open, on_their_way
from storage.database import Tx
from storage.outbox import Kind, Row, State, as_row, merge, waits

o, a = t.outbox.c, t.account.c

BATCH = 100  # rows looked at in one claim: some times the permits of a paced channel, few enough to read in a moment
SHORTEST_DELAY = timedelta(minutes=1)  # a composer that delays into the past must not spin the dispatcher
INDEXED = text("outbox.state IN ('pending', 'retry', 'sending')")  # as the partial index says, or SQLite ignores it

OUTDATED = Nothing("its card was drawn anew since")

Composer = Callable[[Tx, Row, datetime], Awaitable[Composed | Delayed | Nothing]]


class ComposeFailed(Exception):
    """Composing `row` raised (the cause). Nothing was claimed; put the row off and claim again."""

    def __init__(self, row: Row) -> None:
        self.row = row
        super().__init__(f"outbox row {row.id} ({row.kind}) could not be composed")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed row, ready to be handed to a channel.

    `edits` is the platform's reference of the message to redraw. `doubts`: how many earlier tries may have
    been shown.
    `behind`: a finished message of the same chat waits that was said before this one.
    """

    row: Row
    platform: str
    address: str
    message: Outgoing
    edits: str | None = None
    doubts: int = 0
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """What was claimed. `touched` counts every row that changed; 0 means that nothing more is ready."""

    deliveries: tuple[Delivery, ...]
    touched: int


# ── claiming ──────────────────────────────────────────────────────────────────────────────────────────────


async def claim(tx: Tx, *, now: datetime, machine: datetime, epoch: str, room: Room, compose: Composer) -> Claim:
    """Claim what is due and may go, at most one row a chat, replies first, then by kind and time.

    now: the plan's time, for what is due. machine: real time, for what waits to be tried again. Rows without content
    are composed here: they leave, are delayed, or are cancelled. Raises ComposeFailed with nothing changed.
    """
    room_now = {
        "full": [platform for platform, free in room.free.items() if free <= 0],
        "resting": list(room.resting),
        "held": list(room.held),
    }
    found = (await tx.execute(_candidates(), {"now": now, "machine": machine, **room_now})).mappings().all()
    if not found:
        return Claim((), 0)
    choice = Choice(room, await accounts_of(tx, [raw["person_id"] for raw in found if is_open(raw)]))
    chosen: dict[int, tuple[Row, Composed]] = {}
    touched = 0
    for raw in found:
        if not choice.lets(raw):
            continue
        row = as_row(raw)
        said = OUTDATED if raw["drawn_since"] else await _compose(tx, row, now, compose)
        if not isinstance(said, Composed):
            touched += await _not_now(tx, row, said, now)
            continue
        if said.account_id in choice.taken:
            raise ComposeFailed(row) from ValueError(f"a message to account {said.account_id} is on its way already")
        choice.take(raw, said)
        chosen[row.id] = (row, said)
    ready = await _mark(tx, chosen, epoch)
    return Claim(ready, touched + len(ready))


@cache  # building a statement costs more than executing it
def _candidates() -> Select[Any]:
    """The first due row of each chat that is free, best first.

    A finished message keeps its place in its chat even while it waits for its next try; what is composed at the
    claim lets others pass. A reply is never early: its hour does not wait for a clock that was set back.
    """
    now, machine = bindparam("now", type_=t.Instant), bindparam("machine", type_=t.Instant)
    place = func.row_number().over(
        partition_by=func.coalesce(o.account_id, -o.person_id), order_by=(o.priority, o.not_before, o.id)
    )
    may_be_tried = or_(o.retry_at.is_(None), o.retry_at <= machine)
    is_due = or_(o.not_before <= now, o.kind == Kind.REPLY.value)
    due = (
        select(o.id, place.label("place"))
        .where(INDEXED, waits(), is_due, or_(may_be_tried, o.content.is_not(None)))
        .cte("due")
    )
    chat_is_free = and_(
        o.account_id.not_in(on_their_way()),
        o.account_id.not_in(bindparam("held", expanding=True)),
        or_(o.account_id.not_in(bindparam("resting", expanding=True)), card_ref().is_not(None)),
        a.platform.not_in(bindparam("full", expanding=True)),
    )
    return (
        select(*t.outbox.c, a.platform, a.person_id.label("owner_id"), drawn_since().label("drawn_since"))
        .join(due, due.c.id == o.id)
        .outerjoin(t.account, a.id == o.account_id)
        .where(due.c.place == 1, may_be_tried, or_(o.account_id.is_(None), chat_is_free))
        .order_by(o.priority, o.not_before, o.id)
        .limit(BATCH)
    )


async def _compose(tx: Tx, row: Row, now: datetime, compose: Composer) -> Composed | Delayed | Nothing:
    if row.content is not None and row.account_id is not None:
        return Composed(row.account_id, row.content)
    if row.content is not None and row.person_id is not None:
        account = await people.account_of(tx, row.person_id)
        return Composed(account.id, row.content) if account else Nothing("the person cannot be reached")
    try:
        return await compose(tx, row, now)
    except Exception as error:
        raise ComposeFailed(row) from error


async def _not_now(tx: Tx, row: Row, said: Delayed | Nothing, now: datetime) -> int:
    still_waits = update(t.outbox).where(o.id == row.id, o.fence == row.fence, waits())
    if isinstance(said, Nothing):
        changed = await tx.execute(still_waits.values(state=State.CANCELLED.value, failure=said.reason))
    else:
        until = said.until if said.until > now else now + SHORTEST_DELAY
        changed = await tx.execute(still_waits.values(state=State.PENDING.value, not_before=until, retry_at=None))
    return int(changed.rowcount)


async def _mark(tx: Tx, chosen: Mapping[int, tuple[Row, Composed]], epoch: str) -> tuple[Delivery, ...]:
    """Mark them `sending`. Only those that still waited are returned: composing one may have withdrawn another."""
    if not chosen:
        return ()
    taken = (
        update(t.outbox)
        .where(o.id.in_(list(chosen)), waits())
        .values(state=State.SENDING.value, epoch=epoch, attempt=o.attempt + 1, fence=o.fence + 1, retry_at=None)
    )
    ids = set((await tx.execute(taken.returning(o.id))).scalars())
    filled = []
    for id_, (row, said) in chosen.items():
        if id_ in ids and (row.content is None or row.account_id is None):
            about = row.about
            if row.content is None:
                merged = await merge(tx, said.merged, into=id_) if said.merged else ()
                about = {**(about or {}), "merged": list(merged), "said": said.message.text()}
            card = said.message.card or row.card
            filled.append({"b_id": id_, "b_account": said.account_id, "b_card": card, "b_about": about})
    if filled:
        await tx.execute(_FILL, filled)
    messages = {id_: said.message for id_, (_, said) in chosen.items() if id_ in ids}
    at = {id_: place for place, id_ in enumerate(chosen)}
    return tuple(sorted(await _read(tx, _just_claimed(), {"ids": list(ids)}, messages), key=lambda one: at[one.row.id]))


_FILL = (
    update(t.outbox)
    .where(o.id == bindparam("b_id"))
    .values(account_id=bindparam("b_account"), card=bindparam("b_card"), about=bindparam("b_about"))
)


# ── claimed already ───────────────────────────────────────────────────────────────────────────────────────


async def claimed(tx: Tx, ids: Sequence[int], epoch: str) -> tuple[Delivery, ...]:
    """The rows among `ids` that this process was given at birth and has not settled, in the order of their ids."""
    return await _read(tx, _born_claimed(), {"ids": list(ids), "epoch": epoch}, {})


@cache
def _born_claimed() -> Select[Any]:
    earlier = t.outbox.alias("earlier")
    behind = exists().where(
        text("earlier.state IN ('pending', 'retry', 'sending')"),
        earlier.c.state != State.SENDING.value,
        earlier.c.account_id == o.account_id,
        earlier.c.content.is_not(None),
        earlier.c.priority <= o.priority,
        earlier.c.id < o.id,
    )
    mine = and_(o.state == State.SENDING.value, o.epoch == bindparam("epoch"), o.content.is_not(None))
    return _deliveries(behind).where(mine)


# ── parts of questions ────────────────────────────────────────────────────────────────────────────────────


@cache
def _just_claimed() -> Select[Any]:
    return _deliveries(false())


def _deliveries(behind: ColumnElement[bool]) -> Select[Any]:
    columns = (card_ref().label("edits"), doubts().label("doubts"), behind.label("behind"))
    where = o.id.in_(bindparam("ids", expanding=True))
    return (
        select(*t.outbox.c, a.platform, a.address, *columns)
        .join(t.account, a.id == o.account_id)
        .where(where)
        .order_by(o.id)
    )


async def _read(
    tx: Tx, which: Select[Any], values: Mapping[str, Any], messages: Mapping[int, Outgoing]
) -> tuple[Delivery, ...]:
    """The deliveries; `messages` are those that were composed a moment ago and stand nowhere yet."""
    rows = await tx.execute(which, values)
    return tuple(
        Delivery(
            as_row(raw),
            raw["platform"],
            raw["address"],
            messages.get(raw["id"]) or Outgoing.from_json(raw["content"]),
            edits=raw["edits"],
            doubts=raw["doubts"],
            behind=bool(raw["behind"]),
        )
        for raw in rows.mappings()
    )


def card_ref() -> Any:
    """The platform's reference of the message that shows the row's card in its chat."""
    shown = t.outbox.alias("shown")
    latest = select(shown.c.ref).where(
        shown.c.account_id == o.account_id,
        shown.c.card == o.card,
        shown.c.state == State.SENT.value,
        shown.c.ref.is_not(None),
    )
    return latest.order_by(shown.c.id.desc()).limit(1).correlate(t.outbox).scalar_subquery()


def drawn_since() -> Any:
    """Whether the row is a finished drawing of a card that shows a later one by now: it must not be drawn over that."""
    later = t.outbox.alias("later")
    return and_(
        o.content.is_not(None),
        exists().where(
            later.c.account_id == o.account_id,
            later.c.card == o.card,
            later.c.id > o.id,
            later.c.state == State.SENT.value,
        ),
    )


def doubts() -> Any:
    """How many earlier tries of the row may have been shown."""
    tried = t.send_attempt.c
    count = select(func.count()).where(tried.outbox_id == o.id, tried.outcome == "unknown")
    return count.correlate(t.outbox).scalar_subquery()
