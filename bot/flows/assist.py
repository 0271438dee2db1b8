"""Help, small talk, quiet, feedback, and the last resort for what nobody else could read.

Everything here is an aside: whoever holds the floor keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.flows import checkin
from bot.turn import Floor, Here, Step, Turn, aside, call, turn
from domain.messages import MAX_CHOICES, Action, Choice
from domain.people import Act, Role, may
from language import Meaning
from language.meanings import Answer, Consent, Quiet, Unread
from language.requests import Request
from language.secrecy import is_marked
from services import feedback
from services import quiet as quietness
from wording import assist as say

_PASSED_ON = 1000  # characters of an unread text that its button carries


HEARS = frozenset({"help", "start", "hello", "thanks", "ack", "quiet", "feedback", "unread"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """Help, courtesies, quiet, a remark; and the last resort."""
    match meaning:
        case Consent(yes=False) if state.get("expects") == "remark":
            return turn(say.no_feedback(here.words))
        case Answer("remark") | Consent():
            return (yield from _feedback(here.said, here))
        case Request("help"):
            return replace(
                aside(say.help_(here.words, here.person, say.nearest(here.words, here.person, MAX_CHOICES))),
                public=True,
            )
        case Request("start"):
            return aside(say.hello_again(here.words, here.person, say.nearest(here.words, here.person, MAX_CHOICES)))
        case Request("hello"):
            choices = [*say.nearest(here.words, here.person, MAX_CHOICES - 1), say.help_choice(here.words)]
            return aside(say.here_i_am(here.words, here.person, choices))
        case Request("thanks"):
            return aside(say.welcome(here.words))
        case Request("ack"):
            return aside(say.noted(here.words))
        case Quiet():
            return (yield from _quiet(meaning, here))
        case Request("feedback") if meaning.slot("words"):
            return (yield from _feedback(meaning.slot("words"), here))
        case Request("feedback"):
            return turn(say.ask_feedback(here.words), floor=Floor("assist", {"expects": "remark", "consent": True}))
    candidates = meaning.candidates if isinstance(meaning, Unread) else ()
    return _not_understood(here.said, candidates, here)


def press(action: Action, here: Here) -> Step:
    """A button of help, of quiet hours or of the last resort."""
    match action["do"]:
        case "help":
            return aside(say.help_(here.words, here.person, say.nearest(here.words, here.person, MAX_CHOICES)))
        case "pass_on":
            return (yield from _feedback(action["text"], here))
        case "rest":
            seen: quietness.Quiet = yield from call(quietness.rest, datetime.fromisoformat(action["until"]))
            return _show_quiet(seen, here)
        case "wake":
            yield from call(quietness.wake)
            return aside(say.awake(here.words).on(here.card))
    return None


def stale(here: Here) -> Step:
    """An old or foreign button: say so; for a liaison on top of a card that works."""
    sentence, fresh = say.stale(here.words), Turn()
    if here.person.has(Role.LIAISON):
        fresh = yield from checkin.open_card(here)
    if not fresh.replies:
        return aside(sentence)
    first, *others = fresh.replies
    return aside(replace(first, lines=(*sentence.lines, *first.lines)), *others)


def caution(text: str, here: Here) -> str | None:
    """A warning to stand beside the answer where the text bears a mark of secrecy, else None."""
    return say.caution(here.words) if is_marked(text) else None


def _feedback(text: str, here: Here) -> Step:
    told: int = yield from call(feedback.send, text, say.feedback_notice(here.words, here.person, text))
    return turn(say.feedback_sent(here.words, told))


# ── quiet ─────────────────────────────────────────────────────────────────────────────────────────────────


def _quiet(wish: Quiet, here: Here) -> Step:
    """免打扰: how it stands; 免打扰到周五: done, and how it stands now; 免打扰 关."""
    if wish.off:
        yield from call(quietness.wake)
        return aside(say.awake(here.words))
    if wish.until is None:
        return _show_quiet((yield from call(quietness.look)), here)
    return _show_quiet((yield from call(quietness.rest_to, wish.until)), here)


def _show_quiet(seen: quietness.Quiet, here: Here) -> Turn:
    offers = [(at, {"flow": "assist", "do": "rest", "until": at.isoformat()}) for at in seen.offers]
    end = {"flow": "assist", "do": "wake"}
    reports = here.person.has(Role.LIAISON)
    card = say.quiet(here.words, seen.until, seen.due_at, reports, offers, end)
    return aside(card.on(here.card or f"quiet:{here.inbound.inbox_id}"))


# ── the last resort ───────────────────────────────────────────────────────────────────────────────────────


def _not_understood(text: str, candidates: Sequence[int], here: Here) -> Turn:
    choices = _probable(candidates, here)
    choices += say.nearest(here.words, here.person, MAX_CHOICES - 2 - len(choices))
    choices += [say.help_choice(here.words), say.pass_on_choice(here.words, text[:_PASSED_ON])]
    message = say.not_understood(here.words, choices)
    warning = caution(text, here)
    if warning:
        message = type(message)(lines=(warning, *message.lines), choices=message.choices, footer=message.footer)
    return aside(message)


def _probable(candidates: Sequence[int], here: Here) -> list[Choice]:
    """Up to two of the tasks that the text may be about, as far as the person may read them."""
    found = []
    for number in candidates:
        task = here.plan.task(number)
        if task is not None and may(here.person, Act.READ_TASK, task):
            reports = task.lead in here.person.departments(Role.LIAISON)
            found.append(say.task_choice(here.words, task, reports, task.lead))
    return found[:2]
