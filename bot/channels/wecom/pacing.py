"""How fast we may speak in one conversation: 30 messages a minute and 1 000 an hour, answers and pushes together.

We stay below, for the gateway counts at its own moments. Only the channel knows how many messages one of ours becomes,
so it counts here; whoever is over it waits in the database. Pure: seconds of a monotonic clock are arguments.

Through the agent app nothing that nobody waits for goes in the minutes :00 and :30, when everybody's goes: Tencent asks
for it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import datetime
from zlib import crc32

# (messages, seconds) of a conversation, below the 30 and 1 000 of developer.work.weixin.qq.com/document/path/101463
MINUTE, HOUR = (25, 60.0), (900, 3600.0)
RUSH = 30  # minutes from one rush to the next
SPREAD = 25  # seconds over which those who waited go
UPLOADS = ((25, 60.0), (900, 3600.0))  # of the whole bot: 30 and 1 000, the same page


def beside_the_rush(at: datetime, who: str) -> float:
    """Seconds until the minute of the rush is over (real time) and it is `who`'s turn; 0 where there is none."""
    if at.minute % RUSH:
        return 0.0
    return 60 - at.second - at.microsecond / 1e6 + crc32(who.encode()) % SPREAD


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
