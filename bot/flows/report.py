"""A report in words: read, read back, stored only once it is confirmed.

    hear -> read (understanding) -> draw (drafts) -> a question where something is open, else the read-back
         -> 确认 / 1 / 对 or the button -> stored -> receipt, and the floor remembers it for 不对，应该是38%

The read-back has one life (`domain.readback`): what is said until it is confirmed changes it, and neither an older card
nor newer facts are passed over. The words themselves are kept in any case: they are in the inbox before this flow sees
them.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.flows import drafts, readback
from bot.flows.drafts import Draft, Which
from bot.turn import Call, Floor, Here, Step, Turn, aside, call, turn
from domain.errors import Stale
from domain.messages import Action, Choice
from domain.people import Act, Role, may
from domain.progress import Change, Entry, Evidence, Recorded, State, Status
from domain.readback import ReadBack, ReadBackState
from domain.standing import Snapshot, Standing
from language import Meaning, Message
from language.hearing import REPORTS
from language.liaison import read_liaison
from language.meanings import Report
from language.reading import Quantity, Reading
from language.requests import Request
from services import evidence, onbehalf, progress, readbacks, standing
from services import support as supporting
from storage.contributions import Contribution
from wording import checkin as receipts
from wording import report as say
from wording import support as say_support
from wording.evidence import along

MOST_CANDIDATES = 6  # one button each: `domain.messages.MAX_CHOICES`


HEARS = frozenset({"report", "on_behalf", "hold", "confirm"})
KINDS = ("report", "on_behalf")  # of read-backs


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """A report, 代报 without one, 等等, a 确认 with nothing to confirm."""
    match meaning:
        case Report():
            return (yield from _draw(meaning, here, state))
        case Request("hold"):
            return (yield from readback.hold(here))
        case Request("confirm"):  # in a group, or where nothing asked for it
            pending: ReadBack | None = yield from call(readbacks.waiting)
            return aside(readback.recalled(pending, here) if pending else say.nothing_waits(here.words))
    return turn(say.how_to_record_for(here.words))


def press(action: Action, here: Here) -> Step:
    """确认报送, 取消, a candidate task or indicator, yes or no to a contradiction, 申请办结 of a receipt."""
    match action["do"]:
        case "confirm":
            return (yield from _confirm(action, here))
        case "cancel":
            return (yield from readback.cancel(action, here))
        case "amend":
            return (yield from readback.ask_what_else(action, here))
        case "read":
            said = Report(Reading.of_json(action["reading"]), action["words"], action["on_behalf"])
            return (yield from _draw(said, here, {"words_id": action["words_id"]}))
        case "finish":
            entry = Entry(action["task"], action["period"], Status.DONE)
            return (yield from _store({"entries": [entry], "words": None, "words_id": None, "on_behalf": False}, here))
    return None


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────


def _draw(said: Report, here: Here, state: Mapping[str, Any]) -> Step:
    """Read a report back, or ask what is open."""
    reading, text, on_behalf = said.reading, said.words, said.on_behalf
    words_id = state.get("words_id", here.inbound.inbox_id)
    if reading.intent not in REPORTS or not (reading.tasks or reading.rest):
        return _ask(said, words_id, here)
    if not reading.certain and reading.ask is not None:
        return _ask(said, words_id, here)
    seen: Snapshot = yield from call(standing.seen)
    foreign = [
        one.task for one in (seen.of(number) for number in reading.tasks) if one and not _mine(one, here, on_behalf)
    ]
    if foreign:
        return turn(say.not_yours(here.words, foreign))
    drawn = drafts.draw(reading, seen, text)
    if drawn.which is not None:
        return _which(drawn.which, said, words_id, here)
    carried = drafts.rest(_own(seen, here), reading.tasks) if reading.rest and not on_behalf else ()
    if not drawn.drafts and not carried:
        return _ask(said, words_id, here, reading.ask or "whole")
    parts = yield from _parts(drawn.drafts, here)
    files = yield from call(evidence.loose)
    return (yield from _read_back(drawn.drafts, carried, seen, [*parts, *_along(files, here)], said, words_id, here))


def _along(files: Sequence[Evidence], here: Here) -> list[str]:
    return [along(here.words, files)] if files else []


def _meant(reading: Reading, said: Report, words_id: int) -> Action:
    """The button that says: this is what those words mean."""
    held = {"reading": reading.to_json(), "words": said.words, "on_behalf": said.on_behalf}
    return {"flow": "report", "do": "read", "words_id": words_id, **held}


def _parts(found: Sequence[Draft], here: Here) -> Generator[Call, Any, list[str]]:
    """What supporting departments said of these tasks: the report takes it up."""
    lines: list[str] = []
    for draft in found:
        if draft.standing.task.supporting and may(here.person, Act.REPORT, draft.standing.task):
            answer: tuple[Standing, list[Contribution]] = yield from call(supporting.parts, draft.entry.task)
            lines += say_support.included(here.words, [(one.department, one.words) for one in answer[1]])
    return lines


def _mine(one: Standing, here: Here, on_behalf: bool) -> bool:
    return may(here.person, Act.REPORT_FOR if on_behalf else Act.REPORT, one.task)


def _own(seen: Snapshot, here: Here) -> list[Standing]:
    departments = here.person.departments(Role.LIAISON)
    return [one for one in seen.standings if one.task.lead in departments and not one.reported]


def _settled(reading: Reading, phrase: str) -> Reading:
    """The reading with its one unclear figure said to mean `phrase`."""

    def settle(found: Sequence[Quantity]) -> tuple[Quantity, ...]:
        return tuple(
            replace(one, indicator=phrase) if one.indicator is None and one.role == "progress" else one for one in found
        )

    items = tuple(replace(item, quantities=settle(item.quantities)) for item in reading.items)
    return replace(reading, quantities=settle(reading.quantities), items=items)


# ── reading back ──────────────────────────────────────────────────────────────────────────────────────────


def _read_back(
    found: Sequence[Draft],
    carried: Sequence[Draft],
    seen: Snapshot,
    more: Sequence[str],
    said: Report,
    words_id: int,
    here: Here,
) -> Step:
    """What was said, joined with what still waits, shown for a yes."""
    kind = KINDS[said.on_behalf]
    drawn: ReadBack = yield from readback.joined(kind, [*found, *carried], said.words, words_id, seen)
    return readback.shown(drawn, found, seen, more, here)


def _which(which: Which, said: Report, words_id: int, here: Here) -> Turn:
    several = len({period for period, _ in which.candidates}) > 1
    choices = [
        Choice(
            say.which_choice(here.words, period, indicator, several),
            _meant(_settled(said.reading, indicator.phrase), said, words_id),
        )
        for period, indicator in which.candidates[:MOST_CANDIDATES]
    ]
    told = f"{here.words.number(which.quantity.value)}{which.quantity.unit or ''}"
    return Turn((say.which_figure(here.words, which.task, told, choices).on(f"read:{here.inbound.inbox_id}"),))


# ── asking ────────────────────────────────────────────────────────────────────────────────────────────────


def _ask(said: Report, words_id: int, here: Here, ask: str | None = None) -> Turn | None:
    """What a report leaves open, as a question; None where it was none. `ask`: what turned out to be open."""
    reading, on_behalf = said.reading, said.on_behalf
    ask = ask or reading.ask
    candidates = [task for number in reading.candidates if (task := here.plan.task(number)) is not None]
    if not candidates and ask in (None, "which_task") and not reading.tasks and not on_behalf:
        candidates = [one for name in here.person.departments(Role.LIAISON) for one in here.plan.led_by(name)]
    if candidates and ask in (None, "which_task") and not reading.tasks:
        choices = []
        for task in candidates[:MOST_CANDIDATES]:
            meant = read_liaison(Message(said.words, here.context(task.number, reports=not on_behalf)))
            choices.append(Choice(f"{task.number} {task.short}", _meant(meant, said, words_id)))
        return turn(say.which_task(here.words, candidates, choices).on(f"read:{here.inbound.inbox_id}"))
    if candidates and ask == "what":
        return turn(say.what_of(here.words, candidates[0]).on(f"read:{here.inbound.inbox_id}"))
    if reading.intent in REPORTS or on_behalf or candidates:
        task = here.plan.task(reading.tasks[0]) if reading.tasks else next(iter(candidates), None)
        floor = Floor("report", {"asked_task": task.number}) if task else None
        if ask in (None, "which_task") and task is None:
            return turn(say.which_task(here.words, [], []))
        return turn(say.ask_again(here.words, ask or "whole", task), floor=floor)
    return None


# ── its life ──────────────────────────────────────────────────────────────────────────────────────────────


def _confirm(action: Action, here: Here) -> Step:
    """Store what waits; or show it again where that is not what the yes was said to."""
    drawn: ReadBack | None = yield from call(readbacks.one, action.get("draft", 0))
    if drawn is None:
        raise Stale("old_button")
    if not drawn.state.waits:
        return aside(say.settled(here.words, drawn.became).on(here.card))
    seen: Snapshot = yield from call(standing.seen)
    entries = drafts.of_json(drawn.said["entries"])
    base = readback.base(entries, seen)
    newer = [
        readback.standing_of(one, seen)
        for key, one in zip(map(readback.key_of, entries), entries, strict=True)
        if base[key] != drawn.base.get(key)
    ]
    first = None
    chosen = drafts.of_json(action["entries"]) if "period" in action["entries"][0] else None  # an answer to a doubt
    if newer:
        first = say.reported_since(here.words, newer)
    elif drawn.version != action["version"]:
        first = say.changed_since(here.words)
    elif drawn.state is ReadBackState.HELD and action.get("typed"):
        first = say.held_so_far(here.words)
    if first is not None or (chosen is None and readback.is_short(drawn, seen)):
        again: ReadBack = yield from call(readbacks.show, drawn.kind, drawn.said, base)
        return readback.shown(again, (), seen, (), replace(here, card=None), first)
    return (yield from _store({**drawn.said, "entries": chosen or entries}, here, drawn))


# ── storing ───────────────────────────────────────────────────────────────────────────────────────────────


def _store(said: Mapping[str, Any], here: Here, drawn: ReadBack | None = None) -> Step:
    """Add the confirmed entries to the ledger and give the receipt."""
    entries: Sequence[Entry] = said["entries"]
    done: Recorded = yield from call(
        progress.record,
        entries,
        words=said["words"],
        words_id=said["words_id"],
        on_behalf=said["on_behalf"],
    )
    if drawn is not None:
        yield from call(readbacks.settle, drawn, done.receipt)
    department = done.changes[0].task.lead
    if said["on_behalf"]:
        lines = [receipts.changed(here.words, one) for one in done.changes]
        told = say.recorded_for_you(here.words, here.person.name, done.receipt, lines)
        yield from call(onbehalf.tell_department, department, told, done.receipt)
    seen: Snapshot = yield from call(standing.seen, lead=department)
    left = sum(one.owes for one in seen.standings)
    undo = {"flow": "checkin", "do": "undo", "receipt": done.receipt, "department": department}
    change = {"flow": "checkin", "do": "change", "department": department}
    only = entries[0].task if len(entries) == 1 else None
    finish = _finish(done.changes[0]) if len(entries) == 1 and not said["on_behalf"] else None
    floor = Floor("report", {"prev_text": said["words"], "prev_task": only})
    return turn(receipts.recorded(here.words, done, undo, change, left, finish).on(here.card), floor=floor)


def _finish(change: Change) -> Action | None:
    """[申请办结] where every figure of an open milestone meets its target."""
    values = [(one, change.after.value(one.phrase)) for one in change.milestone.indicators]
    met = bool(values) and all(value is not None and one.met_by(value) for one, value in values)
    if not met or change.after.state is not State.OPEN:
        return None
    return {"flow": "report", "do": "finish", "task": change.task.number, "period": change.milestone.period}
