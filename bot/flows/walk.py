"""Walking through the check-in card, task by task and figure by figure, in place.

What is tapped is stored at once and can be undone. A walk carries its place in its buttons, so a restart in the middle
loses nothing: every button on the screen still means what it says. What is typed instead is read back first.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.turn import Call, Floor, Here, Step, Turn, call, turn
from domain.doubts import contradictions
from domain.errors import Stale
from domain.messages import Action, Choice, Style
from domain.plan import Indicator
from domain.progress import Entry, Source, Status, going_on
from domain.standing import Snapshot, Standing
from language import Meaning
from language.meanings import Answer
from services import progress, standing
from wording import checkin as say
from wording import figures

SMALL_TARGET = 20  # up to here the next whole figure is worth a button of its own


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody is on the card: the tasks still to ask, the place among them, the figure of that task."""

    department: str
    queue: tuple[int, ...]
    at: int = 0
    figure: int = 0
    receipt: str | None = None

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Walk:
        """The walk that a button carries."""
        return cls(raw["department"], tuple(raw["queue"]), raw["at"], raw["figure"], raw["receipt"])

    def button(self, do: str, **more: Any) -> dict[str, Any]:
        """What a button of this walk means."""
        return {"flow": "walk", "do": do, "walk": asdict(self), **more}


HEARS = frozenset[str]()  # what is said of the task on the card in other words is a report


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """While the floor is ours: a typed figure, a reason."""
    match meaning:
        case Answer("figure", int() | float() as value):
            return (yield from _typed_figure(float(value), state, here))
        case Answer("cause", str(reason)):
            walk, said = Walk.of(state["walk"]), Status(state["status"])
            return (yield from _reason(walk, said, reason, here, words_id=here.inbound.inbox_id))
    return None


def press(action: Action, here: Here) -> Step:
    """A button of the walk."""
    walk = Walk.of(action["walk"])
    match action["do"]:
        case "show":
            return (yield from _show(walk, here))
        case "next":
            return (yield from _show(_next(walk), here))
        case "figure":
            return (yield from _figure(walk, action["value"], here))
        case "typed":
            return (yield from _figure(walk, action["value"], here, action["words"], action["words_id"]))
        case "other":
            return (yield from _ask_figure(walk, here))
        case "trouble":
            return (yield from _trouble(walk, here))
        case "status":
            return (yield from _status(walk, Status(action["status"]), here))
        case "reason":
            return (yield from _reason(walk, Status(action["status"]), action["reason"], here))
        case "solved":
            return (yield from _solved(walk, Status.ON_TRACK, here))
        case "still":
            return (yield from _solved(walk, None, here))
        case "type_reason":
            return (yield from _ask_reason(walk, Status(action["status"]), here))
    return None


def along(department: str, queue: tuple[int, ...], here: Here) -> Step:
    """Begin to walk through those tasks of a department."""
    return (yield from _show(Walk(department, queue), here))


def _show(walk: Walk, here: Here) -> Step:
    """The card of the walk's task and figure, in place; the receipt when the walk is over."""
    seen = yield from call(standing.seen, lead=walk.department)
    if walk.at >= len(walk.queue):
        return _ended(seen, walk, here)
    one = seen.of(walk.queue[walk.at])
    if one is None:
        raise Stale("old_button")
    place = f"{walk.at + 1}/{len(walk.queue)}"
    if one.milestone.indicators:
        card = say.figure_card(here.words, place, one, walk.figure, _figure_choices(walk, one, here))
    else:
        card = say.status_card(here.words, place, one, _status_choices(walk, here))
    return turn(card.on(here.card or _card_of(walk, here)), floor=_floor(walk, one))


def _floor(walk: Walk, one: Standing) -> Floor:
    """What is typed now is of the task on the card; a bare number is its figure."""
    held = {"asked_task": one.task.number, "walk": asdict(walk)}
    if not one.milestone.indicators:
        return Floor("walk", held)
    return Floor("walk", {**held, "expects": "figure", "unit": one.milestone.indicators[walk.figure].unit})


def _card_of(walk: Walk, here: Here) -> str:
    """A card of its own where an answer was typed: an edited card far above would not be seen."""
    return f"walk:{here.inbound.inbox_id}:{walk.department}"


def _figure_choices(walk: Walk, one: Standing, here: Here) -> list[Choice]:
    """[仍3家] [4家] [5家 达标] [其他数] [滞后/受阻] [‹返回]"""
    words, indicator = here.words, one.milestone.indicators[walk.figure]
    last = one.current.value(indicator.phrase)
    offered: dict[float, str] = {}
    if last is not None:
        offered[last] = say.unchanged(words, indicator, last)
    following = (last or 0.0) + 1
    whole = following.is_integer() and indicator.goal.is_integer() and not indicator.is_ceiling
    if whole and indicator.goal <= SMALL_TARGET and (following < indicator.goal or last is not None):
        offered.setdefault(following, say.reaches(words, indicator, following))
    if last is None or not indicator.met_by(last):
        offered.setdefault(_first_that_meets(indicator), say.reaches(words, indicator, _first_that_meets(indicator)))
    choices = [Choice(label, walk.button("figure", value=value)) for value, label in offered.items()]
    return [
        *choices,
        say.button(here.words, "other", walk.button("other")),
        say.button(here.words, "trouble", walk.button("trouble")),
        say.button(here.words, "back", _previous(walk, one)),
    ]


def _first_that_meets(indicator: Indicator) -> float:
    return indicator.goal if indicator.met_by(indicator.goal) else indicator.goal + 1


def _status_choices(walk: Walk, here: Here) -> list[Choice]:
    """[正常] [滞后] [受阻] [已完成] [跳过] [‹返回]"""
    said = (Status.ON_TRACK, Status.BEHIND, Status.BLOCKED, Status.DONE)
    return [
        *(Choice(figures.status(here.words, one), walk.button("status", status=one.value)) for one in said),
        say.button(here.words, "skip", walk.button("next")),
        say.button(here.words, "back", _previous(walk, None)),
    ]


def _previous(walk: Walk, one: Standing | None) -> dict[str, Any]:
    """Where ‹返回 leads: the figure before, the task before, or the whole card."""
    if one is not None and walk.figure > 0:
        return replace(walk, figure=walk.figure - 1).button("show")
    if walk.at > 0:
        return replace(walk, at=walk.at - 1, figure=0).button("show")
    return {"flow": "checkin", "do": "open", "department": walk.department}


def _next(walk: Walk) -> Walk:
    return replace(walk, at=walk.at + 1, figure=0)


def _figure(walk: Walk, value: float, here: Here, words: str | None = None, words_id: int | None = None) -> Step:
    """Store one figure of the walk's task and go on to its next figure, or the next task."""
    one = yield from _standing_of(walk)
    entry = Entry(
        one.task.number,
        one.milestone.period,
        going_on(one.current),
        values={one.milestone.indicators[walk.figure].phrase: value},
        source=Source.TEXT if words else Source.CARD,
    )
    done = yield from call(progress.record, [entry], words=words, words_id=words_id, receipt=walk.receipt)
    walk = replace(walk, receipt=done.receipt)
    more = walk.figure + 1 < len(one.milestone.indicators)
    return (yield from _show(replace(walk, figure=walk.figure + 1) if more else _next(walk), here))


def _standing_of(walk: Walk) -> Generator[Call, Any, Standing]:
    seen = yield from call(standing.seen, lead=walk.department)
    one = seen.of(walk.queue[walk.at]) if walk.at < len(walk.queue) else None
    if one is None or (one.milestone.indicators and walk.figure >= len(one.milestone.indicators)):
        raise Stale("old_button")
    return one


def _status(walk: Walk, said: Status, here: Here) -> Step:
    """Store a state; where it is behind or blocked, ask for the reason before going on."""
    one = yield from _standing_of(walk)
    entry = Entry(one.task.number, one.milestone.period, said)
    done = yield from call(progress.record, [entry], receipt=walk.receipt)
    walk = replace(walk, receipt=done.receipt)
    if said not in (Status.BEHIND, Status.BLOCKED):
        return (yield from _show(_next(walk), here))
    place = f"{walk.at + 1}/{len(walk.queue)}"
    choices = [
        *(Choice(here.words.t(why), walk.button("reason", status=said.value, reason=why)) for why in say.REASONS),
        say.button(here.words, "type", walk.button("type_reason", status=said.value)),
        say.button(here.words, "skip", walk.button("next")),
    ]
    card = say.why(here.words, place, one, said, choices)
    return turn(card.on(here.card or _card_of(walk, here)), floor=_floor_for_reason(walk, one, said))


def _trouble(walk: Walk, here: Here) -> Step:
    one = yield from _standing_of(walk)
    place = f"{walk.at + 1}/{len(walk.queue)}"
    choices = [
        *(
            Choice(figures.status(here.words, said), walk.button("status", status=said.value))
            for said in (Status.BEHIND, Status.BLOCKED)
        ),
        say.button(here.words, "back", walk.button("show")),
    ]
    return turn(say.how_bad(here.words, place, one, choices).on(here.card))


def _reason(walk: Walk, said: Status, reason: str, here: Here, words_id: int | None = None) -> Step:
    one = yield from _standing_of(walk)
    source = Source.TEXT if words_id else Source.CARD
    entry = Entry(one.task.number, one.milestone.period, said, problem=reason, source=source)
    words = reason if words_id else None
    done = yield from call(progress.record, [entry], words=words, words_id=words_id, receipt=walk.receipt)
    return (yield from _show(_next(replace(walk, receipt=done.receipt)), here))


# ── what was behind or blocked, where all is said to be fine ──────────────────────────────────────────────


def ask_solved(department: str, queue: tuple[int, ...], receipt: str | None, here: Here) -> Step:
    """上期受阻（卡在场地），已解决？ once for each of these tasks, then the receipt."""
    return (yield from _ask_solved(Walk(department, queue, receipt=receipt), here))


def _ask_solved(walk: Walk, here: Here) -> Step:
    if walk.at >= len(walk.queue):
        return (yield from _show(walk, here))
    one = yield from _standing_of(walk)
    choices = [
        say.button(here.words, "solved", walk.button("solved"), Style.PRIMARY),
        Choice(say.still(here.words, one), walk.button("still")),
    ]
    card = say.solved_question(here.words, f"{walk.at + 1}/{len(walk.queue)}", one, choices)
    return turn(card.on(here.card or _card_of(walk, here)))


def _solved(walk: Walk, status: Status | None, here: Here) -> Step:
    """Store the answer: on track, or carried over as it was."""
    one = yield from _standing_of(walk)
    number, period, source = one.task.number, one.milestone.period, Source.CARD if status else Source.CARRIED
    entry = Entry(number, period, status or going_on(one.current), source=source)
    done = yield from call(progress.record, [entry], receipt=walk.receipt)
    return (yield from _ask_solved(_next(replace(walk, receipt=done.receipt)), here))


# ── typed while walking ───────────────────────────────────────────────────────────────────────────────────


def _ask_figure(walk: Walk, here: Here) -> Step:
    one = yield from _standing_of(walk)
    return turn(say.type_it(here.words, one, one.milestone.indicators[walk.figure]), floor=_floor(walk, one))


def _typed_figure(value: float, state: Mapping[str, Any], here: Here) -> Step:
    """A bare figure answers the card; it is read back before it is stored."""
    walk = Walk.of(state["walk"])
    one = yield from _standing_of(walk)
    indicator = one.milestone.indicators[walk.figure]
    said = walk.button("typed", value=value, words=here.said, words_id=here.inbound.inbox_id)
    doubts = contradictions(
        Entry(one.task.number, one.milestone.period, values={indicator.phrase: value}), one.milestone, one.current
    )
    no = walk.button("other")
    card = say.confirm_figure(here.words, one, indicator, value, doubts, said, no)
    floor = {**_floor(walk, one).state, "yes": said, "no": no}  # another figure corrects this one
    return turn(card.on(f"typed:{here.inbound.inbox_id}"), floor=Floor("walk", floor))


def _ask_reason(walk: Walk, said: Status, here: Here) -> Step:
    one = yield from _standing_of(walk)
    return turn(say.type_it(here.words, one, None), floor=_floor_for_reason(walk, one, said))


def _floor_for_reason(walk: Walk, one: Standing, said: Status) -> Floor:
    """What is typed after 原因？ is the reason, whether 打字说明 was pressed or not."""
    number = one.task.number
    held = {"expects": "cause", "task": number, "asked_task": number, "walk": asdict(walk), "status": said.value}
    return Floor("walk", held)


def _ended(seen: Snapshot, walk: Walk, here: Here) -> Turn:
    """The receipt: the whole department as it now stands; or, where everything was skipped, that nothing was stored."""
    again = {"flow": "checkin", "do": "open", "department": walk.department}
    if walk.receipt is None:
        return turn(say.nothing_stored(here.words, again).on(here.card))
    asked = [one for one in seen.standings if one.is_open and one.started]
    undo = {"flow": "checkin", "do": "undo", "receipt": walk.receipt, "department": walk.department}
    change = {"flow": "checkin", "do": "change", "department": walk.department}
    done = sum(one.reported for one in asked)
    return turn(say.receipt(here.words, walk.receipt, here.now, asked, done, undo, change).on(here.card))
