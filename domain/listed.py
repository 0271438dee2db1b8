"""What a person is told about a list that was read: where, and in which words of `wording.imported` by its code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.plan import Plan, Task


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
class ReadList:
    """What a list gave. `plan` is None where nothing can be loaded; `missing`: what has to be asked (year, header)."""

    plan: Plan | None
    notices: tuple[Notice, ...] = ()
    missing: str | None = None
    same: tuple[tuple[str, str], ...] = ()  # departments that may be one
    incomplete: tuple[Task, ...] = ()  # tasks that nobody leads yet: a person may say who
    head: Plan | None = None  # what the list is called, where no task of it can be loaded yet
    seen: tuple[str, ...] = ()  # where no header was found: the row that came nearest

    @property
    def faults(self) -> tuple[Notice, ...]:
        """What keeps rows from being loaded."""
        return tuple(one for one in self.notices if one.fault)
