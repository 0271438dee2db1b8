"""Which of the rows that are due may go now: one a chat, as many as pacing lets, one for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select, text

from domain.reminders import Composed
from storage import tables as t
from storage.database import Tx
from storage.outbox import State

o, a = t.outbox.c, t.account.c


@dataclass(frozen=True, slots=True)
class Room:
    """What pacing lets go now: how many on each platform (missing: no limit), which chats only take edits, and
    which take nothing at all (account ids)."""

    free: Mapping[str, int] = field(default_factory=dict)
    resting: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()


class Choice:
    """Which of the candidates go, while one after the other is taken.

    An open row may go to any account of its person, so it waits until all of them are free.
    """

    def __init__(self, room: Room, accounts: Mapping[int, Sequence[Reach]]) -> None:
        self._waiting = room.resting | room.held
        self._free = dict(room.free)
        self._accounts = accounts
        self._people: set[int] = set()
        self._merged: set[int] = set()
        self.taken: set[int] = set()

    def lets(self, raw: Any) -> bool:
        """Whether this candidate may go, after those that were taken."""
        if raw["id"] in self._merged or raw["account_id"] in self.taken:
            return False
        if not is_open(raw):
            return self._free.get(raw["platform"], 1) > 0
        return raw["person_id"] not in self._people and not any(
            one.busy or one.id in self.taken or one.id in self._waiting or self._free.get(one.platform, 1) <= 0
            for one in self._accounts.get(raw["person_id"], ())
        )

    def take(self, raw: Any, said: Composed) -> None:
        """This candidate goes, as that message."""
        self.taken.add(said.account_id)
        self._merged.update(said.merged)
        self._people.update(one for one in (raw["person_id"], raw["owner_id"]) if one is not None)
        accounts = self._accounts.get(raw["person_id"], ())
        for platform in {one.platform for one in accounts} if is_open(raw) else {raw["platform"]}:
            if platform in self._free:
                self._free[platform] -= 1


def is_open(raw: Any) -> bool:
    """Whether it is still to be said what a row says, or on which account."""
    return raw["content"] is None or raw["account_id"] is None


@dataclass(frozen=True, slots=True)
class Reach:
    """An account on which a person can be reached; busy: a message is on its way to it."""

    id: int
    platform: str
    busy: bool


async def accounts_of(tx: Tx, persons: Sequence[int | None]) -> dict[int, list[Reach]]:
    """Where the people of open rows can be reached."""
    wanted = {person for person in persons if person is not None}
    if not wanted:
        return {}
    reached: dict[int, list[Reach]] = {}
    for row in await tx.execute(_reachable(), {"people": list(wanted)}):
        reached.setdefault(row.person_id, []).append(Reach(row.id, row.platform, bool(row.busy)))
    return reached


@cache
def _reachable() -> Select[Any]:
    return select(a.id, a.platform, a.person_id, a.id.in_(on_their_way()).label("busy")).where(
        a.person_id.in_(bindparam("people", expanding=True)), a.state == "active"
    )


def on_their_way() -> Select[Any]:
    """The accounts to which a message is on its way."""
    sending = t.outbox.alias("on_its_way")
    indexed = text("on_its_way.state IN ('pending', 'retry', 'sending')")
    return select(sending.c.account_id).where(
        indexed, sending.c.state == State.SENDING.value, sending.c.account_id.is_not(None)
    )
