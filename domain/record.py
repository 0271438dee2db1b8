"""The record of who changed what, as it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Noted:
    """One row of the record. `at` is the plan's time (UTC); `subject` names what was changed."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
