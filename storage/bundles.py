"""What waits to be said to each person, and what reached them today: what a bundle needs to know when it is composed.

All people are read at once: a claim composes many bundles, and a statement a person would be most of its time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage import tables as t
from storage.database import Tx
from storage.outbox import PRIORITY, WAITING, Kind, Row, State, as_row

_WAITS = tuple(state.value for state in WAITING)
_MAY_BE_SHOWN = (State.SENDING.value, State.HELD.value, State.UNKNOWN.value)  # so it counts as shown

o = t.outbox.c


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's rows: `waiting` are still to be composed, oldest first; `used` kinds were sent already."""

    waiting: tuple[Row, ...] = ()
    used: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class Bundle:
    """A row to be composed when it is claimed. `about` names what it is about; `key` says no to doubles."""

    key: str
    kind: Kind
    person_id: int
    about: Mapping[str, Any]


async def enqueue(tx: Tx, bundles: Sequence[Bundle], now: datetime, not_before: datetime | None = None) -> int:
    """Let bundles wait for their people (times: the plan's). Returns how many were new."""
    if not bundles:
        return 0
    rows = [
        {
            "dedup_key": one.key,
            "kind": one.kind.value,
            "priority": PRIORITY[one.kind],
            "state": State.PENDING.value,
            "person_id": one.person_id,
            "about": dict(one.about),
            "not_before": not_before or now,
            "created_at": now,
            "attempt": 0,
            "fence": 0,
        }
        for one in bundles
    ]
    dialect = pg_insert if tx.dialect.name == "postgresql" else sqlite_insert
    unless_there = dialect(t.outbox).on_conflict_do_nothing(index_elements=[o.dedup_key]).returning(o.id)
    return len((await tx.execute(unless_there, rows)).all())


_STANDINGS = (
    select(t.outbox)
    .where(
        o.person_id.is_not(None),
        or_(
            and_(o.state.in_(_WAITS), o.content.is_(None)),
            o.sent_at >= bindparam("since"),
            and_(o.state.in_(_MAY_BE_SHOWN), o.not_before >= bindparam("since")),
        ),
    )
    .order_by(o.id)
)


async def standings(tx: Tx, since: datetime) -> dict[int, Standing]:
    """For each person of whom there is anything: what waits, and which kinds they got since then (the plan's time)."""
    waiting: dict[int, list[Row]] = defaultdict(list)
    used: dict[int, set[Kind]] = defaultdict(set)
    for row in (await tx.execute(_STANDINGS, {"since": since})).mappings():
        if row["state"] in _WAITS:
            waiting[row["person_id"]].append(as_row(row))
        else:
            used[row["person_id"]].add(Kind(row["kind"]))
    return {one: Standing(tuple(waiting[one]), frozenset(used[one])) for one in {*waiting, *used}}


_NEXT = select(func.min(o.not_before)).where(o.state.in_(_WAITS), o.not_before > bindparam("after"))


async def next_release(tx: Tx, after: datetime) -> datetime | None:
    """When the next row that waits for its time may go, after an instant (both the plan's time)."""
    found: datetime | None = (await tx.execute(_NEXT, {"after": after})).scalar()
    return found
