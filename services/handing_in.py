"""Something was handed in by chat: a file or a pasted text becomes a task list or a roster to look at.

A file is fetched and opened in a process of its own, and read before any transaction begins: while a long list is read,
everybody else is answered.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from documents.opening import CannotRead, from_json, opened_aside, to_json
from domain.clock import Clock
from domain.grids import Document, Text, Unreadable
from domain.listed import Looked, LookedRoster
from domain.messages import Enclosure, Outgoing
from domain.people import Act, Person, Role, may, require
from language.plan.tasklist import read_tasklist
from language.roster import is_roster
from services import lists, rosters
from services.desk import Desk
from storage import dialogues, evidence, outbox, people, plans
from storage import lists as drafts
from storage.database import Database, Tx
from storage.dialogues import Dialogue
from storage.evidence import ToFetch
from storage.lists import Draft
from wording import lists as said
from wording import rosters as said_of_roster
from wording.words import Words

_LISTS = (".docx", ".docm", ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".pdf", ".doc", ".wps", ".et", ".rtf")
_NEVER = {".doc": Unreadable.OLD_WORD, ".rtf": Unreadable.OLD_WORD, ".wps": Unreadable.WPS, ".et": Unreadable.WPS}


def takes(person: Person, file: Enclosure) -> bool:
    """Whether a file is taken for a list: of whoever loads plans, unless it may be evidence of their own report."""
    if not may(person, Act.SETTINGS):
        return False
    reports = person.has(Role.LIAISON) or person.has(Role.COORDINATOR)
    return not reports or (file.name or "").lower().endswith(_LISTS)


def hopeless(file: Enclosure) -> Unreadable | None:
    """Why a file is not even fetched: a photo, .doc, .wps, one that is too large; None for all others."""
    if file.too_big:
        return Unreadable.TOO_BIG
    if file.name is None or file.media_type.startswith("image/"):
        return Unreadable.PICTURE
    return next((why for ending, why in _NEVER.items() if file.name.lower().endswith(ending)), None)


async def hand_in(desk: Desk, file: Enclosure, platform: str) -> None:
    """Keep a file that is a list; it is read once its bytes are there. Raises NotAllowed."""
    require(desk.person, Act.SETTINGS)
    await evidence.add(desk.tx, file, platform, desk.inbox_id, desk.person.id, desk.now, desk.machine)
    await evidence.let_go(desk.tx, desk.person.id)  # it belongs to no report
    name = file.name or ""
    await drafts.add(desk.tx, desk.inbox_id, desk.person.id, desk.account_id, name, None, desk.now)


async def paste(desk: Desk, text: str) -> Looked | LookedRoster | None:
    """A list or a roster that was pasted; None where the text is neither. Raises NotAllowed."""
    require(desk.person, Act.SETTINGS)
    document = Document((Text(tuple(text.split("\n"))),))
    plan = desk.loaded.plan
    if not is_roster(document):
        reading = read_tasklist(document, plan_id=plan.id, timezone=plan.timezone)
        if reading.missing == "header":
            return None
    kept = _kept(document, text.encode())
    draft_id = await drafts.add(desk.tx, desk.inbox_id, desk.person.id, desk.account_id, "", kept, desk.now)
    draft = await drafts.one(desk.tx, draft_id)
    assert draft is not None
    return await _looked(desk.tx, desk.loaded, draft)


async def read_aside(
    database: Database, clock: Clock, file: ToFetch, content: bytes
) -> Callable[[Tx], Awaitable[None]] | None:
    """Read a file that just came, if it was handed in, before the transaction begins. Returns what to do when it is put
    on record: the preview goes to whoever handed it in."""
    async with database.read() as tx:
        draft = await drafts.of_attachment(tx, file.evidence.id)
        loaded = await plans.loaded(tx)
    if draft is None or loaded is None:
        return None
    kept: dict[str, Any] | None = None
    why: Unreadable | None = None
    try:
        document = await opened_aside(content, draft.name)
        kept = _kept(document, content)
        if not is_roster(document, draft.name):
            await asyncio.to_thread(lists.read, kept, draft.name, loaded.plan)
    except CannotRead as error:
        why = error.why

    async def tell(tx: Tx) -> None:
        await drafts.arrived(tx, draft.id, kept)
        loaded, person = await plans.loaded(tx), await people.person(tx, draft.person_id)
        if loaded is None or person is None:
            return
        words = Words(person.language, loaded.zone)
        if kept is None:
            assert why is not None
            message = said.unreadable(words, why, draft.name)
        else:
            message = preview(words, await _looked(tx, loaded, replace(draft, document=kept, state=drafts.OPEN)))
            if (await dialogues.dialogue(tx, draft.account_id)).flow is None:
                floor = Dialogue("lists", floor_of(draft.id, message))
                await dialogues.keep(tx, draft.account_id, floor, clock.now())
        message = await dialogues.keep_buttons(tx, draft.account_id, message, clock.now())
        new = outbox.NewMessage(
            f"list:{draft.id}", outbox.Kind.REPLY, clock.now(), draft.account_id, draft.person_id, message,
            card=message.card,
        )  # fmt: skip
        await outbox.add(tx, new)

    return tell


def _kept(document: Document, content: bytes) -> dict[str, Any]:
    """What is stored of a document; its digest names what was read, so that nothing is read twice."""
    return {**to_json(document), "digest": hashlib.sha256(content).hexdigest()}


async def _looked(tx: Tx, loaded: plans.Loaded, draft: Draft) -> Looked | LookedRoster:
    if is_roster(from_json(draft.document or {"parts": [], "noticed": []}), draft.name):
        return await rosters.looked(tx, loaded, draft)
    return await lists.looked(tx, loaded, draft)


def preview(words: Words, found: Looked | LookedRoster, first: int = 0) -> Outgoing:
    """The card of what was handed in; of a list its tasks from the `first` one on."""
    if isinstance(found, LookedRoster):
        return said_of_roster.preview(words, found)
    return said.preview(words, found, first)


def floor_of(draft_id: int, message: Outgoing) -> dict[str, Any]:
    """What the floor remembers under a preview: 确认 loads it, 取消 puts it away."""
    actions: Mapping[str, dict[str, Any]] = {choice.action["do"]: dict(choice.action) for choice in message.choices}
    yes = actions.get("load") or actions.get("make")
    return {"draft": draft_id, "no": actions["drop"]} | ({"yes": yes} if yes else {})
