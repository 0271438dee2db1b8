"""`duban audit`: is the record whole, and what is its head? Beside a running bot or without one."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

from app.office import Local

if TYPE_CHECKING:
    from app.settings import Settings

commands = typer.Typer(no_args_is_help=True, help="The record of who changed what.")
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@commands.command()
def verify(
    head: Annotated[
        str | None,
        typer.Option(metavar="HASH", help="A head that was told (Monday digest, backup): the record must hold it."),
    ] = None,
    local: Local = None,
    as_json: AsJson = False,
) -> None:
    """Check every row of the record against the one before it; exit code 1 where anything is not as it was written."""
    from app import settings

    if not asyncio.run(_verify(settings.load(), head, local, as_json)):
        raise typer.Exit(1)


async def _verify(settings: Settings, known: str | None, local: bool | None, as_json: bool) -> bool:
    from app.office import address, opened, shown
    from app.speech import words
    from storage import audit
    from wording import commands

    url = address(settings, local)
    async with opened(url) as database, database.read() as tx:
        row, lost, told = await audit.broken_at(tx), await audit.missing_head(tx, known), await audit.head(tx)
    whole = row is None and lost is None
    if as_json:
        facts = {"whole": whole, "head": str(told) if told else None, "broken_at": row, "missing_head": lost}
        typer.echo(json.dumps(facts))
        return whole
    spoken = words()
    if row is not None:
        typer.echo(spoken.t(commands.AUDIT_BROKEN, row=row), err=True)
    if lost is not None:
        typer.echo(spoken.t(commands.AUDIT_CUT, head=lost), err=True)
    if whole:
        typer.echo(spoken.t(commands.AUDIT_WHOLE, head=told or "-", rows=told.id if told else 0, place=shown(url)))
    return whole


@commands.command()
def head(local: Local = None, as_json: AsJson = False) -> None:
    """Print the head of the record. Kept elsewhere, it lets `duban audit verify --head` find an end that is cut off."""
    from app import settings

    asyncio.run(_head(settings.load(), local, as_json))


async def _head(settings: Settings, local: bool | None, as_json: bool) -> None:
    from app.office import address, opened
    from storage import audit

    async with opened(address(settings, local)) as database, database.read() as tx:
        told = await audit.head(tx)
    if as_json:
        typer.echo(json.dumps({"head": str(told), "id": told.id, "hash": told.hash} if told else {"head": None}))
    else:
        typer.echo(told or "-")
