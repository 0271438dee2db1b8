"""The heartbeat: a few ticks that call what looks into the database. APScheduler keeps the beat and nothing else.

There is no job store: the database is the schedule, a tick only says "look". So a beat that comes late or was missed
costs nothing, several missed ones are one (`coalesce`), and one that takes long does not overlap itself. A tick that
raises is logged and beats on.

APScheduler waits for times of the wall clock. Set back by an hour, it would be silent for that hour: `check` sees the
jump and lets every tick beat at once. Set forward by a year, its own interval trigger would count every missed second
before it went on: `Every` counts from now.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from domain.clock import Clock
from scheduler.collector import Collector
from scheduler.dispatcher import Dispatcher
from scheduler.planner import Planner
from scheduler.watcher import Watcher

log = logging.getLogger(__name__)

PLAN_EVERY = timedelta(seconds=20)  # rules speak of minutes
DISPATCH_EVERY = timedelta(seconds=1)  # what is known to be ready does not wait for it: see `Dispatcher.wake`
RESCUE_EVERY = timedelta(seconds=10)  # a row whose process died is not left for longer
PROBE_EVERY = timedelta(seconds=2)  # looks whether a question is due; `probing.APART` is between two
WATCH_EVERY = timedelta(seconds=20)  # what is stuck is counted in minutes
COLLECT_EVERY = timedelta(seconds=60)  # what came a moment ago does not wait for it: see `Collector.wake`
LATE, LATE_AT_LEAST = 3, 60.0  # times its interval, and seconds, after which a tick counts as late
CHECK_EVERY = 5.0  # seconds of the monotonic clock, which nobody can set
PATIENCE = 1.0  # seconds that `stop` gives to what is beating
JUMP = timedelta(seconds=2)  # a smaller step back is the time service at work


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to be called again and again."""

    name: str
    every: timedelta
    call: Callable[[], Awaitable[object]]


@BaseTrigger.register
class Every:
    """Fires at once, and then so long after each look at the clock."""

    def __init__(self, every: timedelta) -> None:
        self._every = every

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """When to fire next; what was missed is not made up for."""
        return now if previous is None else now + self._every


def usual(planner: Planner, dispatcher: Dispatcher, collector: Collector, watcher: Watcher) -> tuple[Tick, ...]:
    """The ticks of every running bot. Assembly adds its own."""

    async def planned() -> None:
        if await planner.plan():
            dispatcher.wake()

    async def dispatched() -> None:
        dispatcher.wake()

    async def rescued() -> None:
        if await dispatcher.rescue():
            dispatcher.wake()

    async def probed() -> None:
        if await dispatcher.probe():
            dispatcher.wake()

    async def watched() -> None:
        if await watcher.look():
            dispatcher.wake()

    return (
        Tick("plan", PLAN_EVERY, planned),
        Tick("dispatch", DISPATCH_EVERY, dispatched),
        Tick("rescue", RESCUE_EVERY, rescued),
        Tick("probe", PROBE_EVERY, probed),
        Tick("watch", WATCH_EVERY, watched),
        Tick("collect", COLLECT_EVERY, collector.collect),
    )


class Clockwork:
    """Beats until it is stopped. Start it in a running event loop."""

    def __init__(self, clock: Clock, ticks: Sequence[Tick]) -> None:
        self._clock, self._ticks = clock, {tick.name: tick for tick in ticks}
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._beating: set[asyncio.Task[object]] = set()
        self._beat_at: dict[str, float] = {}  # tick -> when it last did its work, by the monotonic clock
        self._checked = (clock.machine(), clock.monotonic())
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Start beating; each tick beats at once for the first time."""
        for tick in self._ticks.values():
            self._scheduler.add_job(self.beat, Every(tick.every), [tick.name], id=tick.name)
        self._scheduler.start()
        self._beat_at = dict.fromkeys(self._ticks, self._clock.monotonic())
        self._checked = (self._clock.machine(), self._clock.monotonic())
        self._timer = asyncio.get_running_loop().call_later(CHECK_EVERY, self._check_again)

    async def stop(self) -> None:
        """Beat no more, and wait a moment for what is beating."""
        if self._timer:
            self._timer.cancel()
        if self._scheduler.running:
            self._scheduler.pause()
        if self._beating:
            _, late = await asyncio.wait(self._beating, timeout=PATIENCE)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=PATIENCE)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # it shuts down in the loop's next turn

    async def beat(self, name: str) -> None:
        """One beat of one tick. It never raises, so that the next one comes."""
        task = asyncio.current_task()
        if task is not None:
            self._beating.add(task)
            task.add_done_callback(self._beating.discard)
        try:
            await self._ticks[name].call()
            self._beat_at[name] = self._clock.monotonic()
        except Exception:
            log.exception("the tick %s failed; it goes on", name)

    def since(self) -> dict[str, float]:
        """How many seconds ago each tick last did its work."""
        now = self._clock.monotonic()
        return {name: now - at for name, at in self._beat_at.items()}

    def late(self) -> tuple[str, ...]:
        """The ticks that have not done their work for much longer than they should."""
        longest = {name: max(LATE * tick.every.total_seconds(), LATE_AT_LEAST) for name, tick in self._ticks.items()}
        return tuple(name for name, seconds in self.since().items() if seconds > longest[name])

    def check(self) -> bool:
        """Whether the machine's clock was set back since the last check; then every tick beats now."""
        machine, monotonic = self._clock.machine(), self._clock.monotonic()
        seen, passed = self._checked[0], timedelta(seconds=monotonic - self._checked[1])
        self._checked = (machine, monotonic)
        if machine - seen > passed - JUMP:
            return False
        log.warning("the machine's clock was set back by about %s", seen + passed - machine)
        self._beat_now()
        return True

    def _check_again(self) -> None:
        self.check()
        self._timer = asyncio.get_running_loop().call_later(CHECK_EVERY, self._check_again)

    def _beat_now(self) -> None:
        for name in self._ticks:
            self._scheduler.modify_job(name, next_run_time=self._clock.machine())
