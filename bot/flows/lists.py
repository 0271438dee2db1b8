"""A task list handed in by an admin: a file or pasted text, a preview, mending in words, and loading it.

(a file) · 导入清单 · (text of a list) -> preview [载入] [看后面的] [取消] -> 已载入 ✓
第3项牵头是区商务局 · 第3项时限是6月底前 · 2026年 · 不要第7项 -> the preview anew
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.turn import Floor, Here, Step, Turn, aside, call, turn
from domain.errors import NotAllowed
from domain.messages import Action, Enclosure
from domain.people import Act, may
from language import Meaning
from language.meanings import ListMend, PastedList
from language.plan.amending import Mend, pasted_list
from services import lists
from services.lists import Looked
from wording import lists as say

HEARS = frozenset({"import_list", "pasted_list", "list_mend"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """A file, a list as text, or a mend of the list that is being looked at."""
    if not may(here.person, Act.SETTINGS):
        raise NotAllowed("not_allowed", act=Act.SETTINGS.value)
    if here.inbound.file is not None:
        return (yield from _handed_in(here.inbound.file, here))
    found: Looked | None = None
    match meaning:
        case PastedList():
            found = yield from call(lists.paste, pasted_list(here.inbound.text or ""))  # with the tabs between cells
        case ListMend(mend):
            found = yield from call(lists.mend, mend)
        case _:
            return aside(say.how_to(here.words))
    return _shown(found, here) if found else None


def _handed_in(file: Enclosure, here: Here) -> Step:
    why = lists.hopeless(file)
    if why is not None:
        return aside(say.unreadable(here.words, why, file.name))
    yield from call(lists.hand_in, file, here.inbound.platform)
    return aside(say.reading(here.words, file.name or ""))


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
