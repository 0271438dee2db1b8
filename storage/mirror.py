"""The evidence that belongs to a copy of the database: a second folder of the same files, only ever added to.

Each file is named by the hash of its bytes: what is there need not be copied again, and what was damaged is seen.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage import private


@dataclass(frozen=True, slots=True)
class Mirrored:
    """How many files a database refers to, how many of them were copied now, and which are nowhere (or damaged)."""

    of: int
    copied: int
    lost: tuple[str, ...]


def refers_to(database: Path) -> list[str]:
    """The hashes of all files that a SQLite database refers to. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as opened:
        found = opened.execute("SELECT DISTINCT content_hash FROM attachment WHERE content_hash IS NOT NULL")
        return sorted(row[0] for row in found)


def mirror(hashes: Collection[str], source: Path, target: Path) -> Mirrored:
    """See that `target` holds every file that is named, from `source` where it does not. Raises OSError."""
    copied, lost = 0, []
    for one in hashes:
        there, here = _place(source, one), _place(target, one)
        if _is_whole(here, one):
            continue
        if not _is_whole(there, one):
            lost.append(one)
            continue
        private.folder(target)
        private.folder(here.parent)
        part = here.with_name(f"{one}.part")
        part.unlink(missing_ok=True)
        private.file(part)
        with there.open("rb") as old, part.open("wb") as new:
            shutil.copyfileobj(old, new)
            new.flush()
            os.fsync(new.fileno())
        part.replace(here)
        copied += 1
    return Mirrored(len(hashes), copied, tuple(lost))


def _place(folder: Path, content_hash: str) -> Path:
    return folder / content_hash[:2] / content_hash


def _is_whole(file: Path, content_hash: str) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == content_hash
