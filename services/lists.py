"""A task list that was handed in: looked at, mended in words, loaded once an admin agrees, and taken back again.

What is stored is what came (its cells) and what was mended since. A long list takes seconds to read, so its reading is
kept in memory by what it was read from; `services.handing_in` reads it before any transaction begins.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from documents.opening import from_json
from domain.errors import Conflict, NotFound, Refused
from domain.grids import Noticed
from domain.listed import Looked, ReadList
from domain.people import Act, require
from domain.plan import Plan, Task
from domain.plandiff import Change, changes
from language.plan.amending import Mend, is_due_read, mended, names_a_task
from language.plan.tasklist import keep_curation, read_tasklist
from services import openings
from services.desk import Desk
from storage import audit, lists, people, plans, updates
from storage.database import Tx
from storage.lists import Draft

_NOTED = 300  # changes of one import that the record tells one by one
_KEPT = 4  # readings


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: the plan and its revision, the one to go `back` to, how many tasks bring along what was
    done so far (`opened`) and how many liaisons are asked to confirm that now (`asked`)."""

    plan: Plan
    revision: int
    back: int
    opened: int = 0
    asked: int = 0


# ── looking ───────────────────────────────────────────────────────────────────────────────────────────────


async def look(desk: Desk, draft_id: int | None = None) -> Looked:
    """A list as it stands: that one, or the one the person is looking at. Raises NotFound where there is none."""
    require(desk.person, Act.SETTINGS)
    found = await (lists.one(desk.tx, draft_id) if draft_id else lists.open_of(desk.tx, desk.person.id))
    if found is None or found.document is None or found.state != lists.OPEN:
        raise NotFound("no_open_list")
    return await looked(desk.tx, desk.loaded, found)


async def looked(tx: Tx, loaded: plans.Loaded, draft: Draft) -> Looked:
    """A list with its mends, held against the plan that is loaded."""
    assert draft.document is not None
    mends = [Mend(**one) for one in draft.mends]
    year = next((int(one.says) for one in reversed(mends) if one.what == "year"), None)
    reading, noticed = read(draft.document, draft.name, loaded.plan, year)
    reading = mended(reading, [one for one in mends if one.what != "year"])
    if reading.plan is None:
        return Looked(draft.id, draft.name, reading, noticed)
    plan = keep_curation(reading.plan, loaded.plan)
    reported = await updates.currents(tx, loaded.id)
    numbers = {task.number for task in plan.tasks}
    gone = tuple(task for task in loaded.plan.tasks if task.number not in numbers)
    return Looked(
        draft.id,
        draft.name,
        replace(reading, plan=plan),
        noticed,
        tuple(changes(loaded.plan, plan)),
        _clash(reported, loaded.plan, plan),
        gone,
        tuple(task.number for task in gone if any(number == task.number for number, _ in reported)),
        await _stranded(tx, loaded.plan, plan),
    )


_readings: OrderedDict[tuple[object, ...], tuple[ReadList, tuple[Noticed, ...]]] = OrderedDict()


def read(
    document: dict[str, Any], name: str, known: Plan, year: int | None = None
) -> tuple[ReadList, tuple[Noticed, ...]]:
    """The reading of a kept document, before anything was mended, and what was noticed in its file."""
    key = (document.get("digest"), name, known.id, known.timezone, year)
    if key not in _readings or key[0] is None:
        opened = from_json(document)
        reading = read_tasklist(opened, plan_id=known.id, year=year, timezone=known.timezone, source=name)
        _readings[key] = reading, opened.noticed
        while len(_readings) > _KEPT:
            _readings.popitem(last=False)
    return _readings[key]


def _clash(reported: Mapping[tuple[int, str], object], known: Plan, plan: Plan) -> tuple[int, ...]:
    """What was reported under a number and a period that would now be those of another task."""
    titles = {task.number: task.title for task in known.tasks}
    new = {(task.number, one.period): task.title for task in plan.tasks for one in task.milestones}
    lost = {
        number for number, period in reported if (number, period) in new and new[number, period] != titles.get(number)
    }
    return tuple(sorted(lost))


async def _stranded(tx: Tx, known: Plan, plan: Plan) -> tuple[str, ...]:
    """The departments that have people and would be gone."""
    stay = {one.name for one in plan.departments}
    gone = {one.name for one in known.departments if one.name not in stay}
    if not gone:
        return ()
    seated = {name for person in await people.everyone(tx) for name in person.departments()}
    return tuple(one.name for one in known.departments if one.name in gone & seated)


# ── mending ───────────────────────────────────────────────────────────────────────────────────────────────


async def mend(desk: Desk, wanted: Mend) -> Looked | None:
    """Change the list that is being looked at; None where none is, or the words are about something else.

    Raises Refused where no such task is in it, or a date cannot be read.
    """
    require(desk.person, Act.SETTINGS)
    draft = await lists.open_of(desk.tx, desk.person.id)
    if draft is None or draft.document is None:
        return None
    before = await looked(desk.tx, desk.loaded, draft)
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


async def drop(desk: Desk, draft_id: int) -> None:
    """Put a list away; nothing was changed."""
    require(desk.person, Act.SETTINGS)
    await lists.settle(desk.tx, draft_id, lists.DROPPED)


# ── loading, and back ─────────────────────────────────────────────────────────────────────────────────────


async def load(desk: Desk, draft_id: int, *, sure: bool = False) -> Imported | Looked:
    """Load the list in the place of the plan; what was reported stays, and so does the plan before.

    Returns the list once more where tasks would go and nobody said that they are `sure`. Raises NotAllowed, NotFound,
    Conflict where it was settled before, Refused where nothing can be loaded.
    """
    found = await look(desk, draft_id)
    plan = found.reading.plan
    if plan is None:
        raise Refused("list_empty")
    if found.clash:
        raise Refused("list_clash", task=found.clash[0])
    if found.gone and not sure:
        return found
    if not await lists.settle(desk.tx, draft_id, lists.LOADED):
        raise Conflict("no_open_list")
    after = await put_in_place(desk, plan, "import", found.changed)
    await openings.keep(desk.tx, plan, found.reading.openings)
    asked = await openings.ask(after)
    return Imported(plan, after.loaded.revision, desk.loaded.revision, len(found.reading.openings), asked)


async def versions(desk: Desk) -> tuple[int, tuple[int, ...]]:
    """The revision of the plan, and those of the plans before that are kept, the newest first. Raises NotAllowed."""
    require(desk.person, Act.SETTINGS)
    return desk.loaded.revision, await plans.versions(desk.tx, desk.loaded.id)


async def before(desk: Desk, revision: int) -> tuple[Plan, tuple[Task, ...], tuple[Task, ...]]:
    """A plan before, the tasks of today that it has not, and those that it has and today's plan has not.

    Raises NotAllowed, NotFound.
    """
    require(desk.person, Act.SETTINGS)
    plan = await plans.version(desk.tx, desk.loaded.id, revision)
    if plan is None:
        raise NotFound("no_such_version", revision=revision)
    numbers, now = {one.number for one in plan.tasks}, {one.number for one in desk.loaded.plan.tasks}
    gone = tuple(one for one in desk.loaded.plan.tasks if one.number not in numbers)
    return plan, gone, tuple(one for one in plan.tasks if one.number not in now)


async def restore(desk: Desk, revision: int, seen: int | None = None) -> Imported:
    """The plan as it stood in that revision takes the place of today's; it gets a revision of its own.

    `seen`: the revision on which the button stood. Raises NotAllowed, NotFound where no such plan is kept, Conflict
    where another plan was loaded since, Refused where tasks would mix with what was reported on others.
    """
    require(desk.person, Act.SETTINGS)
    if seen is not None and seen != desk.loaded.revision:
        raise Conflict("plan_replaced_since")
    plan = await plans.version(desk.tx, desk.loaded.id, revision)
    if plan is None:
        raise NotFound("no_such_version", revision=revision)
    clash = _clash(await updates.currents(desk.tx, desk.loaded.id), desk.loaded.plan, plan)
    if clash:
        raise Refused("list_clash", task=clash[0])
    after = await put_in_place(desk, plan, "restore plan", tuple(changes(desk.loaded.plan, plan)))
    return Imported(plan, after.loaded.revision, desk.loaded.revision)


async def put_in_place(desk: Desk, plan: Plan, act: str, changed: tuple[Change, ...]) -> Desk:
    """Put a plan in the place of the one that is loaded, and on record. Returns the desk with it."""
    before: dict[str, Any] = {"tasks": len(desk.loaded.plan.tasks), "revision": desk.loaded.revision}
    before["changes"] = [f"{one.task or ''} {one.field}: {one.before or ''}".strip() for one in changed[:_NOTED]]
    await plans.save(desk.tx, plan)
    saved = await plans.loaded(desk.tx)
    assert saved is not None
    after: dict[str, Any] = {"tasks": len(plan.tasks), "revision": saved.revision}
    after["changes"] = [f"{one.task or ''} {one.field}: {one.after or ''}".strip() for one in changed[:_NOTED]]
    await audit.note(desk.tx, desk.now, desk.person.name, act, plan.id, before, after)
    return replace(desk, loaded=saved)
