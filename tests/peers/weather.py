"""A network of our own between two that speak: a small proxy on which the weather can be made.

    async with Weather.before(host, port) as weather:
        weather.mood = Mood.RESET_AFTER        from here on, also for connections that stand already
        await weather.cut()                    everything that stands is lost at once

It knows nothing of what is said, but for `page`: what a portal answers in everybody's place.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from enum import Enum

Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Mood(Enum):
    """What happens to what is said."""

    CLEAR = "clear"
    SLOW = "slow"  # a few bytes at a time
    RESET_BEFORE = "reset before"  # the line is lost before anything has got through
    RESET_AFTER = "reset after"  # the other side got it; its answer is lost with the line
    CUT = "cut"  # half of the answer, then the line is lost
    SWALLOWED = "swallowed"  # the other side got it; no answer ever comes
    HALF_OPEN = "half open"  # nothing gets through either way, and nobody is told
    PAGE = "page"  # somebody else answers, with `page`


class Weather:
    """The proxy. `port` is where it listens."""

    def __init__(self, connect: Callable[[], Awaitable[Pipe]]) -> None:
        self._connect = connect
        self.mood, self.pause = Mood.CLEAR, 0.02
        self.page = page(200)
        self.port, self.connections = 0, 0
        self._lines: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    @asynccontextmanager
    async def before(cls, host: str, port: int, *, at: str = "127.0.0.1") -> AsyncIterator[Weather]:
        """Stand before a server on a port, or on a socket in the folder `host` where that is a path; listen at `at`."""

        async def connect() -> Pipe:
            if host.startswith("/"):
                return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
            return await asyncio.open_connection(host, port)

        weather = cls(connect)
        server = await asyncio.start_server(weather._came, at, 0)
        weather.port = server.sockets[0].getsockname()[1]
        try:
            yield weather
        finally:
            server.close()
            await weather.cut()
            for task in weather._tasks:
                task.cancel()
            await asyncio.gather(*weather._tasks, return_exceptions=True)

    async def cut(self) -> None:
        """Every line that stands is lost now."""
        for line in list(self._lines):
            _reset(line)
        self._lines.clear()
        await asyncio.sleep(0)

    async def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self.connections += 1
        self._lines.add(writer)
        far: asyncio.StreamWriter | None = None
        try:
            if self.mood is Mood.RESET_BEFORE:
                await reader.read(1)
                return
            there, far = await self._connect()
            self._lines.add(far)
            await asyncio.gather(self._there(reader, far, writer), self._back(there, writer))
        except (OSError, asyncio.CancelledError):
            return
        finally:
            for line in (writer, far):
                if line is not None:
                    self._lines.discard(line)
                    _reset(line)

    async def _there(self, reader: asyncio.StreamReader, far: asyncio.StreamWriter, near: asyncio.StreamWriter) -> None:
        while said := await reader.read(65536):
            await self._while_half_open()
            if self.mood is Mood.RESET_BEFORE:
                raise ConnectionResetError
            if self.mood is Mood.PAGE:
                near.write(self.page)
                await near.drain()
                continue
            await self._write(far, said)
        far.write_eof()

    async def _back(self, there: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        while said := await there.read(65536):
            await self._while_half_open()
            if self.mood is Mood.RESET_AFTER:
                raise ConnectionResetError
            if self.mood is Mood.SWALLOWED:
                continue
            if self.mood is Mood.CUT:
                near.write(said[: len(said) // 2])
                await near.drain()
                raise ConnectionResetError
            await self._write(near, said)
        with suppress(OSError):
            near.write_eof()

    async def _while_half_open(self) -> None:
        while self.mood is Mood.HALF_OPEN:  # noqa: ASYNC110  the mood is a value that tests set
            await asyncio.sleep(0.01)

    async def _write(self, line: asyncio.StreamWriter, said: bytes) -> None:
        if self.mood is not Mood.SLOW:
            line.write(said)
            await line.drain()
            return
        for start in range(0, len(said), 16):
            line.write(said[start : start + 16])
            await line.drain()
            await asyncio.sleep(self.pause)


def page(status: int) -> bytes:
    """What a portal, a firewall, a proxy answers with that status."""
    html = b"<!doctype html><html><h1>Please log in</h1></html>"
    head = f"HTTP/1.1 {status} Portal\r\nContent-Type: text/html\r\nContent-Length: {len(html)}\r\n"
    more = "Location: http://portal.invalid/\r\n" if status == 302 else ""
    return f"{head}{more}\r\n".encode() + html


def _reset(line: asyncio.StreamWriter) -> None:
    """Lose a connection the hard way: with a reset, not with a farewell."""
    with suppress(OSError):
        raw = line.get_extra_info("socket")
        if raw is not None and raw.family != socket.AF_UNIX:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.transport.abort()
