"""催办: an order or a button, then exactly who would get what, then [发送] [改措辞] [取消]; nothing leaves before that.

The card is edited in place: preview, sent, taken back. What was shown travels in its buttons, so a restart loses
nothing; `services.chase.send` looks again at who still owes what.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.turn import Call, Floor, Here, Step, Turn, call, turn
from domain.messages import MAX_CHOICES, Action, Choice, Outgoing, Style
from language import Meaning
from language.coordinator.asking import ChaseOrder
from language.meanings import Answer
from services import chase
from services.chase import Chased, LeftOut, Prepared, Wanted, Why
from wording import chase as say
from wording.chase import Ground, Shown

LONGEST = 300  # characters of the coordinator's own words


HEARS = frozenset({"chase"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """The coordinator's own words for a chase that is being prepared, or an order: 催办 6, 催一下科技产业局."""
    match meaning:
        case Answer("wording", str(words)):
            return (yield from _reworded(words, state, here))
        case ChaseOrder():
            return (yield from _follow(meaning, here))
    return None


def _follow(order: ChaseOrder, here: Here) -> Step:
    ground = Ground(order.ground)
    if order.candidates:
        choices = [_button(one, "preview", Wanted(ground, department=one)) for one in order.candidates[:MAX_CHOICES]]
        return turn(say.which_department(here.words, choices))
    wanted = Wanted(ground, order.department, order.tasks)
    return (yield from _preview(wanted, here, f"chase:{here.inbound.inbox_id}"))


def press(action: Action, here: Here) -> Step:
    """A button of the card, or [催办2人] below an answer."""
    match action["do"]:
        case "preview":
            # From an answer the preview is a card of its own; on the card itself it is edited in place.
            card = here.card if here.card and here.card.startswith("chase:") else f"chase:{here.inbound.inbox_id}"
            return (yield from _preview(Wanted.of(action["wanted"]), here, card))
        case "send":
            return (yield from _send(action, here))
        case "reword":
            return _ask_words(action, here)
        case "cancel":
            return turn(say.cancelled(here.words).on(here.card))
        case "withdraw":
            caught = yield from call(chase.withdraw, action["rows"])
            return turn(say.withdrawn(here.words, caught, len(action["rows"])).on(here.card))
    return None


# ── before ────────────────────────────────────────────────────────────────────────────────────────────────


def _preview(wanted: Wanted, here: Here, card: str | None) -> Generator[Call, Any, Turn]:
    prepared: Prepared = yield from call(chase.prepare, wanted)
    return turn(_shown(prepared, wanted, here).on(card))


def _shown(prepared: Prepared, wanted: Wanted, here: Here) -> Outgoing:
    """Exactly who would get what, and the buttons."""
    if not prepared.asked:
        return say.nothing(here.words, wanted.ground)
    reword, cancel, tell_head, _, _ = say.buttons(here.words)
    choices = []
    if prepared.targets:
        at = prepared.at if prepared.quiet else None
        to = [one.person.id for one in prepared.targets]
        send = _button(say.send_label(here.words, at), "send", wanted, to=to, later=prepared.quiet)
        choices += [replace(send, style=Style.PRIMARY), _button(reword, "reword", wanted)]
    if not wanted.heads and any(one.why is Why.NOBODY and one.head for one in prepared.left_out):
        choices.append(_button(tell_head, "preview", replace(wanted, heads=True)))
    choices.append(_button(cancel, "cancel", wanted))
    shown = [Shown(one.person.name, one.departments, one.nth, one.text) for one in prepared.targets]
    quiet = (here.now, prepared.at) if prepared.quiet and prepared.targets else None
    return say.preview(here.words, shown, _left_out(prepared.left_out, wanted, here), quiet, choices)


def _button(label: str, step: str, wanted: Wanted, **more: Any) -> Choice:
    return Choice(label, {"flow": "chase", "do": step, "wanted": wanted.to_json(), **more})


def _left_out(left_out: Sequence[LeftOut], wanted: Wanted, here: Here) -> list[str]:
    """Who is not chased, and why."""
    nobody = [one for one in left_out if one.why is Why.NOBODY]
    with_head = [one.department for one in nobody if one.head and not wanted.heads]
    without = [one.department for one in nobody if one.department not in with_head]
    lines = [say.head_instead(here.words, with_head)] if with_head else []
    lines += [say.nobody(here.words, without)] if without else []
    for one in left_out:
        if one.person is not None:
            say_why = say.unreachable if one.why is Why.NO_ACCOUNT else say.chased_already
            lines.append(say_why(here.words, one.department, one.person.name))
    return lines


def _ask_words(action: Action, here: Here) -> Turn:
    """改措辞: the next text is the wording."""
    wanted = Wanted.of(action["wanted"])
    _, cancel, _, standard, _ = say.buttons(here.words)
    choices = [_button(standard, "preview", replace(wanted, text=None)), _button(cancel, "cancel", wanted)]
    floor = Floor("chase", {"expects": "wording", "wanted": wanted.to_json()})
    return turn(say.type_it(here.words, choices).on(here.card), floor=floor)


def _reworded(text: str, state: Mapping[str, Any], here: Here) -> Step:
    """The preview again, with these words."""
    if len(text) > LONGEST:
        return turn(say.too_long(here.words, LONGEST), floor=Floor("chase", state))
    wanted = replace(Wanted.of(state["wanted"]), text=text)
    return (yield from _preview(wanted, here, f"chase:{here.inbound.inbox_id}"))


# ── after ─────────────────────────────────────────────────────────────────────────────────────────────────


def _send(action: Action, here: Here) -> Generator[Call, Any, Turn]:
    """发送. Where working hours have ended since the preview, it is shown anew with the hour at which it would go."""
    wanted = Wanted.of(action["wanted"])
    done: Chased | Prepared = yield from call(chase.send, wanted, action["to"], later=action["later"])
    if isinstance(done, Prepared):
        return turn(_shown(done, wanted, here).on(here.card))
    undo = {"flow": "chase", "do": "withdraw", "rows": list(done.rows)}
    names = [one.person.name for one in done.targets]
    left_out = _left_out(done.left_out, replace(wanted, heads=True), here)  # the question was asked before
    return turn(say.sent(here.words, names, done.at, done.at > here.now, left_out, undo).on(here.card))
