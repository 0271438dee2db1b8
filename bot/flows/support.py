"""配合部门: the lead has them asked, they answer with their part, and one joint report of the lead holds all of it.

lead        请第6项的配合部门报一下 · 联合报送 6 -> what everybody said [确认报送]
supporting  第6项 配合：已提供场地2处 -> read back [提交] [取消] -> the lead is shown it
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.turn import Floor, Here, Step, Turn, call, confirm, turn
from domain.messages import MAX_CHOICES, Action
from domain.people import Role
from domain.plan import Milestone, Task
from domain.progress import Recorded
from domain.standing import Snapshot, Standing
from language import Meaning
from language.meanings import Answer, Joint, Part, Parts
from services import standing, support
from storage.contributions import Contribution
from wording import checkin as receipts
from wording import support as say

HEARS = frozenset({"parts", "joint", "part"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """请配合部门报一下, 联合报送 6, 第6项 配合：…; with the floor, a supporting department's words."""
    match meaning:
        case Parts(task=None):
            return _which(here)
        case Parts(task=int(number)):
            return (yield from _ask(number, here))
        case Joint(task=number):
            return (yield from _joint(number, here))
        case Part(task=number, words=words):
            task = here.plan.task(number)
            return _read_back(task, words, here) if task else None
        case Answer("part", str(words)):
            task = here.plan.task(state["task"])
            return _read_back(task, words, here) if task else None
    return None


def press(action: Action, here: Here) -> Step:
    """A button of a request, of a part or of the joint report."""
    number = action["task"]
    match action["do"]:
        case "ask":
            return (yield from _ask(number, here))
        case "write":
            task = here.plan.task(number)
            floor = Floor("support", {"expects": "part", "task": number})
            return turn(say.write(here.words, task), floor=floor) if task else None
        case "submit":
            done: tuple[Task, Milestone, str] = yield from call(support.contribute, number, action["words"])
            return turn(say.submitted(here.words, done[0], done[2]).on(here.card))
        case "joint":
            return (yield from _joint(number, here))
        case "report":
            recorded: Recorded = yield from call(support.report_jointly, number)
            department = recorded.changes[0].task.lead
            seen: Snapshot = yield from call(standing.seen, lead=department)
            left = sum(one.owes for one in seen.standings)
            undo = {"flow": "checkin", "do": "undo", "receipt": recorded.receipt, "department": department}
            change = {"flow": "checkin", "do": "change", "department": department}
            return turn(receipts.recorded(here.words, recorded, undo, change, left).on(here.card))
        case "cancel":
            return turn(say.cancelled(here.words).on(here.card))
    return None


def _read_back(task: Task, text: str, here: Here) -> Turn:
    """A supporting department's words, before they are shown to the lead."""
    yes = {"flow": "support", "do": "submit", "task": task.number, "words": text}
    no = {"flow": "support", "do": "cancel", "task": task.number}
    card = say.read_back(here.words, task, text, yes, no).on(f"support:{here.inbound.inbox_id}")
    return confirm(card, "support", yes, no)


def _which(here: Here) -> Turn | None:
    mine = here.person.departments(Role.LIAISON)
    led = [one for one in here.plan.tasks if one.lead in mine and one.supporting]
    return turn(say.which_task(here.words, led[:MAX_CHOICES])) if led else None


def _ask(number: int, here: Here) -> Step:
    asked: Sequence[str] = yield from call(support.ask, number)
    task = here.plan.task(number)
    return turn(say.asked_of(here.words, task, asked)) if task else None


def _joint(number: int, here: Here) -> Step:
    found: tuple[Standing, list[Contribution]] = yield from call(support.parts, number)
    one, parts = found
    if not parts:
        return turn(say.no_parts(here.words, one.task, one.task.supporting))
    said = [(part.department, part.words) for part in parts]
    missing = [name for name in one.task.supporting if name not in {part.department for part in parts}]
    yes = {"flow": "support", "do": "report", "task": number}
    no = {"flow": "support", "do": "cancel", "task": number}
    card = say.joint(here.words, one, said, missing, yes, no).on(here.card or f"support:{here.inbound.inbox_id}")
    return confirm(card, "support", yes, no)
