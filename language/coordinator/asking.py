"""Three small things that a coordinator types: where a figure comes from, whom to chase, and 全部.

Each reader says None to what is not for it. A text is taken only where nothing of it is left unread: a report that
happens to hold 依据 or 催 is not a request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from language.lexicon import questions as words
from language.message import Message
from language.numerals import number_value
from language.sheet import DEPARTMENT, QUANTITY, TASK, Mark, Sheet


@dataclass(frozen=True, slots=True)
class ChaseOrder:
    """Whom to chase. `ground`: unreported, overdue or named; `candidates`: the departments that the words may mean."""

    ground: str
    department: str | None = None
    tasks: tuple[int, ...] = ()
    candidates: tuple[str, ...] = ()

    kind: ClassVar[str] = "chase"

    @property
    def certain(self) -> bool:
        """Whether it is clear which department is meant."""
        return not self.candidates


def read_source(message: Message) -> tuple[int, ...] | None:
    """The tasks whose figures are to be traced (第6项依据, 依据 6, 驿站的数哪来的, source of 6); a number may be none
    of the plan's. None: the text asks for something else."""
    sheet = message.sheet
    for pattern in words.SOURCES:
        if match := pattern.fullmatch(sheet.shape):
            return _tasks(sheet, *match.span("tasks"))
    return None


def read_chase(message: Message) -> ChaseOrder | None:
    """Whom to chase (催办 6, 催一下科技产业局, 催办没报的); None: the text is no such order."""
    sheet = message.sheet
    match = words.CHASE.fullmatch(sheet.shape)
    if match is None:
        return None
    whom, start = match["whom"], match.start("whom")
    if words.CHASE_UNREPORTED.fullmatch(whom):
        return ChaseOrder("unreported")
    if words.CHASE_OVERDUE.fullmatch(whom):
        return ChaseOrder("overdue")
    if named := words.CHASE_TASKS.fullmatch(whom):
        tasks = _tasks(sheet, start + named.start("tasks"), start + named.end("tasks"))
        return ChaseOrder("named", tasks=tasks) if tasks else None
    office = words.CHASE_OFFICE.fullmatch(whom)
    if office is None:
        return None
    ground = "overdue" if words.LATE.search(whom) else "unreported"
    if office["office"] == DEPARTMENT:
        return ChaseOrder(ground, next(mark.value for _, mark in sheet.marks(DEPARTMENT)))
    candidates = message.context.vocabulary.department(office["office"])
    return ChaseOrder(ground, candidates=candidates) if candidates else None


def missing_task(message: Message) -> int | None:
    """The first number that is said to be a task and is none of the plan's."""
    sheet = message.sheet
    missing = (mark for _, mark in sheet.marks(TASK) if mark.value.how == "missing")
    numbers = (number for mark in missing for number in _numbers(sheet, mark))
    return next((number for number in numbers if number not in message.context.vocabulary.tasks), None)


def _tasks(sheet: Sheet, start: int, end: int) -> tuple[int, ...] | None:
    """The tasks named in [start, end) of the shape; None where one is not certain."""
    marks = [mark for symbol in (TASK, QUANTITY) for _, mark in sheet.marks(symbol, start, end)]
    numbers = [_numbers(sheet, mark) for mark in sorted(marks, key=lambda mark: mark.start)]
    return tuple(dict.fromkeys(number for some in numbers for number in some)) if all(numbers) else None


def _numbers(sheet: Sheet, mark: Mark) -> tuple[int, ...]:
    """The tasks that one mark names; a bare number is one too. Nothing where it is not certain."""
    if mark.symbol == TASK and mark.value.how not in ("missing", "unclear"):
        return tuple(mark.value.tasks)
    bare = mark.symbol == QUANTITY and mark.value.unit is None and mark.value.of is None
    if not bare and not (mark.symbol == TASK and mark.value.how == "missing"):
        return ()
    said = words.NUMERALS.findall(sheet.text.plain[mark.start : mark.end])
    return tuple(int(number_value(numeral) or 0) for numeral in said)
