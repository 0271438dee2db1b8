"""How a milestone stands on a day: pace, light, and the reason, computed and never set by hand.

The first that holds wins: ✓ closed, red, yellow, grey, green (product page, "Lights").

    red     behind by more than `red_points`; past due and not closed; or said to be blocked
    yellow  behind by `yellow_points` or more; due within `near_days` and not done; a problem or "behind" was said;
            or it has started and the last report is older than one reporting cycle
    grey    never reported, or the milestone has not started
    green   otherwise

Pace (序时进度) = days completed before the day / days of the milestone, both ends counted: on 2022-11-25 a milestone of
the year 2022 has 328 of 365 days behind it, 89.9 %. It is applied to figures that accumulate, never to rates. Where no
such figure was said, the percent or state that was said is judged: arithmetic alone never turns that red.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.instants import Cycle
from domain.plan import Basis, Indicator, Milestone, Plan, Task
from domain.progress import Current, State, Status, extended


class Light(StrEnum):
    """亮灯. The wording gives each its shape and word: colour is never alone."""

    CLOSED = "closed"
    RED = "red"
    YELLOW = "yellow"
    GREY = "grey"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a light changes: points of pace, days before due. Settings of a plan."""

    yellow_points: float = 10
    red_points: float = 30
    near_days: int = 7


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a light is what it is: `code` names the sentence, `facts` fill it in."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """One task's current milestone on a day."""

    task: Task
    milestone: Milestone
    current: Current
    light: Light
    reason: Reason
    pace: float  # percent, 0-100
    reported: bool  # in the current cycle
    days_left: int  # negative when past due
    also: tuple[Standing, ...] = ()  # the task's other open milestones: 2022 overdue while 2023-2024 runs

    @property
    def is_open(self) -> bool:
        """Whether anything is still expected of the department."""
        return self.current.state is not State.CLOSED

    @property
    def started(self) -> bool:
        """Whether the milestone's period has begun."""
        return self.milestone.starts <= self.milestone.due - timedelta(days=self.days_left)

    @property
    def asks(self) -> bool:
        """Whether the department is asked about it: started, not closed, not already reported done, and its matter."""
        return self.started and self.current.state is State.OPEN and not self.current.excused

    @property
    def owes(self) -> bool:
        """Whether this cycle's report is still missing."""
        return self.asks and not self.reported

    @property
    def overdue(self) -> bool:
        """Past due and not closed."""
        return self.is_open and self.days_left < 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that an answer, a page or a report says, at one instant."""

    as_of: datetime
    plan: Plan
    cycle: Cycle
    standings: tuple[Standing, ...]
    day: date  # the civil day of `as_of` in the plan's zone

    def of(self, task: int) -> Standing | None:
        """The standing of that task, where it is in the scope."""
        return next((one for one in self.standings if one.task.number == task), None)

    def led_by(self, department: str) -> tuple[Standing, ...]:
        """The standings of the tasks that a department leads."""
        return tuple(one for one in self.standings if one.task.lead == department)

    def lights(self) -> Counter[Light]:
        """How many tasks show each light."""
        return Counter(one.light for one in self.standings)


def current_milestone(task: Task, currents: Mapping[tuple[int, str], Current], day: date) -> Milestone:
    """Where a report goes: the earliest milestone that has started and is not closed; else the next; else the last."""
    waiting = [one for one in task.milestones if _state(task, one, currents) is not State.CLOSED]
    started = [one for one in waiting if one.starts <= day]
    return (started or waiting or [task.milestones[-1]])[0]


def shown_milestone(task: Task, currents: Mapping[tuple[int, str], Current], day: date) -> Milestone:
    """What a task stands at: where its reports go, except that a milestone that was closed early is shown as closed
    until the next one starts."""
    current = current_milestone(task, currents, day)
    if current.starts <= day:
        return current
    started = [one for one in task.milestones if one.starts <= day]
    return started[-1] if started else current


def _shown(task: Task, currents: Mapping[tuple[int, str], Current], day: date) -> tuple[Milestone, ...]:
    return open_milestones(task, currents, day) or (shown_milestone(task, currents, day),)


def open_milestones(task: Task, currents: Mapping[tuple[int, str], Current], day: date) -> tuple[Milestone, ...]:
    """Every milestone that has started and is not closed: two of them when one is overdue and the next runs."""
    return tuple(
        one for one in task.milestones if one.starts <= day and _state(task, one, currents) is not State.CLOSED
    )


def _state(task: Task, milestone: Milestone, currents: Mapping[tuple[int, str], Current]) -> State:
    current = currents.get((task.number, milestone.period))
    return current.state if current else State.OPEN


def take(
    plan: Plan,
    currents: Mapping[tuple[int, str], Current],
    as_of: datetime,
    day: date,
    cycle: Cycle,
    stale_before: datetime,
    thresholds: Thresholds,
    lead: str | None = None,
) -> Snapshot:
    """The snapshot of a plan (or of what one department leads).

    `day` is the civil day of `as_of` in the plan's zone; a report before `stale_before` is older than one cycle.
    """
    plan = extended(plan, currents)
    tasks = plan.tasks if lead is None else plan.led_by(lead)
    standings = []
    for task in tasks:
        first, *also = (
            assess(
                task,
                milestone,
                currents.get((task.number, milestone.period)) or Current(task.number, milestone.period),
                day,
                cycle,
                stale_before,
                thresholds,
            )
            for milestone in _shown(task, currents, day)
        )
        standings.append(replace(first, also=tuple(also)))
    return Snapshot(as_of, plan, cycle, tuple(standings), day)


def assess(
    task: Task,
    milestone: Milestone,
    current: Current,
    day: date,
    cycle: Cycle,
    stale_before: datetime,
    thresholds: Thresholds,
) -> Standing:
    """The standing of one milestone on a civil day."""
    pace = pace_on(milestone.starts, milestone.due, day)
    days_left = (milestone.due - day).days
    light, reason = _light(milestone, current, day, days_left, stale_before, thresholds)
    reported = current.reported_at is not None and current.reported_at >= cycle.opens_at and current.returned is None
    return Standing(task, milestone, current, light, reason, pace, reported, days_left)


def pace_on(starts: date, due: date, day: date) -> float:
    """Percent of the period that is over before `day`: 0 on its first day, 100 from the day after its last."""
    length = (due - starts).days + 1
    return 100.0 * min(max((day - starts).days, 0), length) / length


def points_behind(indicator: Indicator, milestone: Milestone, current: Current, day: date) -> float | None:
    """How many points of pace an indicator is behind (negative: ahead); None where pace does not apply.

    An indicator that counts anew each year (每年) is held against the days of that year.
    """
    if indicator.is_rate or indicator.low <= 0:
        return None
    measured = current.values.get(indicator.phrase)
    if measured is None:
        return None
    starts, due, value = milestone.starts, milestone.due, measured.value
    if indicator.basis is Basis.PER_YEAR:
        year = _year_of(milestone, day)
        starts, due = max(starts, date(year, 1, 1)), min(due, date(year, 12, 31))
        value = value if measured.year == year else 0.0
    return pace_on(starts, due, day) - 100.0 * min(value / indicator.low, 1.0)


def _year_of(milestone: Milestone, day: date) -> int:
    """The year of the milestone that a per-year figure is held against: before it the first, after it the last."""
    return min(max(day.year, milestone.starts.year), milestone.due.year)


def completion(standing: Standing) -> float | None:
    """How much of a milestone is done, in percent: 100 once it was reported done or closed, else the figure furthest
    from its target, else the percent that was said; None where nobody has said anything that can be counted."""
    current, milestone = standing.current, standing.milestone
    if current.state is not State.OPEN:
        return 100.0
    day = milestone.due - timedelta(days=standing.days_left)
    shares = []
    for indicator in milestone.indicators:
        measured = current.values.get(indicator.phrase)
        if measured is None or indicator.low <= 0:
            continue
        counts = indicator.basis is not Basis.PER_YEAR or measured.year == _year_of(milestone, day)
        shares.append(100.0 * min(measured.value / indicator.low, 1.0) if counts else 0.0)
    return min(shares) if shares else current.percent


def _light(
    milestone: Milestone, current: Current, day: date, days_left: int, stale_before: datetime, thresholds: Thresholds
) -> tuple[Light, Reason]:
    if current.state is State.CLOSED:
        return Light.CLOSED, Reason("closed")
    worst = _worst(milestone, current, day)
    if days_left < 0:
        return Light.RED, Reason("overdue", {"days": -days_left, "due": milestone.due})
    if current.status is Status.BLOCKED:
        return Light.RED, Reason("blocked", {"problem": current.problem})
    if worst is not None and round(worst[0], 6) > thresholds.red_points:
        return Light.RED, worst[1]
    done = current.state is State.REPORTED_DONE
    started = milestone.starts <= day
    if started and worst is not None and round(worst[0], 6) >= thresholds.yellow_points:
        return Light.YELLOW, worst[1]
    if started and days_left <= thresholds.near_days and not done:
        return Light.YELLOW, Reason("near_due", {"days": days_left, "due": milestone.due})
    if current.status is Status.BEHIND:
        return Light.YELLOW, Reason("said_behind", {"problem": current.problem})
    if current.problem:
        return Light.YELLOW, Reason("problem", {"problem": current.problem})
    if current.percent is not None and worst is None and not done:
        behind = pace_on(milestone.starts, milestone.due, day) - current.percent
        if round(behind, 6) >= thresholds.yellow_points:
            facts = {"pace": behind + current.percent, "percent": current.percent, "points": behind}
            return Light.YELLOW, Reason("percent_behind", facts)
    if not started:
        return Light.GREY, Reason("not_started", {"starts": milestone.starts})
    if current.reported_at is None:
        return Light.GREY, Reason("not_reported")
    if not done and current.reported_at < stale_before:
        return Light.YELLOW, Reason("stale", {"at": current.reported_at})
    return Light.GREEN, Reason("reported_done" if done else "on_pace")


def _worst(milestone: Milestone, current: Current, day: date) -> tuple[float, Reason] | None:
    """The indicator furthest behind its pace, with the reason in figures."""
    worst: tuple[float, Reason] | None = None
    for indicator in milestone.indicators:
        points = points_behind(indicator, milestone, current, day)
        if points is None or (worst is not None and points <= worst[0]):
            continue
        measured = current.values[indicator.phrase]
        counts = indicator.basis is not Basis.PER_YEAR or measured.year == _year_of(milestone, day)
        value = measured.value if counts else 0.0
        pace = points + 100.0 * min(value / indicator.low, 1.0)
        facts = {
            "indicator": indicator.name,
            "pace": pace,
            "percent": pace - points,
            "points": points,
            "value": value,
            "target": indicator.low,
            "unit": indicator.unit,
        }
        worst = points, Reason("behind", facts)
    return worst
