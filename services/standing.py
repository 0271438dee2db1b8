"""The snapshot: the one source of every answer, card, page and report."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from domain import civil
from domain.instants import Cycle, cycle_at
from domain.standing import Snapshot, Thresholds, take
from services.desk import Desk
from storage import rules, updates
from storage.database import Tx
from storage.plans import Loaded


async def snapshot(tx: Tx, now: datetime, loaded: Loaded, lead: str | None = None) -> Snapshot:
    """How the plan (or what one department leads) stands at `now`."""
    cycle, previous = await cycles(tx, now, loaded)
    currents = await updates.currents(tx, loaded.id, lead)
    day = civil.civil(now, loaded.zone).date()
    return take(loaded.plan, currents, now, day, cycle, previous.opens_at, Thresholds(), lead)


async def seen(desk: Desk, lead: str | None = None) -> Snapshot:
    """The snapshot as the person at the desk may see it: all of the plan, or what `lead` leads."""
    return await snapshot(desk.tx, desk.now, desk.loaded, lead)


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
