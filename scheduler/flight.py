"""A flight: what one chat gets, from the moment that its rows are claimed until all that became of them is on record.

A row of the outbox says `sending` all that while; `FlightState` tells what that means in this process. What one chat
gets goes in order: the next message leaves when the one before it was sent and the chat has a slot again; what cannot
follow is put back into the database. `docs/states.md` draws the states.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from domain.clock import Clock
from domain.messages import Channel, Outcome, Outgoing, Push, Rejected, Sent, Throttled, Unknown
from scheduler.pacing import Slots
from scheduler.settler import Answer, Settler
from storage import settling
from storage.claims import Delivery
from storage.database import Database
from storage.outbox import Kind

log = logging.getLogger(__name__)

LONG_WAIT = timedelta(minutes=1)  # worth a line


class FlightState(StrEnum):
    """Where a flight is."""

    READY = "ready"  # claimed
    PUSHING = "pushing"  # one message is with its channel
    ANSWERED = "answered"  # its outcome is known, or it is known that nobody knows
    SETTLING = "settling"  # the outcomes are being written down
    RETURNING = "returning"  # what could not go is being put back
    LANDED = "landed"
    LOST = "lost"  # the process ends, or the database fails: `Dispatcher.rescue` finds the rows


TRANSITIONS: Mapping[FlightState, frozenset[FlightState]] = {
    FlightState.READY: frozenset({FlightState.PUSHING, FlightState.RETURNING}),
    FlightState.PUSHING: frozenset({FlightState.ANSWERED, FlightState.LOST}),
    FlightState.ANSWERED: frozenset({FlightState.PUSHING, FlightState.SETTLING, FlightState.LOST}),
    FlightState.SETTLING: frozenset({FlightState.RETURNING, FlightState.LANDED, FlightState.LOST}),
    FlightState.RETURNING: frozenset({FlightState.LANDED, FlightState.LOST}),
    FlightState.LANDED: frozenset(),
    FlightState.LOST: frozenset(),
}


@dataclass(slots=True)
class Carrier:
    """What all flights of a process share. `in_hand` are the rows that it is responsible for; `wake` has somebody look
    for what is ready; once `closed`, nothing takes off."""

    database: Database
    clock: Clock
    channels: Mapping[str, Channel]
    slots: Mapping[str, Slots]
    settler: Settler
    epoch: str
    repeated: Callable[[Outgoing], Outgoing]
    rehearsal: bool
    wake: Callable[[], None]
    in_hand: set[int] = field(default_factory=set)
    closed: bool = False

    def take(self, one: Delivery) -> bool:
        """Take a slot for a reply, if its chat is free and nothing that was said before it still waits."""
        slots, account_id = self.slots.get(one.platform), one.row.account_id
        if self.closed or one.behind:
            return False
        if slots is None or account_id is None:
            return True
        if not slots.lets(account_id, self.clock.monotonic(), edits=one.edits is not None):
            return False
        slots.take(account_id)
        return True

    def reserve(self, one: Delivery) -> None:
        """Take the slot that the claim was given."""
        if one.platform in self.slots and one.row.account_id is not None:
            self.slots[one.platform].take(one.row.account_id)


class Flight:
    """The messages of one chat on their way. `cleared`: the first has its slot; else all are put back."""

    def __init__(self, carrier: Carrier, chat: Sequence[Delivery], *, cleared: bool) -> None:
        self._carrier, self._chat, self._cleared = carrier, chat, cleared
        self.state = FlightState.READY
        self.ids = [one.row.id for one in chat]
        carrier.in_hand.update(self.ids)

    async def fly(self) -> None:
        """Send, settle, put back. Never raises: whoever waits may go, and what broke is rescued."""
        try:
            answers = await self._push_in_order() if self._cleared else []
            if answers:
                self._becomes(FlightState.SETTLING)
                await self._carrier.settler.settle(answers)
                self._carrier.in_hand.difference_update(answer.row.id for answer in answers)
            if rest := self.ids[len(answers) :]:
                self._becomes(FlightState.RETURNING)
                await self._put_back(rest)
            self._becomes(FlightState.LANDED)
        except Exception:
            log.exception("a message could not be taken to its end; its row is rescued")
        finally:
            if self.state is not FlightState.LANDED:
                self._becomes(FlightState.LOST)

    def _becomes(self, state: FlightState) -> None:
        if state not in TRANSITIONS[self.state]:
            raise AssertionError(f"a flight that is {self.state} cannot become {state}")
        self.state = state

    async def _push_in_order(self) -> list[Answer]:
        """Send one after the other while each is sent and the next has a slot; returns what was answered."""
        answers: list[Answer] = []
        drawn: dict[str, str] = {}  # card -> the message that shows it since a moment ago
        for one in self._chat:
            edits = drawn.get(one.row.card or "", one.edits)
            if answers and not (
                isinstance(answers[-1].outcome, Sent) and self._carrier.take(replace(one, edits=edits))
            ):
                break
            self._becomes(FlightState.PUSHING)
            outcome, said = await self._push(one, edits)
            self._becomes(FlightState.ANSWERED)
            at = self._carrier.clock.machine()
            answers.append(Answer(one.row, one.platform, outcome, at, said, edits, one.doubts))
            if isinstance(outcome, Sent) and outcome.ref and one.row.card:
                drawn[one.row.card] = outcome.ref
        return answers

    async def _push(self, one: Delivery, edits: str | None) -> tuple[Outcome, str]:
        """Hand one message to its channel. Returns the answer, and the text that was handed over."""
        carrier, said = self._carrier, one.message.text()
        channel, slots = carrier.channels.get(one.platform), carrier.slots.get(one.platform)
        if channel is None or slots is None or one.row.account_id is None:
            return Rejected(f"no channel for {one.platform}"), said
        outcome: Outcome
        try:
            maybe_shown = one.doubts and edits is None and not channel.exactly_once
            message = carrier.repeated(one.message) if maybe_shown else one.message
            said = message.text()
            unasked = one.row.kind is not Kind.REPLY
            outcome = await channel.push(Push(one.row.id, one.address, message, edits, carrier.rehearsal, unasked))
        except Exception as error:  # a fault of ours: what the platform got is anybody's guess
            log.exception("the channel %s failed on outbox row %d", one.platform, one.row.id)
            outcome = Unknown(f"the channel raised {error!r}")
        finally:
            now = carrier.clock.monotonic()
            slots.answered(one.row.account_id, one.address, now, edits=edits is not None)
        if isinstance(outcome, Throttled) and not outcome.message_only:
            if outcome.wait >= LONG_WAIT:
                log.warning("%s wants nothing for %s (row %d)", one.platform, outcome.wait, one.row.id)
            slots.wait(one.row.account_id if outcome.chat_only else None, now + outcome.wait.total_seconds())
        return outcome, said

    async def _put_back(self, ids: Sequence[int]) -> None:
        """Let the database keep what cannot go now; it is claimed in its turn."""
        try:
            async with self._carrier.database.write() as tx:
                await settling.release(tx, ids, self._carrier.epoch)
        finally:
            self._carrier.in_hand.difference_update(ids)  # where that failed, they are found as strays
        self._carrier.wake()
