"""A notice: something that a person did and others should know of, told once to everybody of a role."""

from __future__ import annotations

from collections.abc import Sequence

from domain import civil
from domain.messages import Outgoing
from domain.people import Role
from services.desk import Desk
from storage import absences, dialogues, outbox, people, rules


async def tell(desk: Desk, role: Role, message: Outgoing, key: str, department: str | None = None) -> int:
    """Put `message` into the outbox for each person of that role (in `department`, if one is given) who can be reached;
    in quiet hours it waits.

    `key` names what happened: told again under the same key, nobody hears it twice, and the buttons of the first stay
    good. Returns how many people it goes to now (0: there is nobody, or they were told).
    """
    everyone = await absences.people_on(desk.tx, civil.civil(desk.now, desk.loaded.zone).date())
    return await _tell(
        desk,
        [one.id for one in everyone if (one.has(role) if department is None else department in one.departments(role))],
        message,
        key,
    )


async def tell_one(desk: Desk, person_id: int, message: Outgoing, key: str) -> int:
    """The same for one person."""
    return await _tell(desk, [person_id], message, key)


async def _tell(desk: Desk, to: Sequence[int], message: Outgoing, key: str) -> int:
    quiet = await rules.quiet_hours(desk.tx)
    released = quiet.release_at(civil.civil(desk.now, desk.loaded.zone))
    accounts = await people.accounts(desk.tx)
    told = 0
    for person_id in to:
        account = accounts.get(person_id)
        if account is None:
            continue
        attempt = await desk.tx.begin_nested()  # a notice that was there already leaves no buttons behind
        row = outbox.NewMessage(
            dedup_key=f"notice:{key}:{person_id}",
            kind=outbox.Kind.NOTICE,
            now=desk.now,
            account_id=account.id,
            person_id=person_id,
            content=await dialogues.keep_buttons(desk.tx, account.id, message, desk.now),
            card=message.card,
            not_before=max(desk.now, civil.instant(released, desk.loaded.zone)),
        )
        if await outbox.add(desk.tx, row) is None:
            await attempt.rollback()
        else:
            await attempt.commit()
            told += 1
    return told
