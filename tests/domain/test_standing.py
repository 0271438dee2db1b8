"""Pace, light and reason on literal days; the snapshot's choice of the milestone that is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.instants import Cycle
from domain.pace import behind, pace_on
from domain.plan import Basis, Comparator, Indicator, Milestone, Plan, Task
from domain.progress import Current, Measured, State, Status
from domain.standing import Light, Standing, Thresholds, assess, completion, take

CYCLE = Cycle("2022-11", datetime(2022, 11, 22, 1, tzinfo=UTC), datetime(2022, 11, 25, 9, 30, tzinfo=UTC))
STALE_BEFORE = datetime(2022, 10, 21, 1, tzinfo=UTC)  # the opening of the cycle before
FRESH = datetime(2022, 11, 23, 1, tzinfo=UTC)


def counted(name: str, low: float, unit: str = "家", basis: Basis = Basis.TOTAL) -> Indicator:
    return Indicator(name, f"{name}{low}{unit}", Comparator.AT_LEAST, low, None, unit, basis)


STATIONS = counted("驿站", 5)
EVENTS = counted("活动", 10, "场")
RATE = counted("签约率", 85, "%")
DENSITY = counted("每千人执业医师数", 2.4, "人")
YEARLY = counted("产业教授", 10, "名", Basis.PER_YEAR)

YEAR = ("2022", date(2022, 1, 1), date(2022, 12, 31))
LATER = ("2023-2024", date(2023, 1, 1), date(2024, 12, 31))
HUNDRED_DAYS = ("trial", date(2022, 1, 1), date(2022, 4, 10))


def milestone(span: tuple[str, date, date], *indicators: Indicator) -> Milestone:
    return Milestone(*span, "目标", indicators)


def said(
    values: dict[Indicator, float] | None = None, at: datetime | None = FRESH, year: int = 2022, **more: Any
) -> Current:
    """What holds of task 6: figures measured in `year`, last reported `at`."""
    figures = {one.phrase: Measured(value, at or FRESH, 1, year) for one, value in (values or {}).items()}
    return Current(6, "2022", values=figures, reported_at=at, **more)


def standing(target: Milestone, current: Current, day: date) -> Standing:
    task = Task(6, "实施“暖心驿站”计划", "区科技产业局", (target,))
    return assess(task, target, current, day, CYCLE, STALE_BEFORE, Thresholds())


NEVER = said(at=None)


def points_behind(indicator: Indicator, target: Milestone, current: Current, day: date) -> float | None:
    found = behind(indicator, target, current, day)
    return found.points if found else None


# ── pace ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 12, 31), 0),
        (date(2022, 1, 1), 0),
        (date(2022, 1, 2), 100 / 365),
        (date(2022, 11, 25), 328 / 3.65),  # 89.86
        (date(2022, 12, 31), 364 / 3.65),
        (date(2023, 1, 1), 100),
        (date(2025, 6, 1), 100),
    ],
)
def test_pace_counts_the_days_that_are_over(day: date, expected: float) -> None:
    assert pace_on(date(2022, 1, 1), date(2022, 12, 31), day) == pytest.approx(expected)


def test_four_of_five_on_25_november_is_9_9_points_behind() -> None:
    points = points_behind(STATIONS, milestone(YEAR, STATIONS), said({STATIONS: 4}), date(2022, 11, 25))
    assert points == pytest.approx(9.863, abs=0.001)


@pytest.mark.parametrize(
    ("indicator", "measured_in", "value", "day", "expected"),
    [
        (YEARLY, 2023, 10, date(2023, 12, 31), 364 / 3.65 - 100),
        (YEARLY, 2023, 10, date(2024, 1, 5), 400 / 366),  # a January that starts from zero
        (YEARLY, 2024, 5, date(2024, 7, 1), 18200 / 366 - 50),
        (YEARLY, 2023, 10, date(2024, 7, 1), 18200 / 366),
        (YEARLY, 2024, 10, date(2025, 3, 1), 0),  # past the end: held against its last year
        (YEARLY, 2022, 10, date(2022, 11, 25), 0),  # before the beginning: against its first
        (EVENTS, 2022, 25, date(2023, 1, 1), -100),  # more than the target is no more than met
        (RATE, 2023, 10, date(2024, 7, 1), None),
        (DENSITY, 2023, 1.2, date(2024, 7, 1), None),
    ],
)
def test_points_behind(indicator: Indicator, measured_in: int, value: float, day: date, expected: float | None) -> None:
    points = points_behind(indicator, milestone(LATER, indicator), said({indicator: value}, year=measured_in), day)
    assert points == (expected if expected is None else pytest.approx(expected))


def test_a_figure_that_was_never_said_has_no_pace() -> None:
    assert points_behind(STATIONS, milestone(YEAR, STATIONS), NEVER, date(2022, 11, 25)) is None


# ── lights ────────────────────────────────────────────────────────────────────────────────────────────────

CASES: list[tuple[str, Milestone, Current, date, Light, str]] = [
    ("4 of 5: 9.9 behind", milestone(YEAR, STATIONS), said({STATIONS: 4}), date(2022, 11, 25), Light.GREEN, "on_pace"),
    ("a day later 10.1", milestone(YEAR, STATIONS), said({STATIONS: 4}), date(2022, 11, 26), Light.YELLOW, "behind"),
    ("exactly 10", milestone(HUNDRED_DAYS, EVENTS), said({EVENTS: 5}), date(2022, 3, 2), Light.YELLOW, "behind"),
    ("exactly 30", milestone(HUNDRED_DAYS, EVENTS), said({EVENTS: 3}), date(2022, 3, 2), Light.YELLOW, "behind"),
    ("31", milestone(HUNDRED_DAYS, EVENTS), said({EVENTS: 2.9}), date(2022, 3, 2), Light.RED, "behind"),
    (
        "the worst figure decides",
        milestone(YEAR, STATIONS, EVENTS),
        said({STATIONS: 5, EVENTS: 2}),
        date(2022, 11, 25),
        Light.RED,
        "behind",
    ),
    (
        "a figure not said is not zero",
        milestone(YEAR, STATIONS, EVENTS),
        said({STATIONS: 5}),
        date(2022, 11, 25),
        Light.GREEN,
        "on_pace",
    ),
    ("a rate has no pace", milestone(YEAR, RATE), said({RATE: 20}), date(2022, 11, 25), Light.GREEN, "on_pace"),
    ("nor has a density", milestone(YEAR, DENSITY), said({DENSITY: 0.5}), date(2022, 11, 25), Light.GREEN, "on_pace"),
    (
        "a yearly figure of last year",
        milestone(LATER, YEARLY),
        said({YEARLY: 10}, year=2023),
        date(2024, 7, 1),
        Light.RED,
        "behind",
    ),
    ("percent: 15 behind", milestone(YEAR), said(percent=74.9), date(2022, 11, 25), Light.YELLOW, "percent_behind"),
    (
        "percent alone is never red",
        milestone(YEAR),
        said(percent=0.0),
        date(2022, 12, 20),
        Light.YELLOW,
        "percent_behind",
    ),
    ("percent on pace", milestone(YEAR), said(percent=80.0), date(2022, 11, 25), Light.GREEN, "on_pace"),
    (
        "percent where the figure was never said",
        milestone(YEAR, STATIONS),
        said(percent=10.0),
        date(2022, 11, 25),
        Light.YELLOW,
        "percent_behind",
    ),
    ("near due", milestone(YEAR), said(), date(2022, 12, 24), Light.YELLOW, "near_due"),
    ("eight days are not near", milestone(YEAR), said(), date(2022, 12, 23), Light.GREEN, "on_pace"),
    ("on the due day", milestone(YEAR), said(), date(2022, 12, 31), Light.YELLOW, "near_due"),
    ("never reported and near due", milestone(YEAR), NEVER, date(2022, 12, 25), Light.YELLOW, "near_due"),
    ("never reported", milestone(YEAR), NEVER, date(2022, 12, 23), Light.GREY, "not_reported"),
    ("not started", milestone(LATER), NEVER, date(2022, 12, 23), Light.GREY, "not_started"),
    ("not started, reported on", milestone(LATER), said(), date(2022, 12, 23), Light.GREY, "not_started"),
    (
        "not started, with a problem",
        milestone(LATER),
        said(problem="缺地"),
        date(2022, 12, 23),
        Light.YELLOW,
        "problem",
    ),
    (
        "not started, with a yearly figure",
        milestone(LATER, YEARLY),
        said({YEARLY: 3}),
        date(2022, 12, 23),
        Light.GREY,
        "not_started",
    ),
    ("past due", milestone(YEAR), said(), date(2023, 1, 1), Light.RED, "overdue"),
    ("past due, never reported", milestone(YEAR), NEVER, date(2023, 3, 1), Light.RED, "overdue"),
    (
        "past due with a yearly figure",
        milestone(LATER, YEARLY),
        said({YEARLY: 10}, year=2024),
        date(2025, 3, 1),
        Light.RED,
        "overdue",
    ),
    (
        "past due before blocked",
        milestone(YEAR),
        said(status=Status.BLOCKED),
        date(2023, 1, 1),
        Light.RED,
        "overdue",
    ),
    ("blocked", milestone(YEAR), said(status=Status.BLOCKED), date(2022, 11, 25), Light.RED, "blocked"),
    ("said to be behind", milestone(YEAR), said(status=Status.BEHIND), date(2022, 11, 25), Light.YELLOW, "said_behind"),
    ("a problem", milestone(YEAR), said(problem="等意见"), date(2022, 11, 25), Light.YELLOW, "problem"),
    (
        "behind by arithmetic before near due",
        milestone(YEAR, STATIONS),
        said({STATIONS: 4}),
        date(2022, 12, 28),
        Light.YELLOW,
        "behind",
    ),
    (
        "the last report is older than a cycle",
        milestone(YEAR),
        said(at=datetime(2022, 10, 20, 1, tzinfo=UTC)),
        date(2022, 11, 25),
        Light.YELLOW,
        "stale",
    ),
    ("not a moment older", milestone(YEAR), said(at=STALE_BEFORE), date(2022, 11, 25), Light.GREEN, "on_pace"),
    (
        "reported done near due",
        milestone(YEAR),
        said(state=State.REPORTED_DONE, status=Status.DONE),
        date(2022, 12, 28),
        Light.GREEN,
        "reported_done",
    ),
    (
        "reported done long ago",
        milestone(YEAR),
        said(state=State.REPORTED_DONE, status=Status.DONE, at=datetime(2022, 6, 1, tzinfo=UTC)),
        date(2022, 11, 25),
        Light.GREEN,
        "reported_done",
    ),
    (
        "reported done is not closed",
        milestone(YEAR),
        said(state=State.REPORTED_DONE, status=Status.DONE),
        date(2023, 1, 1),
        Light.RED,
        "overdue",
    ),
    (
        "closed wins over all",
        milestone(YEAR, STATIONS),
        said({STATIONS: 1}, state=State.CLOSED, status=Status.BLOCKED),
        date(2023, 3, 1),
        Light.CLOSED,
        "closed",
    ),
]


@pytest.mark.parametrize(
    ("target", "current", "day", "light", "code"), [one[1:] for one in CASES], ids=[one[0] for one in CASES]
)
def test_the_first_that_holds_wins(target: Milestone, current: Current, day: date, light: Light, code: str) -> None:
    found = standing(target, current, day)
    assert (found.light, found.reason.code) == (light, code)


def test_the_reason_carries_its_figures() -> None:
    facts = standing(milestone(YEAR, STATIONS), said({STATIONS: 3}), date(2022, 11, 25)).reason.facts
    assert facts["indicator"] == "驿站"
    assert facts["percent"] == pytest.approx(60)
    assert facts["pace"] == pytest.approx(89.863, abs=0.001)
    assert facts["points"] == pytest.approx(29.863, abs=0.001)


# ── what is asked, what is done ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("current", "day", "owes"),
    [
        (NEVER, date(2022, 11, 25), True),
        (said(at=datetime(2022, 11, 22, 0, 59, tzinfo=UTC)), date(2022, 11, 25), True),  # a minute before it opened
        (said(at=CYCLE.opens_at), date(2022, 11, 25), False),
        (said(state=State.REPORTED_DONE, at=datetime(2022, 10, 25, tzinfo=UTC)), date(2022, 11, 25), False),
        (said(state=State.CLOSED, at=datetime(2022, 10, 25, tzinfo=UTC)), date(2022, 11, 25), False),
        (NEVER, date(2021, 11, 25), False),  # it has not started
    ],
)
def test_who_owes_a_report(current: Current, day: date, owes: bool) -> None:
    assert standing(milestone(YEAR), current, day).owes is owes


@pytest.mark.parametrize(
    ("indicators", "current", "day", "expected"),
    [
        ((), NEVER, date(2022, 11, 25), None),
        ((), said(percent=40.0), date(2022, 11, 25), 40),
        ((STATIONS,), said({STATIONS: 4}, percent=10.0), date(2022, 11, 25), 80),
        ((STATIONS, EVENTS), said({STATIONS: 5, EVENTS: 2}), date(2022, 11, 25), 20),
        ((STATIONS,), said({STATIONS: 8}), date(2022, 11, 25), 100),
        ((STATIONS,), said({STATIONS: 1}, state=State.REPORTED_DONE), date(2022, 11, 25), 100),
        ((YEARLY,), said({YEARLY: 10}, year=2021), date(2022, 11, 25), 0),
    ],
)
def test_completion(indicators: tuple[Indicator, ...], current: Current, day: date, expected: float | None) -> None:
    assert completion(standing(milestone(YEAR, *indicators), current, day)) == expected


# ── the milestone that is shown ───────────────────────────────────────────────────────────────────────────

TASK = Task(6, "任务", "区科技产业局", (milestone(YEAR), milestone(LATER)))
PLAN = Plan("plan", "清单", "Asia/Shanghai", "a.txt", (), (TASK,))


@pytest.mark.parametrize(
    ("closed", "day", "period", "light", "also"),
    [
        ((), date(2022, 11, 25), "2022", Light.GREY, ()),
        (("2022",), date(2022, 11, 25), "2022", Light.CLOSED, ()),  # closed early: shown so until the next one starts
        (("2022",), date(2023, 1, 1), "2023-2024", Light.GREY, ()),
        ((), date(2023, 1, 1), "2022", Light.RED, ("2023-2024",)),  # overdue while the next one runs
        (("2022", "2023-2024"), date(2023, 1, 1), "2023-2024", Light.CLOSED, ()),
        ((), date(2021, 6, 1), "2022", Light.GREY, ()),
    ],
)
def test_the_milestone_that_is_shown(
    closed: tuple[str, ...], day: date, period: str, light: Light, also: tuple[str, ...]
) -> None:
    currents = {(6, one): Current(6, one, State.CLOSED, reported_at=FRESH) for one in closed}
    snapshot = take(PLAN, currents, FRESH, day, CYCLE, STALE_BEFORE, Thresholds())
    shown = snapshot.of(6)
    assert shown is not None
    assert (shown.milestone.period, shown.light) == (period, light)
    assert tuple(one.milestone.period for one in shown.also) == also
