"""A dead man's switch: an address elsewhere is called while everything works, and raises the alarm when it is not.

It must be somebody else's, for a machine that is off calls nobody. Nothing is sent along.
"""

from __future__ import annotations

import logging

import aiohttp

log = logging.getLogger(__name__)

PATIENCE = aiohttp.ClientTimeout(total=10.0)  # seconds; the next beat is not held up


async def call(url: str) -> bool:
    """Call the address once; returns whether it answered well. Never raises for what the network does."""
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE, trust_env=True) as session, session.get(url) as answer:
            fine = answer.status < 400
            said = f"HTTP {answer.status}"
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        fine, said = False, type(error).__name__
    if not fine:
        log.warning("the address of the dead man's switch does not answer (%s)", said)
    return fine
