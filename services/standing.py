"""The snapshot: the one source of every answer, card, page and report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, time, timedelta

from domain import civil
from domain.errors import Refused
from domain.instants import Cycle, cycle_at
from domain.people import Act, require
from domain.progress import Current, Line, fold
from domain.standing import Snapshot, Thresholds, take
from services.desk import Desk
from storage import audit, people, reviews, rules, settings, updates
from storage.database import Tx
from storage.plans import Loaded

_THRESHOLDS = "thresholds"


async def snapshot(tx: Tx, now: datetime, loaded: Loaded, lead: str | None = None) -> Snapshot:
    """How the plan (or what one department leads) stands at `now`."""
    return await _taken(tx, now, loaded, await updates.currents(tx, loaded.id, lead), lead)


async def snapshot_at(tx: Tx, as_of: datetime, loaded: Loaded, lead: str | None = None) -> Snapshot:
    """How the plan (or what one department leads) stood at any moment, folded from the ledger as it was known then.

    What was reported later is not in it, and what was taken back later still is. Targets, rules and thresholds are
    those of today.
    """
    return await _taken(tx, as_of, loaded, await currents_at(tx, as_of, loaded), lead)


async def currents_at(tx: Tx, as_of: datetime, loaded: Loaded) -> dict[tuple[int, str], Current]:
    """What held at a moment for each milestone that had been reported on, or decided, by then."""
    ledgers: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in await updates.known_at(tx, loaded.id, as_of):
        ledgers[line.update.entry.task, line.update.entry.period].append(line)
    decided = await reviews.known_at(tx, loaded.id, as_of)
    return {
        key: fold(Current(*key), updates.years(ledgers.get(key, ()), loaded.zone), decided.get(key, ()))
        for key in {*ledgers, *decided}
    }


async def _taken(
    tx: Tx, now: datetime, loaded: Loaded, currents: Mapping[tuple[int, str], Current], lead: str | None
) -> Snapshot:
    cycle, previous = await cycles(tx, now, loaded)
    day = civil.civil(now, loaded.zone).date()
    by = await thresholds(tx, loaded)
    return take(loaded.plan, currents, now, day, cycle, previous.opens_at, by, lead)


async def seen(desk: Desk, lead: str | None = None) -> Snapshot:
    """The snapshot for a flow: all of the plan, of which it shows no more than may be read, or what `lead` leads.

    Raises NotAllowed for a department that is neither one's own nor open to one.
    """
    if lead is not None and lead not in desk.person.departments():
        owner = await people.owner(desk.tx, desk.account_id)  # who has only just redeemed an invitation is at the desk
        person = (await people.person(desk.tx, owner) if owner else None) or desk.person
        if lead not in person.departments():
            require(person, Act.READ_ALL)
    return await snapshot(desk.tx, desk.now, desk.loaded, lead)


# ── thresholds ────────────────────────────────────────────────────────────────────────────────────────────


async def thresholds(tx: Tx, loaded: Loaded) -> Thresholds:
    """When a light changes, in that plan."""
    return Thresholds(**(await settings.read(tx, f"{_THRESHOLDS}:{loaded.id}") or {}))


async def judged_by(desk: Desk) -> Thresholds:
    """When a light changes, for whoever may read the whole plan. Raises NotAllowed."""
    require(desk.person, Act.READ_ALL)
    return await thresholds(desk.tx, desk.loaded)


async def judge_by(desk: Desk, wanted: Thresholds, *, keep: bool) -> tuple[Thresholds, Snapshot, Snapshot]:
    """Change when lights change; with `keep` False only look. Returns the thresholds that stood, and how the plan
    stands by them and by the new ones. Raises NotAllowed, or Refused where the lights could not be told apart."""
    require(desk.person, Act.SETTINGS)
    if not wanted.sensible:
        raise Refused("senseless")
    stood = await thresholds(desk.tx, desk.loaded)
    before = await seen(desk)
    key = f"{_THRESHOLDS}:{desk.loaded.id}"
    attempt = await desk.tx.begin_nested()
    await settings.write(desk.tx, key, asdict(wanted))
    after = await seen(desk)
    if not keep:
        await attempt.rollback()
        return stood, before, after
    await attempt.commit()
    told = desk.loaded.plan.id, asdict(stood), asdict(wanted)
    await audit.note(desk.tx, desk.now, desk.person.name, _THRESHOLDS, *told)
    return stood, before, after


# ── cycles ────────────────────────────────────────────────────────────────────────────────────────────────


async def cycles(tx: Tx, now: datetime, loaded: Loaded) -> tuple[Cycle, Cycle]:
    """The reporting cycle that runs at `now` and the one before it; calendar months where no rule asks for reports."""
    workdays = await rules.workdays(tx)
    for rule in await rules.active(tx, loaded.id):
        if rule.reporting is None:
            continue
        running = cycle_at(rule, now, workdays, loaded.zone)
        if running is None:
            continue
        before = cycle_at(rule, running.opens_at - timedelta(microseconds=1), workdays, loaded.zone)
        return running, before or running
    return _month(now, loaded), _month(_month(now, loaded).opens_at - timedelta(days=1), loaded)


def _month(now: datetime, loaded: Loaded) -> Cycle:
    day = civil.civil(now, loaded.zone).date()
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    opens, closes = (civil.instant(datetime.combine(one, time()), loaded.zone) for one in (first, following))
    return Cycle(f"{first:%Y-%m}", opens, closes, closes)
