"""How a milestone stands on a day: pace, light, and the reason, computed and never set by hand.

The first that holds wins: ✓ closed, red, yellow, grey, green (product page, "Lights").

    red     behind by more than `red_points`; past due and not closed; or said to be blocked
    yellow  behind by `yellow_points` or more; due within `near_days` and not done; a problem or "behind" was said; a
            ceiling is passed; or it has started and the last report is older than one reporting cycle
    grey    never reported, or the milestone has not started
    green   otherwise

What is never due (长期坚持) is never late, near or stale. Grey is never counted as green. The pace of figures stands in
`domain.pace`. Where no figure that accumulates was said, the percent or state that was said is judged: arithmetic alone
never turns that red.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from domain.instants import Cycle
from domain.pace import behind, by_year, pace_on, year_of
from domain.plan import Basis, Milestone, Plan, Task
from domain.progress import Current, State, Status, extended

REVIEW_MONTH = 12  # when the office looks at what goes on for good


class Light(StrEnum):
    """亮灯. The wording gives each its shape and word: colour is never alone."""

    CLOSED = "closed"
    RED = "red"
    YELLOW = "yellow"
    GREY = "grey"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a light changes: points of pace, days before due. Settings of a plan; no regulation sets them, these are our
    defaults, and an office that judges otherwise says so (亮灯阈值)."""

    yellow_points: float = 10
    red_points: float = 30
    near_days: int = 7

    @property
    def sensible(self) -> bool:
        """Whether the lights can be told apart by them."""
        return 0 < self.yellow_points < self.red_points <= 100 and 0 <= self.near_days <= 60


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
    days_left: int | None  # negative when past due; None where nothing is due
    day: date  # the civil day that it is judged on
    also: tuple[Standing, ...] = ()  # the task's other open milestones: 2022 overdue while 2023-2024 runs

    @property
    def is_open(self) -> bool:
        """Whether anything is still expected of the department."""
        return self.current.state is not State.CLOSED

    @property
    def started(self) -> bool:
        """Whether the milestone's period has begun."""
        return self.milestone.starts <= self.day

    @property
    def asks(self) -> bool:
        """Whether the department is asked about it: started, not closed, not already reported done, and its matter.
        What goes on for good (长期坚持) is looked at once a year, in December."""
        asked = self.milestone.due is not None or self.day.month == REVIEW_MONTH or self.current.returned is not None
        return asked and self.started and self.current.state is State.OPEN and not self.current.excused

    @property
    def owes(self) -> bool:
        """Whether this cycle's report is still missing."""
        return self.asks and not self.reported

    @property
    def overdue(self) -> bool:
        """Past due and not closed."""
        return self.is_open and self.days_left is not None and self.days_left < 0


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

    def by_department(self) -> dict[str, Counter[Light]]:
        """The same for each lead department, in the plan's order."""
        return {name: Counter(one.light for one in led) for name in self.plan.leads() if (led := self.led_by(name))}


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
    days_left = (milestone.due - day).days if milestone.due else None
    light, reason = _light(milestone, current, day, days_left, stale_before, thresholds)
    reported = current.reported_at is not None and current.reported_at >= cycle.opens_at and current.returned is None
    return Standing(task, milestone, current, light, reason, pace, reported, days_left, day)


def completion(standing: Standing) -> float | None:
    """How much of a milestone is done, in percent: 100 once it was reported done or closed, else the figure furthest
    from its target, else the percent that was said; None where nobody has said anything that can be counted."""
    current, milestone = standing.current, standing.milestone
    if current.state is not State.OPEN:
        return 100.0
    shares = []
    for indicator in milestone.indicators:
        measured = current.values.get(indicator.phrase)
        if measured is None or indicator.is_ceiling or indicator.goal <= 0:
            continue
        value = measured.value
        if indicator.basis is Basis.PER_YEAR:
            value = by_year(measured, milestone).get(year_of(milestone, standing.day), 0.0)
        shares.append(100.0 * min(value / indicator.goal, 1.0))
    return min(shares) if shares else current.percent


def _light(
    milestone: Milestone,
    current: Current,
    day: date,
    days_left: int | None,
    stale_before: datetime,
    thresholds: Thresholds,
) -> tuple[Light, Reason]:
    if current.state is State.CLOSED:
        return Light.CLOSED, Reason("closed")
    worst = _worst(milestone, current, day)
    if days_left is not None and days_left < 0:
        return Light.RED, Reason("overdue", {"days": -days_left, "due": milestone.due})
    if current.status is Status.BLOCKED:
        return Light.RED, Reason("blocked", {"problem": current.problem})
    if worst is not None and round(worst[0], 6) > thresholds.red_points:
        return Light.RED, worst[1]
    done = current.state is State.REPORTED_DONE
    started = milestone.starts <= day
    if started and worst is not None and round(worst[0], 6) >= thresholds.yellow_points:
        return Light.YELLOW, worst[1]
    if started and days_left is not None and days_left <= thresholds.near_days and not done:
        return Light.YELLOW, Reason("near_due", {"days": days_left, "due": milestone.due})
    if current.status is Status.BEHIND:
        return Light.YELLOW, Reason("said_behind", {"problem": current.problem})
    if current.problem:
        return Light.YELLOW, Reason("problem", {"problem": current.problem})
    over = _over(milestone, current)
    if over is not None:
        return Light.YELLOW, over
    if current.percent is not None and worst is None and not done and milestone.due is not None:
        points = pace_on(milestone.starts, milestone.due, day) - current.percent
        if round(points, 6) >= thresholds.yellow_points:
            facts = {"pace": points + current.percent, "percent": current.percent, "points": points}
            return Light.YELLOW, Reason("percent_behind", facts)
    if not started:
        return Light.GREY, Reason("not_started", {"starts": milestone.starts})
    if current.reported_at is None:
        return Light.GREY, Reason("not_reported")
    if not done and milestone.due is not None and current.reported_at < stale_before:
        return Light.YELLOW, Reason("stale", {"at": current.reported_at})
    return Light.GREEN, Reason("reported_done" if done else "on_pace")


def _over(milestone: Milestone, current: Current) -> Reason | None:
    """The first ceiling (不超过…) that the figures have passed."""
    for one in milestone.indicators:
        value = current.value(one.phrase)
        if one.is_ceiling and value is not None and not one.met_by(value):
            facts = {"indicator": one.name, "value": value, "target": one.goal, "unit": one.unit}
            return Reason("over_ceiling", facts)
    return None


def _worst(milestone: Milestone, current: Current, day: date) -> tuple[float, Reason] | None:
    """The indicator furthest behind its pace, with the reason in figures."""
    found = [(one, found) for one in milestone.indicators if (found := behind(one, milestone, current, day))]
    if not found:
        return None
    indicator, worst = max(found, key=lambda one: one[1].points)
    facts = {
        "indicator": indicator.name,
        "pace": worst.pace,
        "percent": worst.pace - worst.points,
        "points": worst.points,
        "value": worst.value,
        "target": indicator.goal,
        "unit": indicator.unit,
    }
    if worst.missed is None:
        return worst.points, Reason("behind", facts)
    return worst.points, Reason("year_missed", {**facts, "year": str(worst.missed)})
