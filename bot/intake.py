"""One way in: an update is stored and committed, only then acknowledged, and then handled.

Updates of one account are handled one after another, those of different accounts side by side. What was stored but
not handled when the process died is handled at the next start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from domain.clock import Clock
from storage import inbox
from storage.database import Database, Tx
from storage.inbox import Kept, Raw

Handler = Callable[[int], Awaitable[None]]


class Intake:
    """Takes updates from every channel. `handle` is given the id of a stored update."""

    def __init__(self, database: Database, clock: Clock, handle: Handler) -> None:
        self._database, self._clock, self._handle = database, clock, handle
        self._last: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._open = asyncio.Event()
        self._open.set()

    async def take(self, raws: Sequence[Raw], also: Callable[[Tx, Kept], Awaitable[None]] | None = None) -> list[Kept]:
        """Store updates and begin to handle the new ones. When this returns they are safe and may be acknowledged.

        `also` writes more in the same transaction, for each update that is new.
        """
        async with self._database.write() as tx:
            new = await inbox.store(tx, raws, self._clock.now(), self._clock.machine())
            if also is not None:
                for kept in new:
                    await also(tx, kept)
        for kept in new:
            self._line_up(kept)
        return new

    def hold(self, seconds: float) -> None:
        """Begin to handle nothing for so long, or until `go_on`: more is known to wait and is made safe first."""
        self._open.clear()
        asyncio.get_running_loop().call_later(seconds, self._open.set)

    def go_on(self) -> None:
        """Handle what was held."""
        self._open.set()

    async def recover(self) -> int:
        """Handle what an earlier process stored and did not get to. Returns how many that were."""
        count = 0
        while True:
            async with self._database.read() as tx:
                waiting = await inbox.unhandled(tx)
            if not waiting:
                return count
            for kept in waiting:
                self._line_up(kept)
            await self.settle()
            count += len(waiting)

    async def settle(self) -> None:
        """Wait until everything that was taken is handled."""
        while self._last:
            await asyncio.gather(*self._last.values(), return_exceptions=True)

    def _line_up(self, kept: Kept) -> None:
        """Handle `kept` after whatever the same account sent before it."""
        account = (kept.platform, kept.address)
        before = self._last.get(account)

        async def in_turn() -> None:
            if before is not None:
                await asyncio.wait([before])
            await self._open.wait()
            await self._handle(kept.id)

        task = asyncio.create_task(in_turn())
        self._last[account] = task
        task.add_done_callback(lambda done: self._forget(account, done))

    def _forget(self, account: tuple[str, str], done: asyncio.Task[None]) -> None:
        if self._last.get(account) is done:
            del self._last[account]
        if not done.cancelled():
            done.exception()  # the handler has logged it; asyncio need not warn again
