"""A second account: /link gives the code, 在这里提醒我 chooses where reminders go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.turn import Here, Step, aside, call
from domain.messages import Action
from language import Meaning
from services import linking
from wording import linking as say

HEARS = frozenset({"link", "here"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """/link and 在这里提醒我; both are for the private chat."""
    if not here.inbound.private:
        return aside(say.in_private(here.words))
    if meaning.kind == "link":
        return aside(say.code(here.words, (yield from call(linking.offer)), linking.LASTS))
    accounts = yield from call(linking.prefer)
    return aside(say.preferred(here.words, [(one.platform, one.name) for one in accounts]))


def press(action: Action, here: Here) -> Step:
    """There is no button of this flow."""
    yield from ()
    return None
