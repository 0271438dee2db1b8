"""When lights change: 黄灯改为15个百分点，临期5天."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from language.patterns import Pattern

_SETS = Pattern(r"(?i)阈值|改(?:为|成|到)|调(?:为|成|到)|设(?:为|成)|threshold|\bset\b")
_LIGHTS = {
    "yellow_points": r"黄灯|yellow",
    "red_points": r"红灯|red",
    "near_days": r"临期|near",
}
_GAP = r"(?:的|阈值|threshold|改为|改成|改到|调为|调成|调到|设为|设成|从|是|为|到|落后|超过|提前|to|at|[\s:：=,，])*"
_VALUE = r"(?P<value>\d{1,3}(?:\.\d)?)"
_CHANGE = {name: Pattern(f"(?i)(?:{said}){_GAP}{_VALUE}") for name, said in _LIGHTS.items()}


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """The thresholds that are to change, by their names in `domain.standing.Thresholds`: points, or days."""

    changes: Mapping[str, float]

    kind: ClassVar[str] = "threshold_change"
    certain: ClassVar[bool] = True


def read_thresholds(folded: str) -> ThresholdChange | None:
    """黄灯改为15个百分点，临期5天: what is to change; None where nothing is."""
    if not _SETS.search(folded):
        return None
    found = {name: pattern.search(folded) for name, pattern in _CHANGE.items()}
    said = {name: float(match["value"]) for name, match in found.items() if match}
    changes = {name: int(value) if name == "near_days" else value for name, value in said.items()}
    return ThresholdChange(changes) if changes else None
