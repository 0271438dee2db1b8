"""Being the one that works: the lock is looked after, and others can see that this process lives.

On a file neither is needed: the system holds the lock, and takes it back with the process.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from domain.clock import Clock
from domain.errors import AlreadyRunning
from scheduler.clockwork import Tick
from scheduler.lives import BEAT_EVERY
from storage import processes
from storage.database import Database
from storage.lock import Hold

log = logging.getLogger(__name__)

GOODBYE = 1.0  # seconds that the last word to a server may take


class Work:
    """This process's right to work on the database, for as long as it has it. `halt`: nothing more is to be sent."""

    def __init__(
        self, database: Database, clock: Clock, epoch: str, hold: Hold, halt: Callable[[], None] = lambda: None
    ) -> None:
        self._database, self._clock, self._epoch, self._hold, self._halt = database, clock, epoch, hold, halt
        self._lost: AlreadyRunning | None = None
        self._ended = asyncio.Event()

    def ticks(self) -> tuple[Tick, ...]:
        """What is to be called again and again."""
        return () if self._database.is_sqlite else (Tick("hold", timedelta(seconds=BEAT_EVERY), self.look),)

    async def look(self) -> None:
        """See that the lock is still held, and be seen."""
        try:
            await self._hold.check()
        except AlreadyRunning as lost:
            log.error("%s This one stops.", lost)
            self._halt()
            self._lost = lost
            self._ended.set()
            return
        await self.beat()

    async def beat(self) -> None:
        """Be seen by whoever starts beside this process."""
        if not self._database.is_sqlite:
            async with self._database.write() as tx:
                await processes.beat(tx, self._epoch, self._clock.machine())

    async def lasts(self) -> None:
        """Waits for as long as the work may go on. Raises AlreadyRunning where another process has taken over."""
        await self._ended.wait()
        if self._lost is not None:
            raise self._lost

    async def leave(self) -> None:
        """This process ends well: what it left on its way is anybody's."""
        if self._database.is_sqlite:
            return
        with suppress(Exception):
            async with asyncio.timeout(GOODBYE), self._database.write() as tx:
                await processes.forget(tx, [self._epoch])
