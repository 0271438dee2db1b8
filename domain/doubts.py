"""What in a report contradicts the target or what was said before: asked about once, never stored silently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.plan import Basis, Milestone
from domain.progress import Current, Entry, Status

BEYOND = 5.0  # ours: so many times the target is more likely a slip of the finger than a success


@dataclass(frozen=True, slots=True)
class Doubt:
    """One contradiction: `code` names the sentence, `facts` fill it in."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def contradictions(entry: Entry, milestone: Milestone, before: Current, year: int | None = None) -> list[Doubt]:
    """The doubts about one entry: done with a figure short of its target, a total that falls, a value beyond sense.

    `year` is the civil year of the report: a figure that counts anew each year may start low in January.
    """
    doubts = []
    for indicator in milestone.indicators:
        measured = before.values.get(indicator.phrase)
        value = entry.values.get(indicator.phrase)
        facts = {"task": entry.task, "indicator": indicator, "value": value, "last": measured and measured.value}
        if value is not None:
            anew = indicator.basis is Basis.PER_YEAR and measured is not None and measured.year != year
            if measured is not None and value < measured.value and not anew and indicator.accumulates:
                doubts.append(Doubt("falls", facts))
            most = max(BEYOND * indicator.goal, indicator.goal + 5)
            if value > (100 if indicator.unit == "%" else most):
                doubts.append(Doubt("beyond", facts))
        if entry.status is Status.DONE:
            stands = value if value is not None else (measured.value if measured else None)
            if stands is None or not indicator.met_by(stands):
                doubts.append(Doubt("done_but_short", {**facts, "value": stands}))
    return doubts
