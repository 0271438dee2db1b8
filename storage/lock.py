"""One working process a database, and one a bot: two would plan and poll side by side and take each other's updates.

The lock belongs to the process, not to a row: when the process dies, however, the system gives it back. A start takes
it before anything else, so what costs time to import stands where it is needed. A server's lock hangs on a session, and
a restart of the server drops it unnoticed: whoever works looks after it (`Hold.check`).
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
import secrets
import stat
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from domain.errors import AlreadyRunning, AlreadySpeaking

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = logging.getLogger(__name__)

PROCESS_LOCK = 0x44554242  # beside the writer's lock of storage.database
PATIENCE = 8.0  # seconds for the server's word on the session that holds the lock
HANDS_OVER_MS = 1_500  # how long a lock that somebody else holds is waited for
LOCK_NOT_AVAILABLE = "55P03"  # https://www.postgresql.org/docs/current/errcodes-appendix.html
_SQLITE = re.compile(r"sqlite(?:\+\w+)?:(?://)?/?(?P<file>[^?]*)")  # as SQLAlchemy reads it
_FAR_AWAY = 1 << 30  # Windows locks bytes, and a locked one cannot be read: not the one where the number stands


class Hold:
    """The lock of a database, held. The system keeps a file's lock as long as the process: nothing to look after."""

    async def check(self) -> None:
        """See that it is still held, and take it again where it was lost.

        Raises AlreadyRunning where another process has it by now: whoever called must work no more. Whatever the driver
        says of a server that is away comes through.
        """


@asynccontextmanager
async def only_process(url: str) -> AsyncIterator[Hold]:
    """Hold the database of `url` for this process alone.

    SQLite: a lock on `<file>.lock`, beside the database; in memory there is nobody to share with. PostgreSQL: an
    advisory lock of a session of its own. Raises AlreadyRunning, with what to look for, if another process holds it.
    """
    sqlite = _SQLITE.match(url)
    if sqlite is None:
        hold = _server_hold(url)
        try:
            await hold.take()
            yield hold
        finally:
            await hold.close()
    elif sqlite["file"] in ("", ":memory:"):
        yield Hold()
    else:
        path = Path(f"{sqlite['file']}.lock")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _file_lock(path):
            yield Hold()


@contextmanager
def only_speaker(platform: str, server: str, token: str) -> Iterator[None]:
    """Be the one process that speaks as a bot, whatever its database: two would take each other's updates.

    A lock for one user of this machine, in a folder that is only theirs; of a process elsewhere the platform tells.
    Raises AlreadySpeaking, and OSError where there is no such folder.
    """
    who = hashlib.sha256(f"{server} {token}".encode()).hexdigest()[:16]
    with _file_lock(_own_folder() / f"{platform}-{who}.lock", AlreadySpeaking):
        yield


# ── PostgreSQL ────────────────────────────────────────────────────────────────────────────────────────────


class _ServerHold(Hold):
    """An advisory lock, and the session that it hangs on. `name` is how the server knows that session."""

    def __init__(self, engine: AsyncEngine, database: str, name: str) -> None:
        self._engine, self._database, self._name = engine, database, name
        self._session: AsyncConnection | None = None

    async def take(self) -> None:
        """Take the lock with a new session. Raises AlreadyRunning."""
        async with asyncio.timeout(PATIENCE):
            session = await self._engine.connect()
            try:
                if not await self._try(session) and not await self._instead_of_mine(session):
                    raise AlreadyRunning(f"Another Duban process already works on the database {self._database}.")
            except BaseException:
                await session.close()
                raise
            self._session = session

    async def check(self) -> None:
        """Ask the session; where it is gone, take the lock with a new one."""
        from sqlalchemy import text

        if self._session is not None:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._session.execute(text("SELECT 1"))
                return
            except Exception as error:
                log.warning("the session that holds the database's lock is gone (%s)", type(error).__name__)
                await self.drop()
        await self.take()
        log.warning("the database's lock is held again")

    async def drop(self) -> None:
        """Forget the session, which need not answer any more."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(Exception):
                await session.invalidate()
                await session.close()

    async def close(self) -> None:
        """Give the lock back."""
        await self.drop()
        await self._engine.dispose()

    async def _try(self, session: AsyncConnection) -> bool:
        """Wait a moment for it: of a process that was killed, a server hears a little later."""
        from sqlalchemy import text
        from sqlalchemy.exc import DBAPIError

        await session.execute(text("SELECT set_config('lock_timeout', :ms, false)"), {"ms": str(HANDS_OVER_MS)})
        try:
            await session.execute(text("SELECT pg_advisory_lock(:key)"), {"key": PROCESS_LOCK})
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            return False
        return True

    async def _instead_of_mine(self, session: AsyncConnection) -> bool:
        """Where the server still has the session that this side has given up, end it and take its place."""
        from sqlalchemy import text

        mine = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = :name AND pid <> pg_backend_pid()"
        )
        if (await session.execute(mine, {"name": self._name})).first() is None:
            return False
        return await self._try(session)


def _server_hold(address: str) -> _ServerHold:
    from sqlalchemy.engine import make_url
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    url, name = make_url(address), f"duban {secrets.token_hex(8)}"
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        connect_args={"server_settings": {"application_name": name}},
    )
    return _ServerHold(engine, url.database or "", name)


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────


def _own_folder() -> Path:
    """A folder for the locks of this user, which nobody else can write into or has made before. Raises OSError."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and Path(runtime).is_dir():
        folder = Path(runtime) / "duban"
    else:
        folder = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "duban"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise PermissionError(f"{folder} is not a folder of this user")
        if found.st_mode & 0o077:
            folder.chmod(0o700)
    return folder


@contextmanager
def _file_lock(path: Path, refusal: type[AlreadyRunning] = AlreadyRunning) -> Iterator[None]:
    """Lock a file. It stays when the lock goes: deleted, it would let two processes lock two files of one name."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with open(os.open(path, flags, 0o600), "r+", encoding="ascii", errors="replace") as file:
        _see_that_it_is_ours(file, path)
        if not _try_lock(file):
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise refusal(f"Another Duban process (number {holder}) already works on {path.stem}.")
        file.truncate(0)
        file.seek(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _see_that_it_is_ours(file: IO[str], path: Path) -> None:
    if sys.platform == "win32":
        return
    found = os.fstat(file.fileno())
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or found.st_uid != os.getuid():
        raise PermissionError(f"{path} is no file of this user's own")
    if found.st_mode & 0o077:
        os.fchmod(file.fileno(), 0o600)


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
