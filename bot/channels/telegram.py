"""Telegram as a channel: it draws, sends and edits, and tells what became of it.

    in    long polling, or a webhook where a public address is set: stored, then confirmed (`telegram_polling`)
    read  the stored update -> what it says (`telegram_updates`)
    out   text in parts, a keyboard on the last, edited in place (`telegram_sending`, `telegram_drawing`); errors by the
          table (`telegram_outcomes`)
    menu  the commands of each person's roles (`telegram_menus`)

A press is acknowledged at once, after it was stored: the spinner stops, and the answer comes through the outbox.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Coroutine, Mapping
from typing import Any, Protocol

from telegram import Bot, User
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels import telegram_updates as updates
from bot.channels.telegram_early import BATCH, KINDS, question
from bot.channels.telegram_menus import Menus
from bot.channels.telegram_polling import Updates, poll, until_reached
from bot.channels.telegram_request import AiohttpRequest, Patience, form
from bot.channels.telegram_sending import Produce, Sender
from bot.intake import Intake
from domain.clock import Clock
from domain.errors import InvalidSetting
from domain.messages import Heard, NotSent, Outcome, Push, Rejected
from storage import settings
from storage.database import Database
from storage.inbox import Kept
from wording import telegram as said
from wording.words import Words

log = logging.getLogger("duban.telegram")

BASE_URL, BASE_FILE_URL = "https://api.telegram.org/bot", "https://api.telegram.org/file/bot"
WEBHOOK_PATH = "/webhook/telegram"
KNOWN_AS = "telegram_bot"  # the setting {"name": …}: invitations make their link of it
LOOK_AFTER_WEBHOOK = 600.0  # seconds
FIRST_LOOK = 5.0  # seconds that a start waits for Telegram before it goes on without
SAFE_FIRST = 1.0  # seconds that answers wait, at most, while a long queue is being fetched
ACKNOWLEDGING = 16  # at a time


class Workplace(Protocol):
    """What the channel needs of a running bot."""

    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def intake(self) -> Intake: ...


class Telegram:
    """One bot on Telegram. `prepare` it, let it `run`, `close` it; `push` and `read` in between.

    secret: what Telegram must send along with a webhook's updates (None: derived from the token). produce: makes the
    bytes of a picture or file. first: updates that somebody has asked for already (`telegram_early`).
    """

    platform = updates.PLATFORM
    exactly_once = False

    def __init__(
        self,
        token: str,
        *,
        base_url: str = BASE_URL,
        base_file_url: str = BASE_FILE_URL,
        public_url: str | None = None,
        secret: str | None = None,
        words: Words | None = None,
        patience: Patience | None = None,
        produce: Produce | None = None,
        first: Awaitable[Updates | None] | None = None,
    ) -> None:
        self._patience = patience or Patience()
        self._request = AiohttpRequest(self._patience, token)
        self.bot = Bot(
            token,
            base_url=base_url,
            base_file_url=base_file_url,
            request=self._request,
            get_updates_request=self._request,
        )
        self.bot_id = token.partition(":")[0]
        self.secret = secret or hashlib.sha256(f"webhook of {token}".encode()).hexdigest()
        self._webhook = public_url + WEBHOOK_PATH if public_url else None
        self._words, self._first = words or Words(), first
        self._menus = Menus(self.bot, self.platform)
        self._sender = Sender(self.bot, self._patience, self._menus.touch, produce)
        self._me: User | None = None
        self._name: str | None = None  # without the @; the one of the last start until Telegram says it again
        self._place: Workplace | None = None
        self._catching_up = False
        self._acknowledging = asyncio.Semaphore(ACKNOWLEDGING)
        self._tasks: set[asyncio.Task[None]] = set()

    # ── life ──────────────────────────────────────────────────────────────────────────────────────────────

    async def prepare(self, place: Workplace) -> None:
        """Before anything is sent: try the token once. Where Telegram cannot be reached, `run` goes on trying.

        Raises InvalidSetting for a token that Telegram does not know.
        """
        self._place = place
        await self._request.initialize()
        async with place.database.read() as tx:
            known = await settings.read(tx, KNOWN_AS)
        self._name = known["name"] if known else None
        try:
            await self._introduce(read_timeout=FIRST_LOOK, connect_timeout=FIRST_LOOK)
        except InvalidToken:
            raise InvalidSetting(said.bad_token(self._words)) from None
        except TelegramError as error:
            log.warning("Telegram cannot be reached yet (%s)", error.message)

    async def run(self) -> None:
        """Fetch updates, or keep the webhook, until cancelled. Raises InvalidSetting where Telegram refuses one."""
        place = self._there
        try:
            if self._me is None:
                await until_reached(self._introduce, self._patience)
        except InvalidToken:
            raise InvalidSetting(said.bad_token(self._words)) from None
        menus = asyncio.create_task(self._menus.keep(place.database))
        try:
            if self._webhook:
                await self._keep_webhook(self._webhook)
            else:
                log.info("fetching updates as @%s", self._name)
                await poll(self._fetch, self.take, self._free, self._patience)
        finally:
            late = (menus, *self._tasks)
            for task in late:
                task.cancel()  # a press that is not acknowledged in time is answered all the same
            await asyncio.gather(*late, return_exceptions=True)

    async def close(self) -> None:
        """Close the connections."""
        await self._request.shutdown()

    @property
    def webhook_path(self) -> str | None:
        """Where on the web server updates are brought; None where they are fetched."""
        return WEBHOOK_PATH if self._webhook else None

    @property
    def _there(self) -> Workplace:
        if self._place is None:
            raise RuntimeError("prepare comes first")
        return self._place

    async def _introduce(self, **timeouts: float) -> None:
        """Ask who we are, and keep the name for the links of invitations."""
        me = await self.bot.get_me(**timeouts)  # type: ignore[arg-type]  # the names of its own timeouts
        self._me, self._name = me, me.username
        async with self._there.database.write() as tx:
            await settings.write(tx, KNOWN_AS, {"name": me.username})

    # ── in ────────────────────────────────────────────────────────────────────────────────────────────────

    async def take(self, raw: Updates) -> None:
        """Store updates. When this returns they are safe and may be confirmed; presses are acknowledged then."""
        intake = self._there.intake
        if len(raw) < BATCH:
            self._catching_up = False
            intake.go_on()
        elif not self._catching_up:
            self._catching_up = True  # after an outage: first all is made safe, then it is answered
            intake.hold(SAFE_FIRST)
        new = await intake.take([updates.raw(one, self.bot_id) for one in raw])
        for kept in new:
            if press := kept.payload.get("callback_query"):
                self._spawn(self._acknowledge(press))

    def read(self, kept: Kept) -> Heard | None:
        """What a stored update says."""
        return updates.read(kept, self._name)

    async def _fetch(self, offset: int | None) -> Updates:
        """The updates after those that were kept. As raw JSON: the library would make objects of them first."""
        if self._first is not None:
            first, self._first = self._first, None
            if (early := await first) is not None:
                return early
        found = await self._request.post(
            f"{self.bot.base_url}/getUpdates",
            form(question(offset, self._patience.poll)),
            read_timeout=self._patience.poll + self._patience.read,
        )
        return found if isinstance(found, list) else []

    async def _free(self) -> bool:
        """Take a webhook away: with one, nothing can be fetched. What waits stays."""
        return await self.bot.delete_webhook(drop_pending_updates=False)

    async def _keep_webhook(self, url: str) -> None:
        """Set the webhook, and look now and then whether somebody took it away."""
        try:
            await until_reached(lambda: self._set_webhook(url), self._patience)
        except BadRequest as error:
            raise InvalidSetting(said.bad_webhook(self._words, error.message)) from None
        log.info("updates come to %s as @%s", url, self._name)
        while True:
            await asyncio.sleep(LOOK_AFTER_WEBHOOK)
            try:
                info = await self.bot.get_webhook_info()
                if info.url != url:
                    log.warning("the webhook was taken away (it is %s); it is set again", info.url or "none")
                    await self._set_webhook(url)
                elif info.pending_update_count and info.last_error_message:
                    log.warning("%d updates wait at Telegram: %s", info.pending_update_count, info.last_error_message)
            except TelegramError as error:
                log.warning("Telegram cannot be reached (%s)", error.message)

    async def _set_webhook(self, url: str) -> bool:
        return await self.bot.set_webhook(url, secret_token=self.secret, allowed_updates=list(KINDS))

    async def _acknowledge(self, press: Mapping[str, Any]) -> None:
        """Stop the spinner of a press. Too late is no matter: the answer comes as a message."""
        async with self._acknowledging:
            try:
                await self.bot.answer_callback_query(press["id"])
            except TelegramError as error:
                log.debug("a press was not acknowledged: %s", error.message)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ── out ───────────────────────────────────────────────────────────────────────────────────────────────

    async def push(self, push: Push) -> Outcome:
        """Send or edit one message."""
        return await self._sender.push(push)

    async def answers(self) -> bool:
        """Whether Telegram itself answers, and knows us."""
        try:
            await self.bot.get_me(read_timeout=FIRST_LOOK, connect_timeout=FIRST_LOOK)
        except TelegramError:
            return False
        return True

    async def fetch(self, source: Mapping[str, Any]) -> bytes | NotSent | Rejected:
        """The bytes of a file that somebody sent. Its place is asked for each time: it is good for an hour."""
        try:
            told = await self.bot.get_file(source["file_id"])
            place = told.file_path or ""
            if not place.startswith(("http://", "https://")):
                return Rejected(f"not on the server: {place or 'nowhere'}")
            content = await self._request.retrieve(place, read_timeout=self._patience.upload)
            if told.file_size not in (None, len(content)):
                return NotSent(f"{len(content)} bytes instead of {told.file_size}: cut, or somebody else's page")
            return content
        except BadRequest as error:
            return Rejected(error.message)
        except TelegramError as error:
            return NotSent(error.message)
