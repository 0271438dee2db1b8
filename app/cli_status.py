"""`duban status`: how the plan, the people, the outbox and the rules stand, beside a running bot."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.office import Local

if TYPE_CHECKING:
    from app.settings import Settings
    from domain.people import Person
    from domain.standing import Snapshot
    from domain.workdays import Workdays
    from storage.outbox import Row
    from storage.people import Account
    from storage.plans import Loaded
    from storage.rules import Kept
    from wording.words import Words

NEXT_DATES = 2  # of each rule


def status(
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="ISO", help="How it stood at this instant, by what was reported by then."),
    ] = None,
    local: Local = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show lights, who has not reported, who is bound, what waits to be sent and when rules fire next."""
    from app import settings

    asyncio.run(_status(settings.load(), as_of, local, as_json))


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is told, read in one transaction."""

    now: datetime
    loaded: Loaded
    snapshot: Snapshot
    people: tuple[Person, ...]
    accounts: dict[int, Account]
    waiting: tuple[Row, ...]
    rules: tuple[Kept, ...]
    workdays: Workdays


async def _status(settings: Settings, as_of: str | None, local: bool | None, as_json: bool) -> None:
    from app.office import address, opened, shown
    from wording.words import Words

    url = address(settings, local)
    async with opened(url) as database:
        state = await _read(database, as_of)
    words = Words(settings.language, state.loaded.zone)
    facts = _facts(state, words)
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
    else:
        _show(state, facts, words, shown(url))


async def _read(database: Any, as_of: str | None) -> State:
    from app.office import local_now
    from app.speech import moment
    from domain.errors import Refused
    from scheduler.clock import real_time
    from services.standing import snapshot, snapshot_at
    from storage import outbox, people, plans, rules

    async with database.read() as tx:
        loaded = await plans.loaded(tx)
        if loaded is None:
            raise Refused("no_plan")
        now = moment(as_of, loaded.zone, "--as-of") if as_of else await local_now(tx) or real_time()
        return State(
            now=now,
            loaded=loaded,
            snapshot=await (snapshot_at if as_of else snapshot)(tx, now, loaded),
            people=await people.everyone(tx),
            accounts=await people.accounts(tx),
            waiting=await outbox.waiting(tx),
            rules=await rules.kept(tx, loaded.id),
            workdays=await rules.workdays(tx),
        )


def _facts(state: State, words: Words) -> dict[str, Any]:
    """The JSON of `duban status --json`; instants in the plan's zone."""
    from domain.standing import Light

    plan, snapshot, zone = state.loaded.plan, state.snapshot, state.loaded.zone
    owing = [one for one in snapshot.standings if one.owes]

    def at(instant: datetime) -> str:
        return instant.astimezone(zone).isoformat(timespec="minutes")

    return {
        "as_of": at(state.now),
        "plan": {"id": plan.id, "title": plan.title, "tasks": len(plan.tasks), "revision": state.loaded.revision},
        "cycle": {
            "period": snapshot.cycle.period,
            "opens_at": at(snapshot.cycle.opens_at),
            "due_at": at(snapshot.cycle.due_at),
        },
        "lights": {light.value: snapshot.lights()[light] for light in Light},
        "reported": sum(one.reported for one in snapshot.standings),
        "unreported": [
            {"department": lead, "tasks": [one.task.number for one in owing if one.task.lead == lead]}
            for lead in dict.fromkeys(one.task.lead for one in owing)
        ],
        "overdue": [one.task.number for one in snapshot.standings if one.overdue],
        "departments": [_department(state, one.name) for one in plan.departments],
        "coordinators": _count(state, "coordinator"),
        "admins": _count(state, "admin"),
        "outbox": {
            "waiting": len(state.waiting),
            "by_kind": dict(Counter(one.kind.value for one in state.waiting)),
            "next_at": at(min(one.not_before for one in state.waiting)) if state.waiting else None,
        },
        "rules": [_rule(state, one, words) for one in state.rules],
    }


def _department(state: State, name: str) -> dict[str, Any]:
    from domain.people import Role

    liaisons = [one for one in state.people if name in one.departments(Role.LIAISON)]
    lights = Counter(one.light.value for one in state.snapshot.led_by(name))
    return {
        "department": name,
        "leads": lights.total(),
        "lights": dict(lights),
        "liaisons": [{"name": one.name, "reachable": one.id in state.accounts} for one in liaisons],
        "bound": any(one.id in state.accounts for one in liaisons),
    }


def _count(state: State, role: str) -> int:
    return sum(any(one.role.value == role for one in person.memberships) for person in state.people)


def _rule(state: State, kept: Kept, words: Words) -> dict[str, Any]:
    from domain.errors import InvalidRule
    from domain.instants import next_instants
    from wording.rules import brief

    dues = [one.due for task in state.loaded.plan.tasks for one in task.milestones if one.due]
    try:
        found = next_instants(kept.rule, state.now, NEXT_DATES, state.workdays, state.loaded.zone, dues)
    except InvalidRule:
        found = []  # all of its days have passed
    moments = [one.fires_at.astimezone(state.loaded.zone).isoformat(timespec="minutes") for one in found]
    return {
        "key": kept.rule.key,
        "state": kept.state,
        "rule": brief(words, kept.rule),
        "next": moments if kept.state == "active" else [],
    }


def _show(state: State, facts: dict[str, Any], words: Words, place: str) -> None:
    from app.terminal import table
    from wording import cli, commands
    from wording import standing as lights

    plan, snapshot = state.loaded.plan, state.snapshot
    typer.echo(f"{plan.title}  ({plan.id})")
    typer.echo(words.t(commands.IN_DATABASE, place=place))
    typer.echo(words.as_of(state.now) + f" ({words.full_day(snapshot.day)})")
    typer.echo(lights.counts(words, snapshot.lights()))
    typer.echo(
        words.t(
            commands.CYCLE,
            period=snapshot.cycle.period,
            due=words.moment(snapshot.cycle.due_at),
            reported=facts["reported"],
            all=len(snapshot.standings),
            overdue=len(facts["overdue"]),
        )
    )
    owing = {one["department"]: one["tasks"] for one in facts["unreported"]}
    table(
        cli.heads(words, "departments"),
        [
            (
                one["department"],
                one["leads"],
                lights.shapes(state.snapshot.by_department().get(one["department"], {})),
                cli.numbers(words, owing.get(one["department"], [])),
                cli.contacts(words, [(who["name"], who["reachable"]) for who in one["liaisons"]]),
            )
            for one in facts["departments"]
        ],
    )
    typer.echo(words.t(commands.OFFICE, coordinators=facts["coordinators"], admins=facts["admins"]))
    typer.echo(cli.waiting(words, facts["outbox"]["by_kind"], facts["outbox"]["next_at"]))
    table(
        cli.heads(words, "rules"),
        [
            (
                one["key"],
                cli.rule_state(words, one["state"]),
                one["rule"],
                ", ".join(at[:16].replace("T", " ") for at in one["next"]),
            )
            for one in facts["rules"]
        ],
    )
