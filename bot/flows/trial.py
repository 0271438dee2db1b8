"""试运行: a test message to everybody who is bound, who has pressed [收到], and then the start.

试运行 -> who would get it [发送，先不提醒] [发送，照常提醒] [取消] -> how it stands [刷新] [再发一次] [开始]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.turn import Here, Step, aside, call, turn
from domain.messages import Action, Outgoing
from domain.trial import Trial
from language import Meaning
from language.requests import Request
from services import trial
from wording import trial as say

HEARS = frozenset({"trial", "go_live"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """试运行; 正式开始."""
    if isinstance(meaning, Request) and meaning.kind == "go_live":
        return (yield from _start(here))
    found: Trial = yield from call(trial.look)
    return aside(_card(found, here))


def press(action: Action, here: Here) -> Step:
    """[收到] of anybody; the rest is the admin's."""
    match action["do"]:
        case "seen":
            noted = yield from call(trial.acknowledge, action["number"])
            return aside((say.thanks(here.words) if noted else say.over(here.words)).on(here.card))
        case "send":
            found: Trial = yield from call(trial.begin, hold=action["hold"])
            return turn(_card(found, here))
        case "look":
            standing: Trial = yield from call(trial.look)
            return aside(_card(standing, here))
        case "again":
            count = yield from call(trial.again)
            after: Trial = yield from call(trial.look)
            return aside(say.sent_again(here.words, count), _card(after, here))
        case "start":
            return (yield from _start(here))
        case "cancel":
            return turn(say.not_sent(here.words).on(here.card))
    return None


def _start(here: Here) -> Step:
    found, rules = yield from call(trial.go_live)
    return turn(say.started(here.words, found, rules).on(here.card))


def _card(found: Trial, here: Here) -> Outgoing:
    card = here.card or f"trial:{here.inbound.inbox_id}"
    if found.number == 0 or found.over:
        hold, go_on = ({"flow": "trial", "do": "send", "hold": hold} for hold in (True, False))
        return say.preview(here.words, found, hold, go_on, {"flow": "trial", "do": "cancel"}).on(card)
    look, again, start = ({"flow": "trial", "do": do} for do in ("look", "again", "start"))
    return say.standing(here.words, found, look, again, start, here.now).on(card)
