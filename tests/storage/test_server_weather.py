"""Bad networks between the bot and its PostgreSQL server: what fails says so, and the next transaction works."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import database as opened
from storage import settings
from storage.database import Database
from tests.peers.weather import Mood, Weather

NOW = datetime(2022, 11, 25, tzinfo=UTC)
pytestmark = pytest.mark.postgres


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server is given a second."""
    monkeypatch.setattr(opened, "ANSWERS_WITHIN", 1.0)


@pytest.fixture
async def weather(postgres_server: str) -> AsyncIterator[Weather]:
    async with Weather.before(postgres_server, 5432) as weather:
        yield weather


@pytest.fixture
def server_name(new_postgres: Callable[[Path], str], tmp_path: Path) -> str:
    """The name of an empty, migrated database on the server."""
    return new_postgres(tmp_path).partition("@/")[2].partition("?")[0]


@pytest.mark.parametrize("mood", [Mood.RESET_BEFORE, Mood.RESET_AFTER, Mood.CUT, Mood.SWALLOWED, Mood.HALF_OPEN])
async def test_what_a_network_does(short: None, weather: Weather, server_name: str, mood: Mood) -> None:
    database = await Database.open(f"postgresql://postgres@127.0.0.1:{weather.port}/{server_name}")
    await write(database, "before")
    weather.mood = mood
    with pytest.raises(Exception):  # noqa: B017  whatever the driver calls it
        await asyncio.wait_for(write(database, "meanwhile"), 30)
    weather.mood = Mood.CLEAR
    async with asyncio.timeout(30):
        while True:
            try:
                await write(database, "afterwards")
                break
            except Exception:
                await asyncio.sleep(0.1)
    async with database.read() as tx:
        kept = set((await tx.execute(text("SELECT key FROM setting"))).scalars())
    assert kept >= {"before", "afterwards"}
    await database.close()


async def write(database: Database, key: str) -> None:
    async with database.write() as tx:
        await settings.write(tx, key, {"at": NOW.isoformat()})
