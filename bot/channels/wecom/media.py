"""Files up and down: three steps to a media_id, which many messages may name; and encrypted bytes at an address that
lives five minutes.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import logging
import re
from collections.abc import Mapping
from datetime import timedelta
from email.message import Message
from typing import Any
from urllib.parse import unquote

import aiohttp

from bot.channels.telegram_early import proxy_for
from bot.channels.wecom import frames, outcomes
from bot.channels.wecom.app import AgentApp
from bot.channels.wecom.crypto import decrypt
from bot.channels.wecom.link import Link, NoReceipt, NotThere
from bot.channels.wecom.pacing import UPLOADS, Windows
from domain.messages import MAX_FILE, Fetched, NotSent, Outcome, Rejected, Throttled

log = logging.getLogger("duban.wecom")

CHUNK = 512 << 10  # bytes of one piece before base64: developer.work.weixin.qq.com/document/path/101463
MOST = {"image": 10 << 20, "file": 20 << 20}
SMALLEST = 5  # bytes
GOOD_FOR = 2 * 86_400.0  # seconds; a media_id lives three days
LONGEST_NAME = 80  # characters
TRIES = 3  # the store answers 503 now and then


class Refused(Exception):
    """The upload came to nothing; `outcome` is what that means for the message."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(repr(outcome))


class Uploads:
    """Uploads over the link, each content once."""

    def __init__(self, link: Link) -> None:
        self._link, self._windows = link, Windows(UPLOADS)
        self._known: dict[tuple[str, str, str], tuple[str, float]] = {}
        self._turn = asyncio.Lock()  # a hundred messages with one file: the first uploads it

    async def media_id(self, kind: str, name: str, content: bytes) -> str:
        """The media_id of a file ("image" or "file"). Raises Refused, NotThere, NoReceipt."""
        now = asyncio.get_running_loop().time()
        key = kind, name, hashlib.sha256(content).hexdigest()
        async with self._turn:
            known = self._known.get(key)
            if known is not None and now - known[1] < GOOD_FOR:
                return known[0]
            wait = self._windows.wait("", 1, now)
            if wait:
                raise Refused(Throttled(timedelta(seconds=wait)))
            self._windows.count("", now)
            media_id = await self._upload(kind, name, content)
            self._known[key] = media_id, now
        return media_id

    async def _upload(self, kind: str, name: str, content: bytes) -> str:
        pieces = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)]
        told = {"type": kind, "filename": name, "total_size": len(content), "total_chunks": len(pieces)}
        begun = await self._step(frames.UPLOAD_INIT, {**told, "md5": hashlib.md5(content).hexdigest()})
        number = begun.get("upload_id")
        for index, piece in enumerate(pieces):
            data = base64.b64encode(piece).decode()
            await self._step(frames.UPLOAD_CHUNK, {"upload_id": number, "chunk_index": index, "base64_data": data})
        done = await self._step(frames.UPLOAD_FINISH, {"upload_id": number})
        return str(done.get("media_id"))

    async def _step(self, cmd: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        receipt = await self._link.ask(cmd, body)
        if receipt.code:
            raise Refused(outcomes.outcome(receipt.code, receipt.told))
        return receipt.body


async def fetch(source: Mapping[str, Any], patience: float) -> Fetched | NotSent | Rejected:
    """The bytes of a file that somebody sent, opened, with its name. Three tries at once: the address lives five
    minutes, so what cannot be had now is lost."""
    url = str(source["url"])
    timeout = aiohttp.ClientTimeout(total=patience)
    why = ""
    async with aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": "duban"}) as session:
        for _ in range(TRIES):
            try:
                async with session.get(url, proxy=proxy_for(url)) as answer:
                    why = f"HTTP {answer.status}"
                    if answer.status == 200:
                        hidden = await _at_most(answer, MAX_FILE + 64)
                        opened = Rejected("too big") if hidden is None else _opened(str(source["aeskey"]), hidden)
                        name = name_in(answer.headers.get("Content-Disposition", ""))
                        return opened if isinstance(opened, Rejected) else Fetched(opened, name)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                why = type(error).__name__
    return Rejected(why)


async def fetch_from_app(app: AgentApp, media_id: str) -> bytes | NotSent | Rejected:
    """The bytes of a file that somebody sent to the agent app; a media_id lives three days."""
    try:
        got = await app.download(media_id, MAX_FILE)
    except (NotThere, NoReceipt) as why:
        return NotSent(str(why))
    return got if isinstance(got, bytes) else Rejected(f"{got.code} {got.told}"[:200])


def name_in(disposition: str) -> str | None:
    """The file name of a Content-Disposition (RFC 6266): `filename*` before `filename`, blanks and bare % kept."""
    holder = Message()
    try:
        holder["Content-Disposition"] = re.sub(r"[\r\n]", " ", disposition)
        extended = re.search(r"filename\*\s*=\s*UTF-8'[^']*'([^;\s]+)", disposition, re.IGNORECASE)
        told = (
            unquote(extended[1], errors="strict") if extended else unquote(holder.get_filename() or "", errors="strict")
        )
    except (ValueError, LookupError):
        return None
    base = re.split(r"[/\\]", told)[-1]
    return "".join(char for char in base if char.isprintable()).strip()[-LONGEST_NAME:] or None


async def _at_most(answer: aiohttp.ClientResponse, most: int) -> bytes | None:
    """The body, or None where it is longer than that."""
    whole = bytearray()
    async for piece in answer.content.iter_chunked(1 << 16):
        whole += piece
        if len(whole) > most:
            return None
    return bytes(whole)


def _opened(aeskey: str, hidden: bytes) -> bytes | Rejected:
    try:
        return decrypt(base64.b64decode(aeskey + "=" * (-len(aeskey) % 4)), hidden)
    except (binascii.Error, ValueError):
        return Rejected("it cannot be decrypted")
