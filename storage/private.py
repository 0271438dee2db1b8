"""Files and folders that nobody else on the machine may read: what people report is in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def folder(path: Path) -> None:
    """Make a folder, for this user alone, unless it is there. One that somebody made is left as they made it."""
    path.mkdir(mode=FOLDER, parents=True, exist_ok=True)


def file(path: Path) -> None:
    """Make an empty file for this user alone, or take from one that is there what others may do with it."""
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT | os.O_EXCL, FILE))
    except FileExistsError:
        narrow(path)


def narrow(path: Path) -> None:
    """Let nobody else read a file that is there; where it belongs to somebody else, that is theirs to decide."""
    with suppress(OSError):
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            path.chmod(mode & 0o700)


def others_may_read(path: Path) -> bool:
    """Whether somebody else than its owner can read a file or look into a folder."""
    return os.name != "nt" and bool(path.stat().st_mode & 0o077)


def beside(database: Path) -> Iterator[Path]:
    """A SQLite database and what stands beside it; SQLite gives these the modes of the database."""
    yield database
    for suffix in ("-wal", "-shm"):
        if Path(f"{database}{suffix}").exists():
            yield Path(f"{database}{suffix}")
