"""`duban simulate`: the rules played on the plan, message by message; see `app.simulate`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from domain.errors import DubanError

if TYPE_CHECKING:
    from app.script import Act
    from domain.plan import Plan
    from domain.workdays import Workdays
    from wording.words import Words


class NotPlayed(DubanError):
    """The script cannot be played; the message names the line."""


def simulate(
    begin: Annotated[str, typer.Option("--from", metavar="DATE", help="First day (its midnight), or an ISO instant.")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="Where it ends: the midnight of that day.")],
    plan: Annotated[Path | None, typer.Option("--plan", metavar="FILE", help="Another plan file.")] = None,
    script: Annotated[
        Path | None, typer.Option("--script", metavar="FILE", help="What people say and press meanwhile.")
    ] = None,
    replies: Annotated[bool, typer.Option("--replies", help="Print the bot's answers to the script too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON message a line.")] = False,
) -> None:
    """Play the default rules on the plan and print every message that would be sent, to whom and why.

    A line of a script: 2022-10-21 10:00 区科技产业局: 6 已建4家；其余正常 (before the colon a department, a role or a
    name; what stands in brackets is pressed).
    """
    from app import settings
    from app.office import known_workdays, plan_of
    from app.speech import moment, words
    from wording import cli, commands

    chosen = settings.load()
    played = plan_of(plan or chosen.plan_file)
    zone = ZoneInfo(played.timezone)
    spoken = words(zone)
    first, last = moment(begin, zone, "--from"), moment(end, zone, "--to")
    if last <= first:
        raise typer.BadParameter(spoken.t(commands.ENDS_BEFORE), param_hint="--to")
    from app.script import InvalidScript, read

    workdays = asyncio.run(known_workdays(chosen))
    try:
        acts = read(_text_of(script), played, zone, first, last) if script else []
        asyncio.run(_simulate(played, (first, last), zone, spoken, workdays, acts, replies, as_json))
    except InvalidScript as error:
        raise NotPlayed(cli.bad_script(spoken, error.line, error.code, error.facts)) from error


async def _simulate(
    plan: Plan,
    span: tuple[datetime, datetime],
    zone: ZoneInfo,
    words: Words,
    workdays: Workdays,
    script: Sequence[Act],
    replies: bool,
    as_json: bool,
) -> None:
    from app.simulate import simulate as play
    from app.terminal import bar
    from wording import cli, commands

    first, last = span
    count, people = 0, set[str]()
    with bar(words.t(commands.SIMULATING), (last - first).total_seconds()) as (reached, line):

        def progress(at: datetime) -> None:
            reached((at - first).total_seconds())

        played = play(plan, first, last, zone, workdays=workdays, script=script, replies=replies, progress=progress)
        async for message in played:
            count += 1
            people.add(message.to)
            line(json.dumps(message.to_json(), ensure_ascii=False) if as_json else cli.message(words, message))
    if not as_json:
        typer.echo(words.t(commands.SIMULATED, count=count, people=len(people)))


def _text_of(script: Path) -> str:
    """What stands in a script, as UTF-8 or as GB 18030. Raises OSError, NotPlayed."""
    raw = script.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    from app.speech import words
    from wording import commands

    raise NotPlayed(words().t(commands.SCRIPT_ENCODING, file=script))
