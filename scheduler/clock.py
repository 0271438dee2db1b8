"""The clocks, and the only place of the product that reads the machine's time.

Two times, never mixed: `now` is the plan's time (rules, due dates, reports), which may be moved or started elsewhere;
`machine` is real time (back-off, leases, tokens, signatures). `monotonic` only measures how long something took: it
does not jump when somebody sets the machine's clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def real_time() -> datetime:
    """What the machine's clock shows, UTC."""
    return datetime.now(UTC)


class SystemClock:
    """Real time; with `as_of` the plan's time starts at that instant and runs on from there (a rehearsal)."""

    def __init__(
        self,
        as_of: datetime | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        machine: Callable[[], datetime] = real_time,
    ) -> None:
        self._as_of = _utc(as_of) if as_of is not None else None
        self._monotonic, self._machine = monotonic, machine
        self._started = monotonic()

    @property
    def rehearsal(self) -> bool:
        """Whether the plan's time is not the real one."""
        return self._as_of is not None

    def now(self) -> datetime:
        """The plan's time, UTC."""
        if self._as_of is None:
            return self._machine()
        return self._as_of + timedelta(seconds=self._monotonic() - self._started)

    def machine(self) -> datetime:
        """Real time, UTC."""
        return self._machine()

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return self._monotonic()


class MovableClock:
    """A plan's time that can be moved forwards, ticking or standing still (the local chat, simulations, tests)."""

    def __init__(
        self,
        start: datetime,
        *,
        ticking: bool,
        monotonic: Callable[[], float] = time.monotonic,
        machine: Callable[[], datetime] = real_time,
    ) -> None:
        self._monotonic, self._machine = monotonic, machine
        self._base, self._since, self._ticking = _utc(start), monotonic(), ticking

    @property
    def ticking(self) -> bool:
        """Whether the plan's time runs on by itself."""
        return self._ticking

    def now(self) -> datetime:
        """The plan's time, UTC."""
        if not self._ticking:
            return self._base
        return self._base + timedelta(seconds=self._monotonic() - self._since)

    def machine(self) -> datetime:
        """Real time, UTC."""
        return self._machine()

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return self._monotonic()

    def move_to(self, instant: datetime) -> datetime:
        """Move on to `instant` (aware); one that has passed changes nothing. Returns the time it is then, UTC."""
        self._rebase(max(_utc(instant), self.now()))
        return self._base

    def tick(self, ticking: bool) -> None:
        """Let the plan's time run on by itself from here, or stand still."""
        self._rebase(self.now())
        self._ticking = ticking

    def _rebase(self, now: datetime) -> None:
        self._base, self._since = now, self._monotonic()


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC)
