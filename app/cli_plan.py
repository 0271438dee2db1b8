"""`duban plan`: read, show, compare, load and write plans. What is broken changes nothing."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.office import Local
from domain.errors import DubanError
from domain.listed import Opening, ReadList

if TYPE_CHECKING:
    from app.settings import Settings
    from domain.grids import Document
    from domain.plan import Plan
    from domain.plandiff import Change
    from storage.plans import Loaded
    from wording.words import Words

commands = typer.Typer(no_args_is_help=True, help="Read, show, compare, load and write plans.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Name = Annotated[str | None, typer.Option("--id", help="The plan's id (default: that of the plan it revises).")]


LISTS = "A list (.docx, .xlsx, .xls, .ods, .csv, .txt, a .pdf with text) or a plan file (.json)."
SHOWN_TASKS = 60  # rows of the preview
RESTORE = "duban plan restore"
IMPORT = "duban plan import"  # who did it, in the record


class NotLoaded(DubanError):
    """The plan was not loaded; the message says why."""


@commands.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=LISTS)],
    out: Annotated[Path | None, typer.Option(metavar="PLAN.JSON", help="Write it as a plan file.")] = None,
    load: Annotated[
        bool, typer.Option("--load", help="Load it into the database, after a look at the changes.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    plan_id: Name = None,
    year: Annotated[
        int | None, typer.Option(help="The year of a list that does not say it.", min=2000, max=2099)
    ] = None,
    local: Local = None,
) -> None:
    """Read a list or a plan file, say what is in it, and write or load it if asked to."""
    from app import settings
    from app.plan_files import read, write
    from app.speech import words
    from app.terminal import bar
    from wording import cli, commands

    chosen, spoken = settings.load(), words()
    known = asyncio.run(_known(chosen, local))
    with bar(spoken.t(commands.READING, name=file.name), 1) as (show, _):
        found = read(file, known, plan_id, year, lambda done, whole: show(done / whole))
    plan = found.plan
    for line in cli.plan_summary(spoken, plan):
        typer.echo(line)
    if found.reading is not None and found.document is not None:
        _tell(spoken, found.reading, found.document)
        if found.reading.faults and not yes and (out is not None or load):
            raise NotLoaded(spoken.t(commands.LEFT_OUT_ROWS, count=len(found.reading.faults)))
    if out is not None:
        write(out, plan)
        typer.echo(spoken.t(commands.WRITTEN, file=out))
    if load:
        openings = found.reading.openings if found.reading else ()
        asyncio.run(_load(chosen, plan, openings, local, yes, spoken))
    elif out is None:
        typer.echo(spoken.t(commands.NOT_KEPT))


def _tell(words: Words, reading: ReadList, document: Document) -> None:
    """The tasks of a list as they were read, and what there is to look at."""
    from app.terminal import table
    from wording import cli, commands, imported

    assert reading.plan is not None
    tasks = reading.plan.tasks[:SHOWN_TASKS]
    table(cli.heads(words, "tasks"), [cli.task_row(words, task) for task in tasks])
    if len(reading.plan.tasks) > SHOWN_TASKS:
        typer.echo("...")
    lines = [*imported.notices(words, reading.notices, document.noticed), *imported.same(words, reading.same)]
    if lines:
        typer.echo(words.t(commands.TO_LOOK_AT, count=len(lines)))
    for line in lines:
        typer.echo(f"  {line}")


async def _known(settings: Settings, local: bool | None) -> Plan | None:
    """The plan that a new file may be a revision of; None where there is none that can be read."""
    from app.office import known_plan
    from domain.errors import InvalidPlan

    try:
        return await known_plan(settings, local)
    except InvalidPlan:
        return None


async def _load(
    settings: Settings, plan: Plan, brought: Sequence[Opening], local: bool | None, yes: bool, words: Words
) -> None:
    from app.assembly import seed_rules
    from app.office import address, opened
    from domain.people import Person
    from domain.plandiff import changes
    from scheduler.clock import real_time
    from services import openings
    from services.desk import Desk
    from storage import audit, plans
    from wording import commands

    url = address(settings, local)
    async with opened(url, make=True) as database:
        async with database.read() as tx:
            loaded = await plans.loaded(tx)
        if loaded is not None:
            if loaded.plan.id != plan.id:
                raise NotLoaded(words.t(commands.OTHER_PLAN, loaded=loaded.plan.id, new=plan.id))
            found = changes(loaded.plan, plan)
            if not found:
                typer.echo(words.t(commands.SAME_PLAN))
                return
            _print_changes(words, found)
            _confirm(words, yes)
        async with database.write() as tx:
            now = real_time()
            standing = await plans.loaded(tx)
            if standing is not None and (loaded is None or standing.revision != loaded.revision):
                raise NotLoaded(words.t(commands.CHANGED_MEANWHILE))
            plan_id = await plans.save(tx, plan)
            saved = await plans.loaded(tx)
            before, after = (_told(one) for one in (loaded, saved))
            if loaded and before and after:
                differs = [(f"{one.task or ''} {one.field}".strip(), one) for one in changes(loaded.plan, plan)]
                before["changes"] = [f"{where}: {one.before or ''}" for where, one in differs]
                after["changes"] = [f"{where}: {one.after or ''}" for where, one in differs]
            await audit.note(tx, now, IMPORT, "import", plan.id, before, after)
            await seed_rules(tx, plan_id, now, IMPORT)
            await openings.keep(tx, plan, brought)
            asked = 0
            if saved is not None:
                asked = await openings.ask(Desk(tx, now, now, saved, Person(0, IMPORT), 0, 0))
    typer.echo(words.t(commands.LOADED, revision=saved.revision if saved else 1))
    if brought:
        typer.echo(words.t(commands.OPENINGS_ASKED, count=len(brought), asked=asked))
    if loaded is not None:
        typer.echo(words.t(commands.MAY_RESTORE, revision=loaded.revision))


@commands.command()
def restore(
    revision: Annotated[
        int | None, typer.Argument(metavar="REVISION", help="The version to go back to; without it, which there are.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    local: Local = None,
) -> None:
    """Put an earlier version of the plan in the place of today's. What was reported stays."""
    from app import settings
    from app.speech import words

    asyncio.run(_restore(settings.load(), revision, local, yes, words()))


async def _restore(settings: Settings, revision: int | None, local: bool | None, yes: bool, words: Words) -> None:
    from app.office import address, opened
    from domain.people import Membership, Person, Role
    from domain.plandiff import changes
    from scheduler.clock import real_time
    from services import lists
    from services.desk import Desk
    from storage import plans
    from wording import commands

    owner = Person(0, RESTORE, memberships=(Membership(Role.ADMIN),))  # whoever has the database may do this
    async with opened(address(settings, local)) as database:
        async with database.read() as tx:
            loaded = await plans.loaded(tx)
            if loaded is None:
                raise NotLoaded(words.t(commands.NO_PLAN_YET))
            kept = await plans.versions(tx, loaded.id)
            before = await plans.version(tx, loaded.id, revision) if revision is not None else None
        if revision is None:
            typer.echo(words.t(commands.VERSIONS, now=loaded.revision, kept=", ".join(map(str, kept)) or "—"))
            return
        if before is None:
            raise NotLoaded(words.t(commands.NO_SUCH_VERSION, revision=revision))
        _print_changes(words, changes(loaded.plan, before))
        _confirm(words, yes)
        async with database.write() as tx:
            standing = await plans.loaded(tx)
            assert standing is not None
            now = real_time()
            done = await lists.restore(Desk(tx, now, now, standing, owner, 0, 0), revision, loaded.revision)
    typer.echo(words.t(commands.LOADED, revision=done.revision))


def _told(loaded: Loaded | None) -> dict[str, Any] | None:
    """What the record says of a plan that is loaded."""
    return {"tasks": len(loaded.plan.tasks), "revision": loaded.revision} if loaded else None


def _confirm(words: Words, yes: bool) -> None:
    """Raise NotLoaded unless whoever typed the command agrees."""
    from wording import commands

    if yes:
        return
    if not sys.stdin.isatty():
        raise NotLoaded(words.t(commands.SAY_YES))
    if not typer.confirm(words.t(commands.LOAD_IT)):
        raise NotLoaded(words.t(commands.NOT_LOADED))


@commands.command()
def show(
    number: Annotated[int | None, typer.Argument(metavar="N", help="One task, in full.")] = None,
    plan: Annotated[Path | None, typer.Option("--plan", metavar="FILE", help="Of this plan file.")] = None,
    local: Local = None,
    as_json: AsJson = False,
) -> None:
    """Show the plan as a table, or one task with its targets to the letter."""
    from app.plan_files import document
    from app.speech import words
    from app.terminal import table
    from domain.errors import NotFound
    from wording import cli

    known = asyncio.run(_shown(plan, local))
    spoken = words()
    if number is None:
        if as_json:
            typer.echo(json.dumps(document(known), ensure_ascii=False, indent=2))
            return
        typer.echo(known.title)
        table(cli.heads(spoken, "tasks"), [cli.task_row(spoken, task) for task in known.tasks])
        return
    task = known.task(number)
    if task is None:
        raise NotFound("no_such_task", task=number, last=known.tasks[-1].number)
    if as_json:
        one = next(one for one in document(known)["tasks"] if one["number"] == number)
        typer.echo(json.dumps(one, ensure_ascii=False, indent=2))
        return
    for line in cli.task_in_full(spoken, task):
        typer.echo(line)


async def _shown(file: Path | None, local: bool | None) -> Plan:
    from app import settings
    from app.office import known_plan

    return await known_plan(settings.load(), local, file)


@commands.command()
def export(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; without it, stdout.")] = None,
    local: Local = None,
) -> None:
    """Write the plan that is loaded as a plan file (the plan file itself where no database exists yet)."""
    from app.plan_files import write
    from app.speech import words
    from domain import planfile
    from wording import commands

    plan = asyncio.run(_shown(None, local))
    if file is None:
        typer.echo(planfile.dumps(plan).decode(), nl=False)
        return
    write(file, plan)
    typer.echo(words().t(commands.WRITTEN, file=file))


@commands.command()
def diff(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=LISTS)],
    plan_id: Name = None,
    local: Local = None,
    as_json: AsJson = False,
) -> None:
    """Show what loading FILE would change."""
    from app.plan_files import read
    from app.speech import words
    from domain.plandiff import changes
    from wording import commands

    known = asyncio.run(_shown(None, local))
    found = changes(known, read(file, known, plan_id).plan)
    spoken = words()
    if as_json:
        typer.echo(json.dumps([one.to_json() for one in found], ensure_ascii=False, indent=2))
    elif found:
        _print_changes(spoken, found)
    else:
        typer.echo(spoken.t(commands.SAME_PLAN))


def _print_changes(words: Words, found: list[Change]) -> None:
    from wording import cli, commands

    typer.echo(words.t(commands.CHANGES, count=len(found)))
    for one in found:
        for line in cli.change(words, one):
            typer.echo(line)
