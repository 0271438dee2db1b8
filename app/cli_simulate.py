"""`duban simulate`: the rules played on the plan, message by message; see `app.simulate`."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from domain.plan import Plan
    from domain.workdays import Workdays
    from wording.words import Words


def simulate(
    begin: Annotated[str, typer.Option("--from", metavar="DATE", help="First day (its midnight), or an ISO instant.")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="Where it ends: the midnight of that day.")],
    plan: Annotated[Path | None, typer.Option("--plan", metavar="FILE", help="Another plan file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON message a line.")] = False,
) -> None:
    """Play the default rules on the plan and print every message that would be sent, to whom and why."""
    from app import settings
    from app.office import known_workdays, plan_of
    from app.speech import moment, words
    from wording import cli as said

    chosen = settings.load()
    played = plan_of(plan or chosen.plan_file)
    zone = ZoneInfo(played.timezone)
    spoken = words(zone)
    first, last = moment(begin, zone, "--from"), moment(end, zone, "--to")
    if last <= first:
        raise typer.BadParameter(said.t(spoken, "ends_before"), param_hint="--to")
    workdays = asyncio.run(known_workdays(chosen))
    asyncio.run(_simulate(played, first, last, zone, spoken, as_json, workdays))


async def _simulate(
    plan: Plan, first: datetime, last: datetime, zone: ZoneInfo, words: Words, as_json: bool, workdays: Workdays
) -> None:
    from app.simulate import simulate as play
    from app.terminal import bar
    from wording import cli as said

    count, people = 0, set[str]()
    with bar(said.t(words, "simulating"), (last - first).total_seconds()) as (reached, line):
        played = play(
            plan, first, last, zone, workdays=workdays, progress=lambda at: reached((at - first).total_seconds())
        )
        async for message in played:
            count += 1
            people.add(message.to)
            line(json.dumps(message.to_json(), ensure_ascii=False) if as_json else said.message(words, message))
    if not as_json:
        typer.echo(said.t(words, "simulated", count=count, people=len(people)))
