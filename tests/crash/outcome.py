"""What became of a campaign, and the waiting at its end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text

from storage.database import Database

OWED = (
    "SELECT count(*) FROM outbox WHERE state IN ('sending', 'retry', 'held') "
    "OR (state = 'pending' AND not_before <= :final)"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a campaign; `doubts`: tries of which nobody knows what became of them; `copies`: messages that say
    that they are shown once more; `faults`: what is wrong, as sentences."""

    database: str
    platform: str
    kills: int
    restarts: int
    reports: int
    decisions: int
    messages: int
    doubts: int
    copies: int
    faults: Sequence[str]
    seconds: float


async def settled(url: str, final: datetime, patience: float) -> None:
    """Wait until nothing is owed any more at that time of the plan, at most so many seconds."""
    database = await Database.open(url)
    bound = final.astimezone(UTC)
    until = time.monotonic() + patience
    try:
        while time.monotonic() < until:
            async with database.read() as tx:
                if not (await tx.execute(text(OWED), {"final": _told(bound, database)})).scalar_one():
                    return
            await asyncio.sleep(0.3)
    finally:
        await database.close()


def _told(moment: datetime, database: Database) -> object:
    """SQLite keeps instants as texts, and texts are compared."""
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds") if database.is_sqlite else moment
