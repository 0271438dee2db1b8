"""Which channels the settings ask for. A new channel is made here and nowhere else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from app.settings import Settings
from domain.errors import InvalidSetting
from domain.messages import Channel, Heard
from wording import cli as said
from wording import telegram as told
from wording.words import Words

if TYPE_CHECKING:
    from app.assembly import Duban
    from storage.inbox import Kept
    from web.server import Application

# What turns a channel on, for those that this version cannot speak through yet.
NOT_YET = {"wecom_bot_id": "WeCom", "wecom_corp_id": "WeCom"}
TOKEN = re.compile(r"\d+:[\w-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what Telegram takes


class Line(Channel, Protocol):
    """A channel with its own life: made, prepared when the database stands, run until it is cancelled, closed."""

    def read(self, kept: Kept) -> Heard | None: ...

    async def prepare(self, place: Duban) -> None: ...

    async def run(self) -> None: ...

    async def close(self) -> None: ...


def chosen(settings: Settings, words: Words, *, all_of_them: bool = True) -> bool:
    """Whether a real channel is set that can be spoken through. Quick: it imports no channel.

    Raises InvalidSetting for a setting that cannot be used and, with `all_of_them`, for a channel that is configured
    and not there.
    """
    for name, platform in NOT_YET.items():
        if all_of_them and getattr(settings, name) is not None:
            raise InvalidSetting(said.t(words, "no_channel_yet", setting=f"DUBAN_{name.upper()}", platform=platform))
    if settings.telegram_token is None:
        return False
    secret = settings.telegram_webhook_secret
    if not TOKEN.fullmatch(_token(settings)):
        raise InvalidSetting(told.bad_token(words))
    if secret is not None and not SECRET.fullmatch(secret.get_secret_value()):
        raise InvalidSetting(said.t(words, "bad_webhook_secret"))
    return True


def ask_early(settings: Settings) -> asyncio.Task[list[dict[str, Any]] | None] | None:
    """Ask Telegram for what waits there, before anything else is ready. None where updates are brought."""
    if settings.telegram_token is None or settings.public_url:
        return None
    from bot.channels.telegram_early import first_updates

    return asyncio.create_task(first_updates(_token(settings), settings.telegram_base_url))


def real_channels(
    settings: Settings, words: Words, early: asyncio.Task[list[dict[str, Any]] | None] | None = None
) -> list[Line]:
    """The channels through which real people are spoken to; `chosen` has looked at the settings."""
    if settings.telegram_token is None:
        return []
    from bot.channels.telegram import Telegram

    secret = settings.telegram_webhook_secret
    telegram = Telegram(
        _token(settings),
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
        public_url=settings.public_url,
        secret=secret.get_secret_value() if secret else None,
        words=words,
        first=early,
    )
    return [telegram]


def open_doors(app: Application, lines: Sequence[Line]) -> None:
    """Give the channels their places on the web server."""
    from bot.channels.telegram import Telegram
    from web import webhooks

    for line in lines:
        if isinstance(line, Telegram) and line.webhook_path:
            webhooks.attach(app, line.webhook_path, line.secret, line.take)


def _token(settings: Settings) -> str:
    return settings.telegram_token.get_secret_value().strip() if settings.telegram_token else ""
