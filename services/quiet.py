"""免打扰: a person asks for no reminders until some moment. What they ask themselves is answered all the same.

It is kept as the setting `quiet:<person>`; `services.reminders` asks `everyone` before it sends anything proactive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain import civil
from domain.errors import Refused
from services import standing
from services.desk import Desk
from storage import audit, rules, settings
from storage.database import Tx

AGAIN = time(8, 0)  # when a day begins that somebody names as the end of their rest
LONGEST = timedelta(days=31)  # our policy: one cycle may be slept through, not two
_SOON_ENOUGH = 3  # buttons


@dataclass(frozen=True, slots=True)
class Quiet:
    """Until when somebody asked to be left alone (None: they did not), when the running cycle's answers are due (None:
    that is past), and until when they may ask for it. All UTC."""

    until: datetime | None
    due_at: datetime | None
    offers: tuple[datetime, ...]


async def until(tx: Tx, person_id: int, now: datetime) -> datetime | None:
    """Until when a person wants no reminders, if that lies ahead of `now` (the plan's time)."""
    kept = await settings.read(tx, f"quiet:{person_id}")
    at = datetime.fromisoformat(kept["until"]) if kept and kept.get("until") else None
    return at if at is not None and at > now else None


async def everyone(tx: Tx, now: datetime) -> dict[int, datetime]:
    """The same for everybody who wants none: until when, by person id."""
    kept = await settings.beginning(tx, "quiet:")
    found = {int(person): datetime.fromisoformat(one["until"]) for person, one in kept.items() if one.get("until")}
    return {person: at for person, at in found.items() if at > now}


async def look(desk: Desk) -> Quiet:
    """How it stands for whoever asks, and what may be chosen: the next workday, next Monday, in a week."""
    running, _ = await standing.cycles(desk.tx, desk.now, desk.loaded)
    today = civil.civil(desk.now, desk.loaded.zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    workdays = await rules.workdays(desk.tx)
    wanted = (workdays.next_workday(today), workdays.roll_forward(monday), today + timedelta(days=14))
    offers = sorted({_morning(desk, day) for day in wanted})[:_SOON_ENOUGH]
    due_at = running.due_at if running.due_at > desk.now else None
    return Quiet(await until(desk.tx, desk.person.id, desk.now), due_at, tuple(offers))


async def rest(desk: Desk, at: datetime) -> Quiet:
    """No reminders for whoever asks until `at` (aware). Raises Refused for a past moment or one too far away."""
    if at <= desk.now:
        raise Refused("old_button")
    if at > desk.now + LONGEST:
        raise Refused("quiet_too_long", days=LONGEST.days)
    await _keep(desk, at)
    return await look(desk)


async def rest_to(desk: Desk, day: date) -> Quiet:
    """The same for a civil day: until its morning, or until tomorrow's where that has begun."""
    at = _morning(desk, day)
    if at <= desk.now:
        at = _morning(desk, civil.civil(desk.now, desk.loaded.zone).date() + timedelta(days=1))
    return await rest(desk, at)


async def wake(desk: Desk) -> None:
    """Reminders for whoever asks, from now on."""
    await _keep(desk, None)


async def _keep(desk: Desk, at: datetime | None) -> None:
    key, after = f"quiet:{desk.person.id}", {"until": at.isoformat() if at else None}
    before = await settings.read(desk.tx, key)
    await settings.write(desk.tx, key, after)
    await audit.note(desk.tx, desk.now, desk.person.name, "quiet", f"person:{desk.person.id}", before, after)


def _morning(desk: Desk, day: date) -> datetime:
    return civil.instant(datetime.combine(day, AGAIN), desk.loaded.zone)
