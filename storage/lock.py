"""One working process a database, and one a bot: two would plan and poll side by side and take each other's updates.

The lock belongs to the process, not to a row: when the process dies, however, the system gives it back. A start takes
it before anything else, so what costs time to import stands where it is needed.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO

from domain.errors import AlreadyRunning, AlreadySpeaking

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PROCESS_LOCK = 0x44554242  # beside the writer's lock of storage.database
_SQLITE = re.compile(r"sqlite(?:\+\w+)?:(?://)?/?(?P<file>[^?]*)")  # as SQLAlchemy reads it
_FAR_AWAY = 1 << 30  # Windows locks bytes, and a locked one cannot be read: not the one where the number stands


@asynccontextmanager
async def only_process(url: str) -> AsyncIterator[None]:
    """Hold the database of `url` for this process alone.

    SQLite: a lock on `<file>.lock`, beside the database; in memory there is nobody to share with. PostgreSQL: an
    advisory lock of a session of its own. Raises AlreadyRunning, with what to look for, if another process holds it.
    """
    sqlite = _SQLITE.match(url)
    if sqlite is None:
        async with _server_lock(url):
            yield
    elif sqlite["file"] in ("", ":memory:"):
        yield
    else:
        with _file_lock(Path(f"{sqlite['file']}.lock")):
            yield


@contextmanager
def only_speaker(platform: str, server: str, token: str) -> Iterator[None]:
    """Be the one process that speaks as a bot, whatever its database: two would take each other's updates.

    A lock for one user of this machine; of a process elsewhere the platform tells. Raises AlreadySpeaking.
    """
    who = hashlib.sha256(f"{server} {token}".encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"duban-{getpass.getuser()}"
    with _file_lock(folder / f"{platform}-{who}.lock", AlreadySpeaking):
        yield


@asynccontextmanager
async def _server_lock(address: str) -> AsyncIterator[None]:
    from sqlalchemy import text
    from sqlalchemy.engine import make_url
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    url = make_url(address)
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg"), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    try:
        async with engine.connect() as session:
            locked = await session.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": PROCESS_LOCK})
            if not locked.scalar_one():
                raise AlreadyRunning(f"Another Duban process already works on the database {url.database}.")
            yield
    finally:
        await engine.dispose()


@contextmanager
def _file_lock(path: Path, refusal: type[AlreadyRunning] = AlreadyRunning) -> Iterator[None]:
    """Lock a file. It stays when the lock goes: deleted, it would let two processes lock two files of one name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+", encoding="ascii") as file:
        if not _try_lock(file):
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise refusal(f"Another Duban process (number {holder}) already works on {path.stem}.")
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _try_lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            file.seek(_FAR_AWAY)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
