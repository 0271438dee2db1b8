"""A task list handed in by an admin: a file or pasted text, a preview, mending in words, and loading it.

(a file) · 导入清单 · (text of a list) -> preview [载入] [看后面的] [取消] -> 已载入 ✓
第3项牵头是区商务局 · 第3项时限是6月底前 · 2026年 · 不要第7项 -> the preview anew
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.turn import Floor, Here, Step, Turn, aside, call, turn
from domain.errors import NotAllowed
from domain.messages import Action
from domain.people import Act, may
from language.plan.amending import Mend, asked_to_import, read_mend
from services import lists
from services.lists import Looked
from wording import lists as say

_LEAST_LINES = 3  # of a pasted list: a header and two rows


def hear(text: str, state: Mapping[str, Any], here: Here) -> Step:
    """A file, a list as text, or a mend of the list that is being looked at."""
    asked = asked_to_import(text) is not None
    if not may(here.person, Act.SETTINGS):
        if asked:
            raise NotAllowed("not_allowed", act=Act.SETTINGS.value)
        return None
    file = here.inbound.file
    if file is not None:
        why = lists.hopeless(file)
        if why is not None:
            return aside(say.unreadable(here.words, why, file.name))
        yield from call(lists.hand_in, file, here.inbound.platform)
        return aside(say.reading(here.words, file.name or ""))
    said = here.inbound.text or ""  # with its tabs, which tell cells apart
    rest = asked_to_import(said)
    pasted = said if rest is None else rest
    if pasted.count("\n") + 1 >= _LEAST_LINES:
        found: Looked | None = yield from call(lists.paste, pasted)
        return _shown(found, here) if found else None
    if asked and not pasted.strip():
        return aside(say.how_to(here.words))
    mend = read_mend(text)
    if mend is None:
        return None
    found = yield from call(lists.mend, mend)
    return _shown(found, here) if found else None


def press(action: Action, here: Here) -> Step:
    """[载入] [看后面的] [“甲”就是“乙”] [取消]."""
    draft = action["draft"]
    match action["do"]:
        case "load":
            plan, revision = yield from call(lists.load, draft)
            return turn(say.loaded(here.words, plan, revision).on(here.card))
        case "page":
            found: Looked = yield from call(lists.look, draft)
            return aside(lists.preview(here.words, found, action["first"]).on(here.card))
        case "join":
            mended: Looked | None = yield from call(
                lists.mend, Mend("join", says=f"{action['one']}\n{action['other']}")
            )
            return _shown(mended, here) if mended else None
        case "drop":
            yield from call(lists.drop, draft)
            return turn(say.dropped(here.words).on(here.card))
    return None


def _shown(found: Looked, here: Here) -> Turn:
    """The preview; 确认 loads it, 取消 puts it away."""
    message = lists.preview(here.words, found)
    actions = {choice.action["do"]: dict(choice.action) for choice in message.choices}
    said = {"draft": found.draft.id, "no": actions["drop"]} | ({"yes": actions["load"]} if "load" in actions else {})
    return turn(message, floor=Floor("lists", said))
