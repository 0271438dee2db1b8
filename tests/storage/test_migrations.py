"""The migrations build exactly the tables that `storage.tables` declares, and what may only grow does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage import audit
from storage.database import Database
from storage.tables import metadata

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
