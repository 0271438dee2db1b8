"""Waiting for something that a peer, a person or a server brings about, without ever missing it; and how long somebody
waited for nothing but a processor, which is the machine's doing and nobody else's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PATIENCE = 120.0  # seconds that `until` waits; far more than anything here takes, on a busy machine too
LOOK = 0.05  # seconds after which the condition is looked at anew: not all that it may speak of is announced


async def until(condition: Callable[[], object], happened: asyncio.Event, patience: float = PATIENCE) -> None:
    """Wait until the condition holds; `happened` is set by whoever changes something. Raises TimeoutError."""
    async with asyncio.timeout(patience):
        while not condition():
            happened.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await happened.wait()


def starved(pid: int | str = "self") -> float:
    """For how many seconds the threads of a process have been ready to work and had no processor, since it began; 0
    where the system does not say (it is Linux that does). Take it twice: whoever promises a second is given those."""
    waited = 0
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError, ValueError, IndexError):
                waited += int((thread / "schedstat").read_text().split()[1])
    return waited / 1e9


def awake() -> float:
    """A clock that stands while this process waits for a processor."""
    return time.monotonic() - starved()
