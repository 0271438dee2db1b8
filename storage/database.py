"""The database: one way to write, one way to read.

`write()` is the only door to a writing transaction and only one is open at a time, on both databases: an asyncio lock
within the process; `BEGIN IMMEDIATE` (SQLite) or a transaction-level advisory lock (PostgreSQL) between processes. So
whatever a transaction has read still holds when it commits, and no code needs to think about races. Readers use an
engine of their own and never wait for a writer.

Measured on SQLite: with the driver's default begin, 475 of 500 acknowledged read-modify-writes were lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from storage import discreet, driver, memory, private, schema

Tx = AsyncConnection
"""A transaction, as services and storage pass it on."""

WRITER_LOCK = 0x44554241  # "DUBA": PostgreSQL's advisory lock of the one writer
QUIETLY: dict[str, Any] = {"hide_parameters": True}  # what people write does not go to the log
BUSY_TIMEOUT_MS = 20_000  # how long a command line waits for the running bot's transaction
ANSWERS_WITHIN = 20.0  # seconds that a server is given for a statement
JOURNAL_LIMIT = 4 << 20  # bytes: what a long reader has let the journal grow to is given back after it


class Database:
    """An open database. Make one with `await Database.open(url)`; close it with `await database.close()`."""

    def __init__(self, url: str, writing: AsyncEngine, reading: AsyncEngine) -> None:
        self.url = url
        self._writing, self._reading = writing, reading
        self._writer = asyncio.Lock()

    @classmethod
    async def open(cls, url: str, *, durable: bool = True) -> Self:
        """Open `url` (sqlite:///path, sqlite:// in memory, postgresql://…) and bring its tables up to date.

        `durable=False` gives up surviving a power cut (simulations and tests that do not kill). Raises OtherVersion
        where its tables cannot be, and whatever the driver raises where it cannot be reached.
        """
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            writing, reading = _sqlite(parsed.database or ":memory:", durable)
        else:
            writing, reading = _server(parsed.set(drivername="postgresql+asyncpg"))
        database = cls(url, writing, reading)
        try:
            async with writing.connect() as connection:
                await connection.run_sync(schema.migrate)
                await connection.commit()
        except BaseException:
            await database.close()
            raise
        return database

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self._writing.dialect.name == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """The one writing transaction: committed at the end of the block, rolled back when it raises."""
        async with self._writer, self._writing.begin() as tx:
            if not self.is_sqlite:
                await tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A reading transaction: one consistent view, never waiting for the writer (in memory there is but one)."""
        if self._reading is self._writing:
            async with self.write() as tx:
                yield tx
        else:
            async with self._reading.connect() as tx:
                yield tx

    async def close(self) -> None:
        """Close every connection."""
        await self._writing.dispose()
        if self._reading is not self._writing:
            await self._reading.dispose()


def _server(address: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """A line to a server may be dead without anybody being told: a statement that is not answered in time fails, and
    the next one asks for a new line."""
    in_time = {"command_timeout": ANSWERS_WITHIN, "timeout": ANSWERS_WITHIN}
    pooled: dict[str, Any] = {"pool_pre_ping": True, "connect_args": in_time, **QUIETLY}
    writing = create_async_engine(address, pool_size=1, max_overflow=0, **pooled)
    reading = create_async_engine(address, pool_size=4, **pooled)
    for engine in (writing, reading):
        discreet.keep_quiet(engine.sync_engine)
    return writing, reading


def _sqlite(path: str, durable: bool) -> tuple[AsyncEngine, AsyncEngine]:
    if path == ":memory:":
        engine = create_async_engine(
            "sqlite+aiosqlite://", poolclass=StaticPool, async_creator=memory.connect, **QUIETLY
        )
        _on_connect(engine, immediate=True, durable=False)
        return engine, engine
    private.folder(Path(path).parent)
    for file in private.beside(Path(path)):
        private.file(file)
    url = f"sqlite+aiosqlite:///{path}"
    writer, reader = driver.connecting(path, writes=True), driver.connecting(path, writes=False)
    writing = create_async_engine(url, pool_size=1, max_overflow=0, async_creator=writer, **QUIETLY)
    reading = create_async_engine(url, pool_size=4, async_creator=reader, **QUIETLY)
    _on_connect(writing, immediate=True, durable=durable)
    _on_connect(reading, immediate=False, durable=durable)
    return writing, reading


def _on_connect(engine: AsyncEngine, *, immediate: bool, durable: bool) -> None:
    """Take the begin out of the driver's hands (it would begin too late) and set what SQLite forgets by default."""

    @event.listens_for(engine.sync_engine, "connect")
    def settings(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={'FULL' if durable else 'OFF'}",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            f"journal_size_limit={JOURNAL_LIMIT}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
