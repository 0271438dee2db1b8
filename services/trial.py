"""试运行: a test message to everybody who is bound, who has pressed [收到], and then the start.

While a trial runs the reminders may rest, at most `MOST_DAYS`: a trial that nobody ends silences nobody for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from domain import civil
from domain.errors import NotFound
from domain.messages import Outgoing
from domain.people import Act, Person, require
from domain.reminders import contacts
from domain.trial import Trial
from services import notices
from services import rules as reminder_rules
from services.desk import Desk
from storage import audit, people, reach, roster, rules, settings
from storage.outbox import State
from wording import trial as said
from wording.orders import Line
from wording.words import Words

KEY = "trial"  # the setting {"number", "people": [ids], "seen": [ids], "rules": [keys at rest], "until", "over"}
MOST_DAYS = 14  # ours: reminders never rest longer by themselves
_LOST = {State.FAILED, State.UNKNOWN, State.EXPIRED}
_LEFT = {State.SENT}


async def look(desk: Desk) -> Trial:
    """How the trial stands; where none runs, whom one would reach. Raises NotAllowed."""
    require(desk.person, Act.SETTINGS)
    kept = await settings.read(desk.tx, KEY)
    everyone = await people.everyone(desk.tx)
    accounts = await people.accounts(desk.tx)
    unserved = tuple(
        one for one in desk.loaded.plan.leads() if not any(person.id in accounts for person in _of(everyone, one))
    )
    invited = len(await roster.invited(desk.tx, desk.machine))
    bound = tuple(one for one in everyone if one.id in accounts)
    lost = tuple(one for one in everyone if one.id not in accounts)
    if kept is None or kept["over"]:
        number = kept["number"] if kept else 0
        return Trial(number, (), (), bound, lost, unserved, invited, over=kept is not None)
    became = await reach.became(desk.tx, [f"notice:{_key(kept['number'])}:{one}" for one in kept["people"]])
    asked = tuple(one for one in everyone if one.id in kept["people"])
    states = {one.id: became.get(f"notice:{_key(kept['number'])}:{one.id}") for one in asked}
    seen = tuple(one for one in asked if one.id in kept["seen"])
    unseen = [one for one in asked if one not in seen]
    gone = tuple(one for one in unseen if states[one.id] in _LOST or one.id not in accounts)
    left = tuple(one for one in unseen if states[one.id] in _LEFT and one not in gone)
    sending = tuple(one for one in unseen if one not in gone and one not in left)
    missing = tuple(one for one in lost if one not in asked)
    until = date.fromisoformat(kept["until"]) if kept["until"] else None
    return Trial(kept["number"], seen, left, sending, (*gone, *missing), unserved, invited, until)


def _of(everyone: Sequence[Person], department: str) -> tuple[Person, ...]:
    return tuple(contacts(everyone, department))


def _key(number: int) -> str:
    return f"trial:{number}"


async def begin(desk: Desk, *, hold: bool) -> Trial:
    """Send the test message to everybody who is bound; `hold`: reminders rest until the start. Raises NotAllowed."""
    before = await look(desk)
    number = before.number if before.number and not before.over else before.number + 1
    bound = [one.id for one in before.reached]
    until = civil.civil(desk.now, desk.loaded.zone).date() + timedelta(days=MOST_DAYS - 1) if hold else None
    keys = await _awake(desk) if hold else []
    if keys:
        await reminder_rules.pause(desk, keys, until=until)
    kept = {"number": number, "people": bound, "seen": [], "rules": keys, "over": False}
    await _keep(desk, {**kept, "until": until.isoformat() if until else None}, "trial", {"people": len(bound)})
    await _send(desk, number, bound)
    return await look(desk)


async def _awake(desk: Desk) -> list[str]:
    """The rules that would speak today."""
    today = civil.civil(desk.now, desk.loaded.zone).date()
    return [one.key for one in await rules.active(desk.tx, desk.loaded.id) if not one.paused_on(today)]


async def _send(desk: Desk, number: int, whom: Sequence[int], again: str = "") -> int:
    def message(words: Words) -> Outgoing:
        return said.test(words, desk.loaded.plan.title, number)

    for person_id in whom:
        person = await people.person(desk.tx, person_id)
        words = Words(person.language if person else "zh", desk.loaded.zone)
        await notices.tell_one(desk, person_id, message(words), f"{_key(number)}{again}")
    return len(whom)


async def _keep(desk: Desk, kept: dict[str, Any], act: str, told: dict[str, Any]) -> None:
    await settings.write(desk.tx, KEY, kept)
    await audit.note(desk.tx, desk.now, desk.person.name, act, _key(kept["number"]), None, told)


async def acknowledge(desk: Desk, number: int) -> bool:
    """Somebody presses [收到]. False where that trial is over."""
    kept = await settings.read(desk.tx, KEY)
    if kept is None or kept["number"] != number or desk.person.id not in kept["people"]:
        return False
    if desk.person.id not in kept["seen"]:
        seen = {"people": [desk.person.name]}
        await _keep(desk, {**kept, "seen": [*kept["seen"], desk.person.id]}, "trial seen", seen)
    return True


async def again(desk: Desk) -> int:
    """The test message once more, to those who have not pressed, and to whoever was bound since. Returns how many."""
    found = await look(desk)
    kept = await settings.read(desk.tx, KEY)
    if kept is None or kept["over"]:
        raise NotFound("no_trial")
    accounts = await people.accounts(desk.tx)
    whom = [one for one in accounts if one not in kept["seen"]]
    everyone = {one.id for one in await people.everyone(desk.tx)}
    whom = [one for one in whom if one in everyone]
    told = {"people": len(whom)}
    await _keep(desk, {**kept, "people": list(dict.fromkeys((*kept["people"], *whom)))}, "trial", told)
    fresh = [one for one in whom if one not in kept["people"]]
    await _send(desk, found.number, fresh)
    await _send(desk, found.number, [one for one in whom if one not in fresh], f":{desk.inbox_id}")
    return len(whom)


async def go_live(desk: Desk) -> tuple[Trial, tuple[Line, ...]]:
    """开始: the reminders that rested for the trial go on from now. Returns how the trial ended, and the rules.

    Raises NotAllowed, NotFound where no trial runs.
    """
    found = await look(desk)
    kept = await settings.read(desk.tx, KEY)
    if kept is None or kept["over"]:
        raise NotFound("no_trial")
    standing = {one.rule.key for one in await rules.kept(desk.tx, desk.loaded.id)}
    rested = [key for key in kept["rules"] if key in standing]
    if rested:
        await reminder_rules.resume(desk, rested)
    told = {"people": f"{len(found.seen)}/{len(found.reached) + len(found.unreached)}"}
    await _keep(desk, {**kept, "over": True}, "go live", told)
    return found, await reminder_rules.listed(desk)
