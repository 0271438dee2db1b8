"""Asking Telegram for updates, for years: store, then confirm; wait where it cannot be reached; stop at a bad token.

A batch is confirmed by asking for what comes after it, and that is done only once it is committed. The number is
named in the call after a batch and in no other: after a week of silence Telegram begins to count elsewhere, and a
number that was kept for too long would throw away what comes then. What was stored and not yet confirmed comes again
and falls out as known.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram_outcomes import says, waits
from bot.channels.telegram_request import Patience

log = logging.getLogger("duban.telegram")

Updates = list[dict[str, Any]]
Answer = TypeVar("Answer")


async def until_reached(call: Callable[[], Awaitable[Answer]], patience: Patience) -> Answer:
    """What `call` returns, however long Telegram cannot be reached. Raises InvalidToken, BadRequest."""
    failures = 0
    while True:
        try:
            return await call()
        except (InvalidToken, BadRequest):
            raise
        except TelegramError as error:
            failures += 1
            await _wait(error, failures, patience)


async def poll(
    fetch: Callable[[int | None], Awaitable[Updates]],
    take: Callable[[Updates], Awaitable[None]],
    free: Callable[[], Awaitable[object]],
    patience: Patience,
) -> None:
    """Fetch and keep updates until cancelled. `take` returns when they are committed; `free` takes a webhook away that
    somebody has set."""
    offset: int | None = None
    failures = 0
    while True:
        try:
            updates = await fetch(offset)
            if updates:
                await take(updates)
            offset = max(one["update_id"] for one in updates) + 1 if updates else None
            failures = 0
        except TelegramError as error:
            failures += 1
            if isinstance(error, Conflict) and says(error, "webhook"):
                log.warning("a webhook takes this bot's updates (%s); it is taken away", error.message)
                with contextlib.suppress(TelegramError):  # a token that was just taken back is met again below
                    await until_reached(free, patience)
                if failures == 1:
                    continue
            await _wait(error, failures, patience)
        except Exception:
            failures += 1
            log.exception("updates could not be stored; Telegram keeps them, they are fetched again")
            await asyncio.sleep(patience.backoff(failures))


async def _wait(error: TelegramError, failures: int, patience: Patience) -> None:
    """Say what is wrong, once in a while, and wait."""
    seconds = waits(error).total_seconds() if isinstance(error, RetryAfter) else patience.backoff(failures)
    if isinstance(error, Conflict):
        log.error("another program fetches this bot's updates (%s); next try in %g s", error.message, seconds)
    elif isinstance(error, InvalidToken):
        log.error("Telegram refuses the token now (%s); next try in %g s", error.message, seconds)
    else:
        log.warning("Telegram cannot be reached (%s); next try in %g s", error.message, seconds)
    await asyncio.sleep(seconds)
