"""Workdays: what an admin knows better than the installed notices, one day at a time or a whole notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain import civil
from domain.people import Act, require
from services import reminders
from services.desk import Desk
from storage import audit, rules
from wording.office import Calendar, Changed, Said


async def look(desk: Desk) -> Calendar:
    """What was set by hand from this year on, for the office. Raises NotAllowed."""
    require(desk.person, Act.READ_ALL)
    workdays = await rules.workdays(desk.tx)
    year = civil.civil(desk.now, desk.loaded.zone).year
    last = max((one.due.year for task in desk.loaded.plan.tasks for one in task.milestones if one.due), default=year)
    unknown = tuple(one for one in range(year, max(last, year + 1) + 1) if not workdays.covered(one))
    return Calendar(tuple(workdays.reason(day) for day in sorted(workdays.overrides) if day.year >= year), unknown)


async def save(desk: Desk, days: Mapping[date, Said | None]) -> Changed:
    """Set days, or take back what was set (None). What the old calendar owed by now is planned first; planner, previews
    and quiet hours count by the new one from the next transaction on. Raises NotAllowed."""
    require(desk.person, Act.SCHEDULE)
    await reminders.catch_up(desk.tx, desk.now)
    known = await rules.workdays(desk.tx)
    before = {day: (known.overrides[day], known.occasions.get(day)) if day in known.overrides else None for day in days}
    await rules.override(desk.tx, days)
    told = (
        {day.isoformat(): list(one) if one else None for day, one in sorted(said.items())} for said in (before, days)
    )
    await audit.note(desk.tx, desk.now, desk.person.name, "workdays", "workdays", *told)
    after = await rules.workdays(desk.tx)
    return Changed(tuple(after.reason(day) for day in sorted(days)), before, await look(desk))
