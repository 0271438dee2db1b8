"""Looking at a database without touching it: for `duban doctor`."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage import schema
from storage import tables as t
from storage.database import Tx


async def revisions(url: str) -> tuple[str | None, str, bool]:
    """(the revision of the database's tables, None where it has none; this version's; whether this version can work on
    them). The database is not changed; whatever the driver raises when it cannot be reached comes through."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        address = parsed.set(
            drivername="sqlite+aiosqlite", database=f"file:{parsed.database}", query={"mode": "ro", "uri": "true"}
        )
    else:
        address = parsed.set(drivername="postgresql+asyncpg")
    engine = create_async_engine(address, poolclass=NullPool, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            standing, works = await connection.run_sync(schema.looked_at)
    finally:
        await engine.dispose()
    return standing, schema.head(), works


async def damage(url: str) -> str | None:
    """What is wrong inside a SQLite file, in SQLite's words; None where it is whole, or where the database is a
    server's. Nothing is changed."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return await asyncio.to_thread(_damage, parsed.database)


def _damage(file: str) -> str | None:
    try:
        with closing(sqlite3.connect(f"{Path(file).resolve().as_uri()}?mode=ro", uri=True)) as opened:
            found = [row[0] for row in opened.execute("PRAGMA integrity_check(3)")]
            lost = opened.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        return str(error)
    if found != ["ok"]:
        return "; ".join(line for one in found for line in str(one).splitlines()[:2])
    return f"a row of {lost[0]} refers to nothing" if lost else None


async def last_machine_instant(tx: Tx) -> datetime | None:
    """The latest instant of machine time on record: a message that came in, or a try to deliver one."""
    came = (await tx.execute(select(func.max(t.inbox.c.stored_at)))).scalar()
    went = (await tx.execute(select(func.max(t.send_attempt.c.at)))).scalar()
    return max((one for one in (came, went) if one is not None), default=None)
