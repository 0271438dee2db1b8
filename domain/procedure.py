"""What a department asks of the office, and what the office may answer.

    extension  延期申请      with a reason and a proposed date; granted with an exact one
    objection  非本单位事项   within three workdays of the task's first message
    handover   转办          somebody else is to speak for the department

A petition is pending until it is decided or its author takes it back; a decision can be taken back too. What a granted
petition does to a milestone is a move of `domain.progress`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.errors import Refused
from domain.plan import Milestone
from domain.workdays import Workdays

OBJECTION_WORKDAYS = 3  # after the day of the first message; our policy, no regulation's
LONGEST = timedelta(days=3 * 366)  # our policy: no due date is put off further at once


class Kind(StrEnum):
    """What is asked for."""

    EXTENSION = "extension"
    OBJECTION = "objection"
    HANDOVER = "handover"


class PetitionState(StrEnum):
    """Where a petition stands."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Mapping[PetitionState, frozenset[PetitionState]] = {
    PetitionState.PENDING: frozenset({PetitionState.GRANTED, PetitionState.REFUSED, PetitionState.WITHDRAWN}),
    PetitionState.GRANTED: frozenset({PetitionState.PENDING}),  # the decision was taken back
    PetitionState.REFUSED: frozenset({PetitionState.PENDING}),
    PetitionState.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a department wants, before it is stored. `task` 0: all that the department leads. `reason` are its words."""

    kind: Kind
    department: str
    task: int = 0
    period: str = ""
    reason: str | None = None
    proposed: date | None = None
    contact: str = ""  # who takes over


@dataclass(frozen=True, slots=True)
class Petition:
    """A wish that was submitted. `late`: asked for after the due date. `granted` and `answer` are the decision's."""

    id: int
    wish: Wish
    author_id: int
    author: str
    at: datetime
    state: PetitionState = PetitionState.PENDING
    late: bool = False
    answer: str | None = None
    granted: date | None = None


def later_due(milestone: Milestone, wanted: date | None, today: date) -> date:
    """The date to which a due date may be put off. Raises Refused where `wanted` is missing, not later or too far."""
    facts = {"due": milestone.due, "wanted": wanted}
    if wanted is None:
        raise Refused("extension_undated")
    if milestone.due is None:
        raise Refused("extension_never_due")
    if wanted <= milestone.due:
        raise Refused("extension_not_later", **facts)
    if wanted < today:
        raise Refused("extension_past", **facts)
    if wanted - max(milestone.due, today) > LONGEST:
        raise Refused("extension_too_far", **facts)
    return wanted


def check_objection(task: int, first_told: date | None, today: date, workdays: Workdays) -> None:
    """Raise Refused where the days for an objection are over. `first_told`: the civil day of the first message about
    the task, None where there was none."""
    if first_told is None:
        return
    last = workdays.shift(first_told, OBJECTION_WORKDAYS)
    if today > last:
        raise Refused("objection_too_late", task=task, days=OBJECTION_WORKDAYS, last=last)


def speaks_for(asked: Iterable[Petition], task: int, period: str, since: datetime) -> bool:
    """Whether what a department asked for is its answer to a question put at `since` (UTC): the office has to decide
    first, or gave more time since. `asked`: what is pending or granted. What was refused has to be answered again."""
    about = [one for one in asked if (one.wish.task, one.wish.period) == (task, period)]
    return any(one.state is PetitionState.PENDING or one.at >= since for one in about)
