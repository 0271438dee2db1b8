"""From what was read to what would be stored: a draft that is read back before anything is kept.

A figure is stored only where it belongs to exactly one indicator of an open milestone; every other figure stays in the
words, which are always kept. Nothing here guesses: what is open becomes a question of the draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.doubts import Doubt, contradictions
from domain.plan import Indicator
from domain.progress import Entry, Source, Status, going_on
from domain.standing import Snapshot, Standing
from language import reading as read
from language.reading import Item, Quantity, Reading

_STATUS = {
    read.DONE: Status.DONE,
    read.IN_PROGRESS: Status.ON_TRACK,
    read.NOT_STARTED: Status.NOT_STARTED,
    read.AT_RISK: Status.BEHIND,
    read.BLOCKED: Status.BLOCKED,
}


@dataclass(frozen=True, slots=True)
class Increment:
    """A figure that was said as an addition: what was added to what, so that the read-back can show the sum."""

    phrase: str
    last: float
    added: float


@dataclass(frozen=True, slots=True)
class Draft:
    """One task's entry, not stored yet. `loose` are figures that fit no indicator and stay in the words; `stated` is
    False where nobody said the state and figures alone speak."""

    entry: Entry
    standing: Standing
    doubts: tuple[Doubt, ...] = ()
    sums: tuple[Increment, ...] = ()
    loose: tuple[str, ...] = ()
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Which:
    """A figure that several indicators of a task fit: to be asked about, with the period of each."""

    task: int
    quantity: Quantity
    candidates: tuple[tuple[str, Indicator], ...]


@dataclass(frozen=True, slots=True)
class Drafts:
    """What a message would store, or what has to be asked first."""

    drafts: tuple[Draft, ...] = ()
    which: Which | None = None
    unknown_tasks: tuple[int, ...] = ()


def draw(reading: Reading, seen: Snapshot, text: str) -> Drafts:
    """The drafts of a reading, one a task; `text` is the reporter's own."""
    items = reading.items or tuple(
        Item(task, reading.percent, reading.status, reading.quantities, reading.due, reading.problem_text)
        for task in reading.tasks
    )
    drafts: list[Draft] = []
    unknown: list[int] = []
    for item in items:
        standing = seen.of(item.task)
        if standing is None:
            unknown.append(item.task)
            continue
        note = text if len(items) == 1 else None
        draft, which = _draft(item, standing, note, reading.unchanged, seen)
        if which is not None:
            return Drafts(which=which)
        if draft is not None:
            drafts.append(draft)
    return Drafts(tuple(drafts), None, tuple(unknown))


def rest(seen: Iterable[Standing], named: Iterable[int]) -> tuple[Draft, ...]:
    """其余正常: every task that is asked about and was not named, carried over: a problem is not solved by that."""
    said = set(named)
    return tuple(
        Draft(Entry(one.task.number, one.milestone.period, going_on(one.current), source=Source.CARRIED), one)
        for one in seen
        if one.asks and one.task.number not in said
    )


def _draft(
    item: Item, current: Standing, note: str | None, unchanged: bool, seen: Snapshot
) -> tuple[Draft | None, Which | None]:
    stated = [one for one in item.quantities if one.role == "progress"]
    standing = _about(stated, current)
    milestone = standing.milestone
    values: dict[str, float] = {}
    sums: list[Increment] = []
    loose: list[str] = []
    totals = {one.indicator for one in stated if one.kind != "new" and one.indicator}
    for quantity in stated:
        if quantity.kind == "new" and quantity.indicator in totals:
            continue  # 本月新增5名，累计32名: the total is what stands
        indicator = next((one for one in milestone.indicators if one.phrase == quantity.indicator), None)
        if indicator is None:
            fitting = [(one, it) for one in (current, *current.also) for it in one.milestone.indicators]
            fitting = [(one, it) for one, it in fitting if quantity.unit in (it.unit, it.base_unit)]
            if quantity.indicator is None and len(fitting) > 1:
                return None, Which(item.task, quantity, tuple((one.milestone.period, it) for one, it in fitting))
            loose.append(f"{quantity.hint or ''}{quantity.value:.10g}{quantity.unit or ''}")
            continue
        value = in_unit(indicator, quantity.value)
        last = standing.current.value(indicator.phrase)
        if quantity.kind == "new" and last is not None:
            sums.append(Increment(indicator.phrase, last, value))
            value += last
        values[indicator.phrase] = value
    status = _STATUS.get(item.status or "")
    if not _is_stated(item) and (values or item.percent is not None or item.due is not None):
        status = going_on(standing.current)
    percent = None if status is Status.DONE else item.percent
    if not (values or status or item.problem_text or percent is not None or unchanged or loose):
        return None, None
    kept_note = None if values else note
    entry = Entry(item.task, milestone.period, status, percent, values, item.problem_text, kept_note, Source.TEXT)
    doubts = tuple(contradictions(entry, milestone, standing.current, seen.day.year))
    return Draft(entry, standing, doubts, tuple(sums), tuple(loose), _is_stated(item)), None


def _is_stated(item: Item) -> bool:
    """Whether a state was said: 正常 beside no figure, or anything but that. A figure alone says that work goes on."""
    figures = bool(item.quantities) or item.percent is not None or item.due is not None
    return item.status in _STATUS and not (item.status == read.IN_PROGRESS and figures)


def _about(stated: Sequence[Quantity], current: Standing) -> Standing:
    """The open milestone to which the figures belong; the current one where they do not say."""
    phrases = {one.indicator for one in stated if one.indicator}
    for one in (current, *current.also):
        if phrases and phrases <= {indicator.phrase for indicator in one.milestone.indicators}:
            return one
    return current


def in_unit(indicator: Indicator, base: float) -> float:
    """A value in base units (30000000 元) in the unit of the indicator (3000 万元)."""
    if indicator.base_goal is None or indicator.goal == 0:
        return base
    return base * indicator.goal / indicator.base_goal


# ── across a press ────────────────────────────────────────────────────────────────────────────────────────


def to_json(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Entries as a button or the floor carries them."""
    return [
        {
            "task": one.task,
            "period": one.period,
            "status": one.status,
            "percent": one.percent,
            "values": dict(one.values),
            "problem": one.problem,
            "note": one.note,
            "source": one.source,
        }
        for one in entries
    ]


def of_json(raw: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """The entries that `to_json` described."""
    return [
        Entry(
            one["task"],
            one["period"],
            Status(one["status"]) if one["status"] else None,
            one["percent"],
            one["values"],
            one["problem"],
            one["note"],
            Source(one["source"]),
        )
        for one in raw
    ]


def amended(pending: Sequence[Entry], said: Sequence[Draft]) -> list[Entry]:
    """The pending entries with what was said of their tasks since, and the new ones after them.

    A figure changes the figure only: a state, a problem and the other figures stay until they are said otherwise.
    """
    new = {one.entry.task: one for one in said}
    kept = [_joined(one, new.pop(one.task)) if one.task in new else one for one in pending]
    return [*kept, *(one.entry for one in new.values())]


def _joined(old: Entry, said: Draft) -> Entry:
    new = said.entry
    if new.source is Source.CARRIED:
        return old  # 其余正常 is of the others
    if old.source is Source.CARRIED or old.period != new.period:
        return new
    stated = said.stated or old.status is None
    status = new.status if stated and new.status is not None else old.status
    behind = status in (Status.BEHIND, Status.BLOCKED)
    notes = [one for one in (old.note, new.note) if one]
    return replace(
        new,
        status=status,
        percent=None if status is Status.DONE else old.percent if new.percent is None else new.percent,
        values={**old.values, **new.values},
        problem=new.problem or (old.problem if behind or not said.stated else None),
        note="\n".join(dict.fromkeys(notes)) or None,
    )
