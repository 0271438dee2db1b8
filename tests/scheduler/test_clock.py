"""The plan's time and the machine's, moved and running."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from scheduler.clock import MovableClock, SystemClock, real_time

NINE = datetime(2022, 11, 25, 1, 0, tzinfo=UTC)
BEIJING = timezone(timedelta(hours=8))
REAL = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 500.0

    def __call__(self) -> float:
        return self.seconds


def test_the_system_clock_shows_real_time_in_utc() -> None:
    clock = SystemClock(machine=lambda: REAL)
    assert clock.now() == clock.machine() == REAL
    assert not clock.rehearsal
    assert real_time().tzinfo is UTC


def test_as_of_starts_elsewhere_and_runs_on() -> None:
    watch = Stopwatch()
    clock = SystemClock(datetime(2022, 11, 25, 9, 0, tzinfo=BEIJING), monotonic=watch, machine=lambda: REAL)
    watch.seconds += 90
    assert clock.now() == NINE + timedelta(seconds=90)
    assert clock.now().tzinfo is UTC
    assert clock.machine() == REAL
    assert clock.rehearsal


def test_a_movable_clock_stands_still_or_ticks() -> None:
    watch = Stopwatch()
    clock = MovableClock(NINE, ticking=False, monotonic=watch, machine=lambda: REAL)
    watch.seconds += 60
    assert clock.now() == NINE
    clock.tick(True)
    watch.seconds += 60
    assert clock.now() == NINE + timedelta(seconds=60)
    clock.tick(False)
    watch.seconds += 60
    assert clock.now() == NINE + timedelta(seconds=60)
    assert clock.machine() == REAL


@pytest.mark.parametrize(
    ("to", "then"),
    [
        (NINE + timedelta(days=3), NINE + timedelta(days=3)),
        (NINE, NINE),
        (NINE - timedelta(hours=1), NINE),  # never back
        (datetime(2022, 11, 25, 10, 0, tzinfo=BEIJING), NINE + timedelta(hours=1)),
    ],
)
@pytest.mark.parametrize("ticking", [True, False])
def test_it_moves_forwards_only(to: datetime, then: datetime, ticking: bool) -> None:
    watch = Stopwatch()
    clock = MovableClock(NINE, ticking=ticking, monotonic=watch)
    assert clock.move_to(to) == clock.now() == then
    watch.seconds += 5
    assert clock.now() == (then + timedelta(seconds=5) if ticking else then)


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        MovableClock(datetime(2022, 1, 1), ticking=False)  # noqa: DTZ001
