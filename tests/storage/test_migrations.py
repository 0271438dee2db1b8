"""The migrations build exactly the tables that `storage.tables` declares, and what may only grow does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from storage import audit, settling
from storage.database import MIGRATIONS, Database
from storage.tables import metadata
from tests.databases import database_url_of, on_server

NOW = datetime(2022, 11, 25, 1, 0, tzinfo=UTC)


async def test_nothing_is_left_to_migrate(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, metadata))

    async with database.write() as tx:
        assert await tx.run_sync(differences) == []


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
async def test_the_record_only_grows(database: Database, change: str) -> None:
    async with database.write() as tx:
        await audit.note(tx, NOW, "duban", "seed", "gaoxin-2022")
    with pytest.raises(DBAPIError, match="only ever added"):
        async with database.write() as tx:
            await tx.execute(text(change))
    async with database.read() as tx:
        assert await audit.broken_at(tx) is None


# ── a database that is in use is brought up to date ───────────────────────────────────────────────────────


BEFORE = "0006"  # the version that ran before the newest migrations


def to(url: str, revision: str) -> None:
    """Bring the tables of `url` to a revision and no further."""

    async def migrate() -> None:
        parsed = make_url(url)
        driver = "sqlite+aiosqlite" if parsed.get_backend_name() == "sqlite" else "postgresql+asyncpg"
        engine = create_async_engine(parsed.set(drivername=driver), poolclass=NullPool)
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
        await engine.dispose()

    def upgrade(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    asyncio.run(migrate())


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database as the version before left it, with a message under way and a try on record."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'older.db'}"
    else:
        server, name = request.getfixturevalue("postgres_server"), f"older_{tmp_path.name.lower().replace('-', '_')}"
        on_server(server, f'CREATE DATABASE "{name}"')
        url = database_url_of(server, name)
    to(url, BEFORE)
    return url


async def test_what_is_there_stays_and_what_may_only_grow_still_does(older: str) -> None:
    async def fill(tx: AsyncConnection) -> None:
        at = NOW if tx.dialect.name == "postgresql" else NOW.replace(tzinfo=None)
        account = (
            "INSERT INTO account (platform, address, state, preferred) VALUES ('telegram', '101', 'active', false)"
        )
        row = (
            "INSERT INTO outbox (dedup_key, kind, priority, state, account_id, not_before, created_at, attempt, fence) "
            "VALUES ('reply:1:0', 'reply', 0, 'sending', 1, :at, :at, 1, 1)"
        )
        tried = "INSERT INTO send_attempt (outbox_id, fence, outcome, at) VALUES (1, 1, 'unknown', :at)"
        for statement in (account, row, tried):
            await tx.execute(text(statement), {"at": at} if ":at" in statement else {})

    parsed = make_url(older)
    driver = "sqlite+aiosqlite" if parsed.get_backend_name() == "sqlite" else "postgresql+asyncpg"
    engine = create_async_engine(parsed.set(drivername=driver), poolclass=NullPool)
    async with engine.begin() as tx:
        await fill(tx)
    await engine.dispose()
    database = await Database.open(older)
    await test_nothing_is_left_to_migrate(database)
    async with database.read() as tx:
        [orphan] = await settling.orphans(tx, "another process")
        assert (orphan.row.id, orphan.doubts) == (1, 1)
    with pytest.raises(DBAPIError, match="only ever added"):
        async with database.write() as tx:
            await tx.execute(text("UPDATE send_attempt SET outcome = 'sent'"))
    await database.close()
