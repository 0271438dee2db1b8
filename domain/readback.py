"""A read-back: what somebody said, as it was understood, waiting for their yes.

    open --确认--> done            open, held --算了--> dropped
    open --等等, or words that nobody could read--> held --确认--> open (shown again, nothing stored yet)

It belongs to the person, not to the account it was shown on. `version` counts what changed in it: a yes to an older
version is a yes to something else. `base` is what it was drawn on, so that newer facts are noticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ReadBackState(StrEnum):
    """Where in its life it is."""

    OPEN = "open"  # shown; a yes stores it
    HELD = "held"  # set aside; a yes shows it again
    DONE = "done"
    DROPPED = "dropped"

    @property
    def waits(self) -> bool:
        """Whether it can still be confirmed."""
        return self in (ReadBackState.OPEN, ReadBackState.HELD)


@dataclass(frozen=True, slots=True)
class ReadBack:
    """One read-back. `said` is what would be stored, as its kind describes it; `base` the last line of the ledger
    for what it is about, `shown_by` the message whose answer showed it last, `became` the receipt that it led to."""

    id: int
    person_id: int
    kind: str
    state: ReadBackState
    version: int
    said: Mapping[str, Any]
    base: Mapping[str, int | None]
    shown_by: int
    became: str | None = None
