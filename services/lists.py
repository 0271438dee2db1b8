"""A task list handed in by chat: kept, read, mended in words, and loaded once an admin has looked at it.

What is stored is what came (its cells) and what was mended since; the reading is made anew each time it is looked at,
so that the preview and what is loaded cannot differ.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from documents.opening import CannotRead, from_json, opened_aside, to_json
from domain.clock import Clock
from domain.errors import Conflict, NotFound, Refused
from domain.grids import Document, Noticed, Text, Unreadable
from domain.listed import ReadList
from domain.messages import Enclosure, Outgoing
from domain.people import Act, Person, Role, may, require
from domain.plan import Plan
from domain.plandiff import Change, changes
from language.plan.amending import Mend, is_due_read, mended, names_a_task
from language.plan.tasklist import keep_curation, read_tasklist
from services.desk import Desk
from storage import audit, dialogues, evidence, lists, outbox, people, plans, updates
from storage.database import Database, Tx
from storage.evidence import ToFetch
from storage.lists import Draft
from wording import lists as said
from wording.words import Words

_LISTS = (".docx", ".docm", ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".pdf", ".doc", ".wps", ".et", ".rtf")
_NEVER = {".doc": Unreadable.OLD_WORD, ".rtf": Unreadable.OLD_WORD, ".wps": Unreadable.WPS, ".et": Unreadable.WPS}


@dataclass(frozen=True, slots=True)
class Looked:
    """A list as it would be loaded. `changed`: against the plan that is loaded; `clash`: tasks of the loaded plan that
    were reported on, whose number and period now mean something else."""

    draft: Draft
    reading: ReadList
    noticed: tuple[Noticed, ...]
    changed: tuple[Change, ...] = ()
    clash: tuple[int, ...] = ()


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
    await lists.add(desk.tx, desk.inbox_id, desk.person.id, desk.account_id, name, None, desk.now)


async def paste(desk: Desk, text: str) -> Looked | None:
    """A list that was pasted; None where the text is none. Raises NotAllowed."""
    require(desk.person, Act.SETTINGS)
    document = Document((Text(tuple(text.split("\n"))),))
    reading = read_tasklist(document, plan_id=desk.loaded.plan.id, timezone=desk.loaded.plan.timezone)
    if reading.missing == "header":
        return None
    kept = to_json(document)
    draft_id = await lists.add(desk.tx, desk.inbox_id, desk.person.id, desk.account_id, "", kept, desk.now)
    return await look(desk, draft_id)


async def look(desk: Desk, draft_id: int | None = None) -> Looked:
    """A list as it stands: that one, or the one the person is looking at. Raises NotFound where there is none."""
    require(desk.person, Act.SETTINGS)
    found = await (lists.one(desk.tx, draft_id) if draft_id else lists.open_of(desk.tx, desk.person.id))
    if found is None or found.document is None or found.state != lists.OPEN:
        raise NotFound("no_open_list")
    return await _looked(desk.tx, desk.loaded, found)


async def _looked(tx: Tx, loaded: plans.Loaded, draft: Draft) -> Looked:
    assert draft.document is not None
    document = from_json(draft.document)
    mends = [Mend(**one) for one in draft.mends]
    year = next((int(one.says) for one in reversed(mends) if one.what == "year"), None)
    reading = read_tasklist(
        document, plan_id=loaded.plan.id, year=year, timezone=loaded.plan.timezone, source=draft.name
    )
    reading = mended(reading, [one for one in mends if one.what != "year"])
    if reading.plan is None:
        return Looked(draft, reading, document.noticed)
    plan = keep_curation(reading.plan, loaded.plan)
    reading = replace(reading, plan=plan)
    clash = await _clash(tx, loaded, plan)
    return Looked(draft, reading, document.noticed, tuple(changes(loaded.plan, plan)), clash)


async def _clash(tx: Tx, loaded: plans.Loaded, plan: Plan) -> tuple[int, ...]:
    """What was reported under a number and a period that would now be those of another task."""
    reported = await updates.currents(tx, loaded.id)
    titles = {task.number: task.title for task in loaded.plan.tasks}
    new = {(task.number, one.period): task.title for task in plan.tasks for one in task.milestones}
    lost = {
        number for number, period in reported if (number, period) in new and new[number, period] != titles.get(number)
    }
    return tuple(sorted(lost))


async def mend(desk: Desk, wanted: Mend) -> Looked | None:
    """Change the list that is being looked at; None where none is, or the words are about something else.

    Raises Refused where no such task is in it, or a date cannot be read.
    """
    require(desk.person, Act.SETTINGS)
    draft = await lists.open_of(desk.tx, desk.person.id)
    if draft is None or draft.document is None:
        return None
    before = await _looked(desk.tx, desk.loaded, draft)
    plan = before.reading.plan
    if wanted.what == "join":
        known = {one.name for one in plan.departments} if plan else set()
        if not {*wanted.says.split("\n")} <= known:
            return None
    if not names_a_task(plan, before.reading.incomplete, wanted):
        raise Refused("list_no_such_task", task=wanted.task)
    if not is_due_read(wanted, desk.now.year):
        raise Refused("list_due_unread", words=wanted.says[:30])
    await lists.mend(desk.tx, draft.id, [*draft.mends, asdict(wanted)])
    return await look(desk, draft.id)


async def load(desk: Desk, draft_id: int) -> tuple[Plan, int]:
    """Load the list in the place of the plan; what was reported stays. Returns the plan and its revision.

    Raises NotAllowed, NotFound, Conflict where it was settled before, Refused where nothing can be loaded.
    """
    found = await look(desk, draft_id)
    plan = found.reading.plan
    if plan is None:
        raise Refused("list_empty")
    if found.clash:
        raise Refused("list_clash", task=found.clash[0])
    if not await lists.settle(desk.tx, draft_id, lists.LOADED):
        raise Conflict("no_open_list")
    before: dict[str, Any] = {"tasks": len(desk.loaded.plan.tasks), "revision": desk.loaded.revision}
    before |= {"changes": [f"{one.task or ''} {one.field}: {one.before or ''}".strip() for one in found.changed]}
    await plans.save(desk.tx, plan)
    saved = await plans.loaded(desk.tx)
    assert saved is not None
    after: dict[str, Any] = {"tasks": len(plan.tasks), "revision": saved.revision}
    after |= {"changes": [f"{one.task or ''} {one.field}: {one.after or ''}".strip() for one in found.changed]}
    await audit.note(desk.tx, desk.now, desk.person.name, "import", plan.id, before, after)
    return plan, saved.revision


async def drop(desk: Desk, draft_id: int) -> None:
    """Put a list away; nothing was changed."""
    require(desk.person, Act.SETTINGS)
    await lists.settle(desk.tx, draft_id, lists.DROPPED)


# ── a file is there ───────────────────────────────────────────────────────────────────────────────────────


async def read_aside(
    database: Database, clock: Clock, file: ToFetch, content: bytes
) -> Callable[[Tx], Awaitable[None]] | None:
    """Read a file that just came, if it is a list, in a process of its own. Returns what to do when it is put on
    record: the preview goes to whoever handed it in."""
    async with database.read() as tx:
        draft = await lists.of_attachment(tx, file.evidence.id)
    if draft is None:
        return None
    why: Unreadable | None = None
    document: Document | None = None
    try:
        document = await opened_aside(content, draft.name)
    except CannotRead as error:
        why = error.why

    async def tell(tx: Tx) -> None:
        await lists.arrived(tx, draft.id, to_json(document) if document else None)
        loaded, person = await plans.loaded(tx), await people.person(tx, draft.person_id)
        if loaded is None or person is None:
            return
        words = Words(person.language, loaded.zone)
        if document is None:
            assert why is not None
            message = said.unreadable(words, why, draft.name)
        else:
            found = await _looked(tx, loaded, replace(draft, document=to_json(document), state=lists.OPEN))
            message = preview(words, found)
        message = await dialogues.keep_buttons(tx, draft.account_id, message, clock.now())
        new = outbox.NewMessage(
            f"list:{draft.id}", outbox.Kind.REPLY, clock.now(), draft.account_id, draft.person_id, message,
            card=message.card,
        )  # fmt: skip
        await outbox.add(tx, new)

    return tell


def preview(words: Words, found: Looked, first: int = 0) -> Outgoing:
    """The preview card of a list, its tasks from the `first` one on."""
    return said.preview(
        words, found.draft.id, found.draft.name, found.reading, found.noticed, found.changed, found.clash, first
    )
