"""Leave: who is away and who stands in, and the people as they are on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, insert, select, update

from domain.leave import Absence, on_duty, standing_in
from domain.people import Person, Role
from storage import people
from storage import tables as t
from storage.database import Tx

b = t.absence.c


async def since(tx: Tx, day: date) -> tuple[Absence, ...]:
    """Every leave that ends on or after `day`, in the order of its days."""
    rows = (await tx.execute(_SINCE, {"day": day})).mappings()
    return tuple(Absence(one["id"], one["person_id"], one["first"], one["last"], one["substitute_id"]) for one in rows)


_SINCE = select(t.absence).where(b.last >= bindparam("day"), b.first <= b.last).order_by(b.first, b.id)


async def add(tx: Tx, person_id: int, first: date, last: date, substitute_id: int | None) -> Absence:
    """Keep a leave."""
    row = insert(t.absence).values(person_id=person_id, first=first, last=last, substitute_id=substitute_id)
    return Absence(int((await tx.execute(row.returning(b.id))).scalar_one()), person_id, first, last, substitute_id)


async def end(tx: Tx, absence_id: int, last: date) -> bool:
    """Let a leave end with `last`, a day before it begins if it is called off. False where it ended so early anyway."""
    done = await tx.execute(update(t.absence).where(b.id == absence_id, b.last > last).values(last=last))
    return done.rowcount == 1


async def people_on(tx: Tx, day: date) -> tuple[Person, ...]:
    """Everybody, as they are on that civil day: leave and substitutes count."""
    return on_duty(await people.everyone(tx), await since(tx, day), day)


async def person_on(tx: Tx, person_id: int, day: date) -> Person | None:
    """One person as they are on that day, with the departments that they stand in for."""
    found = await people.person(tx, person_id)
    lent = (await tx.execute(_LENT, {"substitute": person_id, "day": day})).scalars().all() if found else ()
    return standing_in(found, lent) if found and lent else found


_LENT = (
    select(t.membership.c.department)
    .join(t.absence, b.person_id == t.membership.c.person_id)
    .where(
        b.substitute_id == bindparam("substitute"),
        b.first <= bindparam("day"),
        b.last >= bindparam("day"),
        t.membership.c.role == Role.LIAISON.value,
    )
)
