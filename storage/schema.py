"""Which version the tables of a database are of, and bringing them to this program's.

Migrations run at every opening, in the transaction that they are handed. A later version that has only added to the
tables says so in the database (`WORKS_WITH`), and this program works on as it is: so one may go back to the program
before without going back to the data before. What took something away is refused.
"""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select

from domain.errors import OtherVersion
from storage import tables as t

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"

WORKS_WITH = "0008"
"""The oldest revision whose program works on these tables too. A migration that only adds (columns that may be empty or
have a default, tables, indexes) leaves it; one that takes away, renames or gives another meaning sets it to itself.
`tests/storage/test_code_before.py` runs the program before on the tables of now."""

NOTED = "works_with"  # the setting that says it to earlier programs


def migrate(connection: Connection) -> None:
    """Bring the tables to this program's revision. Raises OtherVersion where they are of one that it cannot work on."""
    standing, works = looked_at(connection)
    if standing == head():
        return
    if not works:
        raise OtherVersion(standing or "", head())
    if not _knows(standing):
        log.warning("the tables are of a later version (%s), which has only added to them", standing)
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.execute(t.setting.delete().where(t.setting.c.key == NOTED))
    connection.execute(t.setting.insert().values(key=NOTED, value={"from": WORKS_WITH}))


def head() -> str:
    """This program's revision."""
    return _scripts().get_current_head() or ""


def looked_at(connection: Connection) -> tuple[str | None, bool]:
    """The revision of a database's tables, None where there are none yet; whether this program can work on them, having
    brought them up to date or as they are. Nothing is changed."""
    standing = MigrationContext.configure(connection).get_current_revision()
    return standing, _knows(standing) or _has_only_grown(connection, standing or "", head())


def _knows(revision: str | None) -> bool:
    return revision is None or revision in {one.revision for one in _scripts().walk_revisions()}


def _has_only_grown(connection: Connection, standing: str, newest: str) -> bool:
    """Whether tables of a later version say that this program may work on them."""
    if standing < newest or not inspect(connection).has_table("setting"):
        return False
    noted = connection.execute(select(t.setting.c.value).where(t.setting.c.key == NOTED)).scalar()
    return isinstance(noted, dict) and str(noted["from"]) <= newest


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
