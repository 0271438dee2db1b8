"""Fetching the files that people sent: after the turn that put them on record, and again until they are there.

A row without a hash is work to be done, whoever died meanwhile. A platform that cannot be reached is asked again at
the next tick, for three days; what it does not have any more is lost, and its sender is told.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from domain.clock import Clock
from domain.messages import Fetched, NotSent, Outgoing, Rejected, TwoWay
from domain.progress import Evidence
from storage import evidence, outbox
from storage.database import Database, Tx
from storage.evidence import ToFetch
from storage.files import Files

log = logging.getLogger(__name__)

AT_ONCE = 4  # files held in memory at a time
GIVE_UP = timedelta(days=3)  # like a row of the outbox (`outcomes.TRIES`): a long weekend without a network

OnLost = Callable[[Tx, Evidence, datetime], Awaitable[Mapping[int, Outgoing]]]
"""Asked in the transaction that gives a file up: (tx, the file, the plan's now) -> what to tell whom, by person id."""


OnCame = Callable[[ToFetch, bytes], Awaitable[Callable[[Tx], Awaitable[None]] | None]]
"""Asked when a file is there, outside of any transaction; what it returns is done in the one that says so."""


class Collector:
    """The one who fetches. `wake` it when a file was put on record; a tick calls `collect`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        channels: Mapping[str, TwoWay],
        files: Files,
        on_lost: OnLost,
        on_came: OnCame | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._database, self._clock, self._channels = database, clock, channels
        self._files, self._on_lost = files, on_lost
        self._on_came, self._wake = on_came, wake
        self._turn = asyncio.Lock()
        self._woken: set[asyncio.Task[int]] = set()

    def wake(self) -> None:
        """Look soon."""
        task = asyncio.get_running_loop().create_task(self.collect())
        self._woken.add(task)
        task.add_done_callback(self._woken.discard)

    async def stop(self) -> None:
        """Fetch no more; what is not there yet is fetched after the next start."""
        for task in self._woken:
            task.cancel()
        await asyncio.gather(*self._woken, return_exceptions=True)

    async def collect(self) -> int:
        """Try everything that is not there yet, once; returns how many files came. Never raises."""
        came, after = 0, 0
        async with self._turn:
            while True:
                async with self._database.read() as tx:
                    waiting = await evidence.to_fetch(tx, after, AT_ONCE)
                if not waiting:
                    return came
                came += sum(await asyncio.gather(*(self._tried(one) for one in waiting)))
                after = waiting[-1].evidence.id

    async def _tried(self, one: ToFetch) -> bool:
        try:
            return await self._fetch(one)
        except Exception:
            log.exception("the file of attachment %d could not be kept; it is tried again", one.evidence.id)
            return False

    async def _fetch(self, one: ToFetch) -> bool:
        channel = self._channels.get(one.platform)
        got = await channel.fetch(one.source) if channel else NotSent(f"no channel for {one.platform}")
        if isinstance(got, bytes):
            got = Fetched(got)
        if isinstance(got, Fetched):
            content_hash = await self._files.keep(got.content)
            also = await self._on_came(one, got.content) if self._on_came else None
            async with self._database.write() as tx:
                await evidence.fetched(tx, one.evidence.id, content_hash, len(got.content), got.name)
                if also:
                    await also(tx)
            if also:
                self._wake()  # somebody waits for what was read in it
            return True
        if isinstance(got, Rejected) or self._clock.machine() - one.stored_at > GIVE_UP:
            log.warning("the file of attachment %d is lost (%s)", one.evidence.id, got.reason)
            await self._give_up(one.evidence, got.reason)
        return False

    async def _give_up(self, file: Evidence, why: str) -> None:
        now = self._clock.now()
        async with self._database.write() as tx:
            await evidence.lost(tx, file.id, why)
            for person_id, message in (await self._on_lost(tx, file, now)).items():
                key = f"lost:{file.id}:{person_id}"
                new = outbox.NewMessage(key, outbox.Kind.NOTICE, now, person_id=person_id, content=message)
                await outbox.add(tx, new)
