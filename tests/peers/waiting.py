"""Waiting for something that a peer, a person or a server brings about, without ever missing it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

PATIENCE = 60.0  # seconds that `until` waits; far more than anything here takes, also where all cores are busy
LOOK = 0.05  # seconds after which the condition is looked at anew: not all that it may speak of is announced


async def until(condition: Callable[[], object], happened: asyncio.Event, patience: float = PATIENCE) -> None:
    """Wait until the condition holds; `happened` is set by whoever changes something. Raises TimeoutError."""
    async with asyncio.timeout(patience):
        while not condition():
            happened.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await happened.wait()
