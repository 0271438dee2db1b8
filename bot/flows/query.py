"""Questions: a coordinator's about the whole plan, a liaison's or head's about what their department leads or supports.

An answer never takes the floor from whoever holds it; only a list that is cut keeps a floor of its own, so that 全部
brings the rest. Who may see what is decided in `services.questions`; here a question is turned into a table.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.flows import answers
from bot.turn import Call, Floor, Here, Step, Turn, aside, call, turn
from domain.civil import end_of
from domain.errors import NotAllowed, NotFound
from domain.messages import MAX_CHOICES, Action, Choice
from domain.people import Act, may
from language import Meaning
from language.meanings import Answer
from language.reading import Question
from services import questions
from wording import listing
from wording import queries as say
from wording.listing import Table

Filters = Mapping[str, Any]
Laid = Callable[[Filters, Here], Generator[Call, Any, Table]]

ANSWERS: dict[str, Laid] = {
    "list_unreported": answers.unreported,
    "list_tasks": answers.tasks,
    "list_overdue": answers.overdue,
    "list_due_soon": answers.due_soon,
    "list_by_light": answers.by_light,
    "list_problems": answers.problems,
    "list_delay_requests": answers.delay_requests,
    "list_done": answers.done,
    "task_status": answers.status,
    "target": answers.target,
    "contact": answers.contact,
    "ranking": answers.ranking,
    "update_log": answers.log,
    "summary": answers.summary,
    "export": answers.export,
    "source": answers.source,
    "my_pending": answers.my_pending,
    "my_lead": answers.my_lead,
    "my_support": answers.my_support,
}
# What a group may read when somebody who may ask it asks it there: tasks, and nothing of who was late.
PUBLIC = frozenset({"list_tasks", "list_due_soon", "list_by_light", "list_done", "task_status", "target", "summary"})
# What can be asked of a past day: the ledger knows what was known then.
OF_A_DAY = PUBLIC | {
    "list_unreported",
    "list_overdue",
    "list_problems",
    "ranking",
    "my_pending",
    "my_lead",
    "my_support",
}
HEARS = frozenset({"question"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """A question, or 全部 after an answer that was cut."""
    match meaning:
        case Answer("more"):
            return (yield from _rest(state["intent"], state["filters"], state["shown"], here))
        case Question(ask="no_such_task", candidates=(int(number), *_)):
            raise NotFound("no_such_task", task=number, last=here.plan.tasks[-1].number)
        case Question(certain=False, ask="which_task" | "which_department" as ask):
            asked = say.which(here.words, ask, _candidates(meaning, here))
            return turn(asked) if state else aside(asked)
        case Question(intent, filters):
            answered = yield from _answer(intent, filters, here, ours=bool(state))
            return replace(answered, public=intent in PUBLIC)
    return None


def press(action: Action, here: Here) -> Step:
    """A button below an answer: another question, or the rest of the list."""
    match action["do"]:
        case "ask":
            return (yield from _answer(action["intent"], action["filters"], here, ours=False))
        case "rest":
            return (yield from _rest(action["intent"], action["filters"], action["shown"], here))
    return None


def _candidates(question: Question, here: Here) -> Sequence[Choice]:
    """One button for each thing that may have been meant, as far as the person may read of it."""
    choices = []
    for one in question.candidates[:MAX_CHOICES]:
        narrowed = {"tasks": [one]} if isinstance(one, int) else {"department": one}
        filters = {**question.filters, **narrowed}
        task = here.plan.task(one) if isinstance(one, int) else None
        if task is not None and not may(here.person, Act.READ_TASK, task):
            continue
        label = f"{task.number} {task.short}" if task else str(one)
        choices.append(Choice(label, {"flow": "query", "do": "ask", "intent": question.intent, "filters": filters}))
    return choices


# ── answering ─────────────────────────────────────────────────────────────────────────────────────────────


def _answer(intent: str, filters: Filters, here: Here, *, ours: bool) -> Generator[Call, Any, Turn]:
    """The first answer. `ours`: the floor is this flow's already."""
    if intent not in ANSWERS:
        return aside(say.out_of_reach(here.words))
    if filters.get("as_of") and intent not in OF_A_DAY:
        return aside(say.only_now(here.words))
    here = _then(filters, here)
    try:
        table = _without_orders(filters, (yield from ANSWERS[intent](filters, here)), here)
    except NotAllowed:
        return aside(say.out_of_reach(here.words))
    told = {"intent": intent, "filters": dict(filters)}
    message, shown = listing.short(here.words, table, here.now, {"flow": "query", "do": "rest", **told, "shown": 0})
    if shown == len(table.rows):
        return turn(message) if ours else aside(message)
    held = None if ours else (yield from call(questions.floor))
    if held not in (None, "query"):
        return aside(message)
    return turn(message, floor=Floor("query", {**told, "shown": 0, "expects": "more"}))


def _rest(intent: str, filters: Filters, shown: int, here: Here) -> Generator[Call, Any, Turn]:
    """The whole list (`shown` 0) or what is left of it, asked anew: the figures are of this moment."""
    here = _then(filters, here)
    try:
        table = _without_orders(filters, (yield from ANSWERS[intent](filters, here)), here)
    except NotAllowed:
        return aside(say.out_of_reach(here.words))
    told = {"intent": intent, "filters": dict(filters)}
    messages, upto = listing.rest(here.words, table, here.now, shown, {"flow": "query", "do": "rest", **told})
    held = yield from call(questions.floor)
    if held not in (None, "query"):
        return aside(*messages)
    floor = Floor("query", {**told, "shown": upto, "expects": "more"}) if upto < len(table.rows) else None
    return turn(*messages, floor=floor)


def _then(filters: Filters, here: Here) -> Here:
    """Where a question about a past day is answered: at the end of that day."""
    if not filters.get("as_of"):
        return here
    return replace(here, now=end_of(date.fromisoformat(filters["as_of"]), here.words.zone))


def _without_orders(filters: Filters, table: Table, here: Here) -> Table:
    """Of a past day there is nothing to be done any more, and the other questions would be about now."""
    if not filters.get("as_of"):
        return table
    return replace(table, title=say.of_day(here.words, here.today, table.title), choices=())
