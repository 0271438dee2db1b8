"""What is in doubt goes once more when its platform answers again: that is asked, again and again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.clock import Clock
from domain.messages import Channel
from scheduler.settler import Settler
from storage import settling
from storage.database import Database

log = logging.getLogger(__name__)

APART = timedelta(seconds=10)  # between two questions to one platform


class Prober:
    """The one who asks.

    One row goes first. When its answer is the platform's, the settler lets the others follow: a network that answers
    questions and swallows messages costs one copy in ten seconds.
    """

    def __init__(self, database: Database, clock: Clock, channels: Mapping[str, Channel], settler: Settler) -> None:
        self._database, self._clock, self._channels, self._settler = database, clock, channels, settler
        self._asked: dict[str, datetime] = {}

    async def probe(self) -> int:
        """Ask each platform on which rows are held and may go once more; returns how many will."""
        machine = self._clock.machine()
        async with self._database.read() as tx:
            held = await settling.in_doubt(tx, machine)
        self._settler.in_doubt = set(held)
        resumed = 0
        for platform, ripe in held.items():
            if ripe and not timedelta(0) <= machine - self._asked.get(platform, machine + APART) < APART:
                self._asked[platform] = machine
                resumed += await self._ask(platform, ripe)
        return resumed

    async def _ask(self, platform: str, ripe: int) -> int:
        channel = self._channels.get(platform)
        if channel is not None and not await channel.answers():
            log.warning("%s gives no answer of its own; %d messages are held", platform, ripe)
            return 0
        async with self._database.write() as tx:
            return await settling.resume(tx, platform, self._clock.machine(), most=1 if channel else None)
