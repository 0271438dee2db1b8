"""Questions: what a person may see of the plan, and the part of it that they asked for.

Everything starts from the snapshot, cut down to what the person may read: a coordinator sees all of it, a liaison or
head what their department leads or supports. What is not in it cannot leak into an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain import civil
from domain.errors import NotAllowed
from domain.people import Act, Person, Role, may, require
from domain.plan import Milestone, Task
from domain.progress import Current, Line, State, Status
from domain.reminders import contacts
from domain.standing import Snapshot, Standing, assess
from services import standing
from services.desk import Desk
from storage import dialogues, people, reach, updates
from storage import outbox as kept
from storage.reach import Nudge

Filters = Mapping[str, Any]  # of a coordinator's question, in plain JSON values

_SAID = {  # the states that a question names, as they are kept
    "in_progress": Status.ON_TRACK,
    "at_risk": Status.BEHIND,
    "blocked": Status.BLOCKED,
}


_NEVER_LEFT = frozenset({kept.State.CANCELLED, kept.State.MERGED})


class Reach(StrEnum):
    """Whether a message got to somebody. Nobody knows whether it was read."""

    DELIVERED = "delivered"
    FAILED = "failed"  # 未送达
    UNSURE = "unsure"  # it may or may not have been shown
    WAITING = "waiting"  # on its way, or held back until its hour
    SNOOZED = "snoozed"  # 已选稍后提醒
    NOT_ASKED = "not_asked"  # nothing was sent in this cycle
    NO_ACCOUNT = "no_account"  # blocked the bot, or left


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who speaks for a department; `at` (UTC) is when the last message got there or will go."""

    person: Person
    department: str
    backup: bool
    reach: Reach
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """`snapshot`: all that the person may see; `standings`: the part that was asked for, in the plan's order."""

    snapshot: Snapshot
    standings: tuple[Standing, ...]


async def visible(desk: Desk, filters: Filters) -> Snapshot:
    """The snapshot, of now or of the past day that the filters name, as far as the person may see it. Raises NotAllowed
    where that is nothing at all."""
    if not (may(desk.person, Act.READ_ALL) or desk.person.departments()):
        raise NotAllowed("not_allowed", act=Act.READ_ALL.value)
    as_of = past(desk, filters)
    if as_of is None:
        snapshot = await standing.snapshot(desk.tx, desk.now, desk.loaded)
    else:
        snapshot = await standing.snapshot_at(desk.tx, as_of, desk.loaded)
    mine = tuple(one for one in snapshot.standings if may(desk.person, Act.READ_TASK, one.task))
    return replace(snapshot, standings=mine)


async def select(desk: Desk, filters: Filters) -> Selected:
    """What the filters of a question leave of it. Raises NotFound and NotAllowed for tasks and departments."""
    for number in filters.get("tasks", ()):
        require(desk.person, Act.READ_TASK, desk.task(number))
    for department in departments(filters):
        _check_department(desk, department)
    snapshot = await visible(desk, filters)
    return Selected(snapshot, tuple(one for one in snapshot.standings if _fits(one, filters)))


def past(desk: Desk, filters: Filters) -> datetime | None:
    """The moment that a question is about where it is a past one: the end of the civil day `as_of`."""
    if not filters.get("as_of"):
        return None
    return civil.end_of(date.fromisoformat(filters["as_of"]), desk.loaded.zone)


async def _currents(desk: Desk, filters: Filters) -> Mapping[tuple[int, str], Current]:
    at = past(desk, filters)
    if at is None:
        return await updates.currents(desk.tx, desk.loaded.id)
    return await standing.currents_at(desk.tx, at, desk.loaded)


def departments(filters: Filters) -> tuple[str, ...]:
    """The departments that a question names: none, one or several."""
    named = filters.get("department") or ()
    return (named,) if isinstance(named, str) else tuple(named)


def _check_department(desk: Desk, department: str) -> None:
    """Raise NotAllowed where somebody asks about a department that is not theirs."""
    if department not in desk.person.departments():
        require(desk.person, Act.READ_ALL)


def _fits(one: Standing, filters: Filters) -> bool:
    task, light, named = one.task, filters.get("light"), departments(filters)
    if filters.get("tasks") and task.number not in filters["tasks"]:
        return False
    if light and one.light.value not in ([light] if isinstance(light, str) else light):
        return False
    if named and not any(_takes_part(task, department, filters.get("role", "lead")) for department in named):
        return False
    if filters.get("period") and filters["period"] != one.milestone.period and "tasks" not in filters:
        return False
    if filters.get("status") and not _stands(one.current, filters["status"]):
        return False
    return not filters.get("keyword") or _speaks_of(task, filters["keyword"])


def _takes_part(task: Task, department: str, role: str) -> bool:
    leads, supports = department == task.lead, department in task.supporting
    return {"lead": leads, "support": supports}.get(role, leads or supports)


def _stands(current: Current, status: str) -> bool:
    if status == "done":
        return current.state is not State.OPEN
    if status == "not_started":
        return current.status in (None, Status.NOT_STARTED) and current.state is State.OPEN
    return current.state is State.OPEN and current.status is _SAID.get(status)


def _speaks_of(task: Task, keyword: str) -> bool:
    words = (task.title, *task.aliases, *(one.target for one in task.milestones))
    return any(keyword.lower() in one.lower() for one in words)


# ── more than the snapshot holds ──────────────────────────────────────────────────────────────────────────


async def due_between(desk: Desk, filters: Filters, first: date, last: date) -> Selected:
    """The open milestones due in [first, last] (civil dates), those that have not started yet among them."""
    selected = await select(desk, filters)
    currents, now = await _currents(desk, filters), selected.snapshot.as_of
    cycle, previous = await standing.cycles(desk.tx, now, desk.loaded)
    judged_by = await standing.thresholds(desk.tx, desk.loaded)
    found = []
    for one in selected.standings:
        for milestone in one.task.milestones:
            if milestone == one.milestone and first <= milestone.last_day <= last and one.is_open:
                found.append(one)
            elif milestone != one.milestone and first <= milestone.last_day <= last:
                current = _of(currents, one.task, milestone)
                if current.state is not State.CLOSED:
                    day, stale = selected.snapshot.day, previous.opens_at
                    found.append(assess(one.task, milestone, current, day, cycle, stale, judged_by))
    return replace(selected, standings=tuple(found))


async def closed(desk: Desk, filters: Filters) -> tuple[Selected, tuple[tuple[Task, Milestone], ...]]:
    """What was closed (办结·销号) of what was asked for: a task whose next milestone runs by now among them."""
    selected = await select(desk, filters)
    currents = await _currents(desk, filters)
    found = [
        (one.task, milestone)
        for one in selected.standings
        for milestone in one.task.milestones
        if _of(currents, one.task, milestone).state is State.CLOSED
    ]
    return selected, tuple(found)


def _of(currents: Mapping[tuple[int, str], Current], task: Task, milestone: Milestone) -> Current:
    return currents.get((task.number, milestone.period)) or Current(task.number, milestone.period)


async def log(desk: Desk, filters: Filters, first: date, last: date) -> tuple[Line, ...]:
    """The lines that were reported on the civil days [first, last], oldest first, of tasks that were asked for."""
    selected = await select(desk, filters)
    asked = {one.task.number for one in selected.standings}
    zone = desk.loaded.zone
    start, end = (civil.instant(datetime.combine(day, time()), zone) for day in (first, last + timedelta(days=1)))
    lines = await updates.since(desk.tx, desk.loaded.id, start, end)
    return tuple(line for line in lines if line.update.entry.task in asked)


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────


async def reached(desk: Desk, leads: Sequence[str]) -> dict[str, tuple[Contact, ...]]:
    """Who would be asked for each department and what became of the last message to them. Coordinators only."""
    require(desk.person, Act.READ_ALL)
    everyone = await people.everyone(desk.tx)
    asked = {one: contacts(everyone, one) for one in leads}
    return await _with_reach(desk, asked, Role.LIAISON)


async def speakers(desk: Desk, department: str) -> tuple[tuple[Contact, ...], tuple[Contact, ...]]:
    """The liaisons and the heads of a department. Raises NotAllowed unless it is one's own, or for coordinators."""
    _check_department(desk, department)
    everyone = await people.everyone(desk.tx)
    found = []
    for role in (Role.LIAISON, Role.HEAD):
        members = [one for one in everyone if department in one.departments(role)]
        found.append((await _with_reach(desk, {department: members}, role))[department])
    return found[0], found[1]


async def _with_reach(desk: Desk, asked: Mapping[str, Sequence[Person]], role: Role) -> dict[str, tuple[Contact, ...]]:
    cycle, _ = await standing.cycles(desk.tx, desk.now, desk.loaded)
    ids = sorted({person.id for members in asked.values() for person in members})
    nudged = await reach.nudges(desk.tx, ids, cycle.opens_at)
    accounts = await people.accounts(desk.tx)
    return {
        department: tuple(
            Contact(
                person,
                department,
                any(one.backup for one in person.memberships if (one.role, one.department) == (role, department)),
                *_reach(nudged.get(person.id, []), person.id in accounts, desk.now),
            )
            for person in members
        )
        for department, members in asked.items()
    }


def _reach(found: Sequence[Nudge], reachable: bool, now: datetime) -> tuple[Reach, datetime | None]:
    if not reachable:
        return Reach.NO_ACCOUNT, None
    left = [one for one in found if one.state not in _NEVER_LEFT]
    if not left:
        return Reach.NOT_ASKED, None
    last = left[-1]
    waits = last.state in kept.WAITING
    if waits and last.by_request and last.not_before > now:
        return Reach.SNOOZED, last.not_before
    if waits or last.state is kept.State.SENDING:
        return Reach.WAITING, last.not_before
    if last.state is kept.State.SENT:
        return Reach.DELIVERED, last.sent_at
    unsure = last.state in (kept.State.HELD, kept.State.UNKNOWN)
    return (Reach.UNSURE if unsure else Reach.FAILED), last.sent_at


async def floor(desk: Desk) -> str | None:
    """Which flow holds the floor of the account at the desk: an answer in passing must not take it."""
    return (await dialogues.dialogue(desk.tx, desk.account_id)).flow
