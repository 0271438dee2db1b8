"""Every row of a database into another, whichever kinds the two are: how a server is copied into a file, and put back.

The tables are those of this program on both sides, so every value goes through the same types in and out. The one is
read in one view of it, the other written in one transaction: a copy is whole, or there is none.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Table, insert, select, text

from domain.errors import OtherVersion
from storage import schema
from storage.database import Tx
from storage.tables import metadata

AT_ONCE = 1_000  # rows


async def everything(source: Tx, target: Tx) -> int:
    """Put every row of `source` in the place of whatever stands in `target`. Returns how many.

    `source` is a transaction that has done nothing yet. Raises OtherVersion where its tables are not this program's: of
    a later version's, columns would be lost.
    """
    if source.dialect.name == "postgresql":
        await source.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    standing, _ = await source.run_sync(schema.looked_at)
    if standing != schema.head():
        raise OtherVersion(standing or "", schema.head())
    await _empty(target)
    count = 0
    for table in metadata.sorted_tables:
        async for rows in _rows_of(source, table):
            await target.execute(insert(table), rows)
            count += len(rows)
    if target.dialect.name == "postgresql":
        await _count_on(target)
    return count


async def _rows_of(source: Tx, table: Table) -> AsyncIterator[list[dict[Any, Any]]]:
    """All of a table, some rows at a time, in the order of its key: what refers to an earlier row comes after it."""
    key = table.primary_key.columns
    if [one.name for one in key] != ["id"]:
        if rows := [dict(row) for row in (await source.execute(select(table).order_by(*key))).mappings()]:
            yield rows
        return
    last = 0
    while True:
        some = select(table).where(table.c.id > last).order_by(table.c.id).limit(AT_ONCE)
        if not (rows := [dict(row) for row in (await source.execute(some)).mappings()]):
            return
        yield rows
        last = rows[-1]["id"]


async def _empty(target: Tx) -> None:
    """Take everything away. What may only grow is let go for this once, on a server; a file is new."""
    if target.dialect.name != "postgresql":
        for table in reversed(metadata.sorted_tables):
            await target.execute(table.delete())
        return
    names = ", ".join(f'"{one.name}"' for one in metadata.sorted_tables)
    for switch in ("DISABLE", "ENABLE"):
        for table in metadata.sorted_tables:
            await target.execute(text(f'ALTER TABLE "{table.name}" {switch} TRIGGER USER'))
        if switch == "DISABLE":
            await target.execute(text(f"TRUNCATE {names}"))


async def _count_on(target: Tx) -> None:
    """A server counts its numbers apart from the rows: the next is behind the last that came."""
    for table in metadata.sorted_tables:
        if [one.name for one in table.primary_key.columns] == ["id"]:
            counter, last = f"pg_get_serial_sequence('{table.name}', 'id')", f'(SELECT max(id) FROM "{table.name}")'
            await target.execute(text(f"SELECT setval({counter}, coalesce({last}, 1), {last} IS NOT NULL)"))
