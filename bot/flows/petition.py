"""延期申请, 非本单位事项, 转办 in words: what is missing is asked, then read back, and submitted only by 提交.

    第14项申请延期到3月31日，因用地审批未完成 -> read back [提交] [取消] -> receipt [撤回申请]

The wish travels in the buttons and the floor; `services.petitions` looks again when it is submitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from bot.turn import Floor, Here, Step, call, confirm, turn
from domain.messages import MAX_CHOICES, Action, Choice
from domain.people import Act, Role, may
from domain.procedure import Kind, Wish
from domain.procedure import Petition as Submitted
from language import Meaning
from language.meanings import Answer, Petition
from language.petitions import reason_in
from services import petitions
from services.petitions import Drafted
from wording import petitions as say
from wording import report as reports

LONGEST_REASON = 300  # characters; with the figures of its task it fits one message of WeCom's


HEARS = frozenset({"petition"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """A wish, or the date, the reason or the name that was asked for."""
    match meaning:
        case Petition():
            return (yield from _begin(meaning, here))
        case Answer("until", date() as day):
            wish = _of_json(state["wish"])
            reason = wish.reason or reason_in(here.said)
            return (yield from _next(replace(wish, proposed=day, reason=reason), here))
        case Answer("reason", str(told)):
            return (yield from _next(replace(_of_json(state["wish"]), reason=told[:LONGEST_REASON]), here))
        case Answer("contact", str(told)):
            return (yield from _next(replace(_of_json(state["wish"]), contact=told[:LONGEST_REASON]), here))
    return None


def press(action: Action, here: Here) -> Step:
    """A task, a reason, 提交, 取消 or 撤回申请."""
    match action["do"]:
        case "wish":
            return (yield from _next(replace(_of_json(action["wish"]), **_more(action)), here))
        case "submit":
            submitted: Submitted = yield from call(petitions.submit, _of_json(action["wish"]))
            take_back = {"flow": "petition", "do": "withdraw", "petition": submitted.id}
            return turn(say.submitted(here.words, submitted.wish, take_back).on(here.card))
        case "withdraw":
            gone: Submitted = yield from call(petitions.withdraw, action["petition"])
            return turn(say.withdrawn(here.words, gone.wish).on(here.card))
        case "cancel":
            return turn(say.cancelled(here.words).on(here.card))
    return None


def _more(action: Action) -> dict[str, Any]:
    return {name: action[name] for name in ("task", "reason") if name in action}


def _begin(said: Petition, here: Here) -> Step:
    """More time is asked for, a matter is passed on or said to be somebody else's."""
    department = here.person.departments(Role.LIAISON)[0]
    named = [task for number in said.named if (task := here.plan.task(number)) is not None]
    kind, words = Kind(said.wish), said.words[:LONGEST_REASON]
    if named and not may(here.person, Act.PETITION, named[0]):
        return turn(reports.not_yours(here.words, [named[0]]))
    wish = Wish(kind, named[0].lead if named else department, named[0].number if len(named) == 1 else 0)
    if kind is Kind.EXTENSION:
        wish = replace(wish, reason=said.reason, proposed=said.proposed)
    elif kind is Kind.OBJECTION:
        wish = replace(wish, reason=words)
    else:
        wish = replace(wish, contact=said.contact or "", reason=words)
    if not wish.task and kind is not Kind.HANDOVER:
        known = named or [task for number in said.candidates if (task := here.plan.task(number)) is not None]
        mine = [one for one in known or here.plan.led_by(department) if may(here.person, Act.PETITION, one)]
        choices = [
            Choice(f"{one.number} {one.short}"[:12], {**_button("wish", wish), "task": one.number})
            for one in mine[:MAX_CHOICES]
        ]
        return turn(say.which_task(here.words, kind, choices).on(f"petition:{here.inbound.inbox_id}"))
    return (yield from _next(wish, here))


def hand_over(department: str, here: Here) -> Step:
    """[转交同事] on the check-in card."""
    return (yield from _next(Wish(Kind.HANDOVER, department), here))


def _next(wish: Wish, here: Here) -> Step:
    """Ask for what is still missing, or read the whole wish back."""
    task = here.plan.task(wish.task) if wish.task else None
    if wish.kind is Kind.HANDOVER and not wish.contact:
        return turn(say.to_whom(here.words), floor=_floor("contact", wish))
    if wish.kind is Kind.EXTENSION and task is not None and wish.proposed is None:
        return turn(say.until(here.words, task), floor=_floor("until", wish))
    drafted: Drafted = yield from call(petitions.draft, wish)
    if wish.kind is Kind.EXTENSION and task is not None and not wish.reason:
        card = say.why(here.words, task, _button("wish", wish)).on(f"petition:{here.inbound.inbox_id}")
        return turn(card, floor=_floor("reason", wish))
    yes, no = _button("submit", drafted.wish), {"flow": "petition", "do": "cancel"}
    card = say.read_back(here.words, drafted.wish, task, drafted.milestone, drafted.late, yes, no)
    return confirm(card.on(here.card or f"petition:{here.inbound.inbox_id}"), "petition", yes, no)


def _floor(asks: str, wish: Wish) -> Floor:
    return Floor("petition", {"expects": asks, "task": wish.task, "wish": to_json(wish)})


def _button(do: str, wish: Wish) -> dict[str, Any]:
    return {"flow": "petition", "do": do, "wish": to_json(wish)}


def to_json(wish: Wish) -> dict[str, Any]:
    """A wish as it travels in a button."""
    return {**asdict(wish), "proposed": wish.proposed.isoformat() if wish.proposed else None}


def _of_json(raw: Mapping[str, Any]) -> Wish:
    proposed = date.fromisoformat(raw["proposed"]) if raw["proposed"] else None
    return Wish(**{**raw, "kind": Kind(raw["kind"]), "proposed": proposed})
