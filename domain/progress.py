"""Progress is a ledger: updates are only ever added, and what holds now is folded from them.

    open ──report "done"──> reported_done ──confirm──> closed
      ^                          │
      └────────return────────────┘            (a retracted update is as if it had never been said)

`apply` is the only rule for what an update does; `fold` applies a whole ledger. The row `milestone_state` holds the
result of the same function, so rebuilding it from the ledger gives the same value (a test does).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.plan import Milestone, Task


class State(StrEnum):
    """Where a milestone stands in the supervision procedure."""

    OPEN = "open"
    REPORTED_DONE = "reported_done"  # 申请办结
    CLOSED = "closed"  # 办结·销号


class Status(StrEnum):
    """What the department said of it."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    BLOCKED = "blocked"
    DONE = "done"


class Source(StrEnum):
    """How an update came to be."""

    CARD = "card"  # tapped on the check-in card
    TEXT = "text"  # read from free text and confirmed
    CARRIED = "carried"  # 沿用上期: a statement that all is on track, no new measurement
    ON_BEHALF = "on_behalf"  # 代报: recorded by a coordinator


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure as it stands: the value in the indicator's unit, when it was said and by which update."""

    value: float
    at: datetime
    update_id: int
    year: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one milestone in one report. `values` maps an indicator's phrase to a value in its unit."""

    task: int
    period: str
    status: Status | None = None
    percent: float | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    problem: str | None = None
    note: str | None = None
    source: Source = Source.CARD


@dataclass(frozen=True, slots=True)
class Update:
    """One line of the ledger. `at` is the plan's time (UTC). `words` are the reporter's own."""

    id: int
    entry: Entry
    at: datetime
    author: str
    words: str | None = None
    receipt: str | None = None
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Current:
    """What holds now for one milestone."""

    task: int
    period: str
    state: State = State.OPEN
    status: Status | None = None
    percent: float | None = None
    values: Mapping[str, Measured] = field(default_factory=dict)
    problem: str | None = None
    note: str | None = None
    reported_at: datetime | None = None
    update_id: int | None = None

    def value(self, phrase: str) -> float | None:
        """The last figure of an indicator, in its unit, or None where none was ever said."""
        measured = self.values.get(phrase)
        return measured.value if measured else None


@dataclass(frozen=True, slots=True)
class Change:
    """What one report did to one milestone."""

    task: Task
    milestone: Milestone
    before: Current
    after: Current


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one report stored, under which receipt and when (UTC)."""

    receipt: str
    at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger with what a reader asks: who said it, for whom, in which message, and when that came."""

    update: Update
    author_id: int
    on_behalf_of: str | None
    inbox_id: int
    words_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trace:
    """Where the figures of a task come from: each milestone with its ledger, oldest line first."""

    task: Task
    ledgers: tuple[tuple[Milestone, tuple[Line, ...]], ...]


def apply(current: Current, update: Update, year: int) -> Current:
    """What holds after `update`. `year` is the civil year of `update.at` in the plan's zone.

    A status that is not said stays; a problem lasts until an update says that all is on track or done. Figures carried
    over are not measured anew: their time stays the time at which they were said.
    """
    entry = update.entry
    values = dict(current.values)
    for phrase, value in entry.values.items():
        values[phrase] = Measured(value, update.at, update.id, year)
    status = entry.status or current.status
    solved = entry.status in (Status.ON_TRACK, Status.DONE)
    state = current.state
    if state is not State.CLOSED and entry.status is not None:
        state = State.REPORTED_DONE if entry.status is Status.DONE else State.OPEN
    return replace(
        current,
        state=state,
        status=status,
        percent=entry.percent if entry.percent is not None else current.percent,
        values=values,
        problem=entry.problem or (None if solved else current.problem),
        note=entry.note or (None if entry.source is not Source.CARRIED else current.note),
        reported_at=update.at,
        update_id=update.id,
    )


def fold(start: Current, ledger: Iterable[tuple[Update, int]]) -> Current:
    """What holds after all of `ledger` (each update with its civil year, in the order they were stored)."""
    for update, year in ledger:
        if not update.retracted:
            start = apply(start, update, year)
    return start
