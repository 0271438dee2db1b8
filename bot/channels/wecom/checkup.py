"""A look at WeCom without changing anything: for `duban doctor`.

Subscribing takes the connection away from whoever has it, so a bot that runs is not disturbed: then only the clock is
looked at, and the running bot's own record says how its connection stands.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.channels.telegram_early import proxy_for
from bot.channels.wecom.app import AgentApp
from bot.channels.wecom.link import Link, NoReceipt, NotThere, Patience
from bot.channels.wecom.outcomes import BAD_CREDENTIALS, NOT_TRUSTED, TOO_FAST

SOON = Patience(connect=8.0, receipt=8.0)  # a person waits in front of it


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found of the bot. `refused`: the code where WeCom does not know it; `busy`: subscribed too often;
    `unreached`: WeCom could not be asked."""

    refused: int | None = None
    busy: bool = False
    unreached: bool = False


@dataclass(frozen=True, slots=True)
class AppCheckup:
    """What was found of the agent app. `untrusted`: our address, where it is not on the app's list."""

    refused: int | None = None
    untrusted: str | None = None
    unreached: str | None = None


async def subscribe(url: str, bot_id: str, secret: str, tls: ssl.SSLContext | None) -> Checkup:
    """Connect, subscribe and leave. Only while no bot of that number runs."""
    link = Link(url, bot_id, secret, lambda _: None, patience=SOON, tls=tls)
    first = link.first_answer = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(link.run())
    done, _ = await asyncio.wait([first], timeout=SOON.connect + SOON.receipt)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    if not done:
        return Checkup(unreached=True)
    code = first.result()
    return Checkup(refused=code if code == BAD_CREDENTIALS else None, busy=code in TOO_FAST)


async def ahead(base: str, now: datetime, tls: ssl.SSLContext | None) -> timedelta | None:
    """How far this machine's clock is before WeCom's (to the second); None where it could not be asked."""
    timeout = aiohttp.ClientTimeout(total=SOON.connect)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(base, proxy=proxy_for(base), ssl=tls if tls is not None else True) as answer,
        ):
            date = answer.headers.get("Date")
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
    return now - parsedate_to_datetime(date) if date else None


async def try_app(app: AgentApp) -> AppCheckup:
    """A token, and one call that asks nothing: it shows whether our address is trusted."""
    try:
        answer = await app.introduce()
        if answer.code:
            return AppCheckup(refused=answer.code)
        answer = await app.resolve(["duban-doctor"])
    except (NotThere, NoReceipt) as why:
        return AppCheckup(unreached=str(why))
    finally:
        await app.close()
    return AppCheckup(untrusted=answer.our_address or "?") if answer.code == NOT_TRUSTED else AppCheckup()
