"""Files of the fake WeCom: the three-step upload that makes a media_id, and the encrypted ones that people send."""

from __future__ import annotations

import base64
import binascii
import hashlib
import itertools
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from aiohttp import web

Json = dict[str, Any]

CHUNK, MOST_CHUNKS = 512 << 10, 100
MOST = {"image": 10 << 20, "video": 10 << 20, "voice": 2 << 20, "file": 20 << 20}


@dataclass(slots=True)
class Upload:
    """An upload under way."""

    told: Json
    chunks: dict[int, bytes] = field(default_factory=dict)


class Media:
    """What was uploaded (`media_id` -> kind, name, bytes) and what can be fetched. `busy`: so many fetches get 503."""

    def __init__(self) -> None:
        self.uploaded: dict[str, tuple[str, str, bytes]] = {}
        self.fetched: list[str] = []
        self.busy = 0
        self._under_way: dict[str, Upload] = {}
        self._kept: dict[str, tuple[str, bytes]] = {}
        self._numbers = itertools.count(1)
        self.address = ""

    def keep(self, name: str, hidden: bytes) -> str:
        """Put bytes where they can be fetched; returns the address."""
        number = f"f{next(self._numbers)}"
        self._kept[number] = name, hidden
        return f"{self.address}/media/{number}"

    def expire(self) -> None:
        """Five minutes have passed: nothing can be fetched any more."""
        self._kept.clear()

    async def fetch(self, request: web.Request) -> web.Response:
        """A file as the gateway's store gives it: encrypted, its name in Content-Disposition (RFC 6266)."""
        number = request.match_info["number"]
        self.fetched.append(number)
        if self.busy:
            self.busy -= 1
            return web.Response(status=503)
        if number not in self._kept:
            return web.Response(status=404)
        name, hidden = self._kept[number]
        told = f"attachment; filename=\"file\"; filename*=UTF-8''{quote(name)}"
        return web.Response(body=hidden, headers={"Content-Disposition": told})

    def init(self, body: Json) -> Json | tuple[int, str]:
        """Step one."""
        kind, size, chunks = body.get("type"), body.get("total_size"), body.get("total_chunks")
        if kind not in MOST or not body.get("filename"):
            return 40004, "invalid media type"
        if not isinstance(size, int) or not 5 <= size <= MOST[kind]:
            return 40006, "invalid file size"
        if chunks != -(-size // CHUNK) or chunks > MOST_CHUNKS:
            return 40058, f"total_chunks {chunks}"
        number = f"u{next(self._numbers)}"
        self._under_way[number] = Upload(body)
        return {"upload_id": number}

    def chunk(self, body: Json) -> Json | tuple[int, str]:
        """Step two, as often as there are pieces."""
        upload = self._under_way.get(str(body.get("upload_id")))
        index = body.get("chunk_index")
        if upload is None or not isinstance(index, int) or not 0 <= index < upload.told["total_chunks"]:
            return 40058, "no such chunk"
        try:
            piece = base64.b64decode(str(body.get("base64_data")), validate=True)
        except binascii.Error:
            return 40058, "no base64"
        if len(piece) > CHUNK:
            return 40058, "a chunk is too big"
        upload.chunks[index] = piece
        return {}

    def finish(self, body: Json) -> Json | tuple[int, str]:
        """Step three: put together and compared with what was announced."""
        upload = self._under_way.pop(str(body.get("upload_id")), None)
        if upload is None:
            return 40058, "no such upload"
        whole = b"".join(upload.chunks[index] for index in sorted(upload.chunks))
        told = upload.told
        if len(whole) != told["total_size"] or hashlib.md5(whole).hexdigest() != told.get("md5"):
            return 40058, "not what was announced"
        media_id = f"m{next(self._numbers)}"
        self.uploaded[media_id] = told["type"], told["filename"], whole
        return {"media_id": media_id, "type": told["type"]}
