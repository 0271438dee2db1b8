"""A look at Telegram without changing anything: for `duban doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram import WEBHOOK_PATH
from bot.channels.telegram_request import AiohttpRequest, Patience

SOON = Patience(connect=8.0, read=8.0)  # a person waits in front of it


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found. `name`: the bot's, None where it was not told; `refused`: the token is unknown; `unreached`: why
    Telegram could not be asked; `ahead`: how far this machine's clock is before Telegram's (to the second)."""

    name: str | None = None
    refused: bool = False
    unreached: str | None = None
    ahead: timedelta | None = None
    reads_groups: bool = False
    webhook: str | None = None
    expected: str | None = None
    waiting: int = 0
    trouble: str | None = None


async def look(token: str, base_url: str, public_url: str | None, now: datetime) -> Checkup:
    """Ask who the bot is, what time it is there, and where its updates go. `now` is this machine's time, UTC."""
    request = AiohttpRequest(SOON, token)
    bot = Bot(token, base_url=base_url, request=request, get_updates_request=request)
    await request.initialize()
    try:
        me = await bot.get_me()
        ahead = now - parsedate_to_datetime(request.date) if request.date else None
        info: WebhookInfo = await bot.get_webhook_info()
    except InvalidToken:
        return Checkup(refused=True)
    except TelegramError as error:
        return Checkup(unreached=error.message)
    finally:
        await request.shutdown()
    return Checkup(
        me.username,
        ahead=ahead,
        reads_groups=bool(me.can_read_all_group_messages),
        webhook=info.url or None,
        expected=public_url + WEBHOOK_PATH if public_url else None,
        waiting=info.pending_update_count,
        trouble=info.last_error_message,
    )
