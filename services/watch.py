"""A watchful eye: what could not be brought to anybody is told to the coordinators, what does not move to the admins.

Each is told once, together with what else there is at that moment; a notice about notices is never made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import civil
from domain.messages import Outgoing
from domain.people import Role
from storage import outbox, people, plans, rules, settings, watching
from storage.database import Tx
from storage.outbox import Kind, NewMessage
from wording import watch as said
from wording.words import Words

MARK = "watch"  # the setting {"attempt": up to which try, "told_at": when (machine time) something was told}
KEY = "watch:"  # how the keys of these notices begin
APART = timedelta(minutes=10)  # what is given up within this time is told together
UNHANDLED = timedelta(seconds=30)  # machine time: an update that waits longer does not move


@dataclass(frozen=True, slots=True)
class Stuck:
    """What does not move: numbers of stored updates, and of messages on their way."""

    updates: Sequence[int] = ()
    messages: Sequence[int] = ()

    def __bool__(self) -> bool:
        return bool(self.updates or self.messages)


async def tell_given_up(tx: Tx, now: datetime, machine: datetime) -> int:
    """Tell the coordinators for whom messages were given up since the last look. Returns how many such messages."""
    mark = await settings.read(tx, MARK)
    last = await watching.last_attempt(tx)
    if mark is None:
        await settings.write(tx, MARK, {"attempt": last, "told_at": None})
        return 0
    if mark["attempt"] >= last:
        return 0
    told_at = datetime.fromisoformat(mark["told_at"]) if mark["told_at"] else None
    if told_at is not None and timedelta(0) <= machine - told_at < APART:
        return 0
    lost = await watching.given_up(tx, mark["attempt"], KEY)
    if lost:
        names = {one.id: one for one in await people.everyone(tx)}
        whom = [(names.get(one.person_id or 0), one.kind.value) for one in lost]
        await _tell(tx, now, Role.COORDINATOR, f"given_up:{last}", lambda words: said.given_up(words, whom))
    told = machine.isoformat() if lost else mark["told_at"]
    await settings.write(tx, MARK, {"attempt": last, "told_at": told})
    return len(lost)


async def look_for_stuck(tx: Tx, machine: datetime, hanging: Collection[int]) -> Stuck:
    """What does not move: updates that wait too long, and those messages of `hanging` that are still on their way."""
    sending = await watching.on_their_way(tx)
    return Stuck(
        await watching.unhandled_since(tx, machine - UNHANDLED), tuple(one for one in hanging if one in sending)
    )


async def tell_stuck(tx: Tx, now: datetime, stuck: Stuck) -> int:
    """Tell the admins, once an hour; returns how many will hear of it anew."""

    def say(words: Words) -> Outgoing:
        return said.stuck(words, stuck.updates, stuck.messages)

    return await _tell(tx, now, Role.ADMIN, f"stuck:{now:%Y-%m-%dT%H}", say)


async def tell_no_copy(tx: Tx, now: datetime, why: str) -> int:
    """Tell the admins, once a day, that the nightly copy failed and why."""
    return await _tell(tx, now, Role.ADMIN, f"copy:{now:%Y-%m-%d}", lambda words: said.no_copy(words, why))


async def _tell(tx: Tx, now: datetime, role: Role, key: str, say: Callable[[Words], Outgoing]) -> int:
    """A notice for each person of that role, in quiet hours when these end."""
    loaded = await plans.loaded(tx)
    if loaded is None:
        return 0
    quiet = await rules.quiet_hours(tx)
    released = civil.instant(quiet.release_at(civil.civil(now, loaded.zone)), loaded.zone)
    told = 0
    for person in await people.everyone(tx):
        if not person.has(role):
            continue
        message = say(Words(person.language, loaded.zone))
        new = NewMessage(
            f"{KEY}{key}:{person.id}",
            Kind.NOTICE,
            now,
            person_id=person.id,
            content=message,
            not_before=max(now, released),
        )
        told += await outbox.add(tx, new) is not None
    return told
