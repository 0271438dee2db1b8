"""How a running bot is: what `/metrics` counts, and what the dead man's switch asks before it calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from app.assembly import Duban
from storage import watching
from storage.outbox import State
from web.health import Report
from web.heartbeat import call

EVERY = timedelta(minutes=1)  # written so often; `doctor` and the health page read it
LATELY = timedelta(days=1)  # what went wrong before is not of now


class Health:
    """Looks at a running bot; None while the local chat begins again."""

    def __init__(self, place: Callable[[], Duban | None]) -> None:
        self._place = place

    def late(self) -> tuple[str, ...]:
        """The ticks that have not done their work for too long."""
        duban = self._place()
        return duban.clockwork.late() if duban else ()

    async def report(self) -> Report:
        """Everything that is counted."""
        duban = self._place()
        if duban is None:
            return Report()
        now, machine = duban.clock.now(), duban.clock.machine()
        async with duban.database.read() as tx:
            found = await watching.backlog(tx, now, machine, LATELY)
        stuck = duban.watcher.stuck
        states = {f'state="{state.value}"': float(found.states.get(state.value, 0)) for state in State}
        ticks = {f'tick="{name}"': seconds for name, seconds in duban.clockwork.since().items()}
        return Report(
            {
                "duban_inbox_waiting": ("Stored updates that wait for their turn.", {"": found.inbox}),
                "duban_inbox_lag_seconds": (
                    "Age of the oldest update that waits for its turn.",
                    {"": _age(found.inbox_since, machine)},
                ),
                "duban_outbox_due": ("Messages that are due and have not left.", {"": found.due}),
                "duban_outbox_lag_seconds": (
                    "How long the oldest of them has been due.",
                    {"": _age(found.due_since, now)},
                ),
                "duban_outbox_messages": ("Messages made within the last day, by state.", states),
                "duban_stuck_rows": (
                    "Rows that do not move.",
                    {'kind="update"': len(stuck.updates), 'kind="message"': len(stuck.messages)},
                ),
                "duban_platform_rest_seconds": (
                    "How long a platform still wants nothing, at the longest.",
                    {"": max(0.0, -_age(found.resting_until, machine, least=None))},
                ),
                "duban_tick_age_seconds": ("How long ago each tick last did its work.", ticks),
                "duban_ticks_late": ("Ticks that are late.", {"": len(self.late())}),
            }
        )


async def heartbeat(url: str, late: Callable[[], tuple[str, ...]]) -> None:
    """Call `url` each minute while no tick is late, until cancelled."""
    while True:
        await asyncio.sleep(EVERY.total_seconds())
        if not late():
            await call(url)


def _age(since: datetime | None, now: datetime, least: float | None = 0.0) -> float:
    """Seconds from `since` to `now`; 0 where there is none."""
    age = (now - since).total_seconds() if since else 0.0
    return age if least is None else max(least, age)
