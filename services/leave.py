"""Leave 请假: kept, listed, ended early; the substitute and the coordinators are told."""

from __future__ import annotations

from datetime import date, timedelta

from domain import civil
from domain.errors import NotAllowed, NotFound, Refused
from domain.leave import LONGEST, Absence, Away
from domain.messages import Outgoing
from domain.people import Act, Person, Role, may
from services import notices
from services.desk import Desk
from storage import absences, audit, people


async def propose(desk: Desk, who: str, first: date, last: date, by: str | None) -> Away:
    """A leave as it would be kept; `who` "" is whoever asks. Nothing is changed.

    Raises NotAllowed for somebody else's leave, NotFound for a name that is nobody's or several people's, Refused for
    days that are over or too many, and for a substitute who is away as well.
    """
    person = await _named(desk, who) if who else desk.person
    _own(desk, person)
    if last < _today(desk) or (last - first).days >= LONGEST:
        raise Refused("leave_days")
    substitute = await _named(desk, by) if by else None
    if substitute is not None and substitute.id == person.id:
        raise Refused("leave_substitute", name=substitute.name)
    taken = [one for one in await absences.since(desk.tx, first) if one.first <= last]
    if substitute is not None and any(one.person_id == substitute.id for one in taken):
        raise Refused("leave_substitute", name=substitute.name)
    if any(one.person_id == person.id for one in taken):
        raise Refused("leave_twice", name=person.name)
    return Away(Absence(0, person.id, first, last, substitute.id if substitute else None), person, substitute)


async def take(desk: Desk, person_id: int, first: date, last: date, substitute_id: int | None) -> Away:
    """Keep a leave that was proposed. Raises what `propose` raises."""
    known = {one.id: one for one in await people.everyone(desk.tx)}
    if person_id not in known or (substitute_id is not None and substitute_id not in known):
        raise NotFound("no_such_person")
    person, substitute = known[person_id], known.get(substitute_id or 0)
    _own(desk, person)
    if any(one.person_id == person_id and one.first <= last for one in await absences.since(desk.tx, first)):
        raise Refused("leave_twice", name=person.name)
    kept = await absences.add(desk.tx, person_id, first, last, substitute_id)
    told = {"first": first.isoformat(), "last": last.isoformat(), "by": substitute.name if substitute else None}
    await audit.note(desk.tx, desk.now, desk.person.name, "absence", f"person:{person_id}", None, told)
    return Away(kept, person, substitute)


async def tell(desk: Desk, away: Away, substitute: Outgoing | None, office: Outgoing) -> None:
    """Tell the substitute and the coordinators of a leave, once; whoever asked for it knows."""
    key = f"leave:{away.absence.id}:{away.absence.last}"
    if substitute is not None and away.substitute is not None:
        await notices.tell_one(desk, away.substitute.id, substitute, key)
    if not desk.person.has(Role.COORDINATOR):
        await notices.tell(desk, Role.COORDINATOR, office, f"{key}:office")


async def listed(desk: Desk) -> tuple[Away, ...]:
    """The leaves of today and later: all of them for the office, for everybody else what they are part of."""
    known = {one.id: one for one in await people.everyone(desk.tx)}
    found = [one for one in await absences.since(desk.tx, _today(desk)) if one.person_id in known]
    seen = may(desk.person, Act.INVITE)
    mine = [one for one in found if seen or desk.person.id in (one.person_id, one.substitute_id)]
    return tuple(Away(one, known[one.person_id], known.get(one.substitute_id or 0)) for one in mine)


async def finish(desk: Desk, who: str) -> Away:
    """Somebody is back: the leave ends with yesterday. `who` "" is whoever asks. Raises NotAllowed, NotFound."""
    person = await _named(desk, who) if who else desk.person
    _own(desk, person)
    away = next((one for one in await listed(desk) if one.person.id == person.id), None)
    if away is None:
        raise NotFound("no_leave", name=person.name)
    last = max(_today(desk), away.absence.first) - timedelta(days=1)
    await absences.end(desk.tx, away.absence.id, last)
    before = {"last": away.absence.last.isoformat()}
    about = f"person:{person.id}"
    await audit.note(desk.tx, desk.now, desk.person.name, "absence_end", about, before, {"last": last.isoformat()})
    return Away(Absence(away.absence.id, person.id, away.absence.first, last), person, away.substitute)


def _own(desk: Desk, person: Person) -> None:
    if person.id != desk.person.id and not may(desk.person, Act.INVITE):
        raise NotAllowed("not_allowed", act=Act.INVITE.value)


async def _named(desk: Desk, name: str) -> Person:
    everyone = await people.everyone(desk.tx)
    found = [one for one in everyone if one.name == name] or [one for one in everyone if name in one.name]
    if len(found) != 1:
        raise NotFound("nobody_called" if not found else "several_called", name=name)
    return found[0]


def _today(desk: Desk) -> date:
    return civil.civil(desk.now, desk.loaded.zone).date()
