"""The two times of the product, as a promise. The clocks themselves are in `scheduler.clock`, the only room that reads
the machine's time; everybody else is given an instant, or a `Clock` where a loop needs to ask again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is. Instants are aware and in UTC."""

    def now(self) -> datetime:
        """The plan's time: rules, due dates, reports, 数据截至. It may be moved (rehearsals, the local chat)."""
        ...

    def machine(self) -> datetime:
        """The machine's time: leases, back-off, tokens, invitations, signatures."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment: only differences mean anything."""
        ...
