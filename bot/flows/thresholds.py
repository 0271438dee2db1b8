"""亮灯阈值: an admin sees when lights change, and changes it: read back with what it does to the lights, then kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.turn import Here, Step, aside, call, confirm, turn
from domain.errors import NotAllowed
from domain.messages import Action
from domain.people import Act, may
from domain.standing import Thresholds
from language import Meaning
from language.thresholds import ThresholdChange
from services import standing
from wording import thresholds as say

HEARS = frozenset({"thresholds", "threshold_change"})


def hear(meaning: Meaning, state: Mapping[str, Any], here: Here) -> Step:
    """亮灯阈值; 黄灯改为15个百分点."""
    changes = meaning.changes if isinstance(meaning, ThresholdChange) else {}
    if not may(here.person, Act.SETTINGS if changes else Act.READ_ALL):
        raise NotAllowed("not_allowed", act=Act.SETTINGS.value)
    stands: Thresholds = yield from call(standing.judged_by)
    if not changes:
        return aside(say.shown(here.words, stands, may(here.person, Act.SETTINGS)))
    return (yield from _preview(Thresholds(**{**asdict(stands), **changes}), here))


def press(action: Action, here: Here) -> Step:
    """[保存] [取消]."""
    match action["do"]:
        case "keep":
            wanted = Thresholds(**action["wanted"])
            stood, before, after = yield from call(standing.judge_by, wanted, keep=True)
            return turn(say.kept(here.words, stood, wanted, before.lights(), after.lights()).on(here.card))
        case "drop":
            return turn(say.dropped(here.words).on(here.card))
    return None


def _preview(wanted: Thresholds, here: Here) -> Step:
    stood, before, after = yield from call(standing.judge_by, wanted, keep=False)
    yes = {"flow": "thresholds", "do": "keep", "wanted": asdict(wanted)}
    no = {"flow": "thresholds", "do": "drop"}
    card = say.preview(here.words, stood, wanted, before.lights(), after.lights(), yes, no)
    return confirm(card.on(f"thresholds:{here.inbound.inbox_id}"), "thresholds", yes, no)
