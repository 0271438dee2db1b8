"""Which channels the settings ask for. A new channel is made here and nowhere else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import SecretStr

from app.settings import Settings
from domain.errors import InvalidSetting
from domain.messages import Heard, TwoWay
from wording import cli as said
from wording import telegram as told
from wording.words import Words

if TYPE_CHECKING:
    from app.assembly import Duban
    from app.produce import Produce
    from storage.database import Database
    from storage.files import Files
    from storage.inbox import Kept
    from web.server import Application

TOKEN = re.compile(r"\d+:[\w-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what Telegram takes


class Line(TwoWay, Protocol):
    """A channel with its own life: made, prepared when the database stands, run until it is cancelled, closed."""

    def read(self, kept: Kept) -> Heard | None: ...

    async def prepare(self, place: Duban) -> None: ...

    async def run(self) -> None: ...

    async def close(self) -> None: ...


def chosen(settings: Settings, words: Words) -> bool:
    """Whether a real channel is set that can be spoken through. Quick: it imports no channel.

    Raises InvalidSetting for a setting that cannot be used, and for a channel of which something is missing.
    """
    return any([_telegram_chosen(settings, words), _wecom_chosen(settings, words)])


def _telegram_chosen(settings: Settings, words: Words) -> bool:
    if settings.telegram_token is None:
        return False
    secret = settings.telegram_webhook_secret
    if not TOKEN.fullmatch(_token(settings)):
        raise InvalidSetting(told.bad_token(words))
    if secret is not None and not SECRET.fullmatch(secret.get_secret_value()):
        raise InvalidSetting(said.t(words, "bad_webhook_secret"))
    return True


def _wecom_chosen(settings: Settings, words: Words) -> bool:
    if settings.wecom_bot_id is None:
        return False
    if settings.wecom_bot_secret is None:
        names = {"given": "DUBAN_WECOM_BOT_ID", "missing": "DUBAN_WECOM_BOT_SECRET"}
        raise InvalidSetting(said.t(words, "half_a_channel", **names))
    return True


def ask_early(settings: Settings) -> asyncio.Task[list[dict[str, Any]] | None] | None:
    """Ask Telegram for what waits there, before anything else is ready. None where updates are brought."""
    if settings.telegram_token is None or settings.public_url:
        return None
    from bot.channels.telegram_early import first_updates

    return asyncio.create_task(first_updates(_token(settings), settings.telegram_base_url))


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """While it is open, no other process here speaks as one of these bots. Raises AlreadySpeaking."""
    from storage.lock import only_speaker

    with ExitStack() as locks:
        if settings.telegram_token is not None:
            locks.enter_context(only_speaker("telegram", settings.telegram_base_url, _token(settings)))
        if settings.wecom_bot_id is not None:
            locks.enter_context(only_speaker("wecom", settings.wecom_ws_url, settings.wecom_bot_id))
        yield


def real_channels(
    settings: Settings, words: Words, files: Files, early: asyncio.Task[list[dict[str, Any]] | None] | None = None
) -> list[Line]:
    """The channels through which real people are spoken to; `chosen` has looked at the settings.

    Raises InvalidSetting for a file of certificates that cannot be read.
    """
    from app.produce import Produce

    lines: list[Line] = []
    if settings.telegram_token is not None:
        lines.append(_telegram(settings, words, Produce(files), early))
    if settings.wecom_bot_id is not None:
        lines.append(_wecom(settings, words, Produce(files)))
    return lines


def _telegram(
    settings: Settings, words: Words, produce: Produce, early: asyncio.Task[list[dict[str, Any]] | None] | None
) -> Line:
    from bot.channels.telegram import Telegram

    secret = settings.telegram_webhook_secret
    return Telegram(
        _token(settings),
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
        public_url=settings.public_url,
        secret=secret.get_secret_value() if secret else None,
        words=words,
        produce=produce,
        first=early,
    )


def _wecom(settings: Settings, words: Words, produce: Produce) -> Line:
    from bot.channels.wecom.channel import WeCom
    from bot.channels.wecom.link import trust

    try:
        tls = trust(str(settings.wecom_ca_file) if settings.wecom_ca_file else None)
    except OSError as error:
        raise InvalidSetting(f"DUBAN_WECOM_CA_FILE: {settings.wecom_ca_file}: {error}") from None
    return WeCom(
        settings.wecom_bot_id or "",
        _secret(settings.wecom_bot_secret),
        url=settings.wecom_ws_url,
        words=words,
        tls=tls,
        produce=produce,
    )


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
    return _secret(settings.telegram_token)


def _secret(one: SecretStr | None) -> str:
    return one.get_secret_value().strip() if one else ""
