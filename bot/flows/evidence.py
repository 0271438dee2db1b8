"""A photo or a file goes along with a report. A caption that is a report takes it along; else:

补附件                         what is sent now belongs to that receipt, caption or not
a report waits for 确认         it goes along with that
else                           the last report of a day; where there is none, the next
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.turn import Floor, Here, Step, aside, call, turn
from domain.messages import Action, Enclosure, Outgoing
from domain.progress import Line, Trace
from language import Meaning
from language.secrecy import is_marked
from services import evidence, progress
from wording import assist
from wording import evidence as say

MOST = 5  # files that are shown at once, the newest


HEARS = frozenset[str]()


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """A message with a file; None for one without. `state` is that of whoever holds the floor."""
    file = here.inbound.file
    if file is None:
        return None
    if not evidence.takes_from(here.person, file):
        return aside(say.too_big(here.words, file) if file.too_big else say.not_taken(here.words))
    if state.get("yes", {}).get("flow") == "report":
        return aside(_said(say.goes_along(here.words, file, pending=True), file, here))
    if "receipt" in state:
        lines: tuple[Line, ...] = yield from call(evidence.attach, state["receipt"])
    else:
        lines = yield from call(evidence.attach_to_last)
    if not lines:
        return aside(_said(say.goes_along(here.words, file, pending=False), file, here))
    numbers = {line.update.entry.task for line in lines}
    tasks = [task for task in here.plan.tasks if task.number in numbers]
    return aside(_said(say.attached(here.words, file, lines[0].update.receipt or "", tasks), file, here))


def press(action: Action, here: Here) -> Step:
    """补附件 below a receipt, 看附件 below 依据."""
    if action["do"] == "add":
        yield from call(evidence.taking, action["receipt"])  # whoever may not add to it is told now
        return turn(say.send_it(here.words, action["receipt"]), floor=Floor("evidence", {"receipt": action["receipt"]}))
    trace: Trace = yield from call(progress.trace, action["task"])
    lines = [line for _, ledger in trace.ledgers for line in ledger]
    found = {one.id: (one, line) for line in lines for one in line.evidence if one.content_hash}
    cards = [
        say.shown(here.words, trace.task, one, line.update.author, line.update.receipt or "")
        for one, line in sorted(found.values(), key=lambda pair: pair[0].id)[-MOST:]
    ]
    return aside(*cards or [say.nothing_to_show(here.words, trace.task)])


def _said(message: Outgoing, file: Enclosure, here: Here) -> Outgoing:
    """The answer on one card for files that were sent together; with a warning where a name bears a mark of secrecy."""
    if file.name and is_marked(file.name):
        message = replace(message, lines=(assist.caution(here.words), *message.lines))
    return message.on(f"files:{file.group}") if file.group else message
