"""What a text can mean: plain values. The kind of one is the name under which a dialogue says that it is its own.

Requests in a fixed form (`requests.Request`) are meanings too, their kind is their name; and so are `notices.Days`,
`leave.Leave`, `thresholds.ThresholdChange`, `reading.Question` and `coordinator.asking.ChaseOrder`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, ClassVar, Protocol

from domain.people import Role
from language.reading import Reading
from language.schedule.reading import AdminReading, Listeners

if TYPE_CHECKING:
    from language.plan.amending import Mend


class Meaning(Protocol):
    """What all of them have: a kind, and whether it is beyond doubt."""

    @property
    def kind(self) -> str: ...

    @property
    def certain(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Consent:
    """对, 1, 确认; or 不, 取消: to what the floor shows."""

    yes: bool

    kind: ClassVar[str] = "consent"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a rule that is being drawn up shall reach, and of which tasks."""

    tasks: tuple[int, ...]
    listeners: Listeners
    no_such_task: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the floor asked for (`message.Expected.what`). `value` None: it was asked for and not given."""

    what: str
    value: str | float | date | time | Audience | None

    kind: ClassVar[str] = "answer"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Invite:
    """Whom an invitation is for, as far as it was said: `said` is the department as typed, `departments` what it may
    stand for."""

    said: str
    departments: tuple[str, ...]
    role: Role | None
    backup: bool

    kind: ClassVar[str] = "invite"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Quiet:
    """No reminders until the end of a day; both empty: how it stands is asked; `off`: it shall end."""

    until: date | None = None
    off: bool = False

    kind: ClassVar[str] = "quiet"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Waits:
    """How many workdays of silence the steps of the ladder wait: blue, yellow, red, as far as they were said."""

    days: Mapping[str, int]

    kind: ClassVar[str] = "waits"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Record:
    """Who changed what: about a rule's key, "thresholds", a name; "" for all of it."""

    about: str

    kind: ClassVar[str] = "record"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Decision:
    """What a coordinator decides: close, return, reopen, grant, refuse; on which task, and why, if it was said."""

    verdict: str
    task: int
    reason: str | None = None

    kind: ClassVar[str] = "decision"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Parts:
    """A lead wants its supporting departments asked about a task (None: it is not said which)."""

    task: int | None

    kind: ClassVar[str] = "parts"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Joint:
    """A lead wants to report a task jointly."""

    task: int

    kind: ClassVar[str] = "joint"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Part:
    """What a supporting department says of its part in a task, in its words."""

    task: int
    words: str

    kind: ClassVar[str] = "part"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Report:
    """A report on tasks, in the words it was said in; `on_behalf`: a coordinator records what was said on the phone."""

    reading: Reading
    words: str
    on_behalf: bool = False

    kind: ClassVar[str] = "report"

    @property
    def certain(self) -> bool:
        """Whether nothing has to be asked first."""
        return self.reading.certain


@dataclass(frozen=True, slots=True)
class Petition:
    """Something asked of the coordinator: `wish` is extension, objection or handover, about the tasks `named`, or one
    of the `candidates`; with a date, a reason, a person as far as they were said."""

    wish: str
    named: tuple[int, ...]
    candidates: tuple[int, ...]
    words: str
    proposed: date | None = None
    reason: str | None = None
    contact: str | None = None

    kind: ClassVar[str] = "petition"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class PastedList:
    """So many lines that they may be a list of tasks; whoever reads them says whether they are."""

    kind: ClassVar[str] = "pasted_list"
    certain: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class ListMend:
    """Something that shall be different in the list that is being looked at, if one is."""

    mend: Mend

    kind: ClassVar[str] = "list_mend"
    certain: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class RuleOrder:
    """An order that names its rule by its key: edit (`words` read as `reading`; none: show it), history, spare `tasks`
    or take them in again."""

    act: str
    key: str
    words: str = ""
    reading: AdminReading | None = None
    tasks: tuple[int, ...] = ()

    kind: ClassVar[str] = "rule_order"
    certain: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A sentence about reminders: a rule to be drawn up, or an order about those there are."""

    reading: AdminReading

    kind: ClassVar[str] = "rule"

    @property
    def certain(self) -> bool:
        """Whether nothing has to be asked first."""
        return self.reading.question is None


@dataclass(frozen=True, slots=True)
class Unread:
    """Nobody can say what it means; `candidates` are tasks that it may be about, `marked` that it bears a mark of
    secrecy."""

    candidates: tuple[int, ...] = ()
    marked: bool = False

    kind: ClassVar[str] = "unread"
    certain: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A text as it was heard: as typed (without control characters), in plain shape, and what it means, best first.
    The last of them is uncertain only where all are; `rows` names the row of `precedence` that each is of."""

    said: str
    plain: str
    meanings: tuple[Meaning, ...]
    rows: tuple[str, ...]
