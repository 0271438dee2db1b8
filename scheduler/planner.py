"""Planning: every instant of every rule since the mark becomes messages, once.

The mark is in the database and never moves back. After downtime there is one jump from it to now; when somebody sets
the clock back, nothing happens again until the time of the mark has come.
"""

from __future__ import annotations

from datetime import datetime

from domain.clock import Clock
from services import reminders
from storage.database import Database


async def plan(database: Database, now: datetime) -> int:
    """Plan all that came due up to `now` (the plan's time, aware); returns how many messages wait for somebody now.

    One transaction: either all of it is planned and the mark moved, or nothing.
    """
    async with database.write() as tx:
        return await reminders.catch_up(tx, now)


class Planner:
    """The planner of one database, on one clock: what the tick calls."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def plan(self) -> int:
        """Plan all that has come due; the clock is read once."""
        return await plan(self._database, self._clock.now())
