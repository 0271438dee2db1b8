"""A roster handed in by an admin becomes invitations to hand out; and the members of a group of departments.

(a .xlsx, a .csv, pasted rows) -> preview with the rows to mend [生成邀请码] [取消] -> a sheet and a page to print
各高校成员：北师大珠海校区、中大珠海校区 -> [保存] [取消]        各高校成员 -> who they are
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.turn import Here, Step, aside, call, confirm, turn
from domain.messages import Action
from language import Meaning
from language.requests import Request
from services import lists, rosters
from services.rosters import Invitations
from wording import rosters as say

HEARS = frozenset({"members"})
_BETWEEN = re.compile(r"[、，,；;\n]+")


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """各高校成员, and who they are."""
    if not isinstance(meaning, Request):
        return None
    group, said = meaning.slot("group"), meaning.slot("members")
    before: tuple[str, ...] = yield from call(rosters.members, group)
    if not said:
        return aside(say.members(here.words, group, before))
    names = list(dict.fromkeys(one.strip() for one in _BETWEEN.split(said.rstrip("。.!！")) if one.strip()))
    yes = {"flow": "rosters", "do": "members", "group": group, "names": names}
    no = {"flow": "rosters", "do": "cancel"}
    card = say.confirm_members(here.words, group, before, names, yes, no)
    return confirm(card.on(f"roster:{here.inbound.inbox_id}"), "rosters", yes, no)


def press(action: Action, here: Here) -> Step:
    """[生成邀请码] [取消]; [保存] of the members."""
    match action["do"]:
        case "make":
            done: Invitations = yield from call(rosters.make, action["draft"])
            told, sheet, page = say.made(here.words, done.title, done.made)
            return turn(told.on(here.card), sheet, page)
        case "drop":
            yield from call(lists.drop, action["draft"])
            return turn(say.dropped(here.words).on(here.card))
        case "members":
            yield from call(rosters.set_members, action["group"], action["names"])
            return turn(say.members_set(here.words, action["group"], action["names"]).on(here.card))
        case "cancel":
            return turn(say.members_kept(here.words).on(here.card))
    return None
