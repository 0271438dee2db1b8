"""Which channels the settings ask for. A new channel is made here and nowhere else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from app.settings import Settings
from domain.errors import InvalidSetting
from domain.messages import Heard, TwoWay
from wording import cli as said
from wording import telegram as told
from wording.words import Words

if TYPE_CHECKING:
    from app.assembly import Duban
    from storage.database import Database
    from storage.files import Files
    from storage.inbox import Kept
    from web.server import Application

# What turns a channel on, for those that this version cannot speak through yet.
NOT_YET = {"wecom_bot_id": "WeCom", "wecom_corp_id": "WeCom"}
TOKEN = re.compile(r"\d+:[\w-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what Telegram takes


class Line(TwoWay, Protocol):
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


def only_one(settings: Settings) -> AbstractContextManager[None]:
    """While it is open, no other process here fetches this bot's updates. Raises AlreadySpeaking."""
    from storage.lock import only_speaker

    return only_speaker("telegram", settings.telegram_base_url, _token(settings))


def real_channels(
    settings: Settings, words: Words, files: Files, early: asyncio.Task[list[dict[str, Any]] | None] | None = None
) -> list[Line]:
    """The channels through which real people are spoken to; `chosen` has looked at the settings."""
    if settings.telegram_token is None:
        return []
    from app.produce import Produce
    from bot.channels.telegram import Telegram

    secret = settings.telegram_webhook_secret
    telegram = Telegram(
        _token(settings),
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
        public_url=settings.public_url,
        secret=secret.get_secret_value() if secret else None,
        words=words,
        produce=Produce(files),
        first=early,
    )
    return [telegram]


async def learn_name(settings: Settings, database: Database) -> None:
    """Ask Telegram how the bot is called, for the links of invitations, where no start has asked yet. Where it cannot
    be reached there are codes without links."""
    from scheduler.clock import real_time
    from services.people import TELEGRAM_BOT
    from storage import settings as kept

    async with database.read() as tx:
        known = await kept.read(tx, TELEGRAM_BOT)
    if known or not TOKEN.fullmatch(_token(settings)):
        return
    from bot.channels.telegram_checkup import look

    seen = await look(_token(settings), settings.telegram_base_url, None, real_time())
    if seen.name:
        async with database.write() as tx:
            await kept.write(tx, TELEGRAM_BOT, {"name": seen.name})


def open_doors(app: Application, lines: Sequence[Line]) -> None:
    """Give the channels their places on the web server."""
    from bot.channels.telegram import Telegram
    from web import webhooks

    for line in lines:
        if isinstance(line, Telegram) and line.webhook_path:
            webhooks.attach(app, line.webhook_path, line.secret, line.take)


def _token(settings: Settings) -> str:
    return settings.telegram_token.get_secret_value().strip() if settings.telegram_token else ""
