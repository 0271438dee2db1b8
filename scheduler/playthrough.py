"""Moving the plan's time from one moment at which something happens to the next, and letting it happen.

The local chat's clock and `duban simulate` both go through here, with the planner, composer and dispatcher that run
every day: the same silent span gives the same messages, however it was crossed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from scheduler.clock import MovableClock
from scheduler.dispatcher import Dispatcher
from scheduler.planner import plan
from services import reminders
from storage.database import Database


async def play(
    database: Database, clock: MovableClock, dispatcher: Dispatcher, to: datetime
) -> AsyncIterator[datetime]:
    """Move `clock` on to `to` (aware), stopping wherever a rule fires or a waiting message may go.

    Yields each moment (UTC) once everything of it was planned, sent and settled: first the one at which it begins, at
    last `to`. The clock stands still meanwhile and ticks on afterwards if it did before.
    """
    ticking = clock.ticking
    clock.tick(False)
    try:
        await _happen(database, clock, dispatcher)
        yield clock.now()
        while clock.now() < to:
            async with database.read() as tx:
                moment = await reminders.next_moment(tx, clock.now(), to)
            clock.move_to(moment or to)
            await _happen(database, clock, dispatcher)
            yield clock.now()
    finally:
        clock.tick(ticking)


async def _happen(database: Database, clock: MovableClock, dispatcher: Dispatcher) -> None:
    await plan(database, clock.now())
    await dispatcher.dispatch()
