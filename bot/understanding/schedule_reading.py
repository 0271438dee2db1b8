"""What an admin's sentence about reminders says, and what it is asked about: plain values.

Exactly one of recurrence, around, on and control is set in an `AdminReading`, or its `question` says why not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from bot.understanding.around import Around
from bot.understanding.audience import Listeners
from bot.understanding.control import Control
from bot.understanding.schedule_json import reading_json
from domain.recurrence import OnDays, Recurrence
from domain.rules import Policy, Reporting

NOBODY = Listeners()


@dataclass(frozen=True, slots=True)
class Question:
    """Why a sentence could not be taken as it stands: `code` names the sentence in `wording.rules`.

    `words` are the admin's own words that it is about; `candidates` what may have been meant, ready to be chosen.
    """

    code: str
    words: str = ""
    candidates: tuple[AdminReading, ...] = ()


@dataclass(frozen=True, slots=True)
class AdminReading:
    """What a sentence says about reminders; what was not said is None or empty."""

    recurrence: Recurrence | None = None
    around: Around | None = None
    on: tuple[date, ...] = ()
    control: Control | None = None
    times: tuple[time, ...] = ()
    policy: Policy | None = None
    listeners: Listeners = NOBODY
    tasks: tuple[int, ...] = ()
    until_reported: bool = False
    reporting: Reporting | None = None
    no_reporting: bool = False
    digest: bool = False
    ignore_quiet: bool = False
    weekday_open: bool = False
    daily_until_due: bool = False  # said as "from 7 days before on, daily"
    question: Question | None = None

    def to_json(self) -> dict[str, Any]:
        """`{"rule": {"kind", …}}`; a question adds its code, words and candidates."""
        return reading_json(self)

    def coming(self, recurrence: Recurrence) -> AdminReading:
        """The same reading with this recurrence; given days are said as `on`."""
        if isinstance(recurrence, OnDays):
            return replace(self, recurrence=None, on=recurrence.on)
        return replace(self, recurrence=recurrence, on=())


def asked(code: str, words: str = "", candidates: tuple[AdminReading, ...] = ()) -> AdminReading:
    """A reading that is nothing but a question."""
    return AdminReading(question=Question(code, words, candidates))
