"""`duban doctor`: is everything there that a running bot needs? It looks and changes nothing."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.checks import Finding
    from app.settings import Settings
    from wording.words import Words


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False) -> None:
    """Check Python, settings, data folder, database, plan, calendar, clock, font, port, Telegram and WeCom."""
    from app import settings
    from app.checks import Finding, Level
    from app.speech import sentence_of, words
    from domain.errors import InvalidSetting

    spoken = words()
    try:
        found = asyncio.run(_look(settings.load(), spoken, as_json))
    except InvalidSetting as error:
        broken = Finding("settings", Level.FAIL, "says", {"why": sentence_of(error)})
        _tell(broken, spoken, as_json)
        found = [broken]
    if any(one.level is Level.FAIL for one in found):
        raise typer.Exit(1)


async def _look(settings: Settings, words: Words, as_json: bool) -> list[Finding]:
    from app.checks import look

    found = []
    async for finding in look(settings):
        _tell(finding, words, as_json)
        found.append(finding)
    return found


def _tell(finding: Finding, words: Words, as_json: bool) -> None:
    from wording import cli

    sentence = cli.finding(words, finding.code, finding.facts)
    if as_json:
        line = {"check": finding.check, "level": finding.level.value, "text": sentence}
        typer.echo(json.dumps(line, ensure_ascii=False))
    else:
        typer.echo(f"{finding.level.value:<5} {sentence}")
