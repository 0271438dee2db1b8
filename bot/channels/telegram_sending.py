"""Sending and editing: one message of ours is one of Telegram's, or several where it is long or brings a file."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, InputFile, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.channels.telegram_drawing import MOST_CAPTION, Part, keyboard, parts
from bot.channels.telegram_outcomes import CANNOT_PARSE, NOT_MODIFIED, Floods, outcome, says
from bot.channels.telegram_request import Patience
from bot.channels.telegram_updates import PLATFORM
from domain.messages import Attachment, Outcome, Outgoing, Push, Rejected, Sent
from storage import accounts
from storage.database import Tx
from wording.rehearsal import rehearsed

log = logging.getLogger("duban.telegram")

NO_PREVIEW = {"link_preview_options": LinkPreviewOptions(is_disabled=True)}
NO_PICTURE = ("image_process", "photo_")  # the bytes are no picture, or one that Telegram does not show: a file then

Produce = Callable[[Attachment], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file on its way, with words below it or without."""

    file: InputFile
    is_picture: bool
    words: Part | None = None


class Sender:
    """Sends through a bot. `sent` is told the address after each message to a private chat; `produce` makes the bytes
    of a picture or file."""

    def __init__(self, bot: Bot, patience: Patience, sent: Callable[[str], None], produce: Produce | None) -> None:
        self._bot, self._patience, self._sent, self._produce = bot, patience, sent, produce
        self._floods = Floods()
        self._shown: dict[int, int] = {}  # outbox id -> how many parts of a long message stand in the chat already

    async def push(self, push: Push) -> Outcome:
        """Send or edit one message."""
        message = rehearsed(push.message) if push.rehearsal else push.message
        buttons = keyboard(message.choices)
        try:
            if push.edits is not None:
                return await self._edit(push.edits, parts(message), buttons)
            pieces = await self._pieces(message)
            return await self._send(push, pieces, buttons, push.address)
        except ChatMigrated as moved:
            return await self._send_to_new_address(push, pieces, buttons, moved.new_chat_id)
        except TelegramError as error:
            return outcome(error, lambda wait: self._floods.chat_only(push.address, wait, _seconds()))

    async def _pieces(self, message: Outgoing) -> list[Part | Enclosed]:
        """Picture and file, then the words; one file and few words are one message, unless it will be redrawn: in place
        of a text there can be no file. What cannot be made keeps no words back."""
        made: list[Enclosed] = []
        for one in (message.picture, message.file):
            try:
                if one is not None and self._produce is not None:
                    file = InputFile(await self._produce(one), filename=one.name)
                    made.append(Enclosed(file, one is message.picture))
            except Exception:
                log.exception("%s could not be made; the message goes without", one.name if one else "")
        words = parts(message, MOST_CAPTION)
        if len(made) == len(words) == 1 and message.card is None:
            return [replace(made[0], words=words[0])]
        return [*made, *parts(message)]

    async def _send_to_new_address(
        self, push: Push, pieces: Sequence[Part | Enclosed], buttons: InlineKeyboardMarkup | None, new: int
    ) -> Outcome:
        """The group has become a supergroup: send once more, and let its account follow."""
        old, _, topic = push.address.partition("/")
        address = f"{new}/{topic}" if topic else str(new)

        async def follow(tx: Tx) -> None:
            await accounts.move(tx, PLATFORM, old, str(new))

        try:
            sent = await self._send(push, pieces, buttons, address)
        except TelegramError as error:
            return outcome(error)
        return Sent(sent.ref, also=follow) if isinstance(sent, Sent) else sent

    async def _send(
        self, push: Push, pieces: Sequence[Part | Enclosed], buttons: InlineKeyboardMarkup | None, address: str
    ) -> Outcome:
        """Send the pieces that do not stand there yet, one after the other, the keyboard with the last."""
        ref = None
        for number in range(self._shown.get(push.outbox_id, 0), len(pieces)):
            if number:
                await asyncio.sleep(self._patience.gap)
            last = number == len(pieces) - 1
            ref = await self._say(address, pieces[number], buttons if last else None)
            if not last:
                self._shown[push.outbox_id] = number + 1
        self._shown.pop(push.outbox_id, None)
        if not address.startswith("-"):
            self._sent(address)
        return Sent(ref)

    async def _say(self, address: str, piece: Part | Enclosed, buttons: InlineKeyboardMarkup | None) -> str:
        """One message of Telegram's. Returns its reference."""
        chat, _, topic = address.partition("/")
        to: dict[str, Any] = {"chat_id": int(chat), "message_thread_id": int(topic) if topic else None}
        if isinstance(piece, Part):
            shown = await _worded(self._bot.send_message, "text", piece, reply_markup=buttons, **to, **NO_PREVIEW)
        elif piece.is_picture:
            try:
                shown = await _worded(
                    self._bot.send_photo, "caption", piece.words, photo=piece.file, reply_markup=buttons, **to
                )
            except BadRequest as error:
                if not says(error, *NO_PICTURE):
                    raise
                return await self._say(address, replace(piece, is_picture=False), buttons)
        else:
            shown = await _worded(
                self._bot.send_document, "caption", piece.words, document=piece.file, reply_markup=buttons, **to
            )
        return f"{shown.chat_id}:{shown.message_id}"

    async def _edit(self, ref: str, drawn: Sequence[Part], buttons: InlineKeyboardMarkup | None) -> Outcome:
        """Redraw a message. One that cannot be edited is rejected: the dispatcher sends it anew."""
        if len(drawn) > 1:
            return Rejected("too long to be edited in place")
        chat, _, message = ref.partition(":")
        to: dict[str, Any] = {"chat_id": int(chat), "message_id": int(message), "reply_markup": buttons}
        try:
            await _worded(self._bot.edit_message_text, "text", drawn[0], **to, **NO_PREVIEW)
        except BadRequest as error:
            if not says(error, NOT_MODIFIED):
                raise
        return Sent(ref)


async def _worded(send: Callable[..., Awaitable[Any]], name: str, words: Part | None, **more: Any) -> Any:
    """Send with marks; should Telegram ever read them differently, without."""
    if words is None:
        return await send(**more)
    try:
        return await send(**{name: words.html}, parse_mode=ParseMode.HTML, **more)
    except BadRequest as error:
        if not says(error, CANNOT_PARSE):
            raise
        return await send(**{name: words.plain}, **more)


def _seconds() -> float:
    return asyncio.get_running_loop().time()
