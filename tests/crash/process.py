"""The process that is killed: started, found dead, started again on the same database.

Importing takes longer than a process is left to live, so the next one is always there already: it has imported
everything and waits for the word.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from app.settings import PROJECT

PATIENCE = 180.0  # seconds for a start, or for a death that was foretold


class Lives:
    """One process after another on the database in `folder`. `found` is told the address of each, None at its death.

    `killed` is shown the database after each death by SIGKILL, before the next life.
    """

    def __init__(self, folder: Path, found: Callable[[str | None], None], killed: Callable[[Path], None]) -> None:
        self._folder, self._found, self._killed = folder, found, killed
        self._next: asyncio.Task[Process] | None = None
        self._living: Process | None = None
        self._log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    @property
    def database(self) -> Path:
        """The file that everything is in."""
        return self._folder / "local.db"

    async def __aenter__(self) -> Self:
        self._next = asyncio.create_task(self._spawn())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end(signal.SIGKILL)
        if self._next:
            self._living = await self._next
            await self._end(signal.SIGKILL)
        os.close(self._log)

    async def _spawn(self) -> Process:
        """A process that has imported everything and waits."""
        settings = {"DUBAN_DATA_DIR": str(self._folder), "DUBAN_LOG_LEVEL": "INFO", "PYTHONHASHSEED": "0"}
        outside = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.crash.child",
            cwd=PROJECT,
            env={**outside, **settings},
            stdin=PIPE,
            stdout=PIPE,
            stderr=self._log,
        )
        await _line(process)
        return process

    async def live_for(self, seconds: float, *, once_serving: bool) -> None:
        """One life that ends after so long, counted from its birth or from when it serves, wherever it is by then."""
        process = await self._begin()
        if once_serving:
            await self._serving(process)
        try:
            async with asyncio.timeout(seconds):
                if not once_serving:
                    await self._serving(process)
                await process.wait()
                raise AssertionError(f"it ended by itself with {process.returncode}; see log.txt")
        except TimeoutError:
            await self._end(signal.SIGKILL)
        self._killed(self.database)

    async def live_until(self, fate: str) -> None:
        """One life that ends where `fate` says."""
        process = await self._begin(fate)
        async with asyncio.timeout(PATIENCE):
            await self._serving(process)
            await process.wait()
        await self._end(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL, f"it ended with {process.returncode}; see log.txt"
        self._killed(self.database)

    async def live_on(self) -> None:
        """A life that nobody ends; `rest` does."""
        process = await self._begin()
        await self._serving(process)
        assert process.returncode is None, "it did not start; see log.txt"

    async def rest(self) -> None:
        """End a life the way people do."""
        process = self._living
        await self._end(signal.SIGTERM)
        assert process is not None
        assert process.returncode == 0, f"it ended with {process.returncode}; see log.txt"

    async def _begin(self, fate: str = "") -> Process:
        """Let the process that waits begin, and have another one wait."""
        assert self._next is not None
        self._living = process = await self._next
        self._next = asyncio.create_task(self._spawn())
        assert process.stdin is not None
        process.stdin.write(f"go {fate}\n".encode())
        await process.stdin.drain()
        return process

    async def _serving(self, process: Process) -> None:
        """Wait until the process says where it serves; it may die before."""
        async with asyncio.timeout(PATIENCE):
            address = (await _line(process)).strip()
        if address:
            self._found(address)

    async def _end(self, how: signal.Signals) -> None:
        process, self._living = self._living, None
        if process is None:
            return
        if process.returncode is None:
            process.send_signal(how)
        await process.communicate()
        self._found(None)


async def _line(process: Process) -> str:
    assert process.stdout is not None
    line = await process.stdout.readline()
    return line.decode()
