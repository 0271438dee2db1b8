"""A real `duban run` beside a fake platform: started, killed, started again on the same database."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from app.settings import PROJECT
from tests.peers.bot_api import BotApi

PATIENCE = 180.0  # seconds for a start or an end, on a busy machine


def telegram_settings(api: BotApi) -> dict[str, str]:
    """What leads to that Telegram."""
    places = {"BASE_URL": api.base_url, "BASE_FILE_URL": api.base_file_url}
    return {f"DUBAN_TELEGRAM_{name}": value for name, value in {"TOKEN": api.token, **places}.items()}


class Lives:
    """One process after another on the database `duban.db` in `folder`, with the Telegram of `api`, or with other
    settings that turn a channel on. `project`: the tree whose program it is."""

    def __init__(self, folder: Path, api: BotApi | Mapping[str, str], project: Path = PROJECT, **settings: str) -> None:
        self._settings, self._project = settings, project
        self._folder, self._channel = folder, api if isinstance(api, Mapping) else telegram_settings(api)
        self._parent: Process | None = None
        self._living: int | None = None
        self._pid = 0
        self._log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    @property
    def database(self) -> Path:
        """The file that everything is in."""
        return self._folder / "duban.db"

    @property
    def log(self) -> Path:
        """What all of them said."""
        return self._folder / "log.txt"

    async def __aenter__(self) -> Self:
        settings = {
            "DUBAN_DATA_DIR": str(self._folder),
            "TMPDIR": str(self._folder),
            "XDG_RUNTIME_DIR": str(self._folder),
            **self._channel,
            **self._settings,
        }
        outside = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
        self._parent = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.channels.telegram_child"),
            cwd=self._project,
            env={**outside, **settings},
            stdin=PIPE,
            stdout=PIPE,
            stderr=self._log,
        )
        await self._hears("ready")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._living is not None:
            os.kill(self._living, signal.SIGKILL)
        if self._parent is not None:
            await self._parent.communicate(b"")  # which ends its stdin
        os.close(self._log)

    async def live_on(self, *options: str) -> str:
        """A life that nobody ends until `rest`; returns where it serves, once it does."""
        await self._begin(*options)
        return await self._hears("http://")

    async def live_for(self, seconds: float, *options: str, once_serving: bool = True) -> None:
        """One life that ends by SIGKILL after so long, counted from when it serves or from its birth."""
        await self._begin(*options)
        if once_serving:
            await self._hears("http://")
        try:
            ended = await self._hears("end", patience=seconds)
        except TimeoutError:
            await self._end(signal.SIGKILL)
        else:
            raise AssertionError(f"it ended by itself ({ended}):\n{self._last_words()}")

    async def live_until(
        self, moment: Callable[[], Awaitable[object]], *options: str, once_serving: bool = True
    ) -> None:
        """One life that ends by SIGKILL at that moment, looked for from when it serves or from its birth. Raises
        AssertionError where it ended by itself before."""
        await self._begin(*options)
        if once_serving:
            await self._hears("http://")
        ended = asyncio.ensure_future(self._hears("end", patience=600))
        waiting = asyncio.ensure_future(moment())
        await asyncio.wait({ended, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            self._living = None
            waiting.cancel()
            raise AssertionError(f"it ended by itself ({ended.result()}):\n{self._last_words()}")
        ended.cancel()
        await asyncio.gather(ended, return_exceptions=True)
        await self._end(signal.SIGKILL)

    @property
    def pid(self) -> int:
        """The living one's, or the last one's."""
        return self._pid

    async def die(self) -> None:
        """The living one is killed. Raises ProcessLookupError where it ended by itself."""
        await self._end(signal.SIGKILL)

    def tell(self, number: signal.Signals) -> None:
        """Send the living one a signal."""
        assert self._living is not None
        os.kill(self._living, number)

    async def rest(self) -> None:
        """End a life the way people do."""
        ended = await self._end(signal.SIGTERM)
        assert ended == "end 0", f"{ended}:\n{self._last_words()}"

    async def _begin(self, *options: str) -> None:
        assert self._parent is not None
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"go {' '.join(options)}\n".encode())
        await self._parent.stdin.drain()
        self._living = self._pid = int((await self._hears("pid")).split()[1])

    async def _end(self, how: signal.Signals) -> str:
        assert self._living is not None
        os.kill(self._living, how)
        ended = await self._hears("end")
        self._living = None
        return ended

    async def _hears(self, beginning: str, patience: float = PATIENCE) -> str:
        """The next line that begins so; what came before it no longer matters."""
        assert self._parent is not None
        assert self._parent.stdout is not None
        async with asyncio.timeout(patience):
            while line := (await self._parent.stdout.readline()).decode().strip():
                if line.startswith(beginning):
                    return line
                assert not line.startswith("end"), f"it ended ({line}):\n{self._last_words()}"
        raise AssertionError(f"nothing more is said:\n{self._last_words()}")

    def _last_words(self) -> str:
        return self.log.read_text("utf-8")[-2000:]
