"""The heartbeat beats on: through faults, through a clock that is set back, and it stops cleanly."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.clockwork import Clockwork, Every, Tick
from tests.peers.clock import HandClock

HOURLY = timedelta(hours=1)


class Beats:
    """Counts calls, and lets a test wait for them."""

    def __init__(self) -> None:
        self.count, self._changed = 0, asyncio.Condition()

    async def __call__(self) -> None:
        async with self._changed:
            self.count += 1
            self._changed.notify_all()

    async def reach(self, count: int) -> None:
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: self.count >= count), 60)


async def test_every_tick_beats_at_once_and_again() -> None:
    often, seldom = Beats(), Beats()
    clockwork = Clockwork(
        HandClock(), [Tick("often", timedelta(milliseconds=5), often), Tick("seldom", HOURLY, seldom)]
    )
    clockwork.start()
    await often.reach(3)
    await clockwork.stop()
    assert seldom.count == 1
    stopped = often.count
    await asyncio.sleep(0.02)
    assert often.count == stopped


async def test_a_tick_that_raises_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    beats = Beats()

    async def fails() -> None:
        await beats()
        raise LookupError("no such table")

    clockwork = Clockwork(HandClock(), [Tick("fails", timedelta(milliseconds=5), fails)])
    clockwork.start()
    await beats.reach(3)
    await clockwork.stop()
    assert "no such table" in caplog.text


async def test_stopping_waits_for_a_beat_and_does_not_break_it() -> None:
    begun, go_on, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def long() -> None:
        begun.set()
        await go_on.wait()
        ended.set()

    clockwork = Clockwork(HandClock(), [Tick("long", HOURLY, long)])
    clockwork.start()
    await begun.wait()
    stopping = asyncio.create_task(clockwork.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert ended.is_set()


async def test_a_clock_set_back_does_not_silence_it() -> None:
    clock, beats = HandClock(), Beats()
    clockwork = Clockwork(clock, [Tick("tick", HOURLY, beats)])
    clockwork.start()
    await beats.reach(1)
    clock.pass_(5)
    assert not clockwork.check()
    clock.pass_(5)
    clock.set_machine(clock.machine() - timedelta(hours=1))
    assert clockwork.check()
    await beats.reach(2)
    assert not clockwork.check()
    await clockwork.stop()


def test_a_clock_set_forward_by_years_is_one_beat_late_and_not_a_million() -> None:
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    every = Every(timedelta(seconds=1))
    assert every.get_next_fire_time(None, now) == now
    assert every.get_next_fire_time(datetime(1970, 1, 1, tzinfo=UTC), now) == now + timedelta(seconds=1)


async def test_stopping_what_never_started_is_quiet() -> None:
    await Clockwork(HandClock(), []).stop()
