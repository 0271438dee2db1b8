"""What can go wrong between a bot and WeCom's gateway, one frame at a time, on request of a test; and its limits."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from enum import StrEnum

MINUTE, HOUR = (30, 60.0), (1000, 3600.0)  # messages to one conversation; uploads of one bot


class Fault(StrEnum):
    """`before`: the frame has no effect; `after`: it is carried out and the bot does not learn of it."""

    MUTE_BEFORE = "mute before"  # no receipt
    MUTE_AFTER = "mute after"
    LATE = "late"  # carried out; the receipt comes when the test lets go
    CUT_BEFORE = "cut before"  # the connection is lost
    CUT_AFTER = "cut after"
    REFUSE = "refuse"  # a receipt with `code`, no effect


@dataclass(slots=True)
class Planned:
    """A fault for the next `left` frames of a command, to `chat` (None: any)."""

    cmd: str
    fault: Fault
    left: int
    chat: str | None = None
    code: int = 0


class Faults:
    """The faults that are to come, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._planned: list[Planned] = []
        self.happened: list[tuple[str, Fault]] = []

    def next(self, cmd: str, fault: Fault, times: int = 1, *, chat: str | None = None, code: int = 0) -> None:
        """The next `times` frames of that command go wrong so."""
        self._planned.append(Planned(cmd, fault, times, chat, code))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._planned.clear()

    def take(self, cmd: str, chat: str | None) -> Planned | None:
        """The fault for that frame, if one was planned."""
        for one in self._planned:
            if one.left > 0 and one.cmd == cmd and one.chat in (None, chat):
                one.left -= 1
                self.happened.append((cmd, one.fault))
                return one
        return None


@dataclass(slots=True)
class Limits:
    """How many messages a conversation takes, as sliding windows; `most` is the fullest minute that was seen,
    `most_an_hour` the fullest hour."""

    windows: tuple[tuple[int, float], ...] = (MINUTE, HOUR)
    most: int = 0
    most_an_hour: int = 0
    _seen: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def admits(self, chat: str, now: float) -> bool:
        """Count one message; False where it is one too many."""
        seen = self._seen[chat]
        while seen and seen[0] <= now - HOUR[1]:
            seen.popleft()
        for count, seconds in self.windows:
            if sum(at > now - seconds for at in seen) >= count:
                return False
        seen.append(now)
        self.most = max(self.most, sum(at > now - MINUTE[1] for at in seen))
        self.most_an_hour = max(self.most_an_hour, len(seen))
        return True
