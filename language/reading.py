"""What was understood of a message: plain values, shaped for the flows and (`to_json`) for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar

DONE, IN_PROGRESS, NOT_STARTED, AT_RISK, BLOCKED = "done", "in_progress", "not_started", "at_risk", "blocked"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with a unit, in base units (2000万 is 20000000 元).

    kind: total (as it stands now), new (on top), None. role: progress (may be stored), gap (还差2家), target
    (目标10个), pending (在建, 计划), previous (去年, 上期), part (其中), mention (counts something else). `hint`: the
    words beside it; `indicator` is the phrase of the plan's indicator that it fits, None where none or several do.
    """

    value: float
    unit: str | None
    kind: str | None
    role: str
    hint: str | None = None
    indicator: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "unit": self.unit,
            "kind": self.kind,
            "role": self.role,
            "hint": self.hint,
            "indicator": self.indicator,
        }

    @classmethod
    def of_json(cls, raw: Mapping[str, Any]) -> Quantity:
        """From `to_json`."""
        return cls(**raw)


@dataclass(frozen=True, slots=True)
class Item:
    """What is said of one task in a message that speaks of several."""

    task: int
    percent: float | None = None
    status: str | None = None
    quantities: tuple[Quantity, ...] = ()
    due: date | None = None
    problem_text: str | None = None
    ask: str | None = None  # what is still open about this task

    def to_json(self) -> dict[str, Any]:
        return {
            "task": self.task,
            "percent": self.percent,
            "status": self.status,
            "quantities": [quantity.to_json() for quantity in self.quantities],
            "due": self.due.isoformat() if self.due else None,
            "problem_text": self.problem_text,
            "ask": self.ask,
        }

    @classmethod
    def of_json(cls, raw: Mapping[str, Any]) -> Item:
        """From `to_json`."""
        quantities = tuple(Quantity.of_json(one) for one in raw["quantities"])
        return cls(**{**raw, "quantities": quantities, "due": _day(raw["due"])})


@dataclass(frozen=True, slots=True)
class Reading:
    """A liaison's message as understood.

    intent: update, done, problem, correction, delay_request, delegate, query, ack, smalltalk, unknown. One task: the
    fields here; several: `items`, one each. `rest`: the remaining tasks are on track (其余正常). `unchanged`: nothing
    new. `certain` is False when something has to be asked first; `ask` names the question (which_task, which_figure,
    which_unit, no_such_task, extension_until, due_date, whole_task, delegate_to, what, too_long)
    and `candidates` the tasks it may be about. `department` is the one that the matter is said to belong to.
    """

    intent: str
    tasks: tuple[int, ...] = ()
    percent: float | None = None
    status: str | None = None
    quantities: tuple[Quantity, ...] = ()
    due: date | None = None
    items: tuple[Item, ...] = ()
    problem_text: str | None = None
    delegate_to: str | None = None
    query_kind: str | None = None
    rest: bool = False
    unchanged: bool = False
    certain: bool = True
    ask: str | None = None
    candidates: tuple[int, ...] = ()
    department: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The reading as plain JSON values."""
        return {
            "intent": self.intent,
            "tasks": list(self.tasks),
            "percent": self.percent,
            "status": self.status,
            "quantities": [quantity.to_json() for quantity in self.quantities],
            "due": self.due.isoformat() if self.due else None,
            "items": [item.to_json() for item in self.items],
            "problem_text": self.problem_text,
            "delegate_to": self.delegate_to,
            "query_kind": self.query_kind,
            "rest": self.rest,
            "unchanged": self.unchanged,
            "certain": self.certain,
            "ask": self.ask,
            "candidates": list(self.candidates),
            "department": self.department,
        }

    @classmethod
    def of_json(cls, raw: Mapping[str, Any]) -> Reading:
        """From `to_json`: the same reading."""
        read = {
            "tasks": tuple(raw["tasks"]),
            "quantities": tuple(Quantity.of_json(one) for one in raw["quantities"]),
            "due": _day(raw["due"]),
            "items": tuple(Item.of_json(one) for one in raw["items"]),
            "candidates": tuple(raw["candidates"]),
        }
        return cls(**{**raw, **read})


@dataclass(frozen=True, slots=True)
class Question:
    """A coordinator's question as understood: intent and filters; `ask` and `candidates` when something is unclear.

    intent: list_unreported, list_tasks, list_overdue, list_due_soon, task_status, list_by_light, ranking, update_log,
    export, summary, list_problems, list_delay_requests, list_done, target, contact, unknown. Filter values are plain
    JSON values (dates as YYYY-MM-DD, tasks as numbers, departments by full name).
    """

    intent: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    certain: bool = True
    ask: str | None = None
    candidates: tuple[str | int, ...] = ()

    kind: ClassVar[str] = "question"

    def narrowed(self, **more: Any) -> Question:
        """The question with more filters."""
        return replace(self, filters={**self.filters, **more})

    def to_json(self) -> dict[str, Any]:
        """The question as plain JSON values."""
        return {
            "intent": self.intent,
            "filters": dict(self.filters),
            "certain": self.certain,
            "ask": self.ask,
            "candidates": list(self.candidates),
        }


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


Finding = tuple[str, str]  # a stage of reading and what it saw, for people who want to know why
