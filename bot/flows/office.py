"""What an admin settles for the whole office beside the rules: the ladder's waits and the workdays.

    催办升级设置 · 催办升级 蓝3 黄5      工作日安排 · 10月17日停工 · the lines of an official notice, pasted

Days are read back before they are kept; both can be undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.turn import Here, Step, aside, call, confirm, turn
from domain.errors import NotAllowed
from domain.messages import Action
from domain.people import Act, may
from language import Meaning
from language.meanings import Waits
from language.notices import Days
from language.requests import Request
from services import calendar, climbing
from wording import office as say
from wording.office import Calendar, Changed

HEARS = frozenset({"ladder", "ladder_off", "waits", "workdays", "days"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """A request about the ladder or workdays."""
    match meaning:
        case Request("ladder"):
            return aside(say.ladder(here.words, (yield from call(climbing.look))))
        case Request("ladder_off"):
            return (yield from _climb({"blue": 0, "yellow": 0, "red": 0}, here))
        case Waits(days=waits):
            return (yield from _climb(dict(waits), here))
        case Request("workdays"):
            seen: Calendar = yield from call(calendar.look)
            return aside(say.calendar(here.words, seen))
        case Days():
            if not may(here.person, Act.SCHEDULE):
                raise NotAllowed("not_allowed", act=Act.SCHEDULE.value)
            return (yield from _read_back(meaning, here))
    return None


def press(action: Action, here: Here) -> Step:
    """A button of what was read back or kept."""
    match action["do"]:
        case "save":
            changed: Changed = yield from call(calendar.save, _days(action["days"]))
            undo = _button("undo", days={day.isoformat(): said for day, said in changed.before.items()})
            return turn(say.days_kept(here.words, changed, undo).on(here.card))
        case "undo":
            changed = yield from call(calendar.save, _days(action["days"]))
            return turn(say.days_kept(here.words, changed, None).on(here.card))
        case "climb":
            return (yield from _climb(dict(action["waits"]), here))
        case "drop":
            return turn(say.dropped(here.words).on(here.card))
    return None


def _climb(waits: dict[str, int], here: Here) -> Step:
    before, after = yield from call(climbing.change, waits)
    undo = None if before == after else _button("climb", waits=asdict(before))
    return turn(say.ladder(here.words, after, undo, changed=True).on(here.card or f"office:{here.inbound.inbox_id}"))


def _read_back(days: Days, here: Here) -> Step:
    yield from ()
    if days.wrong or not days.marked:
        return aside(say.days_unread(here.words, days.wrong))
    kept = {one.day.isoformat(): [one.worked, one.holiday] if one.worked is not None else None for one in days.marked}
    yes, no = _button("save", days=kept), _button("drop")
    told = [(one.day, one.worked, one.holiday) for one in days.marked]
    return confirm(say.days(here.words, told, yes, no).on(f"office:{here.inbound.inbox_id}"), "office", yes, no)


def _days(raw: Mapping[str, Any]) -> dict[date, tuple[bool, str | None] | None]:
    return {date.fromisoformat(day): (said[0], said[1]) if said else None for day, said in raw.items()}


def _button(do: str, **more: Any) -> dict[str, Any]:
    return {"flow": "office", "do": do, **more}
