"""Every row of a database into another: a server into a file and back, and nothing is another value afterwards."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from domain.errors import OtherVersion
from storage import audit, backup, people, schema, transfer
from storage.database import Database
from storage.tables import metadata
from tests.storage.filling import ROWS, fill

pytestmark = pytest.mark.postgres

NOW = datetime(2022, 11, 25, 1, 0, tzinfo=UTC)


async def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """What stands there, as the product reads it; what a database notes of itself apart."""
    async with database.read() as tx:
        return {
            table.name: [
                dict(row)
                for row in (await tx.execute(select(table).order_by(*table.primary_key.columns))).mappings()
                if row.get("key") not in (schema.NOTED, backup.MADE)
            ]
            for table in metadata.sorted_tables
        }


@pytest.fixture
def url(new_postgres: Callable[[Path], str], tmp_path: Path) -> str:
    return new_postgres(tmp_path)


@pytest.fixture
async def server(url: str) -> AsyncIterator[Database]:
    database = await Database.open(url, durable=False)
    yield database
    await database.close()


async def filled(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(text("DELETE FROM setting"))
        await tx.run_sync(fill)


async def test_there_and_back(server: Database, sqlite: Database) -> None:
    await filled(server)
    stood = await everything(server)
    assert {len(rows) for rows in stood.values()} == {ROWS}
    async with server.read() as old, sqlite.write() as new:
        assert await transfer.everything(old, new) == ROWS * len(metadata.sorted_tables)
    assert await everything(sqlite) == stood
    async with sqlite.read() as old, server.write() as new:
        await transfer.everything(old, new)
    assert await everything(server) == stood


async def test_numbers_go_on_and_what_may_only_grow_still_does(server: Database, sqlite: Database) -> None:
    await filled(server)
    async with server.read() as old, sqlite.write() as new:
        await transfer.everything(old, new)
    async with sqlite.read() as old, server.write() as new:
        await transfer.everything(old, new)
    async with server.write() as tx:
        assert await people.add(tx, "王", (), NOW) == ROWS + 1
    for change in ("DELETE FROM audit", "UPDATE review SET move = 'x'", "TRUNCATE send_attempt CASCADE"):
        with pytest.raises(DBAPIError, match="only ever added"):
            async with server.write() as tx:
                await tx.execute(text(change))


async def test_what_breaks_off_leaves_everything_as_it_was(server: Database, sqlite: Database) -> None:
    await filled(server)
    stood = await everything(server)
    async with sqlite.write() as tx:
        await audit.note(tx, NOW, "duban", "seed", "x")

    class Cut(Exception):
        pass

    async def cut_off() -> None:
        async with sqlite.read() as old, server.write() as new:
            await transfer.everything(old, new)
            raise Cut

    with pytest.raises(Cut):
        await cut_off()
    assert await everything(server) == stood


async def test_tables_of_a_later_version_are_not_copied_in_part(server: Database, sqlite: Database) -> None:
    async with server.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(OtherVersion):
        async with server.read() as old, sqlite.write() as new:
            await transfer.everything(old, new)


async def test_a_copy_of_a_server_is_a_file_that_can_be_trusted(server: Database, tmp_path: Path) -> None:
    async with server.write() as tx:
        await audit.note(tx, NOW, "duban", "seed", "x", after={"名": 1.5})
    copy = await backup.of_server(server, tmp_path / "copy.db")
    async with server.read() as tx:
        assert copy.head == str(await audit.head(tx))
    assert copy.fault is None
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["copy.db"]
