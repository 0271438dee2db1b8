"""The ladder's waits, as an admin sets them."""

from __future__ import annotations

from dataclasses import asdict

from domain.errors import InvalidRule, Refused
from domain.escalation import LONGEST_WAIT, Ladder
from domain.people import Act, require
from services import reminders
from services.desk import Desk
from services.office import LADDER
from storage import audit, settings


async def look(desk: Desk) -> Ladder:
    """The waits as they stand, for the office. Raises NotAllowed."""
    require(desk.person, Act.READ_ALL)
    return Ladder(**(await settings.read(desk.tx, LADDER) or {}))


async def change(desk: Desk, waits: dict[str, int]) -> tuple[Ladder, Ladder]:
    """Set some of the waits; what the old ones owed by now is planned first. Returns the ladder before and after.

    Raises NotAllowed, or Refused for a wait beyond sense.
    """
    require(desk.person, Act.SCHEDULE)
    before = await look(desk)
    try:
        after = Ladder(**{**asdict(before), **waits})
    except InvalidRule:
        raise Refused("ladder_too_long", most=LONGEST_WAIT) from None
    await reminders.catch_up(desk.tx, desk.now)
    await settings.write(desk.tx, LADDER, asdict(after))
    await audit.note(desk.tx, desk.now, desk.person.name, "ladder", LADDER, asdict(before), asdict(after))
    return before, after
