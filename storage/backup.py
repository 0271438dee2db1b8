"""Copies of a database, each a SQLite file: made beside a running bot, looked at before they are trusted. A file is
copied with SQLite's own backup, a server row by row (`storage.transfer`).

A copy carries the head of the record as it was when it was made, so that a record that was cut off afterwards is found.
Put back, it carries what it cannot know of itself: how far it goes, and which numbers were given since (`RESTORED`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import audit, private, settings, transfer
from storage.checkup import revisions
from storage.database import Database

MADE = "backup"  # the setting that a copy carries: {"head": …}
RESTORED = "restored"  # of one that was put back: {"to", "reports", "receipts", "told"}, see `put_back`
ASIDE = ".before-restore"
BESIDE = ("", "-wal", "-shm")  # a SQLite database, and what may stand beside it


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was looked at. `fault`: why not to use it (damaged, foreign, before, newer, broken, cut), or None."""

    file: Path
    head: str | None
    fault: str | None = None
    row: int | None = None  # the first row of the record that is broken


async def make(source: Path, target: Path) -> Copy:
    """Copy `source` to `target`, whole or not at all; returns it as looked at. Raises OSError, sqlite3.Error."""
    with _part_of(target) as part:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new)
        return await _finished(part, target)


async def of_server(database: Database, target: Path) -> Copy:
    """Copy a server's database to `target`, as it stands at one moment, whole or not at all; returns it as looked at.
    Raises OtherVersion, OSError, sqlite3.Error, and whatever the driver raises."""
    with _part_of(target) as part:
        copy = await Database.open(f"sqlite:///{part}", durable=False)
        try:
            async with database.read() as old, copy.write() as new:
                await transfer.everything(old, new)
        finally:
            await copy.close()
        return await _finished(part, target)


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A file beside `target` that is being made; gone at the end, however that comes."""
    part = target.with_name(f"{target.name}.part")
    _remove(part)
    private.file(part)
    try:
        yield part
    finally:
        _remove(part)


async def _finished(part: Path, target: Path) -> Copy:
    """Let a copy say up to where its record went, look at it, and put it where it belongs."""
    with closing(sqlite3.connect(part)) as new:
        new.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        last = new.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
        told = json.dumps({"head": str(audit.Head(*last)) if last else None})
        new.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (MADE, told))
        new.commit()
    looked = await look(part)
    _move(part, target)
    return replace(looked, file=target)


def _remove(file: Path) -> None:
    for suffix in BESIDE:
        Path(f"{file}{suffix}").unlink(missing_ok=True)


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
        standing, newest, works = await revisions(f"sqlite:///{beside}")
        if not works:
            return Copy(file, None, "newer" if (standing or "") > newest else "before")
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


@dataclass(frozen=True, slots=True)
class PutBack:
    """What became of it. `kept`: where the database is that stood there; `reports`: how many lines of its ledger the
    copy does not have, None where that cannot be read; `to`: the last moment (the plan's time, UTC) that it knows."""

    kept: Path | None
    reports: int | None
    to: str | None


def put_back(copy: Path, target: Path) -> PutBack:
    """Put a copy in the place of a database that nobody has open. What stood there, damaged or not, is kept beside it,
    and compared where it can be read: people are told how far back they are, and no number is given twice."""
    private.folder(target.parent)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    private.file(part)
    with _unchanged(copy) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
    kept = target.with_name(f"{target.name}{ASIDE}") if target.exists() else None
    if kept:
        _move(target, kept)
    done = _note(part, kept)
    _move(part, target)
    return done


async def put_back_on_server(copy: Path, database: Database, aside: Path) -> PutBack:
    """Put a copy in the place of everything on a server that nobody else works on, in one transaction. What stood there
    is kept in the file `aside` first, and compared. Raises what `of_server` raises; then nothing was changed."""
    private.folder(aside.parent)
    async with database.read() as tx:
        empty = await audit.head(tx) is None
    with _part_of(aside.with_name("restoring.db")) as part:
        with _unchanged(copy) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new)
        kept = None if empty else (await of_server(database, aside)).file  # the copy may be what was kept before
        done = _note(part, kept)
        restored = await Database.open(f"sqlite:///{part}", durable=False)  # which brings it up to date
        try:
            async with restored.read() as old_rows, database.write() as tx:
                await transfer.everything(old_rows, tx)
        finally:
            await restored.close()
    return done


def _note(restored: Path, before: Path | None) -> PutBack:
    """Write into a copy what it goes up to and what came after."""
    with closing(sqlite3.connect(restored)) as new:
        new.execute("PRAGMA journal_mode=DELETE")
        to, receipts, reports, same = _last(new), dict[str, int](), None, False
        with suppress(sqlite3.Error):  # it may be damaged, or not there at all
            if before:
                with closing(sqlite3.connect(f"{before.resolve().as_uri()}?mode=ro", uri=True)) as old:
                    receipts, reports, same = _numbers(old), _lines(old) - _lines(new), _last(old) == to
        for day, number in _numbers(new).items():
            receipts[day] = max(number, receipts.get(day, 0))
        told = {"to": to, "reports": reports, "receipts": receipts, "told": same}
        new.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (RESTORED, json.dumps(told)))
        new.commit()
    return PutBack(before, reports, to)


def _last(opened: sqlite3.Connection) -> str | None:
    """The last moment (the plan's time, UTC) of which a database knows anything."""
    moments = "SELECT max(at) FROM (SELECT max(received_at) AS at FROM inbox UNION SELECT max(created_at) FROM outbox)"
    last: str | None = opened.execute(moments).fetchone()[0]
    return last


def _numbers(opened: sqlite3.Connection) -> dict[str, int]:
    """Day ("2022-1125") -> the last number that was given on it, as far as is known."""
    given = "SELECT substr(receipt, 1, 9), max(CAST(substr(receipt, 11) AS INTEGER)) FROM progress_update GROUP BY 1"
    numbers: dict[str, int] = dict(opened.execute(given).fetchall())
    earlier = opened.execute("SELECT value FROM setting WHERE key = ?", (RESTORED,)).fetchone()
    for day, number in (json.loads(earlier[0])["receipts"] if earlier else {}).items():
        numbers[day] = max(number, numbers.get(day, 0))
    return numbers


def _lines(opened: sqlite3.Connection) -> int:
    return int(opened.execute("SELECT count(*) FROM progress_update").fetchone()[0])


def _move(file: Path, to: Path) -> None:
    """Move a database with what stands beside it, over whatever is there."""
    for suffix in BESIDE:
        if Path(f"{file}{suffix}").exists():
            Path(f"{file}{suffix}").replace(f"{to}{suffix}")
        else:
            Path(f"{to}{suffix}").unlink(missing_ok=True)
