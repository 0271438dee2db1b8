"""Leave 请假: who is away on a day, who stands in, and when a department's silence is nobody's fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.people import Membership, Person, Role

LONGEST = 366  # days; our policy: who is away longer is replaced


@dataclass(frozen=True, slots=True)
class Absence:
    """One person's leave, both days included. The substitute answers for the person's departments meanwhile."""

    id: int
    person_id: int
    first: date
    last: date
    substitute_id: int | None = None

    def covers(self, day: date) -> bool:
        """Whether the person is away on that day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Away:
    """A leave with its people; `absence.id` 0: not kept yet."""

    absence: Absence
    person: Person
    substitute: Person | None


def on_duty(people: Iterable[Person], absences: Sequence[Absence], day: date) -> tuple[Person, ...]:
    """The people as they are on `day`: who is on leave is marked, substitutes are liaisons of the departments that
    they stand in for."""
    known = {one.id: one for one in people}
    away = [one for one in absences if one.covers(day) and one.person_id in known]
    for one in away:
        known[one.person_id] = replace(known[one.person_id], away=True)
    for one in away:
        if one.substitute_id in known:
            substitute = known[one.substitute_id]
            known[substitute.id] = standing_in(substitute, known[one.person_id].departments(Role.LIAISON))
    return tuple(known.values())


def standing_in(person: Person, departments: Iterable[str]) -> Person:
    """A person who is a liaison of those departments for the time being, and no mere backup there."""
    lent = tuple(Membership(Role.LIAISON, one) for one in departments)
    own = tuple(one for one in person.memberships if replace(one, backup=False) not in lent)
    return replace(person, memberships=(*own, *lent))


def excused(people: Iterable[Person], absences: Sequence[Absence], department: str, day: date) -> bool:
    """Whether everybody who is asked first for a department (its A角) is on leave that day: silence is not counted."""
    own = Membership(Role.LIAISON, department)
    primaries = {one.id for one in people if own in one.memberships}
    return bool(primaries) and primaries <= {one.person_id for one in absences if one.covers(day)}
