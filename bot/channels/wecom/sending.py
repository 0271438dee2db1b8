"""Sending over the link: one message of ours is a few of WeCom's. A text, or a card; files before them.

The first text answers the question that waits in that conversation, if one does; everything else is pushed, always with
its `chat_type`. A card is numbered by the row it is sent for: the same card sent twice cannot be shown twice. What is
sent cannot be changed, but for the card of a press, once and at once.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.channels.wecom import drawing, frames, media, outcomes
from bot.channels.wecom.answering import Question, Waiting
from bot.channels.wecom.frames import Frame
from bot.channels.wecom.link import Link, NoReceipt, NotThere
from bot.channels.wecom.pacing import Windows
from bot.channels.wecom.updates import GROUP
from domain.messages import Attachment, NotSent, Outcome, Outgoing, Push, Sent, Throttled, Unknown
from wording import wecom as said
from wording.rehearsal import rehearsed

log = logging.getLogger("duban.wecom")

PICTURES = (b"\x89PNG", b"\xff\xd8\xff")  # what WeCom shows as a picture

Produce = Callable[[Attachment], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class File:
    """A file on its way."""

    name: str
    content: bytes
    kind: str


Piece = dict[str, Any] | File
"""One message of WeCom's: the body without its address, or a file that is uploaded first."""


class Numbers:
    """The numbers of cards, never used again. `prefix` is this database's own, so that no other's are met; the keys of
    the buttons are in it, so that the row of a restored copy has another."""

    def __init__(self) -> None:
        self.prefix = "duban"

    def __call__(self, outbox_id: int, message: Outgoing) -> str:
        """The number of a row's card."""
        keys = "".join(choice.key or "" for choice in message.choices)
        return f"{self.prefix}-{outbox_id}-{hashlib.sha256(f'{message.text()}{keys}'.encode()).hexdigest()[:12]}"

    def row(self, task_id: str) -> int | None:
        """The row that a card was sent for; None for a card of somebody else's."""
        prefix, _, rest = task_id.partition("-")
        number = rest.partition("-")[0]
        return int(number) if prefix == self.prefix and number.isascii() and number.isdigit() else None


class Sender:
    """Sends over `link`. `now()`: seconds for the limits of conversations."""

    def __init__(
        self, link: Link, waiting: Waiting, now: Callable[[], float], numbers: Numbers, produce: Produce | None
    ) -> None:
        self._link, self._waiting, self._now, self._produce = link, waiting, now, produce
        self.numbers = numbers
        self._uploads = media.Uploads(link)
        self.windows = Windows()
        self._shown: dict[int, int] = {}  # outbox id -> how many pieces of it stand in the conversation already

    async def push(self, push: Push) -> Outcome:
        """Send one message."""
        message = rehearsed(push.message) if push.rehearsal else push.message
        try:
            return await self._send(push, *await self._pieces(push.outbox_id, message))
        except media.Refused as refused:
            return refused.outcome
        except NotThere as why:
            return NotSent(str(why))
        except NoReceipt as why:
            return Unknown(str(why))

    # ── a message ─────────────────────────────────────────────────────────────────────────────────────────

    async def _pieces(self, outbox_id: int, message: Outgoing) -> tuple[list[Piece], str | None]:
        """Files, texts, a card; and the card's number. What cannot be made keeps no words back."""
        pieces: list[Piece] = []
        for one in (message.picture, message.file):
            try:
                if one is not None and self._produce is not None:
                    pieces.append(file_of(one.name, await self._produce(one), picture=one is message.picture))
            except Exception:
                log.exception("%s could not be made; the message goes without", one.name if one else "")
        task_id = self.numbers(outbox_id, message)
        drawn = drawing.draw(message, task_id)
        pieces += [{"msgtype": "markdown", "markdown": {"content": text}} for text in drawn.texts]
        if drawn.card is None:
            return pieces, None
        return [*pieces, {"msgtype": "template_card", "template_card": drawn.card}], task_id

    async def _send(self, push: Push, pieces: Sequence[Piece], task_id: str | None) -> Outcome:
        """Send the pieces that do not stand there yet, one after the other."""
        first = self._shown.get(push.outbox_id, 0)
        wait = self.windows.wait(push.address, len(pieces) - first, self._now())
        if wait:
            return Throttled(timedelta(seconds=wait))
        for number in range(first, len(pieces)):
            outcome = await self._say(push.address, pieces[number])
            if not isinstance(outcome, Sent):
                return outcome
            self._shown[push.outbox_id] = number + 1
        self._shown.pop(push.outbox_id, None)
        return Sent(task_id)

    async def _say(self, address: str, piece: Piece) -> Outcome:
        """One message of WeCom's."""
        if isinstance(piece, File):
            media_id = await self._uploads.media_id(piece.kind, piece.name, piece.content)
            piece = {"msgtype": piece.kind, piece.kind: {"media_id": media_id}}
        question = self._waiting.question(address, asyncio.get_running_loop().time())
        if question is not None:
            try:
                receipt = await self._counted(address, frames.ANSWER, _answer(question.req_id, piece), question.req_id)
            except NotThere:
                receipt = None
            if receipt is not None and receipt.code not in outcomes.ANSWER_USED:
                return outcomes.outcome(receipt.code or 0, receipt.told)
        receipt = await self._counted(address, frames.SEND, {**target(address), **piece})
        return outcomes.outcome(receipt.code or 0, receipt.told)

    async def _counted(self, address: str, cmd: str, body: dict[str, Any], req_id: str | None = None) -> Frame:
        """Ask, and count what may have been shown. Counted when it was answered, the gateway counted it before."""
        try:
            receipt = await self._link.ask(cmd, body, req_id)
        except NoReceipt:
            self.windows.count(address, self._now())
            raise
        if not receipt.code:
            self.windows.count(address, self._now())
        return receipt

    async def reassure(self, address: str, question: Question) -> None:
        """Say that an answer will come; it comes as a push then."""
        if self.windows.wait(address, 1, self._now()):
            return
        piece = {"msgtype": "markdown", "markdown": {"content": said.looking(question.text)}}
        await self._counted(address, frames.ANSWER, _answer(question.req_id, piece), question.req_id)


def target(address: str) -> dict[str, Any]:
    """Where a push goes. Without chat_type it would be tried as a group first."""
    if address.startswith(GROUP):
        return {"chatid": address.removeprefix(GROUP), "chat_type": 2}
    return {"chatid": address, "chat_type": 1}


def _answer(req_id: str, piece: dict[str, Any]) -> dict[str, Any]:
    """A piece as the answer to a callback: a text is a stream that ends at once."""
    if piece["msgtype"] != "markdown":
        return piece
    return {"msgtype": "stream", "stream": {"id": req_id, "finish": True, "content": piece["markdown"]["content"]}}


def file_of(name: str, content: bytes, *, picture: bool) -> File:
    """A picture as one where WeCom shows it so. Raises ValueError for what WeCom does not take."""
    kind = "image" if picture and content.startswith(PICTURES) and len(content) <= media.MOST["image"] else "file"
    if not media.SMALLEST <= len(content) <= media.MOST[kind]:
        raise ValueError(f"{len(content)} bytes")
    return File(name, content, kind)
