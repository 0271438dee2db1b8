"""Copies of a SQLite database: made beside a running bot with SQLite's own backup, looked at before they are trusted.

A copy carries the head of the record as it was when it was made, so that a record that was cut off afterwards is found.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import audit, settings
from storage.checkup import revisions
from storage.database import Database

MADE = "backup"  # the setting that a copy carries: {"head": …}
ASIDE = ".before-restore"
BESIDE = ("", "-wal", "-shm")  # a SQLite database, and what may stand beside it


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was looked at. `fault`: why it cannot be trusted (damaged, foreign, newer, broken, cut), or None."""

    file: Path
    head: str | None
    fault: str | None = None
    row: int | None = None  # the first row of the record that is broken


async def make(source: Path, target: Path) -> Copy:
    """Copy `source` to `target`, whole or not at all; returns it as looked at. Raises OSError, sqlite3.Error."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            last = new.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
            told = json.dumps({"head": str(audit.Head(*last)) if last else None})
            new.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (MADE, told))
            new.commit()
        looked = await look(part)
        _move(part, target)
    finally:
        part.unlink(missing_ok=True)
    return replace(looked, file=target)


async def look(file: Path) -> Copy:
    """Whether a copy is whole, of a version that this program knows, and its record unbroken. Nothing is changed."""
    try:
        with _unchanged(file) as opened:
            whole = opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error:
        return Copy(file, None, "damaged")
    if not whole:
        return Copy(file, None, "damaged")
    if not {"audit", "alembic_version"} <= tables:
        return Copy(file, None, "foreign")
    with TemporaryDirectory() as folder:  # there it is brought up to date and read
        beside = Path(folder) / "copy.db"
        with _unchanged(file) as old, closing(sqlite3.connect(beside)) as new:
            old.backup(new)
        if not (await revisions(f"sqlite:///{beside}"))[2]:
            return Copy(file, None, "newer")
        database = await Database.open(f"sqlite:///{beside}", durable=False)
        try:
            async with database.read() as tx:
                made = await settings.read(tx, MADE)
                row, told = await audit.broken_at(tx), await audit.head(tx)
                lost = await audit.missing_head(tx, made.get("head") if made else None)
        finally:
            await database.close()
    fault = "broken" if row is not None else "cut" if lost else None
    return Copy(file, str(told) if told else None, fault, row)


def _unchanged(file: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{file.resolve().as_uri()}?immutable=1", uri=True))


def put_back(copy: Path, target: Path) -> Path | None:
    """Put a copy in the place of a database that nobody has open. What stood there, damaged or not, is kept beside it
    and returned."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    with _unchanged(copy) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
    kept = target.with_name(f"{target.name}{ASIDE}") if target.exists() else None
    if kept:
        _move(target, kept)
    _move(part, target)
    return kept


def _move(file: Path, to: Path) -> None:
    """Move a database with what stands beside it, over whatever is there."""
    for suffix in BESIDE:
        if Path(f"{file}{suffix}").exists():
            Path(f"{file}{suffix}").replace(f"{to}{suffix}")
        else:
            Path(f"{to}{suffix}").unlink(missing_ok=True)
