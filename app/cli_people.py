"""`duban people import`: a roster becomes invitations to hand out. Nothing is made before it was looked at."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.office import Local
from domain.errors import DubanError

if TYPE_CHECKING:
    from app.settings import Settings
    from domain.listed import Roster
    from domain.people import Membership
    from wording.words import Words

commands = typer.Typer(no_args_is_help=True, help="People of the office.")
MOST_DAYS = 90  # our policy: who has not come in a quarter is invited anew
IMPORT = "duban people import"  # who did it, in the record


class NothingMade(DubanError):
    """No invitation was made; the message says why."""


@commands.callback()
def _people() -> None:
    """People of the office."""


@commands.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A roster: .xlsx, .csv, .docx, .xls, .ods or .txt.")],
    out: Annotated[
        Path | None, typer.Option(metavar="SHEET.XLSX", help="Make invitations and write them to this sheet.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option(metavar="PAGE.HTML", help="Also write a page to print, with QR codes.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="How long the codes are good.")] = 14,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; leave out rows that cannot be used.")] = False,
    local: Local = None,
) -> None:
    """Read a roster, say who is on it, and make an invitation for each if asked to."""
    from app import settings

    asyncio.run(_import(settings.load(), file, out, page, timedelta(days=days), yes, local))


async def _import(
    settings: Settings, file: Path, out: Path | None, page: Path | None, lasts: timedelta, yes: bool, local: bool | None
) -> None:
    from app.office import bytes_of, known_plan
    from app.speech import words
    from documents.opening import CannotRead, opened
    from language.roster import read_roster
    from wording import commands, imported

    spoken = words()
    try:
        document = opened(bytes_of(file), file.name)
    except CannotRead as error:
        raise NothingMade(imported.unreadable(spoken, error.why, file.name)) from error
    plan = await known_plan(settings, local)
    roster = read_roster(document, plan)
    _tell(roster)
    if not roster.people:
        raise NothingMade(spoken.t(commands.ROSTER_EMPTY))
    if out is None:
        typer.echo(spoken.t(commands.ROSTER_NOT_MADE))
        return
    if roster.faults and not yes:
        raise NothingMade(spoken.t(commands.ROSTER_FAULTS, count=len(roster.faults)))
    if not yes and not sys.stdin.isatty():
        raise NothingMade(spoken.t(commands.SAY_YES))
    if not yes and not typer.confirm(spoken.t(commands.ROSTER_MAKE, count=len(roster.people))):
        raise NothingMade(spoken.t(commands.NOT_LOADED))
    await _make(settings, roster, plan.title, out, page, lasts, local)


def _tell(roster: Roster) -> None:
    from app.speech import words
    from app.terminal import table
    from wording import commands, imported, invitations

    spoken = words()
    rows = [
        (one.name, one.membership.department or "", _role(spoken, one.membership), one.phone) for one in roster.people
    ]
    if rows:
        table(invitations.headings(spoken)[:4], rows)
    for line in imported.notices(spoken, roster.faults):
        typer.echo(f"  {line}")
    typer.echo(spoken.t(commands.ROSTER_READ, people=len(roster.people), faults=len(roster.faults)))


async def _make(
    settings: Settings, roster: Roster, title: str, out: Path, page: Path | None, lasts: timedelta, local: bool | None
) -> None:
    from app.assembly import seeded
    from app.channels import learn_name
    from app.office import address, opened
    from app.speech import words
    from domain.people import Person
    from reports.invitations import Handed, printable, sheet
    from scheduler.clock import SystemClock
    from services import people, rosters
    from services.desk import Desk
    from storage import plans
    from wording import commands

    spoken, clock = words(), SystemClock()
    url = address(settings, local)
    async with opened(url, make=True) as database:
        if url != settings.local_url():
            await learn_name(settings, database)
        async with database.write() as tx:
            await seeded(tx, settings.plan_file, clock)
        async with database.write() as tx:
            loaded = await plans.loaded(tx)
            assert loaded is not None, "seeded a moment ago"
            desk = Desk(tx, clock.now(), clock.machine(), loaded, Person(0, IMPORT), 0, 0)
            await rosters.with_members(desk, roster.people)
            made = [
                await people.invite(tx, clock.machine(), one.membership, IMPORT, lasts=lasts) for one in roster.people
            ]
            handed = [
                Handed(
                    one.name,
                    one.membership.department or "",
                    _role(spoken, one.membership),
                    one.phone,
                    invited.code,
                    invited.telegram_link,
                    spoken.full_day(spoken.local(invited.expires_at).date()),
                )
                for one, invited in zip(roster.people, made, strict=True)
            ]
            # inside the transaction: codes that could not be written down are worth nothing and are not made
            _write(out, sheet(spoken, handed))
            if page is not None:
                _write(page, printable(spoken, title, handed).encode())
    typer.echo(spoken.t(commands.ROSTER_MADE, count=len(made), file=out))


def _role(words: Words, membership: Membership) -> str:
    """联络员（B角）, without the department, which has a column of its own."""
    from wording.people import role

    return role(words, replace(membership, department=None))


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
