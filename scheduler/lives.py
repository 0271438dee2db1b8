"""Which of the processes that are on record still live: those whose beat moves. Pure: time is an argument.

Seen from here, by a clock that only measures (`monotonic`): two machines need not agree on what time it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

BEAT_EVERY = 2.0  # seconds
STILL = 10.0  # seconds without a beat after which a process is dead: whoever lost the lock stops sooner


class Lives:
    """What was seen of other processes."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[datetime, float]] = {}

    def alive(self, beats: Mapping[str, datetime], now: float) -> frozenset[str]:
        """Those of `beats` (epoch -> its last beat) whose beat has moved lately, or is seen for the first time."""
        for epoch, at in beats.items():
            if epoch not in self._seen or self._seen[epoch][0] != at:
                self._seen[epoch] = (at, now)
        self._seen = {epoch: seen for epoch, seen in self._seen.items() if epoch in beats}
        return frozenset(epoch for epoch, (_, since) in self._seen.items() if now - since < STILL)
