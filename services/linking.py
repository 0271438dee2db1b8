"""One person on several accounts: a second one is bound with a code, one of them is written to, an answer on either
settles both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from domain.errors import NotAllowed, Refused
from domain.people import GUEST, Person
from domain.progress import Change
from services import standing
from services.desk import Desk
from services.people import new_code, read_code
from storage import audit, cards, dialogues, links, outbox, people, roster
from storage.people import Account
from wording import linking as said
from wording.words import Words

LASTS = timedelta(minutes=30)  # a code is typed on the other device at once


async def offer(desk: Desk) -> str:
    """A code with which whoever asks binds another account to themself; it works once. Raises NotAllowed."""
    if desk.person is GUEST:
        raise NotAllowed("not_allowed")
    code = new_code()
    await links.add(desk.tx, code, desk.person.id, desk.machine + LASTS)
    return code


async def bind(desk: Desk, code: str) -> tuple[Person, tuple[Account, ...]]:
    """The account at the desk is the code's owner's from now on. Returns them with all their accounts.

    Raises Refused for a code that opens nothing, and for an account that is somebody's.
    """
    code = read_code(code) or code
    owner = await people.person(desk.tx, await links.owner(desk.tx, code, desk.machine) or 0)
    if owner is None or not await links.use(desk.tx, code, desk.machine):
        raise Refused("bad_invitation")
    if desk.person is not GUEST:
        raise Refused("account_taken", name=desk.person.name)
    await people.bind(desk.tx, desk.account_id, owner.id, desk.now)
    await audit.note(desk.tx, desk.now, owner.name, "link", f"person:{owner.id}", None, {"account": desk.account_id})
    return owner, await roster.accounts_of(desk.tx, owner.id)


async def prefer(desk: Desk) -> tuple[Account, ...]:
    """Write to the account at the desk first. Returns the accounts of whoever asks, that one first."""
    await links.prefer(desk.tx, desk.person.id, desk.account_id)
    about = f"person:{desk.person.id}"
    await audit.note(desk.tx, desk.now, desk.person.name, "prefer", about, None, {"account": desk.account_id})
    return await roster.accounts_of(desk.tx, desk.person.id)


async def outdate(desk: Desk, answered: Sequence[Change]) -> None:
    """Draw anew, in place, the cards that still ask in other chats for what was answered at this desk: nobody is asked
    twice, and no phone rings for it."""
    tasks: dict[str, list[int]] = {}
    for one in answered:
        tasks.setdefault(one.task.lead, []).append(one.task.number)
    for shown in await cards.open_elsewhere(desk.tx, list(tasks), desk.account_id):
        reader = await people.person(desk.tx, shown.person_id)
        if reader is None:
            continue
        seen = await standing.snapshot(desk.tx, desk.now, desk.loaded, shown.department)
        left = [one.task.number for one in seen.standings if one.owes]
        by = None if reader.id == desk.person.id else desk.person.name
        fill = {"flow": "checkin", "do": "walk", "department": shown.department}
        words = Words(reader.language, desk.loaded.zone)
        told = said.outdated(words, shown.department, by, tasks[shown.department], left, fill).on(shown.card)
        kept = await dialogues.keep_buttons(desk.tx, shown.account_id, told, desk.now)
        key = f"outdated:{shown.outbox_id}:{desk.inbox_id}"
        row = outbox.NewMessage(key, outbox.Kind.NOTICE, desk.now, account_id=shown.account_id, content=kept)
        await outbox.add(desk.tx, row)
