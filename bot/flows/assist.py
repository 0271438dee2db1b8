"""Help, small talk, quiet, feedback, and the last resort for what nobody else could read.

Everything here is an aside: whoever holds the floor keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.flows import checkin, report
from bot.turn import Floor, Here, Step, Turn, aside, call, turn
from domain.messages import MAX_CHOICES, Action, Choice
from domain.people import Act, Role, may
from language.commands import is_marked, is_no, is_off, read_command
from language.dates import find_dates
from language.liaison import read_liaison
from language.normalise import normalise
from language.reading import Context
from language.schedule.phrase import plain
from services import feedback
from services import quiet as quietness
from services.quiet import Quiet
from wording import assist as say

_PASSED_ON = 1000  # characters of an unread text that its button carries


def hear(text: str, state: Mapping[str, Any], here: Here) -> Step:
    """Always answers; with the floor (it waits for a remark) only what is a remark, or for this flow anyway."""
    command = read_command(text)
    name = command.name if command else "help" if _asks_how(text, here) else None
    if state.get("asks") == "feedback" and name in (None, "ack", "thanks", "hello"):
        if is_no(text):
            return turn(say.no_feedback(here.words))
        return (yield from _feedback(text, here))
    match name:
        case "help":
            return replace(
                aside(say.help_(here.words, here.person, say.nearest(here.words, here.person, MAX_CHOICES))),
                public=True,
            )
        case "start":
            return aside(say.hello_again(here.words, here.person, say.nearest(here.words, here.person, MAX_CHOICES)))
        case "hello":
            choices = [*say.nearest(here.words, here.person, MAX_CHOICES - 1), say.help_choice(here.words)]
            return aside(say.here_i_am(here.words, here.person, choices))
        case "thanks":
            return aside(say.welcome(here.words))
        case "ack":
            return aside(say.noted(here.words))
        case "quiet" if command:
            return (yield from _quiet(command.rest, here))
        case "feedback" if command and command.rest:
            return (yield from _feedback(command.rest, here))
        case "feedback":
            return turn(say.ask_feedback(here.words), floor=Floor("assist", {"asks": "feedback"}))
    if state:
        return None  # the floor was ours and the text is a command of another flow
    return (yield from _not_understood(text, here))


def press(action: Action, here: Here) -> Step:
    """A button of help, of quiet hours or of the last resort."""
    match action["do"]:
        case "help":
            return aside(say.help_(here.words, here.person, say.nearest(here.words, here.person, MAX_CHOICES)))
        case "say":
            return (yield from _as_if_said(action["to"], action["text"], here))
        case "pass_on":
            return (yield from _feedback(action["text"], here))
        case "rest":
            seen: Quiet = yield from call(quietness.rest, datetime.fromisoformat(action["until"]))
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


def _as_if_said(to: str, text: str, here: Here) -> Step:
    """The button stands for words that another flow understands."""
    from bot.flows import people, query, schedule  # they may need this module's `caution`

    flows = {"people": people, "query": query, "schedule": schedule}
    answered: Turn | None = yield from flows[to].hear(text, {}, here)
    return answered or (yield from _not_understood(text, here))


def _feedback(text: str, here: Here) -> Step:
    told: int = yield from call(feedback.send, text, say.feedback_notice(here.words, here.person, text))
    return turn(say.feedback_sent(here.words, told))


def _asks_how(text: str, here: Here) -> bool:
    """怎么填, 不会用: asked in the words of a liaison, by whomever."""
    reading = read_liaison(text, Context(), here.vocabulary, here.now)
    return reading.query_kind == "help" and not reading.tasks  # 第6项怎么弄 asks about the task


# ── quiet ─────────────────────────────────────────────────────────────────────────────────────────────────


def _quiet(rest: str, here: Here) -> Step:
    """免打扰: how it stands; 免打扰到周五: done, and how it stands now; 免打扰 关."""
    if is_off(rest):
        yield from call(quietness.wake)
        return aside(say.awake(here.words))
    dates = find_dates(plain(rest), here.today) if rest else []
    if not dates:
        return _show_quiet((yield from call(quietness.look)), here)
    first = dates[0]
    day = here.today if first.last < here.today else first.last
    if first.grain == "span" and first.days:
        day = here.today.fromordinal(here.today.toordinal() + first.days)
    return _show_quiet((yield from call(quietness.rest_to, day)), here)


def _show_quiet(seen: Quiet, here: Here) -> Turn:
    offers = [(at, {"flow": "assist", "do": "rest", "until": at.isoformat()}) for at in seen.offers]
    end = {"flow": "assist", "do": "wake"}
    reports = here.person.has(Role.LIAISON)
    card = say.quiet(here.words, seen.until, seen.due_at, reports, offers, end)
    return aside(card.on(here.card or f"quiet:{here.inbound.inbox_id}"))


# ── the last resort ───────────────────────────────────────────────────────────────────────────────────────


def _not_understood(text: str, here: Here) -> Step:
    choices = _probable(text, here)
    if not choices and not is_marked(text) and here.person.has(Role.LIAISON):
        asked = yield from report.unclear(here)
        if asked is not None:
            return asked
    choices += say.nearest(here.words, here.person, MAX_CHOICES - 2 - len(choices))
    choices += [say.help_choice(here.words), say.pass_on_choice(here.words, text[:_PASSED_ON])]
    message = say.not_understood(here.words, choices)
    warning = caution(text, here)
    if warning:
        message = type(message)(lines=(warning, *message.lines), choices=message.choices, footer=message.footer)
    return aside(message)


def _probable(text: str, here: Here) -> list[Choice]:
    """Up to two tasks that the text names, or whose titles share most with it; as far as the person may read them."""
    heard = normalise(text).plain
    named = [number for one in here.vocabulary.names_in(heard) for number in one.tasks]
    found = []
    for number in dict.fromkeys((*named, *here.vocabulary.probable_tasks(heard))):
        task = here.plan.task(number)
        if task is not None and may(here.person, Act.READ_TASK, task):
            reports = task.lead in here.person.departments(Role.LIAISON)
            found.append(say.task_choice(here.words, task, reports, task.lead))
    return found[:2]
