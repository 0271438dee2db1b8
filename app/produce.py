"""The bytes of what a message brings along, made when it is sent: `Attachment.source` says of what kind."""

from __future__ import annotations

from domain.messages import Attachment
from storage.files import Files


class Produce:
    """Makes pictures and files. Raises ValueError for a kind that nobody makes, OSError where a file is gone."""

    def __init__(self, files: Files) -> None:
        self._files = files

    async def __call__(self, one: Attachment) -> bytes:
        match one.source["kind"]:
            case "evidence":
                return await self._files.read(one.source["hash"])
            case kind:
                raise ValueError(f"nobody makes {kind!r}")
