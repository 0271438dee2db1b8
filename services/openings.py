"""What a list said was done so far: kept beside the plan until the department confirms it, once, as its own report.

Nothing of it stands in the ledger before. A task that its department has reported on has no opening any more: what the
department says itself counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.listed import Opening
from domain.messages import Outgoing
from domain.people import Act, Role, require
from domain.plan import Plan
from services import notices
from services.desk import Desk
from storage import audit, people, settings, updates
from storage.database import Tx
from wording import openings as said
from wording.words import Words

KEY = "openings"  # the setting {"said": {task number: words}}


async def keep(tx: Tx, plan: Plan, found: Sequence[Opening]) -> None:
    """Keep what a list brought along, in the place of what an earlier one said of the same tasks."""
    numbers = {task.number for task in plan.tasks}
    told = await kept(tx) | {one.task: one.words for one in found}
    await _write(tx, {number: words for number, words in told.items() if number in numbers})


async def _write(tx: Tx, said: dict[int, str]) -> None:
    await settings.write(tx, KEY, {"said": {str(number): words for number, words in said.items()}})


async def kept(tx: Tx) -> dict[int, str]:
    """What the list said was done so far, by task, whatever was reported since."""
    said = (await settings.read(tx, KEY) or {"said": {}})["said"]
    return {int(number): words for number, words in said.items()}


async def of_plan(desk: Desk) -> dict[int, str]:
    """The same, for a card of one's own tasks."""
    return await kept(desk.tx)


async def waiting(desk: Desk, department: str) -> tuple[Opening, ...]:
    """What waits to be confirmed by a department: of the tasks that it leads and has not reported on. Raises NotAllowed
    for whoever does not report for it."""
    for task in desk.loaded.plan.led_by(department)[:1]:
        require(desk.person, Act.REPORT, task)
    return (await _all(desk)).get(department, ())


async def _all(desk: Desk) -> dict[str, tuple[Opening, ...]]:
    """What waits, by department."""
    brought = await kept(desk.tx)
    if not brought:
        return {}
    reported = {number for number, _ in await updates.currents(desk.tx, desk.loaded.id)}
    found: dict[str, tuple[Opening, ...]] = {}
    for task in desk.loaded.plan.tasks:
        words = brought.get(task.number)
        if words and task.number not in reported:
            found[task.lead] = (*found.get(task.lead, ()), Opening(task.number, words))
    return found


async def ask_one(desk: Desk, person_id: int, department: str) -> bool:
    """Ask somebody who has just become a liaison of that department. Returns whether there is anything to confirm."""
    found = (await _all(desk)).get(department, ())
    if not found:
        return False
    person = await people.person(desk.tx, person_id)
    words = Words(person.language if person else "zh", desk.loaded.zone)
    message = said.offer(words, department, found, desk.loaded.plan)
    return bool(await notices.tell_one(desk, person_id, message, f"opening:{desk.loaded.revision}:{department}"))


async def ask(desk: Desk) -> int:
    """Ask the liaisons of every department that has something to confirm. Returns how many people are asked now."""
    loaded = desk.loaded
    asked = 0
    for department, found in (await _all(desk)).items():

        def message(words: Words, department: str = department, found: Sequence[Opening] = found) -> Outgoing:
            return said.offer(words, department, found, loaded.plan)

        key = f"opening:{loaded.revision}:{department}"
        asked += await notices.tell(desk, Role.LIAISON, message, key, department)
    return asked


async def set_aside(desk: Desk, department: str) -> int:
    """It is not right, or not wanted: nothing of it is asked again. Returns how many tasks that were."""
    found = await waiting(desk, department)
    out = {one.task for one in found}
    await _write(desk.tx, {number: words for number, words in (await kept(desk.tx)).items() if number not in out})
    told = {"openings": {str(one.task): one.words for one in found}}
    await audit.note(desk.tx, desk.now, desk.person.name, "set aside", department, told, {"openings": {}})
    return len(found)
