"""What a person is told about a list that was read: where, and in which words of `wording.imported` by its code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.grids import Noticed
from domain.people import Membership
from domain.plan import Plan, Task
from domain.plandiff import Change


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file, as the office sees it: a sheet or the number of a table, and its row; of a text the line."""

    sheet: str = ""
    table: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to look at. `code` names the sentence, `facts` fill it in; `fault`: the row cannot be loaded so."""

    code: str
    place: Place = Place()
    task: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """What a list says was done so far on a task, in its words: nobody's report until the department confirms it."""

    task: int
    words: str


@dataclass(frozen=True, slots=True)
class ReadList:
    """What a list gave. `plan` is None where nothing can be loaded; `missing`: what has to be asked (year, header)."""

    plan: Plan | None
    notices: tuple[Notice, ...] = ()
    missing: str | None = None
    same: tuple[tuple[str, str], ...] = ()  # departments that may be one
    incomplete: tuple[Task, ...] = ()  # tasks that nobody leads yet: a person may say who
    head: Plan | None = None  # what the list is called, where no task of it can be loaded yet
    seen: tuple[str, ...] = ()  # where no header was found: the row that came nearest
    openings: tuple[Opening, ...] = ()

    @property
    def faults(self) -> tuple[Notice, ...]:
        """What keeps rows from being loaded."""
        return tuple(one for one in self.notices if one.fault)


@dataclass(frozen=True, slots=True)
class Looked:
    """A list as it would be loaded in the place of the plan, and what that would do.

    `name`: of its file, "" where it was pasted; `changed`: against the plan that is loaded; `clash`: tasks of that plan
    that were reported on, whose number and period now mean something else; `gone`: tasks that it no longer has, and
    `reported` those of them that were reported on; `stranded`: departments with people that it no longer has.
    """

    draft: int
    name: str
    reading: ReadList
    noticed: tuple[Noticed, ...] = ()
    changed: tuple[Change, ...] = ()
    clash: tuple[int, ...] = ()
    gone: tuple[Task, ...] = ()
    reported: tuple[int, ...] = ()
    stranded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person in one role on a roster. `phone` is as it was written; `group`: the group of departments (各高校) that
    the person's department is a member of, where the roster says so."""

    name: str
    membership: Membership
    phone: str
    place: Place
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is on it, and the rows that cannot be used, each with its reason."""

    people: tuple[RosterLine, ...]
    faults: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class LookedRoster:
    """A roster as it would be used. `bound`: the lines of people who hold that role already."""

    draft: int
    name: str
    roster: Roster
    bound: tuple[RosterLine, ...] = ()

    @property
    def new(self) -> tuple[RosterLine, ...]:
        """Whom it would invite."""
        return tuple(one for one in self.roster.people if one not in self.bound)
