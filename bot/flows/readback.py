"""A read-back on the screen: shown for a yes, shown again, held, dropped, recalled. What it stores is `report`'s."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.flows import drafts
from bot.flows.drafts import Draft
from bot.turn import Call, Floor, Here, Step, Turn, aside, call, turn
from domain.doubts import Doubt, contradictions
from domain.errors import Stale
from domain.messages import Action, Choice, Outgoing, Style
from domain.progress import Entry, Source, State, Status
from domain.readback import ReadBack, ReadBackState
from domain.standing import Snapshot, Standing
from language import Meaning
from language.meanings import Answer, Consent
from services import evidence, readbacks
from storage.dialogues import Dialogue
from wording import checkin as receipts
from wording import report as say

DOUBTED = "doubted"  # in a floor: something was said since that nobody could read
# What says something about tasks: where it did not change the read-back that waits, a yes may be for something else.
STATEMENTS = frozenset({"report", "on_behalf", "part", "unread"})
WISHES = {  # what somebody wanted done, as the press that does it; passed over, it is said that it was not
    *(("petition", "submit"), ("support", "submit"), ("leave", "take"), ("leave", "finish")),
    *(("schedule", "save"), ("thresholds", "keep"), ("office", "save"), ("office", "climb")),
}


def joined(
    kind: str, found: Sequence[Draft], words: str, words_id: int | None, seen: Snapshot
) -> Generator[Call, Any, ReadBack]:
    """What was said joins what of that kind still waits, or begins a read-back of its own."""
    pending: ReadBack | None = yield from call(readbacks.waiting, kind)
    before: Mapping[str, Any] = pending.said if pending else {"entries": [], "words": ""}
    entries = drafts.amended(drafts.of_json(before["entries"]), found)
    said = {
        "entries": drafts.to_json(entries),
        "words": "\n".join(one for one in (before["words"], words) if one),
        "words_id": words_id,
        "on_behalf": kind == "on_behalf",
    }
    drawn: ReadBack = yield from call(readbacks.show, kind, said, base(entries, seen))
    return drawn


def shown(
    drawn: ReadBack, found: Sequence[Draft], seen: Snapshot, more: Sequence[str], here: Here, first: str | None = None
) -> Turn:
    """A read-back as a card with its buttons, and the floor with its yes and no. `found`: what has just been said."""
    entries = drafts.of_json(drawn.said["entries"])
    standings = [standing_of(one, seen) for one in entries]
    doubts = [doubt for pair in zip(entries, standings, strict=True) for doubt in _doubts(*pair, seen)]
    short = is_short(drawn, seen)
    if short is not None:
        card, yes = _really_done(entries[0], standings[0], short, drawn, here)
        return turn(card.on(f"read:{here.inbound.inbox_id}"), floor=Floor("report", {**consent(drawn), "yes": yes}))
    sums = {(one.entry.task, one.entry.period): {it.phrase: (it.last, it.added) for it in one.sums} for one in found}
    lines = [
        say.entry_line(here.words, one.task, one.milestone, entry, sums.get((entry.task, entry.period), {}))
        for entry, one in zip(entries, standings, strict=True)
        if entry.source is not Source.CARRIED
    ]
    same = [one for entry, one in zip(entries, standings, strict=True) if entry.source is Source.CARRIED]
    loose = [one for draft in found for one in draft.loose]
    pairs = zip(entries, standings, strict=True)
    more = [*more, *(say.withdraws(here.words, one) for entry, one in pairs if _withdraws(entry, one))]
    lead = standings[0].task.lead if drawn.said["on_behalf"] else None
    card = say.read_back(here.words, [*lines, *more], same, doubts, loose, _choices(drawn, here), lead, first)
    return turn(card.on(f"read:{here.inbound.inbox_id}"), floor=Floor("report", consent(drawn)))


def _withdraws(entry: Entry, one: Standing) -> bool:
    """Whether storing it takes an application for 办结 back: never without saying so."""
    return one.current.state is State.REPORTED_DONE and entry.status not in (None, Status.DONE)


def _doubts(entry: Entry, one: Standing, seen: Snapshot) -> list[Doubt]:
    return list(contradictions(entry, one.milestone, one.current, seen.day.year))


def is_short(drawn: ReadBack, seen: Snapshot) -> Doubt | None:
    """已完成 of one task whose figure says otherwise: it cannot be taken with a bare yes."""
    entries = drafts.of_json(drawn.said["entries"])
    if len(entries) != 1:
        return None
    found = _doubts(entries[0], standing_of(entries[0], seen), seen)
    short = [one for one in found if one.code == "done_but_short"]
    return short[0] if len(short) == 1 else None


def decline(drawn: ReadBack) -> dict[str, Any]:
    """What 取消 means."""
    return {"flow": "report", "do": "cancel", "draft": drawn.id}


def _choices(drawn: ReadBack, here: Here) -> list[Choice]:
    yes = readbacks.accept(drawn)
    return [
        receipts.button(here.words, "submit", yes, Style.PRIMARY),
        receipts.button(here.words, "amend", {**yes, "do": "amend"}),
        receipts.button(here.words, "cancel", decline(drawn)),
    ]


def base(entries: Sequence[Entry], seen: Snapshot) -> dict[str, int | None]:
    """The last line of the ledger on which each entry was drawn."""
    return {key_of(one): standing_of(one, seen).current.update_id for one in entries}


def key_of(entry: Entry) -> str:
    """How `base` calls the milestone of an entry."""
    return f"{entry.task}:{entry.period}"


def standing_of(entry: Entry, seen: Snapshot) -> Standing:
    """The standing of the milestone that an entry is for. Raises Stale where the plan has it no more."""
    current = seen.of(entry.task)
    for one in (current, *current.also) if current else ():
        if one.milestone.period == entry.period:
            return one
    raise Stale("old_button")


def _really_done(
    entry: Entry, one: Standing, short: Doubt, drawn: ReadBack, here: Here
) -> tuple[Outgoing, dict[str, Any]]:
    """22已完成 with 3 of 5 on record: done with the target's figure, or not done? A figure that was said stays, and a
    yes then means that it is not done. With the card, what a typed yes means."""
    indicator = next(it for it in one.milestone.indicators if it is short.facts["indicator"])
    told = entry.values.get(indicator.phrase)
    done = entry if told is not None else replace(entry, values={**entry.values, indicator.phrase: indicator.goal})
    not_done = replace(entry, status=Status.ON_TRACK, percent=None)
    as_done, as_not = ({**readbacks.accept(drawn), "entries": drafts.to_json([it])} for it in (done, not_done))
    card = say.really_done(here.words, one, indicator, told, one.current.value(indicator.phrase), as_done, as_not)
    return card, {**(as_done if told is None else as_not), "typed": True}


def cancel(action: Action, here: Here) -> Step:
    """算了: it is dropped, and said so; nothing else is touched."""
    drawn: ReadBack | None = yield from call(readbacks.one, action.get("draft", 0))
    if drawn is not None and not drawn.state.waits:
        return aside(say.settled(here.words, drawn.became).on(here.card))
    if drawn is not None:
        yield from call(readbacks.drop, drawn)
    yield from call(evidence.let_go)
    return turn(say.cancelled(here.words).on(here.card))


def ask_what_else(action: Action, here: Here) -> Step:
    """改一处: what is typed now changes it."""
    drawn: ReadBack | None = yield from call(readbacks.one, action.get("draft", 0))
    if drawn is None or not drawn.state.waits:
        return aside(say.settled(here.words, drawn.became if drawn else None).on(here.card))
    return turn(say.ask_again(here.words, "amend", None), floor=Floor("report", consent(drawn)))


def hold(here: Here) -> Step:
    """等等: what waits is set aside; None where nothing does."""
    held: ReadBack | None = yield from call(readbacks.hold)
    if held is None:
        return aside(say.nothing_waits(here.words))
    return aside(say.held(here.words, tasks(held)))


# ── what else waits for a yes: a rule, a petition, a leave ────────────────────────────────────────────────


def kept_in_sight(floor: Dialogue, meaning: Meaning, turn: Turn, here: Here) -> Turn:
    """A turn beside a question that waits for a yes. What nobody could read puts that in doubt: the next yes is asked
    about once more. Where another matter takes the floor, it is said that the first was not done."""
    state = floor.state or {}
    yes = state.get("yes")
    if not yes or "draft" in yes or isinstance(meaning, Consent | Answer):
        return turn
    if turn.keeps_floor:
        if meaning.kind in STATEMENTS and floor.flow is not None:
            return replace(turn, floor=Floor(floor.flow, {**state, DOUBTED: True}), keeps_floor=False)
        return turn
    if (turn.floor is not None and turn.floor.flow == floor.flow) or (yes["flow"], yes["do"]) not in WISHES:
        return turn  # it was changed, and is shown anew; or nothing was wished, only looked at
    left = say.left_open(here.words, yes, state.get("no"))
    return replace(turn, replies=(*turn.replies, left.on(f"left:{here.inbound.inbox_id}")))


def look_again(floor: Dialogue, here: Here) -> Turn:
    """确认 after words that nobody could read: they may have been meant to change it."""
    state = {key: value for key, value in (floor.state or {}).items() if key != DOUBTED}
    return turn(say.look_again(here.words, state["yes"], state.get("no")), floor=Floor(floor.flow or "", state))


def recalled(drawn: ReadBack, here: Here) -> Outgoing:
    """上面3项还没确认: below an answer to something else."""
    held = drawn.state is ReadBackState.HELD
    return say.recalled(here.words, tasks(drawn), held, _choices(drawn, here)).on(f"recall:{here.inbound.inbox_id}")


def consent(drawn: ReadBack) -> dict[str, Any]:
    """What a floor remembers while a read-back waits: what yes and no mean, and what 不对，是3家 leans on."""
    numbers = tasks(drawn)
    spoken = {"prev_text": drawn.said["words"], "prev_task": numbers[0]} if len(numbers) == 1 else {}
    return {"yes": {**readbacks.accept(drawn), "typed": True}, "no": decline(drawn), **spoken}


def tasks(drawn: ReadBack) -> list[int]:
    return [one["task"] for one in drawn.said["entries"]]
