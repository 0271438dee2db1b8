"""待办: the coordinator's card of everything that waits for a decision, decided in place.

    待办 -> [办结·销号] [退办] [看依据] [下一件›] -> the same card: what was done [撤销], and the next matter

What needs a reason or a date is asked for and shown as the department will read it, before it is decided. An order in
words (退办 第6项 佐证材料不足) leads to the same cards.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import date
from typing import Any

from bot.turn import Call, Floor, Here, Step, Turn, aside, call, confirm, turn
from domain.errors import Conflict, NotAllowed, Refused
from domain.messages import Action, Outgoing, Style
from domain.people import Act, may
from domain.progress import Move
from language import Meaning
from language.meanings import Answer, Decision
from language.requests import Request
from services import petitions, questions, reviews, tray
from services.petitions import Answered
from wording import deciding as steps
from wording import people as invitations
from wording import tray as say
from wording.decisions import subject
from wording.tray import Item, Tray, action

LONGEST_REASON = 200  # characters: it stands in the notice beside what it is about
_MOVES = {"return": Move.RETURN, "reopen": Move.REOPEN}


HEARS = frozenset({"todo", "decision"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """An order, or the reason or date that was asked for."""
    if not may(here.person, Act.DECIDE):
        raise NotAllowed("not_allowed", act=Act.DECIDE.value)
    match meaning:
        case Request("todo"):
            return (yield from _card(here))
        case Decision():
            return (yield from _follow(meaning, here))
        case Answer("verdict", str(reason)):
            if len(reason) > LONGEST_REASON:
                return turn(steps.too_long(here.words, LONGEST_REASON), floor=Floor("tray", state))
            return (yield from _preview(state["item"], state["verdict"], reason, here, _new(here)))
        case Answer("due", due):
            return (yield from _confirm_date(state["item"], due, state, here))
    return None


def press(pressed: Action, here: Here) -> Step:
    """A button of the card."""
    key: str = pressed.get("item", "")
    match pressed["do"]:
        case "open" | "show":
            return (yield from _card(here, key))
        case "close":
            number, period, seen = _milestone(key)
            yield from call(reviews.decide, number, period, Move.CLOSE, seen=seen)
            return (yield from _decided("close", key, here))
        case "ask":
            return (yield from _ask(key, pressed["verdict"], here, here.card or _new(here)))
        case "preview":
            return (yield from _preview(key, pressed["verdict"], pressed["reason"], here, here.card))
        case "return" | "reopen":
            number, period, seen = _milestone(key)
            move = _MOVES[pressed["do"]]
            yield from call(reviews.decide, number, period, move, reason=pressed["reason"], seen=seen)
            return (yield from _decided(pressed["do"], key, here))
        case "ask_date":
            return (yield from _ask_date(key, here))
        case "grant":
            return (yield from _grant(key, pressed.get("due"), here))
        case "refuse":
            item = yield from _item(key)
            yield from call(petitions.refuse, _petition_id(key), pressed["reason"])
            return (yield from _decided("refuse", key, here, item))
        case "undo":
            return (yield from _undo(pressed, here))
    return None


# ── the card ──────────────────────────────────────────────────────────────────────────────────────────────


def _card(
    here: Here, key: str | None = None, done: str | None = None, undo: Action | None = None
) -> Generator[Call, Any, Turn]:
    found: Tray = yield from call(tray.look)
    return turn(say.card(here.words, found, here.now, key, done, undo).on(here.card or _new(here)))


def _follow(order: Decision, here: Here) -> Step:
    """The card at the matter that was named; with a reason, its preview."""
    task = here.plan.task(order.task)
    if task is None:
        return aside(steps.which_task(here.words))
    if order.verdict == "reopen":
        _, closed = yield from call(questions.closed, {"tasks": [task.number]})
        if not closed:
            raise Refused("not_closed", task=task.number, period=task.milestones[0].period)
        key = f"reopen:{task.number}:{closed[-1][1].period}:0"
    else:
        found: Tray = yield from call(tray.look)
        kind = "extension" if order.verdict in ("grant", "refuse") else "review"
        meant = [one for one in found.items if one.kind == kind and one.task and one.task.number == task.number]
        if not meant:
            raise Refused("nothing_pending", task=task.number)
        key = meant[0].key
    if order.verdict in ("grant", "close"):
        shown = yield from _card(here, key)
        return _confirmable(shown.replies[0], key)
    if order.reason:
        return (yield from _preview(key, order.verdict, order.reason[:LONGEST_REASON], here, _new(here)))
    return (yield from _ask(key, order.verdict, here, _new(here)))


def _confirmable(card: Outgoing, key: str) -> Turn:
    """A card whose main button is also pressed by saying 确认; 取消 shows the matter undecided."""
    main = [choice.action for choice in card.choices if choice.style is Style.PRIMARY]
    return confirm(card, "tray", main[0], action("show", item=key)) if main else turn(card)


def _new(here: Here) -> str:
    """Typed below: a card above would not be looked at."""
    return f"tray:{here.inbound.inbox_id}"


def _item(key: str) -> Generator[Call, Any, Item]:
    """The matter of a button. Raises Conflict where it is pending no more."""
    found: Tray = yield from call(tray.look)
    item = found.of(key)
    if item is None or item.key != key:
        raise Conflict("petition_decided")
    return item


def _milestone(key: str) -> tuple[int, str, int | None]:
    """Task, period and the report that was seen (None where none is decided on), from the key of a matter."""
    _, number, period, seen = key.split(":")
    return int(number), period, int(seen) or None


def _about(key: str, here: Here, item: Item | None) -> tuple[str, str]:
    """What a matter is called, and the department that hears of its decision."""
    if item is not None:
        name = subject(here.words, item.task, item.milestone) if item.task else item.department
        return name, item.department
    number, period, _ = _milestone(key)
    task = here.plan.task(number)
    if task is None:
        raise Conflict("petition_decided")
    return subject(here.words, task, task.milestone(period)), task.lead


def _meant(key: str, here: Here) -> Generator[Call, Any, tuple[str, str, str]]:
    """The same, and the kind; a petition must still be pending."""
    item = (yield from _item(key)) if key.startswith("petition:") else None
    return (*_about(key, here, item), item.kind if item else "")


# ── a reason, a date ──────────────────────────────────────────────────────────────────────────────────────


def _ask(key: str, verdict: str, here: Here, card: str) -> Generator[Call, Any, Turn]:
    about, _, kind = yield from _meant(key, here)
    means, back = action("preview", item=key, verdict=verdict), action("show", item=key)
    floor = Floor("tray", {"expects": "verdict", "item": key, "verdict": verdict})
    return turn(steps.ask_reason(here.words, verdict, about, kind, means, back).on(card), floor=floor)


def _preview(key: str, verdict: str, reason: str, here: Here, card: str | None) -> Generator[Call, Any, Turn]:
    about, department, _ = yield from _meant(key, here)
    means, back = action("preview", item=key, verdict=verdict), action("show", item=key)
    return _confirmable(steps.preview(here.words, verdict, about, department, reason, means, back).on(card), key)


def _ask_date(key: str, here: Here) -> Generator[Call, Any, Turn]:
    about, _, _ = yield from _meant(key, here)
    floor = Floor("tray", {"expects": "due", "item": key})
    return turn(steps.ask_date(here.words, about, action("show", item=key)).on(here.card), floor=floor)


def _confirm_date(key: str, due: object, state: Mapping[str, Any], here: Here) -> Step:
    if not isinstance(due, date):
        return turn(steps.no_date(here.words), floor=Floor("tray", state))
    item = yield from _item(key)
    about, _ = _about(key, here, item)
    if item.milestone is None or item.milestone.due is None:
        raise Conflict("petition_decided")
    yes = say.grant_choice(here.words, key, due)
    back = action("show", item=key)
    return _confirmable(steps.confirm_date(here.words, about, due, item.milestone.due, yes, back).on(_new(here)), key)


# ── decided ───────────────────────────────────────────────────────────────────────────────────────────────


def _petition_id(key: str) -> int:
    return int(key.partition(":")[2])


def _grant(key: str, due: str | None, here: Here) -> Step:
    item = yield from _item(key)
    day = date.fromisoformat(due) if due else None
    answered: Answered = yield from call(petitions.grant, _petition_id(key), day)
    if answered.invited is None:
        return (yield from _decided(item.kind, key, here, item, day))
    about, department = _about(key, here, item)
    contact = answered.petition.wish.contact
    shown = yield from _card(here, None, steps.done(here.words, item.kind, about, department, None, contact))
    one = answered.invited
    code: Outgoing = invitations.invitation(here.words, one.code, one.membership, one.expires_at, one.telegram_link)
    return turn(*shown.replies, code)


def _decided(
    what: str, key: str, here: Here, item: Item | None = None, due: date | None = None
) -> Generator[Call, Any, Turn]:
    about, department = _about(key, here, item)
    told = steps.done(here.words, what, about, department, due)
    undo = action("undo", item=key, about=about, department=department)
    return (yield from _card(here, None, told, undo))


def _undo(pressed: Action, here: Here) -> Step:
    key = pressed["item"]
    if key.startswith("petition:"):
        yield from call(petitions.undo, _petition_id(key))
    else:
        number, period, _ = _milestone(key)
        yield from call(reviews.undo, number, period)
    told = steps.done(here.words, "undo", pressed["about"], pressed["department"])
    return (yield from _card(here, key, told))
