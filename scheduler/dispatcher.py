"""Claim, send, settle: everything that leaves goes through here.

    claim    one transaction: rows that are due and that pacing lets go become `sending` (attempt, epoch, fence)
    send     outside any transaction, each chat on its own, so that a slow one holds up nobody
    settle   answers that are there together are written down in one transaction, where the fence still holds

A reply is born claimed: whoever wrote it calls `deliver` after the commit. A process that dies between claim and
settle leaves rows of its epoch behind; the next one's `rescue` decides what becomes of them. Nothing is in memory
only: what cannot go at once is put back and waits in the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from domain.clock import Clock
from domain.messages import Channel, Outcome, Outgoing, Push, Rejected, Sent, Throttled, Unknown
from scheduler.lives import Lives
from scheduler.outcomes import uncomposed
from scheduler.pacing import UNPACED, Pace, Slots
from scheduler.probing import Prober
from scheduler.settler import Answer, OnGone, Settler
from storage import claims, processes, settling
from storage.choice import Room
from storage.claims import Composer, Delivery
from storage.database import Database
from storage.outbox import Kind

log = logging.getLogger(__name__)

LONG_WAIT = timedelta(minutes=1)  # worth a line
SHORTEST_NAP = 0.02  # seconds: timers of many chats are answered together
PATIENCE = 3.0  # seconds that `stop` gives to what is on its way


class Dispatcher:
    """The one who sends. One a process; `epoch` is new with every start.

    compose: makes the message of a row that has none, in the claiming transaction. repeated: marks a message that
    may have been shown before. on_gone: see `Settler`. rehearsal: every message is sent as one.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        channels: Mapping[str, Channel],
        composer: Composer,
        epoch: str,
        *,
        paces: Mapping[str, Pace] | None = None,
        on_gone: OnGone | None = None,
        repeated: Callable[[Outgoing], Outgoing] = lambda message: message,
        rehearsal: bool = False,
    ) -> None:
        self._database, self._clock, self._channels = database, clock, channels
        self._composer, self._epoch = composer, epoch
        self._repeated, self._rehearsal = repeated, rehearsal
        self._slots = {name: Slots((paces or {}).get(name, UNPACED)) for name in channels}
        self._settler = Settler(database, clock, channels, on_gone)
        self._prober = Prober(database, clock, channels, self._settler)
        self._handing = asyncio.Lock()  # rows change hands: at birth, or back into the database
        self._in_hand: set[int] = set()
        self._born: set[int] = set()  # handed over by turns, not looked at yet
        self._flights: dict[int, asyncio.Task[None]] = {}  # what they became
        self._strays, self._lives = frozenset[int](), Lives()
        self._flying: set[asyncio.Task[None]] = set()
        self._round: asyncio.Task[None] | None = None
        self._again = self._stopped = False
        self._timer: asyncio.TimerHandle | None = None

    # ── sending ───────────────────────────────────────────────────────────────────────────────────────────

    async def deliver(self, ids: Sequence[int]) -> None:
        """Send rows that were born claimed, right after their commit.

        Returns when each was answered and settled, or was put back because its chat is not free this moment.
        """
        if not ids:
            return
        self._born.update(ids)
        async with self._handing:
            if self._born:  # whoever was before has not taken them along
                born, self._born = self._born, set()
                await self._hand_on(born)
        await _landed([self._flights[id_] for id_ in ids if id_ in self._flights])

    async def _hand_on(self, ids: Collection[int]) -> None:
        """Start sending these; what one chat gets goes in order."""
        chats: dict[int | None, list[Delivery]] = {}
        async with self._database.read() as tx:
            rows = await claims.claimed(tx, sorted(ids), self._epoch)
        self._in_hand.update(one.row.id for one in rows)
        for one in rows:
            chats.setdefault(one.row.account_id, []).append(one)
        for chat in chats.values():
            flight = self._fly(self._send_in_order(chat) if self._take(chat[0]) else self._put_back(chat))
            ids = [one.row.id for one in chat]
            self._flights.update(dict.fromkeys(ids, flight))
            flight.add_done_callback(partial(self._arrived, ids))

    def _arrived(self, ids: Sequence[int], _: asyncio.Task[None]) -> None:
        for id_ in ids:
            self._flights.pop(id_, None)

    async def dispatch(self) -> int:
        """Claim, send and settle everything that is ready now; returns how many were sent or tried.

        It waits for the answers: the way of a simulation, a moved clock, a test. While people wait, use `wake`.
        """
        await self._settler.settle()
        if self._settler.in_doubt:
            await self.probe()
        tried = 0
        while not self._stopped:
            flights, touched = await self._launch()
            tried += len(flights)
            busy = bool(self._flying)  # a chat to which a reply is on its way is looked at again once it is free
            await _landed(self._flying)
            if not touched and not busy:
                break
        return tried

    def wake(self) -> None:
        """Something may be ready: look soon, without waiting for what is on its way."""
        if self._stopped:
            return
        self._again = self._round is not None and not self._round.done()
        if not self._again:
            self._round = asyncio.get_running_loop().create_task(self._look())

    def halt(self) -> None:
        """Claim nothing any more."""
        self._stopped = True

    async def stop(self) -> None:
        """Claim nothing any more and wait for the answers of what is on its way, a few seconds at most."""
        self._stopped = True
        if self._timer:
            self._timer.cancel()
        if self._round:
            await asyncio.wait({self._round})
        if self._flying:
            _, late = await asyncio.wait(self._flying, timeout=PATIENCE)
            if late:
                log.warning("stopped without the answer to %d messages: they are rescued at the next start", len(late))
                for flight in late:
                    flight.cancel()
                await asyncio.wait(late)
        await self._settler.settle()
        await self._release_strays(at_once=True)

    async def probe(self) -> int:
        """Look after what is in doubt (`scheduler.probing`); returns how many messages may go once more."""
        return await self._prober.probe()

    # ── after a death ─────────────────────────────────────────────────────────────────────────────────────

    async def rescue(self) -> int:
        """Take care of rows that nobody is sending: at the start, and now and then. Returns how many.

        Rows of another epoch were on their way when that process died; while it lives (a server was restarted, and two
        work for a moment) they are its own. Rows of this one that were never handed to this dispatcher (a turn was
        cancelled after its commit) were not sent: seen twice, they are put back.
        """
        async with self._database.read() as tx:
            beats = {} if self._database.is_sqlite else await processes.beats(tx)
            beats.pop(self._epoch, None)
            alive = self._lives.alive(beats, self._clock.monotonic())
            left = await settling.orphans(tx, self._epoch, alive)
        died, at = Unknown("the process died while sending"), self._clock.machine()
        await self._settler.settle(
            [Answer(one.row, one.platform, died, at, one.row.text, one.edits, one.doubts) for one in left]
        )
        if gone := beats.keys() - alive:
            async with self._database.write() as tx:
                await processes.forget(tx, gone)
        released = await self._release_strays()
        if left or released:
            log.info("rescued %d messages of an earlier process, %d that were never handed on", len(left), released)
        return len(left) + released

    async def _release_strays(self, *, at_once: bool = False) -> int:
        async with self._handing:
            async with self._database.read() as tx:
                strays = await settling.in_hand(tx, self._epoch) - self._in_hand - self._settler.unsettled
            twice, self._strays = strays if at_once else strays & self._strays, strays
            if not twice:
                return 0
            async with self._database.write() as tx:
                return len(await settling.release(tx, sorted(twice), self._epoch))

    # ── a round ───────────────────────────────────────────────────────────────────────────────────────────

    async def _look(self) -> None:
        """Launch everything that is ready; again, if somebody called meanwhile. Never raises: the next tick looks."""
        try:
            await self._settler.settle()
            touched = 1
            while (touched or self._again) and not self._stopped:
                self._again = False
                flights, touched = await self._launch()
                for flight in flights:
                    flight.add_done_callback(lambda _: self.wake())
        except Exception:
            log.exception("dispatching failed; the next tick tries again")
        self._set_timer()

    def _set_timer(self) -> None:
        """Look again when a chat or a permit comes free."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        now = self._clock.monotonic()
        moments = [at for slots in self._slots.values() if (at := slots.next_change(now)) is not None]
        if moments and not self._stopped:
            self._timer = asyncio.get_running_loop().call_later(max(min(moments) - now, SHORTEST_NAP), self.wake)

    async def _launch(self) -> tuple[list[asyncio.Task[None]], int]:
        """Claim once and start sending. Returns the flights, and how many rows changed."""
        if self._slots and all(slots.free(self._clock.monotonic()) == 0 for slots in self._slots.values()):
            return [], 0
        async with self._handing:
            claim = await self._claim()
            for one in claim.deliveries:
                self._in_hand.add(one.row.id)
                self._reserve(one)
            return [self._fly(self._send_in_order([one])) for one in claim.deliveries], claim.touched

    async def _claim(self) -> claims.Claim:
        """Claim what is ready. A row that cannot be composed is put off, so that it holds up nobody."""
        while True:
            now, machine = self._clock.now(), self._clock.machine()
            try:
                async with self._database.write() as tx:
                    return await claims.claim(
                        tx, now=now, machine=machine, epoch=self._epoch, room=self._room(), compose=self._composer
                    )
            except claims.ComposeFailed as failed:
                log.error("%s", failed, exc_info=failed.__cause__)
                row, decision = failed.row, uncomposed(failed.row.attempt + 1)
                retry_at = machine + decision.wait if decision.wait is not None else None
                async with self._database.write() as tx:
                    await settling.put_off(tx, row, decision.state, retry_at, repr(failed.__cause__), machine)

    def _room(self) -> Room:
        now = self._clock.monotonic()
        free = {name: slots.free(now) for name, slots in self._slots.items()}
        return Room(
            free={name: count for name, count in free.items() if count is not None},
            resting=frozenset[int]().union(*(slots.resting(now) for slots in self._slots.values())),
            held=frozenset[int]().union(*(slots.held(now) for slots in self._slots.values())),
        )

    # ── one chat ──────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, one: Delivery) -> bool:
        """Take a slot for a reply, if its chat is free and nothing that was said before it still waits."""
        slots = self._slots.get(one.platform)
        account_id = one.row.account_id
        if self._stopped or one.behind:
            return False
        if slots is None or account_id is None:
            return True
        if not slots.lets(account_id, self._clock.monotonic(), edits=one.edits is not None):
            return False
        slots.take(account_id)
        return True

    def _reserve(self, one: Delivery) -> None:
        """Take the slot that the claim was given."""
        if one.platform in self._slots and one.row.account_id is not None:
            self._slots[one.platform].take(one.row.account_id)

    async def _send_in_order(self, chat: Sequence[Delivery]) -> None:
        """Send what one chat gets, one after the other; the first has its slot. What cannot follow is put back."""
        answers: list[Answer] = []
        drawn: dict[str, str] = {}  # card -> the message that shows it since a moment ago
        for one in chat:
            edits = drawn.get(one.row.card or "", one.edits)
            if answers and not (isinstance(answers[-1].outcome, Sent) and self._take(replace(one, edits=edits))):
                break
            outcome, said = await self._push(one, edits)
            answers.append(Answer(one.row, one.platform, outcome, self._clock.machine(), said, edits, one.doubts))
            if isinstance(outcome, Sent) and outcome.ref and one.row.card:
                drawn[one.row.card] = outcome.ref
        await self._settler.settle(answers)
        self._in_hand.difference_update(answer.row.id for answer in answers)
        await self._put_back(chat[len(answers) :])

    async def _push(self, one: Delivery, edits: str | None) -> tuple[Outcome, str]:
        """Hand one message to its channel. Returns the answer, and the text that was handed over."""
        channel, slots, said = self._channels.get(one.platform), self._slots.get(one.platform), one.message.text()
        if channel is None or slots is None or one.row.account_id is None:
            return Rejected(f"no channel for {one.platform}"), said
        outcome: Outcome
        try:
            maybe_shown = one.doubts and edits is None and not channel.exactly_once
            message = self._repeated(one.message) if maybe_shown else one.message
            said = message.text()
            unasked = one.row.kind is not Kind.REPLY
            outcome = await channel.push(Push(one.row.id, one.address, message, edits, self._rehearsal, unasked))
        except Exception as error:  # a fault of ours: what the platform got is anybody's guess
            log.exception("the channel %s failed on outbox row %d", one.platform, one.row.id)
            outcome = Unknown(f"the channel raised {error!r}")
        finally:
            now = self._clock.monotonic()
            slots.answered(one.row.account_id, one.address, now, edits=edits is not None)
        if isinstance(outcome, Throttled) and not outcome.message_only:
            if outcome.wait >= LONG_WAIT:
                log.warning("%s wants nothing for %s (row %d)", one.platform, outcome.wait, one.row.id)
            slots.wait(one.row.account_id if outcome.chat_only else None, now + outcome.wait.total_seconds())
        return outcome, said

    async def _put_back(self, rows: Sequence[Delivery]) -> None:
        """Let the database keep what cannot go now; it is claimed in its turn."""
        if not (ids := [one.row.id for one in rows]):
            return
        try:
            async with self._database.write() as tx:
                await settling.release(tx, ids, self._epoch)
        finally:
            self._in_hand.difference_update(ids)  # where that failed, they are found as strays
        self.wake()

    def _fly(self, sending: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run on its own: whoever waits for it may be cancelled, the message is on its way."""
        flight = asyncio.get_running_loop().create_task(_logged(sending))
        self._flying.add(flight)
        flight.add_done_callback(self._flying.discard)
        return flight


async def _logged(sending: Coroutine[Any, Any, None]) -> None:
    try:
        await sending
    except Exception:
        log.exception("a message could not be taken to its end; its row is rescued")


async def _landed(flights: Collection[asyncio.Task[None]]) -> None:
    if flights:
        await asyncio.wait(flights)
