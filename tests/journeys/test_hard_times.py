"""A disk that is full, a file that cannot be written, is locked or damaged, a clock that jumps: while the bot runs.

Nothing is lost, nothing is invented, people are told or answered a little later, and the log says what is wrong.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from storage import database as opened
from storage import tables as t
from storage.checkup import damage
from tests.world import World


async def ledger(world: World) -> list[int]:
    """The tasks of which the ledger has a line."""
    async with world.duban.database.read() as tx:
        return list((await tx.execute(select(t.progress_update.c.task).order_by(t.progress_update.c.id))).scalars())


@asynccontextmanager
async def pragma(world: World, wrong: str, right: str) -> AsyncIterator[None]:
    """SQLite itself behaves so on the writer's connection."""
    async with world.duban.database.write() as tx:
        await tx.execute(text(f"PRAGMA {wrong}"))
    try:
        yield
    finally:
        raw = await world.duban.database._writing.raw_connection()
        driver: Any = raw.driver_connection
        await driver.execute(f"PRAGMA {right}")
        raw.close()


async def test_a_disk_that_takes_nothing_more(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Even that a message came in cannot be kept: whoever brought it is told so, and brings it again."""
    await world.says("王", "6 已建3家")
    await world.taps("王", "确认报送")
    async with pragma(world, "max_page_count=1", "max_page_count=1073741823"):
        with pytest.raises(OperationalError, match="database or disk is full"):
            await fill(world)
    assert await ledger(world) == [6]
    await world.duban.intake.retry()
    await world.duban.intake.settle()
    await world.says("王", "6 已建4家", "now")
    await world.taps("王", "确认报送")
    assert await ledger(world) == [6, 6]


async def fill(world: World) -> None:
    """Until the last free page is full."""
    for number in range(200):
        await world.says("王", f"6 已建4家{'，已核实' * 400}", f"again {number}")


async def test_a_file_that_became_read_only(world: World) -> None:
    async with pragma(world, "query_only=ON", "query_only=OFF"):
        with pytest.raises(OperationalError, match="readonly database"):
            await world.says("王", "6 已建4家", "now")
    await world.says("王", "6 已建4家", "now")
    await world.taps("王", "确认报送")
    assert await ledger(world) == [6]


async def test_a_turn_that_finds_the_disk_full_is_answered_when_there_is_room(world: World) -> None:
    """What came in could be kept, and nothing more."""
    await world.says("王", "帮助")
    async with world.duban.database.write() as tx:
        [pages] = (await tx.execute(text("PRAGMA page_count"))).scalars()
        await tx.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        )
    assert pages
    before = len(await world.chat("王"))
    await world.says("王", "6 已建4家")
    assert len(await world.chat("王")) == before + 1
    async with world.duban.database.write() as tx:
        await tx.execute(text("DROP TRIGGER full"))
    assert await world.duban.intake.retry() == 1
    await world.duban.intake.settle()
    assert "4/5家" in await world.last("王")


async def test_a_file_that_another_program_holds(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A copy program, a person with a shell: whoever writes waits for it, and says so where that takes too long."""
    async with world.duban.database._writing.connect() as connection:
        await connection.execute(text("PRAGMA busy_timeout=200"))
    other = sqlite3.connect(world.duban.database.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Exception, match="locked"):
        await world.says("王", "6 已建4家", "held")
    other.execute("ROLLBACK")
    other.close()
    await world.says("王", "6 已建4家", "held")
    await world.taps("王", "确认报送")
    assert await ledger(world) == [6]
    assert opened.BUSY_TIMEOUT_MS >= 20_000


async def test_a_file_that_is_damaged_while_it_is_used(
    world: World, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """Nothing is invented out of it, and the doctor says what it is."""
    url = world.duban.database.url
    await world.says("王", "6 已建4家")
    async with world.duban.database._writing.connect() as connection:
        await connection.exec_driver_sql("COMMIT")
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        await connection.exec_driver_sql("BEGIN")
    spoil(Path(url.removeprefix("sqlite:///")), "progress_update")
    assert await damage(url) is not None
    with caplog.at_level(logging.CRITICAL), suppress(DatabaseError):
        await world.taps("王", "确认报送")
    assert "已报送" not in "".join(await world.heard("王"))


def spoil(file: Path, table: str) -> None:
    with closing(sqlite3.connect(file)) as looked:
        [root] = looked.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        [size] = looked.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as opened_:
        opened_.seek((root - 1) * size)
        opened_.write(b"\xff" * size)
