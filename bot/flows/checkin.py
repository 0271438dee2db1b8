"""The check-in card: all fine, one by one, later, handed over; and a report's undo and change.

What is tapped is stored at once and can be undone. Going through the card task by task is `bot.flows.walk`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.flows import petition, walk
from bot.turn import Call, Here, Step, Turn, call, turn
from domain.messages import Action, Choice
from domain.people import Role
from domain.progress import Entry, Recorded, Source, Status, going_on
from domain.standing import Snapshot, Standing
from language import Meaning
from services import openings, progress, snooze, standing
from wording import checkin as say
from wording import reminders

HEARS = frozenset({"card"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """/report opens the card."""
    return (yield from open_card(here))


def press(action: Action, here: Here) -> Step:
    """A button of the card or of a receipt."""
    if action["do"] == "open":
        return (yield from open_card(here, action.get("department")))
    department = action["department"]
    match action["do"]:
        case "all_fine":
            return (yield from _all_fine(department, action.get("cycle"), here))
        case "walk":
            return (yield from _walk(department, here))
        case "change_one":
            return (yield from walk.along(department, (action["task"],), here))
        case "later":
            return (yield from _later(department, here))
        case "snooze":
            return (yield from _snooze(department, datetime.fromisoformat(action["at"]), here))
        case "hand_over":
            return (yield from petition.hand_over(department, here))
        case "undo":
            return (yield from _undo(department, action["receipt"], here))
        case "change":
            return (yield from _change(department, action.get("page", 0), here))
    return None


# ── the card ──────────────────────────────────────────────────────────────────────────────────────────────


def open_card(here: Here, department: str | None = None) -> Generator[Call, Any, Turn]:
    """A fresh card of the department (of each department that the person answers for)."""
    led = {task.lead for task in here.plan.tasks}
    mine = [one for one in here.person.departments(Role.LIAISON) if department in (None, one)]
    cards = []
    for one in mine:
        if one not in led:
            cards.append(say.nothing_open(here.words, one))
            continue
        brought = yield from call(openings.of_plan)
        facts = _facts((yield from call(standing.seen, lead=one)), one, brought)
        if not facts.items:  # all is closed, or has not begun
            cards.append(say.nothing_open(here.words, one))
            continue
        card = reminders.checkin(here.words, facts)
        cards.append(card.on(here.card or f"report:{here.inbound.inbox_id}:{one}"))
    return Turn(tuple(cards))


def _facts(seen: Snapshot, department: str, brought: Mapping[int, str]) -> reminders.CheckinFacts:
    """What the card says of a department: what is owed in this cycle, else everything that is asked about."""
    items = tuple(
        reminders.Item(one.task, one.milestone, one.current, opening=brought.get(one.task.number))
        for one in _owed(seen)
    )
    due_at = seen.cycle.due_at if seen.cycle.due_at > seen.as_of else None
    return reminders.CheckinFacts(department, seen.as_of, items, seen.cycle.period, due_at=due_at)


def _all_fine(department: str, cycle: str | None, here: Here) -> Step:
    """Carry over what is still owed. A card of an earlier cycle speaks of other things: nothing is stored by it."""
    seen = yield from call(standing.seen, lead=department)
    if cycle is not None and cycle != seen.cycle.period:
        fresh = yield from open_card(replace(here, card=None), department)
        return replace(fresh, replies=(say.outdated(here.words), *fresh.replies))
    asked = [one for one in seen.standings if one.asks]
    owed = [one for one in asked if not one.reported]
    if not owed and asked:
        return turn(say.all_in(here.words, _change_of(department)).on(here.card))
    if not owed:
        return turn(say.nothing_open(here.words, department).on(here.card))
    troubled = tuple(one.task.number for one in owed if going_on(one.current) is not Status.ON_TRACK)
    entries = [
        Entry(one.task.number, one.milestone.period, Status.ON_TRACK, source=Source.CARRIED)
        for one in owed
        if one.task.number not in troubled
    ]
    done: Recorded | None = (yield from call(progress.record, entries)) if entries else None
    if troubled or done is None:  # nothing ends a problem but the word that it is solved
        return (yield from walk.ask_solved(department, troubled, done.receipt if done else None, here))
    return turn(say.carried(here.words, done, _undo_of(done.receipt, department), _change_of(department)).on(here.card))


def _owed(seen: Snapshot) -> list[Standing]:
    """What is still to be reported in this cycle; all that is asked about where everything was reported."""
    asked = [one for one in seen.standings if one.asks]
    return [one for one in asked if not one.reported] or asked


def _walk(department: str, here: Here) -> Step:
    seen = yield from call(standing.seen, lead=department)
    queue = tuple(one.task.number for one in _owed(seen))
    if not queue:
        return turn(say.nothing_open(here.words, department).on(here.card))
    return (yield from walk.along(department, queue, here))


# ── receipts ──────────────────────────────────────────────────────────────────────────────────────────────


def _undo(department: str, receipt: str, here: Here) -> Step:
    done = yield from call(progress.retract, receipt)
    again = {"flow": "checkin", "do": "walk", "department": department}
    return turn(say.retracted(here.words, done, again).on(here.card))


def _change(department: str, page: int, here: Here) -> Step:
    seen = yield from call(standing.seen, lead=department)
    asked = [one for one in seen.standings if one.is_open and one.started]
    chosen = {"flow": "checkin", "do": "change_one", "department": department}
    card = say.pick(here.words, asked, page, chosen, _change_of(department))
    return turn(card.on(here.card))


def _undo_of(receipt: str, department: str) -> dict[str, Any]:
    return {"flow": "checkin", "do": "undo", "receipt": receipt, "department": department}


def _change_of(department: str, page: int = 0) -> dict[str, Any]:
    return {"flow": "checkin", "do": "change", "department": department, "page": page}


# ── later ────────────────────────────────────────────────────────────────────────────────────────────────


def _later(department: str, here: Here) -> Step:
    offered = yield from call(snooze.offered, department)
    choices = [
        Choice(
            here.words.moment(at),
            {"flow": "checkin", "do": "snooze", "department": department, "at": at.isoformat()},
        )
        for at in offered
    ]
    back = say.button(here.words, "back", {"flow": "checkin", "do": "open", "department": department})
    return turn(say.later(here.words, [*choices, back]).on(here.card))


def _snooze(department: str, at: datetime, here: Here) -> Step:
    yield from call(snooze.until, department, at)
    again = {"flow": "checkin", "do": "open", "department": department}
    return turn(say.snoozed(here.words, at, again).on(here.card))
