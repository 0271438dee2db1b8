"""The tick that looks after the others' work: what was given up, what does not move. It tells people, and the log."""

from __future__ import annotations

import logging

from domain.clock import Clock
from scheduler.outcomes import LONGEST_WAIT
from services import watch
from storage import settling, watching
from storage.database import Database

log = logging.getLogger(__name__)

HANGING = 180.0  # seconds: longer than any message may be on its way, files and all


class Watcher:
    """Looks at the database, again and again."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._seen: dict[int, tuple[int, float]] = {}  # message on its way -> its fence, and since when it is seen
        self.stuck = watch.Stuck()

    async def look(self) -> bool:
        """Tell what there is to tell; returns whether anything new waits to be sent."""
        now, machine = self._clock.now(), self._clock.machine()
        async with self._database.read() as tx:
            hanging = self._hanging(await watching.on_their_way(tx))
            self.stuck = await watch.look_for_stuck(tx, machine, hanging)
        if self.stuck:
            log.error("stuck: stored updates %s, messages %s", [*self.stuck.updates], [*self.stuck.messages])
        async with self._database.write() as tx:
            overslept = await settling.wake_overslept(tx, machine, LONGEST_WAIT)
            given_up = await watch.tell_given_up(tx, now, machine)
            told = await watch.tell_stuck(tx, now, self.stuck) if self.stuck else 0
        if given_up:
            log.error("%d messages were given up: nobody knows whether they arrived", given_up)
        if overslept:
            log.warning("%d messages would have waited for a time that was set back", overslept)
        return bool(given_up or told or overslept)

    def _hanging(self, sending: dict[int, int]) -> list[int]:
        """The messages that have been on their way for too long, seen from here."""
        now = self._clock.monotonic()
        self._seen = {
            id_: self._seen[id_] if self._seen.get(id_, (0, 0.0))[0] == fence else (fence, now)
            for id_, fence in sending.items()
        }
        return [id_ for id_, (_, since) in self._seen.items() if now - since > HANGING]
