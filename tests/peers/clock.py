"""A clock that a test turns by hand: nothing ever sleeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2022, 11, 25, 1, 0, tzinfo=UTC)  # 09:00 in Beijing, a Friday
BOOTED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # the machine's own calendar is elsewhere


class HandClock:
    """Plan's time, machine time and the monotonic seconds, each where the test has put it."""

    def __init__(self, now: datetime = START) -> None:
        self._now, self._machine, self._monotonic = now, BOOTED, 1000.0

    def now(self) -> datetime:
        return self._now

    def machine(self) -> datetime:
        return self._machine

    def monotonic(self) -> float:
        return self._monotonic

    def pass_(self, seconds: float) -> None:
        """Time passes, everywhere alike."""
        self._now += timedelta(seconds=seconds)
        self._machine += timedelta(seconds=seconds)
        self._monotonic += seconds

    def move_to(self, instant: datetime) -> None:
        """Only the plan's time moves."""
        self._now = instant

    def set_machine(self, instant: datetime) -> None:
        """Somebody sets the machine's clock."""
        self._machine = instant
