"""Which of a plan's departments an unknown name looks like: to be offered as "您是说……吗", never to be taken."""

from __future__ import annotations

from collections.abc import Iterable

_ALIKE = 60.0  # of 100: two characters of three
_OFFERED = 3


def nearest_departments(name: str, departments: Iterable[str]) -> tuple[str, ...]:
    """Up to three departments that share most with `name`, best first; none where none does."""
    from rapidfuzz import fuzz, process  # only here, and slow to load

    found = process.extract(name, list(departments), scorer=fuzz.partial_ratio, limit=_OFFERED, score_cutoff=_ALIKE)
    return tuple(department for department, _, _ in found)
