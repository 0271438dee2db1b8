"""Progress is a ledger: updates and the office's decisions are only ever added, and what holds now is folded from them.

    open ──report "done"──> reported_done ──close──> closed
      ^                          │                     │
      └──────return, report──────┴───────reopen────────┘     (what was taken back is as if it had never been said)

`MOVES` is the whole table of what may follow what. `apply` is the only rule for what an update does, `judge` for what a
decision does; `fold` applies a whole ledger. The row `milestone_state` holds the result of the same functions, so
rebuilding it from the ledger gives the same value (a test does).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.errors import Refused
from domain.plan import Milestone, Plan, Task

GOES_ALONG = timedelta(hours=24)  # a file and a report further apart have nothing to do with each other


class State(StrEnum):
    """Where a milestone stands in the supervision procedure."""

    OPEN = "open"
    REPORTED_DONE = "reported_done"  # 申请办结
    CLOSED = "closed"  # 办结·销号


class Move(StrEnum):
    """What may happen to a milestone: the department reports, the office decides."""

    REPORT = "report"  # anything but "done"
    REPORT_DONE = "report_done"  # 申请办结
    CLOSE = "close"  # 办结·销号
    RETURN = "return"  # 退办
    REOPEN = "reopen"  # 重新打开
    EXTEND = "extend"  # 同意延期
    EXCUSE = "excuse"  # 认可非本单位事项


MOVES: Mapping[tuple[State, Move], State] = {
    (State.OPEN, Move.REPORT): State.OPEN,
    (State.OPEN, Move.REPORT_DONE): State.REPORTED_DONE,
    (State.OPEN, Move.EXTEND): State.OPEN,
    (State.OPEN, Move.EXCUSE): State.OPEN,
    (State.REPORTED_DONE, Move.REPORT): State.OPEN,
    (State.REPORTED_DONE, Move.REPORT_DONE): State.REPORTED_DONE,
    (State.REPORTED_DONE, Move.CLOSE): State.CLOSED,
    (State.REPORTED_DONE, Move.RETURN): State.OPEN,
    (State.CLOSED, Move.REOPEN): State.OPEN,
}
_WHY_NOT = {State.OPEN: "not_in_review", State.REPORTED_DONE: "in_review", State.CLOSED: "milestone_closed"}


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
    OPENING = "opening"  # 导入台账: what the list said was done so far, confirmed by the department


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure as it stands: the value in the indicator's unit, when it was said and by which update. `earlier`: what
    stood at the end of each year before `year`, for figures that count anew each year."""

    value: float
    at: datetime
    update_id: int
    year: int
    earlier: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", float(self.value))  # JSON keeps a whole figure as an int
        object.__setattr__(self, "earlier", {year: float(value) for year, value in self.earlier.items()})


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one milestone in one report. `values` maps an indicator's phrase to a value in its unit: floats,
    whatever they were read from."""

    task: int
    period: str
    status: Status | None = None
    percent: float | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    problem: str | None = None
    note: str | None = None
    source: Source = Source.CARD

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", {phrase: float(value) for phrase, value in self.values.items()})


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
    due: date | None = None  # the granted date, where the plan's own no longer counts
    returned: str | None = None  # why it was returned or opened again; the next report answers that
    excused: bool = False  # 非本单位事项 was accepted: nobody is reminded until the plan is changed

    def value(self, phrase: str) -> float | None:
        """The last figure of an indicator, in its unit, or None where none was ever said."""
        measured = self.values.get(phrase)
        return measured.value if measured else None


@dataclass(frozen=True, slots=True)
class Review:
    """One decision of the office on a milestone, about the ledger up to its line `upto`."""

    id: int
    move: Move
    upto: int
    at: datetime
    by: str
    reason: str | None = None
    due: date | None = None
    petition: int | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What one report or decision did to one milestone."""

    task: Task
    milestone: Milestone
    before: Current
    after: Current


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that somebody sent as evidence (佐证). `content_hash` is the SHA-256 of what is kept, None until it is
    there; `failure` tells why it never will be. Neither changes a figure."""

    id: int
    person_id: int
    name: str | None  # None: a photo
    media_type: str
    size: int | None
    content_hash: str | None = None
    failure: str | None = None

    @property
    def is_picture(self) -> bool:
        """Whether chats can show it."""
        return self.media_type in ("image/jpeg", "image/png")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one report stored, under which receipt and when (UTC), and the evidence that went along."""

    receipt: str
    at: datetime
    changes: tuple[Change, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger with what a reader asks: who said it, for whom, in which message, when that came, and the
    evidence of its report."""

    update: Update
    author_id: int
    on_behalf_of: str | None
    inbox_id: int
    words_at: datetime | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """Where the figures of a task come from: each milestone with its ledger, oldest line first. `parts` are what
    supporting departments said, by the line that took it up."""

    task: Task
    ledgers: tuple[tuple[Milestone, tuple[Line, ...]], ...]
    parts: Mapping[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)


def apply(current: Current, update: Update, year: int) -> Current:
    """What holds after `update`. `year` is the civil year of `update.at` in the plan's zone.

    A status that is not said stays; a problem lasts until an update says that all is on track or done. Figures carried
    over are not measured anew: their time stays the time at which they were said.
    """
    entry = update.entry
    values = dict(current.values)
    for phrase, value in entry.values.items():
        before = values.get(phrase)
        earlier = {**before.earlier, before.year: before.value} if before else {}
        earlier.pop(year, None)
        values[phrase] = Measured(value, update.at, update.id, year, earlier)
    status = entry.status or current.status
    solved = entry.status in (Status.ON_TRACK, Status.DONE)
    move = Move.REPORT_DONE if entry.status is Status.DONE else Move.REPORT
    said = MOVES.get((current.state, move), current.state) if entry.status is not None else current.state
    return replace(
        current,
        state=said,
        status=status,
        percent=entry.percent if entry.percent is not None else current.percent,
        values=values,
        problem=entry.problem or (None if solved else current.problem),
        note=entry.note or (None if entry.source is not Source.CARRIED else current.note),
        reported_at=update.at,
        update_id=update.id,
        returned=None,
    )


def going_on(current: Current) -> Status:
    """The status of a report that says none: work goes on, and what was behind or blocked stays so until it is said to
    be solved."""
    return current.status if current.status in (Status.BEHIND, Status.BLOCKED) else Status.ON_TRACK


def moved(current: Current, move: Move) -> State:
    """The state after `move`. Raises Refused where the table does not know it."""
    after = MOVES.get((current.state, move))
    if after is None:
        code = "not_closed" if move is Move.REOPEN else _WHY_NOT[current.state]
        raise Refused(code, task=current.task, period=current.period)
    return after


def judge(current: Current, review: Review) -> Current:
    """What holds after a decision. It was legal when it was made; a report taken back later does not unmake it."""
    match review.move:
        case Move.CLOSE:
            return replace(current, state=State.CLOSED, returned=None)
        case Move.RETURN | Move.REOPEN:
            status = None if current.status is Status.DONE else current.status
            return replace(current, state=State.OPEN, status=status, returned=review.reason)
        case Move.EXTEND:
            return replace(current, due=review.due)
        case Move.EXCUSE:
            return replace(current, excused=True)
    return current


def fold(start: Current, ledger: Iterable[tuple[Update, int]], reviews: Iterable[Review] = ()) -> Current:
    """What holds after all of `ledger` (each update with its civil year, in the order they were stored) and of the
    decisions on it, each at its place."""
    waiting = [one for one in reviews if not one.undone]
    for update, year in ledger:
        while waiting and waiting[0].upto < update.id:
            start = judge(start, waiting.pop(0))
        if not update.retracted:
            start = apply(start, update, year)
    for review in waiting:
        start = judge(start, review)
    return start


def extended(plan: Plan, currents: Mapping[tuple[int, str], Current]) -> Plan:
    """The plan as it is held against the calendar: each milestone with the due date that was granted."""
    granted = {subject: one.due for subject, one in currents.items() if one.due is not None}
    return with_dues(plan, granted)


def with_dues(plan: Plan, granted: Mapping[tuple[int, str], date]) -> Plan:
    """The plan with these due dates by (task, period); itself where there are none."""
    if not granted:
        return plan

    def dated(task: Task) -> Task:
        found = tuple(replace(one, due=granted.get((task.number, one.period), one.due)) for one in task.milestones)
        return task if found == task.milestones else replace(task, milestones=found)

    return replace(plan, tasks=tuple(dated(task) for task in plan.tasks))
