"""A task list handed in by an admin: a file or pasted text, a preview, mending in words, loading it, and back.

(a file) · 导入清单 · (text of a list) -> preview [载入] [看后面的] [取消] -> 已载入 ✓ [恢复之前的清单]
第3项牵头是区商务局 · 第3项时限是6月底前 · 2026年 · 不要第7项 -> the preview anew
A roster that is handed in the same way goes on in `bot.flows.rosters`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.turn import Floor, Here, Step, Turn, aside, call, confirm, turn
from domain.errors import NotAllowed
from domain.listed import Looked, LookedRoster
from domain.messages import Action, Enclosure
from domain.people import Act, may
from language import Meaning
from language.meanings import ListMend, PastedList
from language.plan.amending import Mend, pasted_list
from language.requests import Request
from services import handing_in, lists
from services.lists import Imported
from wording import lists as say

HEARS = frozenset({"import_list", "pasted_list", "list_mend", "plan_versions"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """A file, a list as text, or a mend of the list that is being looked at; 清单版本."""
    if not may(here.person, Act.SETTINGS):
        raise NotAllowed("not_allowed", act=Act.SETTINGS.value)
    if here.inbound.file is not None:
        return (yield from _handed_in(here.inbound.file, here))
    found: Looked | LookedRoster | None = None
    match meaning:
        case PastedList():
            found = yield from call(handing_in.paste, pasted_list(here.inbound.text or ""))  # with the tabs of cells
        case ListMend(mend):
            found = yield from call(lists.mend, mend)
        case Request("plan_versions"):
            now, kept = yield from call(lists.versions)
            choices = [_button("ask_back", revision=one, seen=now) for one in kept[: say.MOST_VERSIONS]]
            return aside(say.versions(here.words, here.plan, now, choices).on(f"list:{here.inbound.inbox_id}:versions"))
        case _:
            return aside(say.how_to(here.words))
    return _shown(found, here) if found else None


def _handed_in(file: Enclosure, here: Here) -> Step:
    why = handing_in.hopeless(file)
    if why is not None:
        return aside(say.unreadable(here.words, why, file.name))
    yield from call(handing_in.hand_in, file, here.inbound.platform)
    return aside(say.reading(here.words, file.name or ""))


def press(action: Action, here: Here) -> Step:
    """[载入] [确认去掉…] [看后面的] [“甲”就是“乙”] [取消]; [恢复之前的清单]."""
    match action["do"]:
        case "load":
            return (yield from _load(action, here))
        case "page":
            found: Looked = yield from call(lists.look, action["draft"])
            return aside(handing_in.preview(here.words, found, action["first"]).on(here.card))
        case "join":
            mended: Looked | None = yield from call(
                lists.mend, Mend("join", says=f"{action['one']}\n{action['other']}")
            )
            return _shown(mended, here) if mended else None
        case "drop":
            yield from call(lists.drop, action["draft"])
            return turn(say.dropped(here.words).on(here.card))
        case "ask_back":
            before = yield from call(lists.before, action["revision"])
            yes, no = {**action, "do": "back"}, _button("stay")
            return confirm(say.ask_back(here.words, here.plan, *before, yes, no).on(here.card), "lists", yes, no)
        case "back":
            done: Imported = yield from call(lists.restore, action["revision"], action["seen"])
            return turn(say.restored(here.words, done.plan, done.revision, action["revision"]).on(here.card))
        case "stay":
            return turn(say.stays(here.words).on(here.card))
    return None


def _load(action: Action, here: Here) -> Step:
    """Load it; where tasks would go, only once that was said and agreed to."""
    done: Imported | Looked = yield from call(lists.load, action["draft"], sure=action.get("sure", False))
    if isinstance(done, Looked):
        yes, no = {**action, "sure": True}, _button("drop", draft=action["draft"])
        return confirm(say.losing(here.words, done, yes, no).on(here.card), "lists", yes, no)
    back = _button("ask_back", revision=done.back, seen=done.revision)
    told = say.loaded(here.words, done.plan, done.revision, done.opened, done.asked, back)
    return turn(told.on(here.card))


def _shown(found: Looked | LookedRoster, here: Here) -> Turn:
    """The preview; 确认 loads it, 取消 puts it away."""
    message = handing_in.preview(here.words, found)
    return turn(message, floor=Floor("lists", handing_in.floor_of(found.draft, message)))


def _button(do: str, **more: Any) -> dict[str, Any]:
    return {"flow": "lists", "do": do, **more}
