"""导入台账: what the list said was done so far is read like a report, and stored once the department confirms it.

[核对] or 核对台账 -> the read-back (确认报送, 改一项, 取消) of the ordinary report, marked 导入台账        [不用]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.flows import drafts, readback
from bot.flows.drafts import Draft
from bot.turn import Floor, Here, Step, aside, call, turn
from domain.errors import NotAllowed
from domain.listed import Opening
from domain.messages import Action, Style
from domain.people import Act, Role, may
from domain.progress import Entry, Source
from domain.readback import ReadBack
from domain.standing import Snapshot, Standing
from language import Meaning, Message
from language.hearing import REPORTS
from language.liaison import read_liaison
from services import openings, readbacks, standing
from wording import checkin as receipts
from wording import openings as say
from wording import report as reporting

HEARS = frozenset({"openings"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """核对台账."""
    if not may(here.person, Act.REPORT):
        raise NotAllowed("not_allowed", act=Act.REPORT.value)
    led = {task.lead for task in here.plan.tasks}
    for department in here.person.departments(Role.LIAISON):
        if department in led:
            found = yield from call(openings.waiting, department)
            if found:
                return (yield from _read_back(department, found, here))
    return aside(say.nothing(here.words))


def press(action: Action, here: Here) -> Step:
    """[核对], [不用]."""
    department = action["department"]
    if action["do"] == "skip":
        count = yield from call(openings.set_aside, department)
        pending: ReadBack | None = yield from call(readbacks.waiting, "report")
        if pending and all(one["source"] == Source.OPENING for one in pending.said["entries"]):
            yield from call(readbacks.drop, pending)
        return turn(say.set_aside(here.words, count).on(here.card))
    found = yield from call(openings.waiting, department)
    if not found:
        return turn(say.nothing(here.words).on(here.card))
    return (yield from _read_back(department, found, here))


def _read_back(department: str, found: tuple[Opening, ...], here: Here) -> Step:
    """Read each task's words by itself, so that no figure strays to another, and show what would be stored."""
    seen: Snapshot = yield from call(standing.seen, lead=department)
    drawn = [(one, _draft(one, current, seen, here)) for one in found if (current := seen.of(one.task)) is not None]
    if not drawn:
        return turn(say.nothing(here.words).on(here.card))
    return (yield from _card(department, drawn, seen, here))


def _draft(one: Opening, current: Standing, seen: Snapshot, here: Here) -> Draft:
    """What the words of a task would store; where nobody can read them, the words themselves."""
    reading = read_liaison(Message(one.words, here.context(one.task)))
    if reading.intent in REPORTS and {*reading.tasks} <= {one.task} and reading.tasks:
        result = drafts.draw(reading, seen, one.words)
        if result.which is None and len(result.drafts) == 1:
            [draft] = result.drafts
            entry = replace(draft.entry, note=draft.entry.note or one.words, source=Source.OPENING)
            return replace(draft, entry=entry)
    entry = Entry(one.task, current.milestone.period, note=one.words, source=Source.OPENING)
    return Draft(entry, current)


def _card(department: str, drawn: list[tuple[Opening, Draft]], seen: Snapshot, here: Here) -> Step:
    found = [draft for _, draft in drawn]
    words = "\n".join(f"{one.task} {one.words}" for one, _ in drawn)
    kept: ReadBack = yield from readback.joined("report", found, words, None, seen)
    lines = [
        (reporting.entry_line(here.words, draft.standing.task, draft.standing.milestone, draft.entry, {}), one.words)
        for one, draft in drawn
    ]
    doubts = [reporting.doubt(here.words, one) for _, draft in drawn for one in draft.doubts]
    yes = readbacks.accept(kept)
    choices = [
        receipts.button(here.words, "submit", yes, Style.PRIMARY),
        receipts.button(here.words, "amend", {**yes, "do": "amend"}),
        say.skip(here.words, {"flow": "openings", "do": "skip", "department": department}),
    ]
    card = say.read_back(here.words, department, lines, doubts, choices)
    return turn(card.on(here.card or f"read:{here.inbound.inbox_id}"), floor=Floor("report", readback.consent(kept)))
