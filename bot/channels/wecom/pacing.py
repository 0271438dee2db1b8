"""How fast we may speak in one conversation: 30 messages a minute and 1 000 an hour, answers and pushes together.

We stay below, for the gateway counts at its own moments. Only the channel knows how many messages one of ours becomes,
so it counts here; whoever is over it waits in the database. Pure: seconds of a monotonic clock are arguments.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

# (messages, seconds) of a conversation, below the 30 and 1 000 of developer.work.weixin.qq.com/document/path/101463
MINUTE, HOUR = (25, 60.0), (900, 3600.0)
UPLOADS = ((25, 60.0), (900, 3600.0))  # of the whole bot: 30 and 1 000, the same page


class Windows:
    """Sliding windows, one for each conversation."""

    def __init__(self, limits: Sequence[tuple[int, float]] = (MINUTE, HOUR)) -> None:
        self._limits = tuple(limits)
        self._longest = max(seconds for _, seconds in limits)
        self._seen: dict[str, deque[float]] = defaultdict(deque)

    def wait(self, chat: str, count: int, now: float) -> float:
        """Seconds until `count` more messages may go there; 0 where they may go now."""
        seen = self._seen[chat]
        while seen and seen[0] <= now - self._longest:
            seen.popleft()
        longest = 0.0
        for most, seconds in self._limits:
            over = len(seen) + min(count, most) - most  # so many of the oldest must have left the window
            if over > 0:
                longest = max(longest, seen[over - 1] + seconds - now)
        return max(longest, 0.0)

    def count(self, chat: str, at: float) -> None:
        """A message went there."""
        self._seen[chat].append(at)
