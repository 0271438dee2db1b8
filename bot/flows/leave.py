"""Leave: 王晓明 11月21日到25日请假，由张三代 · 请假 · 王晓明销假. Read back before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.turn import Here, Step, aside, call, confirm, turn
from domain.leave import Away
from domain.messages import Action
from domain.people import Act, may
from language import Meaning
from language.leave import Leave
from language.requests import Request
from services import leave
from wording import leave as say
from wording.words import Words

HEARS = frozenset({"leaves", "back", "leave"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """A leave, the list of leaves, or somebody who is back."""
    match meaning:
        case Request("leaves"):
            listed: tuple[Away, ...] = yield from call(leave.listed)
            return aside(say.listed(here.words, listed, may(here.person, Act.INVITE)))
        case Request("back"):
            return (yield from _finish(meaning.slot("whom"), here))
        case Leave(who, first, last, by):
            away: Away = yield from call(leave.propose, who, first, last, by)
            substitute = away.substitute.id if away.substitute else None
            days = {"first": first.isoformat(), "last": last.isoformat()}
            yes, no = _button("take", person=away.person.id, by=substitute, **days), _button("drop")
            card = say.proposed(here.words, away, yes, no).on(f"leave:{here.inbound.inbox_id}")
            return confirm(card, "leave", yes, no)
    return None


def press(action: Action, here: Here) -> Step:
    """A button of a leave."""
    match action["do"]:
        case "take":
            days = date.fromisoformat(action["first"]), date.fromisoformat(action["last"])
            away: Away = yield from call(leave.take, action["person"], *days, action["by"])
            yield from _tell(away, here)
            return turn(say.kept(here.words, away, _button("finish", who=away.person.name)).on(here.card))
        case "finish":
            return (yield from _finish(action["who"], here))
        case "drop":
            return turn(say.dropped(here.words).on(here.card))
    return None


def _finish(who: str, here: Here) -> Step:
    away: Away = yield from call(leave.finish, who)
    yield from _tell(away, here)
    return turn(say.finished(here.words, away).on(here.card))


def _tell(away: Away, here: Here) -> Step:
    theirs = Words(away.substitute.language, here.words.zone) if away.substitute else here.words
    yield from call(leave.tell, away, say.to_substitute(theirs, away), say.to_office(here.words, away))
    return None


def _button(do: str, **more: Any) -> dict[str, Any]:
    return {"flow": "leave", "do": do, **more}
