"""What decides a light beside the day: thresholds as settings, each year of a per-year figure; and the roll-ups."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.plan import Department, Plan, Task
from domain.progress import Current, Entry, Measured, Status, Update, fold
from domain.standing import Light, Thresholds, assess, take
from tests.domain.test_standing import (
    CYCLE,
    FRESH,
    LATER,
    STALE_BEFORE,
    STATIONS,
    YEAR,
    YEARLY,
    milestone,
    said,
    standing,
)

# ── each year of a per-year figure ────────────────────────────────────────────────────────────────────────


def yearly(*by_year: tuple[int, float]) -> Current:
    """Figures said in these years, the last one standing."""
    *earlier, (year, value) = by_year
    return Current(
        6, "2023-2024", values={YEARLY.phrase: Measured(value, FRESH, 1, year, dict(earlier))}, reported_at=FRESH
    )


@pytest.mark.parametrize(
    ("current", "day", "light", "code"),
    [
        (yearly((2023, 10), (2024, 5)), date(2024, 7, 1), Light.GREEN, "on_pace"),  # 49.7 % of the year, 5 of 10
        (yearly((2023, 9.1), (2024, 5)), date(2024, 7, 1), Light.GREEN, "on_pace"),  # 9 points short of 2023
        (yearly((2023, 9), (2024, 5)), date(2024, 7, 1), Light.YELLOW, "year_missed"),
        (yearly((2023, 7), (2024, 10)), date(2024, 7, 1), Light.YELLOW, "year_missed"),  # exactly 30
        (yearly((2023, 6.9), (2024, 10)), date(2024, 7, 1), Light.RED, "year_missed"),  # a good 2024 mends no 2023
        (yearly((2023, 9), (2024, 1)), date(2024, 7, 1), Light.RED, "behind"),  # this year is further behind
        (yearly((2024, 5)), date(2024, 7, 1), Light.GREEN, "on_pace"),  # what was never said of 2023 is not zero
        (yearly((2023, 10)), date(2024, 1, 20), Light.GREEN, "on_pace"),  # a January that starts from zero
        (yearly((2022, 3), (2023, 10)), date(2023, 12, 1), Light.GREEN, "on_pace"),  # 2022 is no year of this milestone
        (yearly((2023, 10), (2025, 10)), date(2024, 12, 31), Light.YELLOW, "near_due"),  # said after the end: of 2024
        (yearly((2023, 9), (2024, 10)), date(2025, 1, 1), Light.RED, "overdue"),
    ],
)
def test_each_year_is_judged(current: Current, day: date, light: Light, code: str) -> None:
    task = Task(6, "任务", "区科技产业局", (milestone(LATER, YEARLY),))
    early = datetime(2022, 10, 1, tzinfo=UTC)  # no report is stale here
    found = assess(task, task.milestones[0], current, day, CYCLE, early, Thresholds())
    assert (found.light, found.reason.code) == (light, code)


def test_the_year_that_was_missed_is_named() -> None:
    reason = standing(milestone(LATER, YEARLY), yearly((2023, 7), (2024, 10)), date(2024, 7, 1)).reason
    assert (reason.facts["year"], reason.facts["value"], reason.facts["target"]) == ("2023", 7, 10)


def test_a_ledger_keeps_what_each_year_came_to() -> None:
    said_ = [(2023, 3.0), (2023, 8.0), (2024, 1.0), (2024, 4.0), (2025, 2.0)]
    ledger = [
        (Update(number, Entry(6, "2023-2024", values={YEARLY.phrase: value}), FRESH, "王"), year)
        for number, (year, value) in enumerate(said_, start=1)
    ]
    measured = fold(Current(6, "2023-2024"), ledger).values[YEARLY.phrase]
    assert (measured.year, measured.value, dict(measured.earlier)) == (2025, 2.0, {2023: 8.0, 2024: 4.0})


# ── thresholds, roll-ups ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("thresholds", "figure", "day", "light"),
    [
        (Thresholds(), 4, date(2022, 11, 25), Light.GREEN),  # 9.9 behind
        (Thresholds(yellow_points=5), 4, date(2022, 11, 25), Light.YELLOW),
        (Thresholds(yellow_points=5, red_points=9), 4, date(2022, 11, 25), Light.RED),
        (Thresholds(yellow_points=11), 4, date(2022, 11, 26), Light.GREEN),  # 10.1
        (Thresholds(red_points=35), 3, date(2022, 12, 2), Light.YELLOW),  # 31.8
        (Thresholds(), 3, date(2022, 12, 2), Light.RED),
        (Thresholds(near_days=10), 5, date(2022, 12, 21), Light.YELLOW),
        (Thresholds(near_days=0), 5, date(2022, 12, 30), Light.GREEN),
        (Thresholds(near_days=0), 5, date(2022, 12, 31), Light.YELLOW),
    ],
)
def test_thresholds_are_settings(thresholds: Thresholds, figure: float, day: date, light: Light) -> None:
    task = Task(6, "任务", "区科技产业局", (milestone(YEAR, STATIONS),))
    found = assess(task, task.milestones[0], said({STATIONS: figure}), day, CYCLE, STALE_BEFORE, thresholds)
    assert found.light is light


@pytest.mark.parametrize(
    ("thresholds", "sensible"),
    [
        (Thresholds(), True),
        (Thresholds(0.5, 100, 60), True),
        (Thresholds(yellow_points=0), False),
        (Thresholds(yellow_points=30), False),
        (Thresholds(red_points=101), False),
        (Thresholds(near_days=-1), False),
        (Thresholds(near_days=61), False),
    ],
)
def test_lights_have_to_differ(thresholds: Thresholds, sensible: bool) -> None:
    assert thresholds.sensible is sensible


def test_roll_ups_count_every_task_once_and_grey_as_grey() -> None:
    tasks = tuple(Task(number, "任务", lead, (milestone(YEAR),)) for number, lead in ((1, "甲"), (2, "乙"), (3, "甲")))
    plan = Plan("plan", "清单", "Asia/Shanghai", "a.txt", (Department("甲"), Department("乙")), tasks)
    currents = {(1, "2022"): Current(1, "2022", status=Status.ON_TRACK, reported_at=FRESH)}
    snapshot = take(plan, currents, FRESH, date(2022, 11, 25), CYCLE, STALE_BEFORE, Thresholds())
    assert snapshot.by_department() == {"甲": {Light.GREEN: 1, Light.GREY: 1}, "乙": {Light.GREY: 1}}
    assert snapshot.lights() == {Light.GREEN: 1, Light.GREY: 2}
