"""The figures of one clause: degrees of completion, and quantities with the role that the words around give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from language.indicators import Measure, pairs_of
from language.liaison.cues import Clause
from language.liaison.degrees import Degree, degree_of, fraction_of, rate_of
from language.liaison.quantities import quantities_of
from language.marking import Share
from language.reading import Quantity
from language.sheet import Sheet


@dataclass(slots=True)
class Figures:
    """What one clause counts. `frame` is what the next clause inherits; `ask` a question; `summed` are those said with
    累计 or 共, so that what stands beside them cannot be the total."""

    degrees: list[Degree] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    summed: list[Quantity] = field(default_factory=list)
    frame: str | None = None
    ask: str | None = None


def read_figures(
    sheet: Sheet,
    start: int,
    end: int,
    measures: Sequence[Measure],
    today: date,
    frame: str | None = None,
    in_trouble: bool = False,
    title: str = "",
) -> Figures:
    """The figures of the clause [start, end) of a sheet.

    `measures` are the indicators of the task it speaks of, `frame` what the clause before left open, `in_trouble`
    whether it names an obstacle, `title` the task's own words.
    """
    found = Figures()
    clause = Clause(sheet, start, end, frame, today)
    own = pairs_of(sheet.plain(start, end))
    rated = False
    for place in clause.places():
        if isinstance(place.mark.value, Share):
            rate = rate_of(place, measures, rated)
            degree = None if rate else degree_of(place, measures, title)
            rated = rated or rate is not None
            found.quantities += [rate] if rate else []
            found.degrees += [degree] if degree else []
            continue
        last = found.quantities[-1] if found.quantities else None
        quantities, ask = quantities_of(place, measures, own, last, in_trouble)
        fraction = fraction_of(place) if place.mark.value.of and not quantities else None
        found.degrees += [fraction] if fraction else []
        found.quantities += quantities
        found.summed += quantities if place.cues.kind == "total" else []
        found.ask = found.ask or ask
    if any(degree.value is None for degree in found.degrees):
        found.ask = found.ask or "which_figure"
    found.frame = clause.frame
    return found
