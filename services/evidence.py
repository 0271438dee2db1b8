"""Evidence (佐证): a file goes along with a report; it changes no figure and is never demanded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.errors import Conflict
from domain.messages import Enclosure, Outgoing
from domain.people import Person, Role
from domain.progress import GOES_ALONG, Evidence, Line
from services import progress
from services.desk import Desk
from storage import audit, evidence, people, plans, updates
from storage.database import Tx
from wording import evidence as said
from wording.words import Words


def takes_from(person: Person, file: Enclosure) -> bool:
    """Whether a file of that person is kept: who reports may show something for it, if it can be fetched."""
    return (person.has(Role.LIAISON) or person.has(Role.COORDINATOR)) and not file.too_big


async def keep(desk: Desk, platform: str, file: Enclosure) -> None:
    """Put the file of this message on record; it waits for a report to belong to."""
    if takes_from(desk.person, file):
        await evidence.add(desk.tx, file, platform, desk.inbox_id, desk.person.id, desk.now, desk.machine)


async def loose(desk: Desk) -> tuple[Evidence, ...]:
    """What goes along with the person's next report."""
    return await evidence.loose(desk.tx, desk.person.id, desk.now - GOES_ALONG)


async def let_go(desk: Desk) -> None:
    """The report was called off; its evidence goes along with no other."""
    await evidence.let_go(desk.tx, desk.person.id)


async def taking(desk: Desk, receipt: str) -> tuple[Line, ...]:
    """The lines of a report to which the person may add. Raises NotFound, NotAllowed, or Conflict where it was taken
    back."""
    lines = tuple(line for line in await progress.own_lines(desk, receipt) if not line.update.retracted)
    if not lines:
        raise Conflict("already_retracted", receipt=receipt)
    return lines


async def attach(desk: Desk, receipt: str) -> tuple[Line, ...]:
    """The file of this message belongs to that report; returns the report's lines. Raises as `taking`."""
    lines = await taking(desk, receipt)
    await evidence.attach(desk.tx, desk.inbox_id, receipt)
    await audit.note(desk.tx, desk.now, desk.person.name, "attach", receipt, None, {"message": desk.inbox_id})
    return lines


async def attach_to_last(desk: Desk) -> tuple[Line, ...]:
    """The file of this message belongs to the person's last report; () where there is no recent one: it stays loose."""
    receipt = await updates.last_receipt(desk.tx, desk.loaded.id, desk.person.id, desk.now - GOES_ALONG)
    return await attach(desk, receipt) if receipt else ()


async def lost(tx: Tx, file: Evidence, now: datetime) -> Mapping[int, Outgoing]:
    """What to tell whom, by person id, when a file can never be fetched."""
    loaded, owner = await plans.loaded(tx), await people.person(tx, file.person_id)
    if loaded is None or owner is None:
        return {}
    return {owner.id: said.lost(Words(owner.language, loaded.zone), file)}
