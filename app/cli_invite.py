"""`duban invite`: a one-time code for a role, beside a running bot or before its first start."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.office import Local
from domain.people import OF_A_DEPARTMENT, Membership, Role

if TYPE_CHECKING:
    from app.settings import Settings

MOST_DAYS = 90  # our policy: who has not come in a quarter is invited anew


def invite(
    role: Annotated[Role, typer.Option(help="What the person will be.")],
    department: Annotated[
        str | None, typer.Option(help="Full name or unmistakable short name; for liaisons and heads.")
    ] = None,
    backup: Annotated[
        bool, typer.Option("--backup", help="A backup liaison, asked while the primary is away.")
    ] = False,
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="How long the code is good.")] = 7,
    local: Local = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make an invitation; the code is shown this once."""
    from app import settings

    if role in OF_A_DEPARTMENT and not (department or "").strip():
        raise typer.BadParameter(
            f"a {role.value} belongs to a department: --department NAME", param_hint="--department"
        )
    if role not in OF_A_DEPARTMENT and (department or backup):
        raise typer.BadParameter(f"a {role.value} belongs to no department", param_hint="--department / --backup")
    if backup and role is not Role.LIAISON:
        raise typer.BadParameter("only a liaison can be a backup", param_hint="--backup")
    membership = Membership(role, (department or "").strip() or None, backup)
    asyncio.run(_invite(settings.load(), membership, timedelta(days=days), local, as_json))


async def _invite(
    settings: Settings, membership: Membership, lasts: timedelta, local: bool | None, as_json: bool
) -> None:
    from app.assembly import seeded
    from app.channels import learn_name
    from app.office import address, opened, shown
    from app.speech import words
    from language.names import Vocabulary
    from scheduler.clock import SystemClock
    from services import people
    from wording import commands
    from wording.people import role as role_in_words

    clock = SystemClock()
    url = address(settings, local)
    async with opened(url, make=True) as database:
        if url != settings.local_url():
            await learn_name(settings, database)
        async with database.write() as tx:
            plan = await seeded(tx, settings.plan_file, clock)
            meant = Vocabulary.of(plan).department(membership.department) if membership.department else ()
            if len(meant) == 1 and membership.department not in {one.name for one in plan.departments}:
                membership = replace(membership, department=meant[0])
            invited = await people.invite(tx, clock.machine(), membership, "duban invite", lasts=lasts)
    if as_json:
        typer.echo(json.dumps(invited.to_json(), ensure_ascii=False))
        return
    spoken = words()
    typer.echo(spoken.t(commands.INVITED, role=role_in_words(spoken, invited.membership)))
    typer.echo(f"\n    {invited.code}\n")
    typer.echo(spoken.t(commands.HOW_TO_REDEEM, code=invited.code))
    if invited.telegram_link:
        typer.echo(spoken.t(commands.OR_BY_LINK, link=invited.telegram_link))
    typer.echo(spoken.t(commands.GOOD_UNTIL, moment=spoken.moment(invited.expires_at)))
    typer.echo(spoken.t(commands.IN_DATABASE, place=shown(url)))
