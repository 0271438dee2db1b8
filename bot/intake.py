"""One way in: an update is stored and committed, only then acknowledged, and then handled.

Updates of one account are handled one after another, those of different accounts side by side. What was stored but
not handled when the process died is handled at the next start; what could not be handled at the moment, a little later.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from domain.clock import Clock
from storage import inbox
from storage.database import Database, Tx
from storage.inbox import Kept, Raw

log = logging.getLogger("duban.bot")

Handler = Callable[[int], Awaitable[None]]


class Intake:
    """Takes updates from every channel. `handle` is given the id of a stored update."""

    def __init__(self, database: Database, clock: Clock, handle: Handler) -> None:
        self._database, self._clock, self._handle = database, clock, handle
        self._last: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._in_hand: set[int] = set()
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
        """Handle what an earlier process stored and did not get to. Returns how many that were; what fails once more is
        left to `retry`."""
        tried: set[int] = set()
        while True:
            async with self._database.read() as tx:
                waiting = [kept for kept in await inbox.unhandled(tx) if kept.id not in tried]
            if not waiting:
                return len(tried)
            for kept in waiting:
                self._line_up(kept)
                tried.add(kept.id)
            await self.settle()

    async def retry(self) -> int:
        """Handle what is stored and in nobody's hand: its turn failed, and so did the apology (a full disk, a server
        that was away for a moment). Returns how many that are; it does not wait for them."""
        async with self._database.read() as tx:
            left = [kept for kept in await inbox.unhandled(tx) if kept.id not in self._in_hand]
        for kept in left:
            self._line_up(kept)
        if left:
            log.info("%d stored updates are handled once more", len(left))
        return len(left)

    async def settle(self, patience: float | None = None) -> None:
        """Wait until everything that was taken is handled; `patience`: so many seconds at most, and then no more is
        begun."""
        if patience is not None:
            await asyncio.wait([asyncio.ensure_future(self.settle())], timeout=patience)
            late = list(self._last.values())
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=patience)
            return
        while self._last:
            await asyncio.gather(*self._last.values(), return_exceptions=True)

    def _line_up(self, kept: Kept) -> None:
        """Handle `kept` after whatever the same account sent before it."""
        self._in_hand.add(kept.id)
        account = (kept.platform, kept.address)
        before = self._last.get(account)

        async def in_turn() -> None:
            if before is not None:
                await asyncio.wait([before])
            await self._open.wait()
            try:
                await self._handle(kept.id)
            except Exception:
                log.exception("update %d is stored and not handled: it is tried again", kept.id)

        task = asyncio.create_task(in_turn())
        self._last[account] = task
        task.add_done_callback(lambda done: self._forget(account, kept.id, done))

    def _forget(self, account: tuple[str, str], inbox_id: int, done: asyncio.Task[None]) -> None:
        self._in_hand.discard(inbox_id)
        if self._last.get(account) is done:
            del self._last[account]
