"""The files of the data folder: each is named by the SHA-256 of what is in it, and only ever read.

What people send is never opened, run or unpacked here; a file has no ending by which anything else would.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path


class Files:
    """A folder of files. Made when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, content: bytes) -> str:
        """Keep `content` so that a power cut does not lose it; returns its hash. The same bytes are kept once."""
        return await asyncio.to_thread(self._keep, content)

    async def read(self, content_hash: str) -> bytes:
        """What was kept under that hash. Raises OSError where it is gone."""
        return await asyncio.to_thread(self._path(content_hash).read_bytes)

    def _keep(self, content: bytes) -> str:
        content_hash = hashlib.sha256(content).hexdigest()
        path = self._path(content_hash)
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, written = tempfile.mkstemp(dir=path.parent)  # readable by nobody else
            try:
                with open(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(written, path)
            except BaseException:
                Path(written).unlink(missing_ok=True)
                raise
        return content_hash

    def _path(self, content_hash: str) -> Path:
        return self._folder / content_hash[:2] / content_hash
