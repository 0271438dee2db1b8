"""A report in words: read, read back, stored only once it is confirmed.

    hear -> read (understanding) -> draw (drafts) -> a question where something is open, else the read-back
         -> 确认 / 1 / 对 or the button -> stored -> receipt, and the floor remembers it for 不对，应该是38%

The words themselves are kept in any case: they are in the inbox before this flow sees them.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.flows import drafts
from bot.flows.drafts import Draft, Which
from bot.turn import Call, Floor, Here, Step, Turn, aside, call, confirm, turn
from domain.doubts import Doubt
from domain.messages import Action, Choice, Style
from domain.people import Act, Role, may
from domain.progress import Change, Entry, Evidence, Recorded, State, Status
from domain.standing import Snapshot, Standing
from language import Meaning, Message
from language.hearing import REPORTS
from language.liaison import read_liaison
from language.meanings import Report
from language.reading import Quantity, Reading
from services import evidence, onbehalf, progress, standing
from services import support as supporting
from storage.contributions import Contribution
from wording import checkin as receipts
from wording import report as say
from wording import support as say_support
from wording.evidence import along

MOST_CANDIDATES = 6  # one button each: `domain.messages.MAX_CHOICES`


HEARS = frozenset({"report", "on_behalf"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """A report, or 代报 without one."""
    if isinstance(meaning, Report):
        return (yield from _draw(meaning, here, state))
    return turn(say.how_to_record_for(here.words))


def press(action: Action, here: Here) -> Step:
    """确认报送, 取消, a candidate task or indicator, yes or no to a contradiction."""
    match action["do"]:
        case "confirm":
            return (yield from _store(action, here))
        case "cancel":
            yield from call(evidence.let_go)
            return turn(say.cancelled(here.words).on(here.card))
        case "amend":
            waiting = {**action, "do": "confirm"}
            return turn(say.ask_again(here.words, "amend", None), floor=Floor("report", {"yes": waiting}))
        case "read":
            said = Report(Reading.of_json(action["reading"]), action["words"], action["on_behalf"])
            return (yield from _draw(said, here, {"words_id": action["words_id"]}))
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
    return _read_back(drawn.drafts, carried, parts, files, state, text, words_id, on_behalf, here)


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
    parts: Sequence[str],
    files: Sequence[Evidence],
    state: Mapping[str, Any],
    text: str,
    words_id: int,
    on_behalf: bool,
    here: Here,
) -> Turn:
    entries = [one.entry for one in (*found, *carried)]
    kept = text
    pending = state.get("yes", {})
    if pending.get("entries") and not on_behalf:  # a correction while the read-back waits
        entries = drafts.amended(drafts.of_json(pending["entries"]), entries)
        kept = f"{pending['words']}\n{text}"
    said = {"entries": drafts.to_json(entries), "words": kept, "words_id": words_id, "on_behalf": on_behalf}
    short = [one for draft in found for one in draft.doubts if one.code == "done_but_short"]
    if len(entries) == 1 and len(short) == 1:
        return _really_done(found[0], short[0], said, here)
    lines = [*(_line(draft, here) for draft in found), *parts]
    named = {draft.entry.task for draft in (*found, *carried)}
    lines += [_pending_line(entry, here) for entry in entries if entry.task not in named]
    if files:
        lines.append(along(here.words, files))
    yes, no = {"flow": "report", "do": "confirm", **said}, {"flow": "report", "do": "cancel"}
    choices = [
        receipts.button(here.words, "submit", yes, Style.PRIMARY),
        receipts.button(here.words, "amend", {**yes, "do": "amend"}),
        receipts.button(here.words, "cancel", no),
    ]
    doubts = [one for draft in found for one in draft.doubts]
    loose = [one for draft in found for one in draft.loose]
    lead = found[0].standing.task.lead if found and on_behalf else None
    card = say.read_back(here.words, lines, [one.standing for one in carried], doubts, loose, choices, lead)
    return confirm(card.on(f"read:{here.inbound.inbox_id}"), "report", yes, no)


def _line(draft: Draft, here: Here) -> str:
    sums = {one.phrase: (one.last, one.added) for one in draft.sums}
    return say.entry_line(here.words, draft.standing.task, draft.standing.milestone, draft.entry, sums)


def _pending_line(entry: Entry, here: Here) -> str:
    task = here.plan.task(entry.task)
    assert task is not None  # it was drawn from this plan a moment ago
    return say.entry_line(here.words, task, task.milestone(entry.period), entry, {})


def _really_done(draft: Draft, short: Doubt, said: Mapping[str, Any], here: Here) -> Turn:
    """22已完成 with 3 of 5 on record: done with the target's figure, or not done?"""
    indicator = next(one for one in draft.standing.milestone.indicators if one is short.facts["indicator"])
    last = draft.standing.current.value(indicator.phrase)
    done = replace(draft.entry, values={**draft.entry.values, indicator.phrase: indicator.goal})
    not_done = replace(draft.entry, status=Status.ON_TRACK, percent=None)
    yes = {"flow": "report", "do": "confirm", **said, "entries": drafts.to_json([done])}
    no = {"flow": "report", "do": "confirm", **said, "entries": drafts.to_json([not_done])}
    card = say.really_done(here.words, draft.standing, indicator, last, yes, no)
    return confirm(card.on(f"read:{here.inbound.inbox_id}"), "report", yes, no)


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
    if candidates and ask == "which_task":
        choices = []
        for task in candidates[:MOST_CANDIDATES]:
            meant = read_liaison(Message(said.words, here.context(task.number, reports=not on_behalf)))
            choices.append(Choice(f"{task.number} {task.short}", _meant(meant, said, words_id)))
        return turn(say.which_task(here.words, candidates, choices).on(f"read:{here.inbound.inbox_id}"))
    if reading.intent in REPORTS or on_behalf:
        task = here.plan.task(reading.tasks[0]) if reading.tasks else None
        floor = Floor("report", {"asked_task": task.number}) if task else None
        if ask in (None, "which_task") and task is None:
            return turn(say.which_task(here.words, [], []))
        return turn(say.ask_again(here.words, ask or "whole", task), floor=floor)
    return None


def unclear(here: Here) -> Step:
    """The last word to a liaison whose text nobody could read: is everything on track? Nothing is assumed. None where
    nothing is owed."""
    seen: Snapshot = yield from call(standing.seen)
    owed = [one for one in _own(seen, here) if one.asks]
    if not owed:
        return None
    fine = {"flow": "checkin", "do": "all_fine", "department": owed[0].task.lead}
    same = [one for one in owed if one.task.lead == owed[0].task.lead]
    return aside(say.unclear(here.words, len(same), fine, {**fine, "do": "walk"}).on(f"read:{here.inbound.inbox_id}"))


# ── storing ───────────────────────────────────────────────────────────────────────────────────────────────


def _store(said: Mapping[str, Any], here: Here) -> Step:
    """Add the confirmed entries to the ledger and give the receipt."""
    entries = drafts.of_json(said["entries"])
    done: Recorded = yield from call(
        progress.record,
        entries,
        words=said["words"],
        words_id=said["words_id"],
        on_behalf=said["on_behalf"],
    )
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
    entry = Entry(change.task.number, change.milestone.period, Status.DONE)
    said = {"entries": drafts.to_json([entry]), "words": None, "words_id": None, "on_behalf": False}
    return {"flow": "report", "do": "confirm", **said}
