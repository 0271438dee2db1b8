"""`duban backup` and `duban restore`: a checked copy of the database, and the way back."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.office import Local
from domain.errors import DubanError

if TYPE_CHECKING:
    from app.settings import Settings
    from storage.backup import Copy, PutBack
    from wording.words import Words

_FILE = "sqlite:///"
FILES = "files"  # beside the copies: the evidence
Yes = Annotated[bool, typer.Option("--yes", help="Write over what stands there.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class NotCopied(DubanError):
    """Nothing was copied."""


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
    yes: Yes = False,
    local: Local = None,
    as_json: AsJson = False,
) -> None:
    """Copy the database beside a running bot, check the copy, and tell the head of its record."""
    from app import settings

    _backup(settings.load(), file, yes, local, as_json)


def _backup(settings: Settings, file: Path, yes: bool, local: bool | None, as_json: bool) -> None:
    from app.office import address
    from app.speech import words
    from storage import backup as copies
    from wording import commands

    url, spoken = address(settings, local), words()
    source = _file_of(url)
    if source is not None and not source.is_file():
        raise NotCopied(spoken.t(commands.NO_DATABASE, place=source))
    if file.is_dir() or (source and file.resolve() == source.resolve()) or (file.exists() and not yes):
        raise NotCopied(spoken.t(commands.BACKUP_EXISTS, file=file))
    try:
        copy = asyncio.run(copies.make(source, file) if source else _of_server(url, file))
    except sqlite3.Error as error:
        raise NotCopied(spoken.t(commands.DATABASE_CLOSED, place=source or file, why=error)) from error
    _tell(copy, spoken, as_json, commands.BACKED_UP)
    if copy.fault is None:
        _tell_evidence(file, _evidence_of(settings, source), file.parent / FILES, spoken, as_json)
    if copy.fault:
        raise typer.Exit(1)


async def _of_server(url: str, file: Path) -> Copy:
    from app.office import opened
    from storage import backup as copies

    async with opened(url) as database:
        return await copies.of_server(database, file)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy made by `duban backup`.")],
    yes: Yes = False,
    local: Local = None,
    as_json: AsJson = False,
) -> None:
    """Check a copy and put it in the place of the database, which must be stopped; what stood there is kept beside."""
    from app import settings

    _restore(settings.load(), file, yes, local, as_json)


def _restore(settings: Settings, file: Path, yes: bool, local: bool | None, as_json: bool) -> None:
    from app.office import address, shown
    from app.speech import words
    from storage import backup as copies
    from wording import cli, commands

    url, spoken = address(settings, local), words()
    target = _file_of(url)
    if not file.is_file() or (target and file.resolve() == target.resolve()):
        raise NotCopied(spoken.t(commands.NO_COPY, file=file))
    copy = asyncio.run(copies.look(file))
    if copy.fault:
        raise NotCopied(cli.copy_fault(spoken, copy.fault, file, copy.row))
    if (target is None or target.exists()) and not yes:
        raise NotCopied(spoken.t(commands.RESTORE_EXISTS, place=shown(url)))
    aside = settings.data_dir.resolve() / f"server.db{copies.ASIDE}"
    done = asyncio.run(_put_back(url, file, target, aside))
    _tell(copy, spoken, as_json, commands.RESTORED, place=shown(url))
    if not as_json:
        _tell_what_came_after(done, spoken)
    _tell_evidence(file, file.parent / FILES, _evidence_of(settings, target), spoken, as_json)


async def _put_back(url: str, file: Path, target: Path | None, aside: Path) -> PutBack:
    from app.office import opened
    from storage import backup as copies
    from storage.lock import only_process

    async with only_process(url):
        if target is not None:
            return copies.put_back(file, target)
        async with opened(url) as database:
            return await copies.put_back_on_server(file, database, aside)


def _tell_what_came_after(done: PutBack, words: Words) -> None:
    from wording import commands

    if done.kept:
        typer.echo(words.t(commands.KEPT_ASIDE, file=done.kept))
    if done.reports:
        typer.echo(words.t(commands.REPORTS_AFTER, count=done.reports))
    elif done.reports is None:
        typer.echo(words.t(commands.REPORTS_AFTER_UNKNOWN))


def _evidence_of(settings: Settings, database: Path | None) -> Path:
    """Where the evidence of a database lies: the office's, or the local chat's. None: that of a server's."""
    if database is None:
        return settings.data_dir.resolve() / FILES
    return database.with_name("local-files" if database.name == "local.db" else FILES)


def _tell_evidence(database: Path, source: Path, target: Path, words: Words, as_json: bool) -> None:
    """Bring the files that a database refers to along, and say which are nowhere."""
    from storage import mirror
    from wording import commands

    if source.resolve() == target.resolve():
        return
    brought = mirror.mirror(mirror.refers_to(database), source, target)
    if as_json or not brought.of:
        return
    typer.echo(words.t(commands.EVIDENCE_COPIED, folder=target, of=brought.of, copied=brought.copied))
    if brought.lost:
        typer.echo(words.t(commands.EVIDENCE_LOST, count=len(brought.lost), first=brought.lost[0]), err=True)


def _file_of(url: str) -> Path | None:
    """The file of a SQLite database; None for a server."""
    return Path(url.removeprefix(_FILE)) if url.startswith(_FILE) else None


def _tell(copy: Copy, words: Words, as_json: bool, done: str, **more: str) -> None:
    from wording import cli

    if as_json:
        facts = {"file": str(copy.file), "head": copy.head, "fault": copy.fault, "broken_at": copy.row}
        typer.echo(json.dumps({**facts, **more}, ensure_ascii=False))
    elif copy.fault:
        typer.echo(cli.copy_fault(words, copy.fault, copy.file, copy.row), err=True)
    else:
        typer.echo(words.t(done, file=copy.file, head=copy.head or "-", **more))
