"""What a person is told about a list that was read: where, and in which words of `wording.imported` by its code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file, as the office sees it: a sheet or the number of a table, and its row; of a text the line."""

    sheet: str = ""
    table: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to look at. `code` names the sentence, `facts` fill it in; `fault`: the row cannot be loaded like this."""

    code: str
    place: Place = Place()
    task: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    fault: bool = False
