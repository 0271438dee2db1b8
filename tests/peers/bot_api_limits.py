"""Telegram's limits as sliding windows over the moments at which calls arrive.

Whoever is told to wait and does not is told again; such calls are counted, for a bot is to wait exactly.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Window:
    """At most `count` in any `seconds`."""

    count: int
    seconds: float


UNLIMITED = Window(1 << 40, 1.0)
OVERALL, CHAT, GROUP = Window(30, 1.0), Window(3, 3.0), Window(20, 60.0)  # in a chat short bursts pass
STRICT_CHAT = Window(1, 1.0)


@dataclass(slots=True)
class Limits:
    """What is let through. An edit counts towards everything together, not towards its chat."""

    overall: Window = OVERALL
    chat: Window = CHAT
    group: Window = GROUP
    refused: int = 0  # calls that overdid it
    impatient: int = 0  # calls to what had been told to wait
    _seen: dict[int | None, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _until: dict[int | None, float] = field(default_factory=dict)

    def admit(self, chat: int, now: float, *, edits: bool) -> int | None:
        """None where the call goes through, else after how many seconds it may come again."""
        windows: list[tuple[int | None, Window]] = [(None, self.overall)]
        if not edits:
            windows.append((chat, self.group if chat < 0 else self.chat))
        wait = 0.0
        for key, window in windows:
            waiting = self._until.get(key, now) - now
            if waiting > 0:
                self.impatient += 1
            wait = max(wait, waiting, self._full(key, window, now))
        if wait > 0:
            self.refused += 1
            seconds = math.ceil(wait)
            for key, window in windows:
                if self._full(key, window, now) > 0:
                    self._until[key] = now + seconds
            return seconds
        for key, _ in windows:
            self._seen[key].append(now)
        return None

    def silence(self, chat: int | None, now: float, seconds: int) -> None:
        """Wait: told by a fault and not by a window."""
        self._until[chat] = now + seconds

    def _full(self, key: int | None, window: Window, now: float) -> float:
        """How long until there is room; 0 where there is."""
        seen = self._seen[key]
        while seen and seen[0] <= now - window.seconds:
            seen.popleft()
        return seen[len(seen) - window.count] + window.seconds - now if len(seen) >= window.count else 0.0
