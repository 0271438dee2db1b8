"""The right to work: looked after on a server, seen by others, and given up where another process has it by now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.errors import AlreadyRunning
from scheduler.work import Work
from storage import processes
from storage.database import Database
from storage.lock import only_process
from tests.peers.clock import HandClock

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(new_postgres: Callable[[Path], str], tmp_path: Path) -> str:
    return new_postgres(tmp_path)


async def end_sessions(database: Database) -> None:
    """What a restart of the server does to every other session."""
    async with database.write() as tx:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        await tx.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))


async def beats(database: Database) -> set[str]:
    async with database.read() as tx:
        return set(await processes.beats(tx))


async def test_a_restart_of_the_server_is_outlived(url: str) -> None:
    database, halted = await Database.open(url), list[bool]()
    async with only_process(url) as hold:
        work = Work(database, HandClock(), "first", hold, lambda: halted.append(True))
        await work.look()
        await end_sessions(database)
        await work.look()
        assert await beats(database) == {"first"}
        await work.leave()
        assert await beats(database) == set()
    assert not halted
    await database.close()


async def test_whoever_comes_back_too_late_stops_at_once(url: str) -> None:
    """Both would send: the one that the server forgot sends nothing more, and says why it ends."""
    database, halted = await Database.open(url), list[bool]()
    async with only_process(url) as hold:
        work = Work(database, HandClock(), "first", hold, lambda: halted.append(True))
        await work.look()
        await end_sessions(database)
        async with only_process(url):
            await work.look()
            assert halted == [True]
            with pytest.raises(AlreadyRunning, match="already works on"):
                await asyncio.wait_for(work.lasts(), 60)
    await database.close()
