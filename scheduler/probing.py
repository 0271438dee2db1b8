"""What is in doubt goes once more when its platform answers again: that is asked, again and again."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from domain.clock import Clock
from domain.messages import Channel
from scheduler.settler import Settler
from storage import settling
from storage.database import Database

log = logging.getLogger(__name__)


async def probe(database: Database, clock: Clock, channels: Mapping[str, Channel], settler: Settler) -> int:
    """Ask each platform on which rows are held whether it answers; returns how many rows may go once more.

    One row goes first. When its answer is the platform's, the settler lets the others follow: a network that answers
    questions and swallows messages costs one copy at a time.
    """
    async with database.read() as tx:
        held = await settling.in_doubt(tx)
    settler.in_doubt = set(held)
    resumed = 0
    for platform, count in held.items():
        channel = channels.get(platform)
        if channel is not None and not await channel.answers():
            log.warning("%s gives no answer of its own; %d messages are held", platform, count)
            continue
        async with database.write() as tx:
            resumed += await settling.resume(tx, platform, clock.machine(), most=1 if channel else None)
    return resumed
