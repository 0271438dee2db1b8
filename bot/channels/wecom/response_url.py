"""The address that comes with a callback of the AI bot: one answer may be brought there within an hour, as text.

Where the bot has no long connection this is all that it can say by itself; everything else goes through the agent app.
"""

from __future__ import annotations

import json

import aiohttp

from bot.channels.telegram_early import proxy_for
from bot.channels.wecom import drawing
from bot.channels.wecom.link import NoReceipt, NotThere
from bot.channels.wecom.outcomes import outcome
from domain.messages import Outcome, Outgoing

NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)


def fits(message: Outgoing) -> bool:
    """Whether it is one text, without buttons or files."""
    plain = not (message.choices or message.picture or message.file)
    return plain and len(list(drawing.markdown(message))) == 1


async def answer(url: str, message: Outgoing, patience: float) -> Outcome:
    """Bring the answer. Raises NotThere, NoReceipt."""
    body = {"msgtype": "markdown", "markdown": {"content": next(drawing.markdown(message))}}
    timeout = aiohttp.ClientTimeout(total=patience)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": "duban"}) as session,
            session.post(url, json=body, proxy=proxy_for(url), allow_redirects=False) as reply,
        ):
            told = json.loads(await reply.read())
            return outcome(int(told["errcode"]), str(told.get("errmsg", "")))
    except NEVER_LEFT as error:
        raise NotThere(type(error).__name__) from error
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError) as error:
        raise NoReceipt(type(error).__name__) from error
