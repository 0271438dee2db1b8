"""`duban schedule`: what the bot reads in a sentence about reminders, and the real dates that come of it.

Nothing is stored; of a database only the workdays are read that an admin set in chat. A sentence that says nothing
about holidays is taken literally here; in chat
the bot offers the office's default first. One with several fair readings shows the dates of each.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from domain.errors import DubanError
from wording.commands import EXAMPLE

if TYPE_CHECKING:
    from domain.plan import Plan
    from domain.rules import ReminderRule
    from domain.workdays import Workdays
    from language.schedule import AdminReading
    from wording.words import Words

COUNT = 4  # the next so many dates
LONGEST = timedelta(days=1100)  # before a due date: no rule reaches farther back

commands = typer.Typer(no_args_is_help=True, help="Read and preview reminder rules in words.")
Phrase = Annotated[str, typer.Argument(metavar="PHRASE", help=f"Such as {EXAMPLE}")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
PlanFile = Annotated[Path | None, typer.Option("--plan", metavar="FILE", help="Another plan file.")]


class Unread(DubanError):
    """The sentence is no rule, or has to be asked about first; the message is the question."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What both commands need: the plan, its words and the moment from which is counted."""

    plan: Plan
    words: Words
    zone: ZoneInfo
    begins: datetime
    workdays: Workdays


@commands.command()
def parse(phrase: Phrase, plan: PlanFile = None, as_json: AsJson = False) -> None:
    """Show what was understood of a sentence about reminders."""
    from language.schedule.as_json import reading_json
    from wording import rules as said

    desk = _desk(plan, None)
    reading = _read(desk, phrase)
    if as_json:
        typer.echo(json.dumps(reading_json(reading), ensure_ascii=False))
    elif reading.control is not None:
        from wording import commands

        typer.echo(desk.words.t(commands.AN_ORDER, action=reading.control.action))
    elif reading.question is None:
        typer.echo(said.phrase(desk.words, _rule(reading)))
    if reading.question is not None:
        raise Unread(_asked(desk, reading))


@commands.command()
def preview(
    phrase: Phrase,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="From this day on (default: now).")
    ] = None,
    due: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The due date that days are counted from (default: the plan's)."),
    ] = None,
    count: Annotated[int | None, typer.Option(min=1, max=500, help=f"How many times (default: {COUNT}).")] = None,
    plan: PlanFile = None,
    as_json: AsJson = False,
) -> None:
    """Show the next real dates of a rule, each with the reason of its shift."""
    desk = _desk(plan, begin)
    reading = _read(desk, phrase)
    readings = reading.question.candidates if reading.question else (reading,)
    if not readings:
        raise Unread(_asked(desk, reading))
    if reading.control is not None:
        from wording import commands

        raise Unread(desk.words.t(commands.AN_ORDER, action=reading.control.action))
    day = due.date() if due else None
    found = [_preview(desk, _rule(one), day, begin is not None, count) for one in readings]
    if as_json:
        others = {"question": reading.question.code, "readings": found} if reading.question else {}
        typer.echo(json.dumps({**found[0], **others}, ensure_ascii=False))
        return
    if reading.question:
        typer.echo(_asked(desk, reading))
    for one in found:
        _show(one, desk.words)


def _desk(plan: Path | None, begin: str | None) -> Desk:
    from app import settings
    from app.office import known_workdays, plan_of
    from app.speech import moment, words
    from scheduler.clock import real_time

    chosen = settings.load()
    known = plan_of(plan or chosen.plan_file)
    zone = ZoneInfo(known.timezone)
    begins = moment(begin, zone, "--from") if begin else real_time()
    workdays = asyncio.run(known_workdays(chosen))
    return Desk(known, words(zone), zone, begins.astimezone(zone), workdays)


def _read(desk: Desk, phrase: str) -> AdminReading:
    from language.names import Vocabulary
    from language.schedule import read_admin

    return read_admin(phrase, Vocabulary.of(desk.plan), desk.begins)


def _rule(reading: AdminReading) -> ReminderRule:
    from domain.rules import ReminderRule
    from language.schedule import Defaults, to_rule

    rule = to_rule(replace(reading, question=None), Defaults())
    assert isinstance(rule, ReminderRule)  # it asks only where the reading does
    return rule


def _asked(desk: Desk, reading: AdminReading) -> str:
    from wording import rules as said

    assert reading.question is not None
    return said.question(desk.words, reading.question.code, reading.question.words)


def _preview(desk: Desk, rule: ReminderRule, due: date | None, begun: bool, count: int | None) -> dict[str, Any]:
    """`{"rule", "times", "reasons"}`: the rule in words, its next times in the plan's zone, and why each is moved."""
    from domain.instants import CHASE, SECOND, next_instants
    from wording import rules as said

    tasks = [one for one in desk.plan.tasks if not rule.audience.tasks or one.number in rule.audience.tasks]
    dues = [due] if due else [one.due for task in tasks for one in task.milestones if one.due]
    after = desk.begins - timedelta(microseconds=1)  # from that moment on, itself included
    if due and rule.offsets and not begun:
        after = datetime(due.year, due.month, due.day, tzinfo=desk.zone) - LONGEST
    wanted = count or max(COUNT, len(rule.offsets) * len(rule.at) if due else 0)
    # The steps that follow an opening (second reminder, chase) are not times that the sentence names.
    found = next_instants(rule, after, wanted * (4 if rule.reporting else 1), desk.workdays, desk.zone, dues)
    shown = [one for one in found if rule.reporting is None or one.step not in (SECOND, CHASE)][:wanted]
    return {
        "rule": said.phrase(desk.words, rule),
        "times": [one.fires_at.astimezone(desk.zone).isoformat(timespec="minutes") for one in shown],
        "reasons": [said.reasons(desk.words, one) for one in shown],
    }


def _show(preview: dict[str, Any], words: Words) -> None:
    from wording.cli import dated

    typer.echo(preview["rule"])
    for number, (at, why) in enumerate(zip(preview["times"], preview["reasons"], strict=True), start=1):
        typer.echo(f"  {number}) {dated(words, datetime.fromisoformat(at))}{f'  {why}' if why else ''}")
