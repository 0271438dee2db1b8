"""审计: an admin reads who changed what, in short pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.turn import Here, Step, aside, call
from domain.messages import Action
from language import Meaning
from language.meanings import Record
from services import record
from services.record import Page
from wording import record as say
from wording.listing import MAX_BYTES

HEARS = frozenset({"record"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """审计, 审计 S-1, 谁改了规则S-1, 谁改了阈值."""
    return (yield from _page(meaning.about, None, here)) if isinstance(meaning, Record) else None


def press(action: Action, here: Here) -> Step:
    """[更早的]."""
    if action["do"] == "page":
        return (yield from _page(action["about"], action["before"], here))
    return None


def _page(about: str, before: int | None, here: Here) -> Step:
    """As many rows as fit into one message, and [更早的] for the rest."""
    page: Page = yield from call(record.look, about, before)
    rows = page.rows
    for count in range(len(rows), -1, -1):
        more = rows[count - 1].id if rows and (page.more or count < len(rows)) else None
        older = {"flow": "record", "do": "page", "about": about, "before": more} if more else None
        message = say.page(here.words, about, rows[:count], page.names, page.head, older, here.now)
        if count <= 1 or len(message.text().encode()) <= MAX_BYTES:
            return aside(message)
    return None
