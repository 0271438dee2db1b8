"""The record for a reader: who changed what, the newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from domain.people import Act, require
from domain.record import Noted
from services.desk import Desk
from storage import audit, people

PAGE = 8  # entries; with their changes they fit one message of 2 048 bytes, WeCom's


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the record. `more`: there are older ones; `head`: of all of it; `names`: what people are called."""

    rows: tuple[Noted, ...]
    more: bool
    head: str | None
    names: dict[str, str]


async def look(desk: Desk, about: str, before: int | None = None) -> Page:
    """A page of the record before the row `before`: of a rule, a setting or a person; "" for all. Raises NotAllowed."""
    require(desk.person, Act.AUDIT)
    known = {f"person:{one.id}": one.name for one in await people.everyone(desk.tx)}
    wanted = [about, *(subject for subject, name in known.items() if name == about)] if about else []
    rows = await audit.latest(desk.tx, PAGE + 1, about=wanted, before=before)
    head = await audit.head(desk.tx)
    return Page(tuple(rows[:PAGE]), len(rows) > PAGE, str(head) if head else None, known)
