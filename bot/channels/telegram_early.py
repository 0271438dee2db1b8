"""The first updates, asked for while the rest of the house is still being built: what people wrote while the bot was
away is here when it can be stored. Only light imports, for that is the point.

Nothing is confirmed by it (no offset is named). Where it does not work, for whatever reason, the usual way finds out
and says so.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")  # what Telegram is asked for
BATCH = 100  # the most that one call gives: core.telegram.org/bots/api#getupdates
HERE = ("localhost", "127.0.0.1", "::1")  # no proxy leads to this machine


async def first_updates(
    token: str, base_url: str, poll: int = 30, connect: float = 10.0
) -> list[dict[str, Any]] | None:
    """What waits at Telegram, or None where that cannot be said. `poll`: seconds that Telegram may wait for something;
    `connect`: seconds for a connection."""
    url = f"{base_url}{token}/getUpdates"
    timeout = aiohttp.ClientTimeout(total=connect + poll + connect, connect=connect)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=question(None, poll), proxy=proxy_for(url), allow_redirects=False) as answer,
        ):
            found = json.loads(await answer.read()).get("result")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError):
        return None
    return found if isinstance(found, list) else None


def question(offset: int | None, poll: int) -> dict[str, str]:
    """The parameters of getUpdates, as a form."""
    asked = {"limit": f"{BATCH}", "timeout": f"{poll}", "allowed_updates": json.dumps(KINDS)}
    return asked if offset is None else {**asked, "offset": f"{offset}"}


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for an address, if it names one."""
    parts, named = urlsplit(url), getproxies()
    host = parts.hostname or ""
    if host in HERE or proxy_bypass(host):
        return None
    return named.get(parts.scheme) or named.get("all")
