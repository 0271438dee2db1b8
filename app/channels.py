"""Which channels the settings ask for. A new channel is made here and nowhere else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import SecretStr

from app.settings import Settings
from domain.errors import InvalidSetting
from domain.messages import Heard, TwoWay
from wording import commands
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
AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")  # as the console makes it
WECOM_BOT_PATH, WECOM_APP_PATH = "/webhook/wecom/bot", "/webhook/wecom/app"
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
        raise InvalidSetting(words.t(commands.BAD_WEBHOOK_SECRET))
    return True


def _wecom_chosen(settings: Settings, words: Words) -> bool:
    """A bot with its secret speaks by itself; one without is heard by callbacks and needs an agent app to speak."""
    parts = _wecom_parts(settings)
    if not any(parts.values()):
        return False
    needs: dict[str, tuple[str, ...]] = {
        "WECOM_CORP_ID": ("WECOM_CORP_SECRET", "WECOM_AGENT_ID"),
        "WECOM_CORP_SECRET": ("WECOM_CORP_ID",),
        "WECOM_BOT_SECRET": ("WECOM_BOT_ID",),
        "WECOM_CALLBACK_TOKEN": ("WECOM_CALLBACK_AES_KEY", "PUBLIC_URL"),
    }
    if parts["WECOM_BOT_ID"] and not parts["WECOM_BOT_SECRET"]:
        by_callbacks = parts["WECOM_CALLBACK_TOKEN"] and parts["WECOM_CORP_ID"]
        needs["WECOM_BOT_ID"] = () if by_callbacks else ("WECOM_BOT_SECRET",)
    if parts["WECOM_CORP_ID"] and not parts["WECOM_BOT_ID"]:
        needs["WECOM_CORP_ID"] += ("WECOM_CALLBACK_TOKEN",)  # else nobody could answer
    for given, missing in ((given, one) for given, them in needs.items() if parts[given] for one in them):
        if not {**parts, "PUBLIC_URL": bool(settings.public_url)}[missing]:
            names = {"given": f"DUBAN_{given}", "missing": f"DUBAN_{missing}"}
            raise InvalidSetting(words.t(commands.HALF_A_CHANNEL, **names))
    if settings.wecom_callback_aes_key and not AES_KEY.fullmatch(_secret(settings.wecom_callback_aes_key)):
        raise InvalidSetting(words.t(commands.BAD_AES_KEY))
    return True


def _wecom_parts(settings: Settings) -> dict[str, bool]:
    """Which of WeCom's settings are given."""
    names = ("bot_id", "bot_secret", "corp_id", "corp_secret", "agent_id", "callback_token", "callback_aes_key")
    return {f"WECOM_{name.upper()}": getattr(settings, f"wecom_{name}") is not None for name in names}


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
    if settings.wecom_bot_id is not None or settings.wecom_corp_id is not None:
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
    from bot.channels.wecom.app import AgentApp
    from bot.channels.wecom.channel import WeCom
    from bot.channels.wecom.link import trust

    try:
        tls = trust(str(settings.wecom_ca_file) if settings.wecom_ca_file else None)
    except OSError as error:
        raise InvalidSetting(f"DUBAN_WECOM_CA_FILE: {settings.wecom_ca_file}: {error}") from None
    app = None
    if settings.wecom_corp_id is not None:
        ways: dict[str, Any] = {"base": settings.wecom_api_base, "tls": tls}
        app = AgentApp(
            settings.wecom_corp_id, _secret(settings.wecom_corp_secret), settings.wecom_agent_id or 0, **ways
        )
    return WeCom(
        settings.wecom_bot_id,
        _secret(settings.wecom_bot_secret) or None,
        url=settings.wecom_ws_url,
        app=app,
        hears_app=app is not None and settings.wecom_callback_token is not None,
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


def open_doors(app: Application, lines: Sequence[Line], settings: Settings) -> None:
    """Give the channels their places on the web server."""
    from web import webhooks

    for line in lines:
        if line.platform == "telegram":
            from bot.channels.telegram import Telegram

            if isinstance(line, Telegram) and line.webhook_path:
                webhooks.attach(app, line.webhook_path, line.secret, line.take)
        elif line.platform == "wecom" and settings.wecom_callback_token is not None:
            _open_wecom_doors(app, line, settings)


def _open_wecom_doors(app: Application, line: Line, settings: Settings) -> None:
    """The AI bot's address where it has no long connection, and the agent app's."""
    from bot.channels.wecom.callbacks import Door
    from bot.channels.wecom.channel import WeCom
    from bot.channels.wecom.crypto import Forged
    from scheduler.clock import real_time
    from web import webhooks

    if not isinstance(line, WeCom):
        return
    token, key = _secret(settings.wecom_callback_token), _secret(settings.wecom_callback_aes_key)
    doors = {}
    if settings.wecom_bot_id is not None and settings.wecom_bot_secret is None:
        doors[WECOM_BOT_PATH] = Door(token, key, "", of_app=False)
    if settings.wecom_corp_id is not None:
        doors[WECOM_APP_PATH] = Door(token, key, settings.wecom_corp_id, of_app=True)
    for path, door in doors.items():

        def echo(query: Mapping[str, str], door: Door = door) -> bytes:
            return door.echo(query, real_time().timestamp())

        async def take(query: Mapping[str, str], content: bytes, door: Door = door) -> None:
            await line.take_callback(door.open(query, content, real_time().timestamp()))

        webhooks.attach_sealed(app, path, echo, take, Forged)


def _token(settings: Settings) -> str:
    return _secret(settings.telegram_token)


def _secret(one: SecretStr | None) -> str:
    return one.get_secret_value().strip() if one else ""
