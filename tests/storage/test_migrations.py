"""The migrations build exactly the tables that `storage.tables` declares, what may only grow does, and each of them
brings a database that is in use up to date.

Every migration behind the first is tried here with rows in every table, on both databases, without a line for it; and
so is one that only tests know, so that the trial itself is tried (`sample_versions`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Connection,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from domain.errors import OtherVersion
from storage import audit, schema, settling
from storage.database import Database
from storage.schema import MIGRATIONS
from storage.tables import metadata
from tests.databases import database_url_of, on_server
from tests.storage.filling import ROWS, fill, rows_of

NOW = datetime(2022, 11, 25, 1, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parent / "sample_versions"


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": False})
    return list(compare_metadata(context, metadata))


async def test_nothing_is_left_to_migrate(database: Database) -> None:
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


def config() -> Config:
    """Alembic's, with the migrations of the product and that of the tests behind them."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.set_main_option("version_locations", f"{MIGRATIONS / 'versions'}\n{SAMPLES}")
    made.set_main_option("path_separator", "newline")
    return made


def steps() -> Iterator[tuple[str, str]]:
    """Each migration but the first: the revision before it, and its own."""
    for script in ScriptDirectory.from_config(config()).walk_revisions():
        if script.down_revision:
            yield str(script.down_revision), script.revision


FIRST = ScriptDirectory.from_config(config()).get_bases()[0]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'older.db'}"
    server, name = request.getfixturevalue("postgres_server"), f"older_{tmp_path.name.lower().replace('-', '_')}"
    on_server(server, f'CREATE DATABASE "{name}"')
    return database_url_of(server, name)


def on(url: str, *deeds: Any) -> list[Any]:
    """Do that on a connection, each in a transaction, without the product."""

    async def execute() -> list[Any]:
        parsed = make_url(url)
        driver = "sqlite+aiosqlite" if parsed.get_backend_name() == "sqlite" else "postgresql+asyncpg"
        engine = create_async_engine(parsed.set(drivername=driver), poolclass=NullPool)
        found = []
        for deed in deeds:
            async with engine.begin() as connection:
                found.append(await connection.run_sync(deed))
        await engine.dispose()
        return found

    return asyncio.run(execute())


def to(revision: str) -> Any:
    """Bring the tables to that revision and no further."""

    def upgrade(connection: Connection) -> None:
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, revision)

    return upgrade


@pytest.mark.parametrize(("before", "after"), list(steps()), ids="-".join)
def test_each_migration_keeps_every_row(empty: str, before: str, after: str) -> None:
    """A migration may add and take away columns and tables; what it leaves stands there as it stood."""
    *_, were, _, now = on(empty, to(before), fill, rows_of, to(after), rows_of)
    for table in were.keys() & now.keys():
        for old, new in zip(were[table], now[table], strict=True):
            kept = old.keys() & new.keys()
            assert {name: new[name] for name in kept} == {name: old[name] for name in kept}, table
    for change in ("UPDATE send_attempt SET outcome = 'sent'", "DELETE FROM review", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="only ever added"):
            on(empty, lambda connection, change=change: connection.execute(text(change)))


def test_a_migration_that_loses_a_row_is_caught(empty: str) -> None:
    """The trial above can fail: a row less, or a value changed on the way, is seen."""
    on(empty, to(FIRST), fill)
    [were] = on(empty, rows_of)
    assert {table for table, rows in were.items() if len(rows) != ROWS} == set()
    on(empty, lambda connection: connection.execute(text("UPDATE outbox SET priority = -1 WHERE id = 2")))
    [now] = on(empty, rows_of)
    assert now != were


def test_what_is_under_way_is_still_under_way(empty: str) -> None:
    """From the first tables to those of now, a message that was on its way is found again, and what was tried too."""

    def under_way(connection: Connection) -> None:
        at = NOW if connection.dialect.name == "postgresql" else NOW.replace(tzinfo=None)
        for statement in (
            "INSERT INTO account (platform, address, state, preferred) VALUES ('telegram', '101', 'active', false)",
            "INSERT INTO outbox (dedup_key, kind, priority, state, account_id, not_before, created_at, attempt, fence) "
            "VALUES ('reply:1:0', 'reply', 0, 'sending', 1, :at, :at, 1, 1)",
            "INSERT INTO send_attempt (outbox_id, fence, outcome, at) VALUES (1, 1, 'unknown', :at)",
        ):
            connection.execute(text(statement), {"at": at} if ":at" in statement else {})

    async def looked() -> None:
        database = await Database.open(empty)
        async with database.write() as tx:
            assert await tx.run_sync(differences) == []
            [orphan] = await settling.orphans(tx, "another process")
            assert (orphan.row.id, orphan.doubts) == (1, 1)
        with pytest.raises(DBAPIError, match="only ever added"):
            async with database.write() as tx:
                await tx.execute(text("UPDATE send_attempt SET outcome = 'sent'"))
        await database.close()

    on(empty, to(FIRST), under_way)
    asyncio.run(looked())


# ── databases of other versions ───────────────────────────────────────────────────────────────────────────


def test_tables_that_have_only_grown_are_worked_on_and_stay_as_they_are(empty: str) -> None:
    """One may go back to the program before: a message goes in and out on the later tables."""

    async def works() -> None:
        database = await Database.open(empty)
        async with database.write() as tx:
            await audit.note(tx, NOW, "duban", "seed", "gaoxin-2022")
            assert (await tx.execute(text("SELECT version_num FROM alembic_version"))).scalar_one() == "9001"
        await database.close()

    asyncio.run(_opened(empty))
    on(empty, to("9001"))
    asyncio.run(works())


@pytest.mark.parametrize(
    ("standing", "floor", "later"), [("9001", "9001", True), ("9001", None, True), ("0007", "0007", False)]
)
def test_tables_that_it_cannot_work_on_are_refused(empty: str, standing: str, floor: str | None, later: bool) -> None:
    asyncio.run(_opened(empty))
    on(empty, lambda connection: connection.execute(text(f"UPDATE alembic_version SET version_num = '{standing}'")))
    noted = f"""UPDATE setting SET value = '{{"from": "{floor}"}}'""" if floor else "DELETE FROM setting"
    on(empty, lambda connection: connection.execute(text(f"{noted} WHERE key = '{schema.NOTED}'")))
    with pytest.raises(OtherVersion) as refused:
        asyncio.run(_opened(empty))
    assert (refused.value.standing, refused.value.later) == (standing, later)


async def _opened(url: str) -> None:
    await (await Database.open(url)).close()
