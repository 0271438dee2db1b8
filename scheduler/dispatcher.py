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
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from domain.clock import Clock
from domain.messages import Channel, Outgoing, Unknown
from scheduler.flight import Carrier, Flight
from scheduler.lives import Lives
from scheduler.outcomes import uncomposed
from scheduler.pacing import UNPACED, Pace, Slots
from scheduler.probing import Prober
from scheduler.settler import Answer, OnGone, Settler
from storage import claims, processes, settling
from storage.choice import Room
from storage.claims import Composer, Delivery
from storage.database import Database

log = logging.getLogger(__name__)

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
        self._database, self._clock, self._composer, self._epoch = database, clock, composer, epoch
        self._slots = {name: Slots((paces or {}).get(name, UNPACED)) for name in channels}
        self._settler = Settler(database, clock, channels, on_gone)
        self._prober = Prober(database, clock, channels, self._settler)
        self._carrier = Carrier(
            database, clock, channels, self._slots, self._settler, epoch, repeated, rehearsal, self.wake
        )
        self._handing = asyncio.Lock()  # rows change hands: at birth, or back into the database
        self._born: set[int] = set()  # handed over by turns, not looked at yet
        self._flights: dict[int, asyncio.Task[None]] = {}  # what they became
        self._strays, self._lives = frozenset[int](), Lives()
        self._flying: set[asyncio.Task[None]] = set()
        self._round: asyncio.Task[None] | None = None
        self._again = False
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
        for one in rows:
            chats.setdefault(one.row.account_id, []).append(one)
        for chat in chats.values():
            flight = Flight(self._carrier, chat, cleared=self._carrier.take(chat[0]))
            task = self._begin(flight)
            self._flights.update(dict.fromkeys(flight.ids, task))
            task.add_done_callback(partial(self._arrived, flight.ids))

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
        while not self._carrier.closed:
            flights, touched = await self._launch()
            tried += len(flights)
            busy = bool(self._flying)  # a chat to which a reply is on its way is looked at again once it is free
            await _landed(self._flying)
            if not touched and not busy:
                break
        return tried

    def wake(self) -> None:
        """Something may be ready: look soon, without waiting for what is on its way."""
        if self._carrier.closed:
            return
        self._again = self._round is not None and not self._round.done()
        if not self._again:
            self._round = asyncio.get_running_loop().create_task(self._look())

    def halt(self) -> None:
        """Claim nothing any more."""
        self._carrier.closed = True

    async def stop(self) -> None:
        """Claim nothing any more and wait for the answers of what is on its way, a few seconds at most."""
        self._carrier.closed = True
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
                strays = await settling.in_hand(tx, self._epoch) - self._carrier.in_hand - self._settler.unsettled
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
            while (touched or self._again) and not self._carrier.closed:
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
        if moments and not self._carrier.closed:
            self._timer = asyncio.get_running_loop().call_later(max(min(moments) - now, SHORTEST_NAP), self.wake)

    async def _launch(self) -> tuple[list[asyncio.Task[None]], int]:
        """Claim once and start sending. Returns the flights, and how many rows changed."""
        if self._slots and all(slots.free(self._clock.monotonic()) == 0 for slots in self._slots.values()):
            return [], 0
        async with self._handing:
            claim = await self._claim()
            for one in claim.deliveries:
                self._carrier.reserve(one)
            flights = [Flight(self._carrier, [one], cleared=True) for one in claim.deliveries]
            return [self._begin(flight) for flight in flights], claim.touched

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

    def _begin(self, flight: Flight) -> asyncio.Task[None]:
        """Run on its own: whoever waits for it may be cancelled, the message is on its way."""
        task = asyncio.get_running_loop().create_task(flight.fly())
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)
        return task


async def _landed(flights: Collection[asyncio.Task[None]]) -> None:
    if flights:
        await asyncio.wait(flights)
