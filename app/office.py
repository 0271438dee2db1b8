"""The office's database, opened for one command: beside a running bot or without one.

Reading commands never make a database; those that need one say so when there is none.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import DubanError, InvalidPlan, OtherVersion, PlanProblem

if TYPE_CHECKING:
    from app.settings import Settings
    from domain.plan import Plan
    from domain.workdays import Workdays
    from storage.database import Database, Tx

_FILE = "sqlite:///"
Local = Annotated[
    bool | None,
    typer.Option(
        "--local/--office",
        show_default=False,
        help="The local chat's database, or the office's (default: the one `duban run` works on).",
    ),
]


class NoDatabase(DubanError):
    """There is no database yet, or it cannot be opened."""


def address(settings: Settings, local: bool | None) -> str:
    """Which database a command works on: the local chat's with `--local`, the office's with `--office`, else the one
    that `duban run` would work on with these settings; a database that is named in them is always the office's."""
    if local is None:
        local = settings.serves_local_chat and settings.database_url is None
    return settings.local_url() if local else settings.url()


def exists(url: str) -> bool:
    """Whether there is a database to open; a server's is taken to be there."""
    return not url.startswith(_FILE) or Path(url.removeprefix(_FILE)).is_file()


@asynccontextmanager
async def opened(url: str, *, make: bool = False) -> AsyncIterator[Database]:
    """The database of `url`, closed at the end. Raises NoDatabase where there is none (unless `make`) or it does not
    open, OtherVersion where this program cannot work on it."""
    from app.speech import words
    from wording import commands

    if not make and not exists(url):
        raise NoDatabase(words().t(commands.NO_DATABASE, place=url.removeprefix(_FILE)))
    from storage.database import Database

    try:
        database = await Database.open(url)
    except OtherVersion:
        raise
    except Exception as error:  # whatever the driver says: a wrong password, a file that is no database
        told = str(error).split("\n", maxsplit=1)[0]
        raise NoDatabase(words().t(commands.DATABASE_CLOSED, place=shown(url), why=told)) from error
    try:
        yield database
    finally:
        await database.close()


def shown(url: str) -> str:
    """A database's address without what opens it."""
    from app.logs import blotted

    return blotted(url.removeprefix(_FILE), ())


async def local_now(tx: Tx) -> datetime | None:
    """The time of the local chat's clock as it was last kept."""
    from storage import settings

    kept = await settings.read(tx, "local_clock")
    return datetime.fromisoformat(kept["now"]) if kept else None


async def known_plan(settings: Settings, local: bool | None, file: Path | None = None) -> Plan:
    """The plan of a file if one is given, else the one that is loaded, else that of the plan file.

    Raises InvalidPlan for a file that cannot be used.
    """
    url = address(settings, local)
    if file is None and exists(url):
        from storage import plans

        async with opened(url) as database, database.read() as tx:
            loaded = await plans.loaded(tx)
        if loaded is not None:
            return loaded.plan
    return plan_of(file or settings.plan_file)


async def known_workdays(settings: Settings, local: bool | None = None) -> Workdays:
    """The calendar of the office with what was set in chat; the official one where no database can be read."""
    from domain.workdays import Workdays
    from storage import rules

    url = address(settings, local)
    try:
        async with opened(url) as database, database.read() as tx:
            return await rules.workdays(tx)
    except NoDatabase:  # not made yet, or out of reach: the notices are known all the same
        return Workdays()


def plan_of(path: Path) -> Plan:
    """The plan of a JSON file. Raises InvalidPlan."""
    from domain import planfile

    return planfile.loads(bytes_of(path))


def bytes_of(path: Path) -> bytes:
    """What stands in a file. Raises InvalidPlan naming it where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidPlan([PlanProblem(None, "file", f"{path} cannot be read: {error.strerror}")]) from None
