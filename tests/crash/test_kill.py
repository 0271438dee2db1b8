"""A real process is killed under traffic, at random and at chosen points: nothing is lost, nothing is doubled.

The platform of this test is the local chat, whose log is what its page was shown. `history.py` holds it against the
database; the reminders of departments that never say a word are held against a run in which nobody died.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path
from random import Random

import pytest

from app.assembly import read_plan
from tests.crash import child, history
from tests.crash.page import Page
from tests.crash.process import Lives
from tests.crash.traffic import FINAL, Traffic
from tests.world import PLAN_FILE, ZONE, open_world

pytestmark = pytest.mark.slow

KILLS = 50 if os.environ.get("DUBAN_TESTS_FULL") else 20
LONGEST_LIFE = 1.2  # seconds; of every third life the start counts too, so that it is not spared
NTH = (1, 2)  # at each point: at once, and when something was in order before


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[tuple[Lives, Traffic]]:
    """Everybody at work on a database in `folder`, for as long as the block kills; checked when it is over."""
    autopsy = history.PostMortem()
    async with Page(Random(2022)) as page, Lives(folder, page.found, autopsy.look) as lives:
        traffic = Traffic(page, read_plan(PLAN_FILE))
        flowing = asyncio.create_task(traffic.flow())
        try:
            yield lives, traffic
            await lives.live_on()
            traffic.closing = True
            await flowing
            await traffic.move_clock(FINAL)
            for persona in page.chats:
                await page.fetch(persona)
            await lives.rest()
        finally:
            flowing.cancel()
            await asyncio.gather(flowing, return_exceptions=True)
    until = FINAL.replace(tzinfo=ZONE).astimezone(UTC).replace(tzinfo=None)
    whole = history.History.of(lives.database, page, traffic.effects, until, autopsy.left)
    faults = [*autopsy.faults, *whole.faults()]
    faults += await history.derived_faults(f"sqlite:///{lives.database}")
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, new_sqlite: Callable[[Path], str]) -> Path:
    """The database of a run to the same day in which nobody said anything and nobody died."""
    url = new_sqlite(tmp_path_factory.mktemp("undisturbed"))

    async def play() -> None:
        async with open_world(url) as world:
            await world.until(f"{FINAL:%Y-%m-%d %H:%M}")

    asyncio.run(play())
    return Path(url.removeprefix("sqlite:///"))


def same_reminders(database: Path, traffic: Traffic, undisturbed: Path) -> None:
    """The silent departments were told exactly what they are told when nobody dies."""
    for department in traffic.silent:
        address = traffic.address(department)
        tasks = [task.number for task in traffic.plan.tasks if task.lead == department]
        asked = history.occurrences(undisturbed, tasks)
        assert len(asked) > 10
        assert history.occurrences(database, tasks) == asked
        assert history.reminded(database, address, ZONE) == history.reminded(undisturbed, address, ZONE)


async def test_kills_at_random_moments(tmp_path: Path, undisturbed: Path) -> None:
    moments = Random(2022)
    async with office(tmp_path) as (lives, traffic):
        for life in range(KILLS):
            await lives.live_for(moments.uniform(0.05, LONGEST_LIFE), once_serving=life % 3 > 0)
    assert traffic.page.lost > KILLS // 5, "hardly a kill hit a request"
    assert traffic.page.repeated > KILLS // 5
    assert len(traffic.effects) > KILLS // 5
    assert traffic.snoozes > 0
    same_reminders(lives.database, traffic, undisturbed)


@pytest.mark.parametrize("point", child.POINTS)
async def test_kills_at(point: str, tmp_path: Path, undisturbed: Path) -> None:
    async with office(tmp_path) as (lives, traffic):
        for nth in NTH:
            await lives.live_until(f"{point}:{nth}")
    same_reminders(lives.database, traffic, undisturbed)
