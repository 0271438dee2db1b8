"""The bytes of what a message brings along, made when it is sent: `Attachment.source` says of what kind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

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
            case "invitations":
                return await asyncio.to_thread(_invitations, one.source)
            case kind:
                raise ValueError(f"nobody makes {kind!r}")


def _invitations(source: Mapping[str, Any]) -> bytes:
    """A sheet, or a page to print."""
    from reports.invitations import Handed, printable, sheet
    from wording.words import Words

    words, rows = Words(source["language"]), [Handed(**row) for row in source["rows"]]
    return sheet(words, rows) if source["form"] == "sheet" else printable(words, source["title"], rows).encode()
