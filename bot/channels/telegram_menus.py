"""The menu of commands beside the input: one for strangers, one for groups, and one for each person's roles and
language. A chat's is looked at after something was sent there, for then roles may have changed; what was set is kept,
so that a restart sets nothing anew.
"""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot, BotCommandScopeAllGroupChats, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import RetryAfter, TelegramError

from bot.channels.telegram_outcomes import waits
from storage import accounts, settings
from storage.database import Database
from wording import telegram as said
from wording.words import LANGUAGES, Words

log = logging.getLogger("duban.telegram")

KEPT = "telegram_menu:"
GENERAL = "general"  # the menus that are nobody's own
PAUSE = 1.0  # seconds in which chats are gathered
VERSION = "2"  # of the menus: counted up, all of them are set again


class Menus:
    """Keeps the menus right, in the background; one that cannot be set now is set after the next message."""

    def __init__(self, bot: Bot, platform: str) -> None:
        self._bot, self._platform = bot, platform
        self._set: dict[str, str] = {}
        self._touched: set[str] = set()
        self._something = asyncio.Event()

    def touch(self, address: str) -> None:
        """Something was sent to that chat: look at its menu."""
        self._touched.add(address)
        self._something.set()

    async def keep(self, database: Database) -> None:
        """Set what is to be set, until cancelled."""
        async with database.read() as tx:
            kept = await settings.beginning(tx, KEPT)
        self._set = {address: one["menu"] for address, one in kept.items()}
        while True:
            try:
                if self._set.get(GENERAL) != VERSION:
                    await self._general()
                    await self._remember(database, GENERAL, VERSION)
                await self._look(database)
            except RetryAfter as error:
                await asyncio.sleep(waits(error).total_seconds())
                continue
            except TelegramError as error:
                log.info("a menu of commands was not set: %s", error.message)
            except Exception:
                log.exception("the menus of commands could not be looked at")
            await self._something.wait()
            await asyncio.sleep(PAUSE)

    async def _general(self) -> None:
        for language in LANGUAGES:
            words, code = Words(language), None if language == LANGUAGES[0] else language
            await self._bot.set_my_commands(said.menu(words, ()), BotCommandScopeDefault(), language_code=code)
            await self._bot.set_my_commands(said.group_menu(words), BotCommandScopeAllGroupChats(), language_code=code)

    async def _look(self, database: Database) -> None:
        self._something.clear()
        touched, self._touched = self._touched, set()
        if not touched:
            return
        async with database.read() as tx:
            people = await accounts.faces(tx, self._platform, touched)
        for address in touched:
            face = people.get(address)
            wanted = f"{VERSION} {face.language} {' '.join(sorted(face.roles))}" if face else ""
            if self._set.get(address, "") == wanted:
                continue
            scope = BotCommandScopeChat(int(address))
            if face:
                await self._bot.set_my_commands(said.menu(Words(face.language), face.roles), scope)
            else:
                await self._bot.delete_my_commands(scope)
            await self._remember(database, address, wanted)

    async def _remember(self, database: Database, address: str, menu: str) -> None:
        async with database.write() as tx:
            await settings.write(tx, KEPT + address, {"menu": menu})
        self._set[address] = menu
