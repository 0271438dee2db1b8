"""A notice: something that a person did and others should know of, told once to everybody of a role."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from domain import civil
from domain.messages import Outgoing
from domain.people import Person, Role
from services.desk import Desk
from storage import absences, dialogues, outbox, people, rules
from wording.words import Words


async def tell(
    desk: Desk,
    role: Role,
    message: Outgoing | Callable[[Words], Outgoing],
    key: str,
    department: str | None = None,
) -> int:
    """Put `message` into the outbox for each person of that role (in `department`, if one is given) who can be reached;
    in quiet hours it waits. A function says it in the language of each.

    `key` names what happened: told again under the same key, nobody hears it twice, and the buttons of the first stay
    good. Returns how many people it goes to now (0: there is nobody, or they were told).
    """
    everyone = await absences.people_on(desk.tx, civil.civil(desk.now, desk.loaded.zone).date())
    to = [one for one in everyone if (one.has(role) if department is None else department in one.departments(role))]
    return await _tell(desk, to, message, key)


async def tell_one(desk: Desk, person_id: int, message: Outgoing, key: str) -> int:
    """The same for one person."""
    person = await people.person(desk.tx, person_id)
    return await _tell(desk, [person] if person else [], message, key)


async def _tell(desk: Desk, to: Sequence[Person], message: Outgoing | Callable[[Words], Outgoing], key: str) -> int:
    quiet = await rules.quiet_hours(desk.tx)
    released = quiet.release_at(civil.civil(desk.now, desk.loaded.zone))
    accounts = await people.accounts(desk.tx)
    told = 0
    for person in to:
        account = accounts.get(person.id)
        if account is None:
            continue
        said = message if isinstance(message, Outgoing) else message(Words(person.language, desk.loaded.zone))
        attempt = await desk.tx.begin_nested()  # a notice that was there already leaves no buttons behind
        row = outbox.NewMessage(
            dedup_key=f"notice:{key}:{person.id}",
            kind=outbox.Kind.NOTICE,
            now=desk.now,
            account_id=account.id,
            person_id=person.id,
            content=await dialogues.keep_buttons(desk.tx, account.id, said, desk.now),
            card=said.card,
            not_before=max(desk.now, civil.instant(released, desk.loaded.zone)),
        )
        if await outbox.add(desk.tx, row) is None:
            await attempt.rollback()
        else:
            await attempt.commit()
            told += 1
    return told
