"""Server-sent events: one source of changes, any number of open pages.

An event is a nudge ("persona p1 has something new"), never the thing itself: the page then asks for what it has not
seen. So nudges may be folded together while a page is slow, a lost one costs nothing after the next, and a page
that was away catches up by asking once. A page's queue holds at most one nudge of a kind: memory has a bound.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import Any

from aiohttp import web

HEARTBEAT = 15.0  # seconds of silence after which a comment is sent: proxies and browsers see that we live
RETRY = 1000  # milliseconds after which a browser comes back

Event = dict[str, Any]
log = logging.getLogger(__name__)


class Feed:
    """What one open page has not been told yet."""

    def __init__(self) -> None:
        self._pending: dict[tuple[object, object], Event] = {}
        self._ready = asyncio.Event()
        self._closed = False

    def put(self, event: Event) -> None:
        """Keep `event` for the page; a later one of the same type and persona takes its place."""
        key = (event.get("type"), event.get("persona"))
        self._pending.pop(key, None)  # the newest goes to the end
        self._pending[key] = event
        self._ready.set()

    def close(self) -> None:
        """Nothing more will come."""
        self._closed = True
        self._ready.set()

    async def take(self) -> list[Event] | None:
        """Wait for events and return all that are there; None when the feed was closed."""
        await self._ready.wait()
        if self._closed:
            return None
        events, self._pending = list(self._pending.values()), {}
        self._ready.clear()
        return events


class Streams:
    """Reads one source of changes for as long as the server runs and passes each on to every open page."""

    def __init__(self, source: Callable[[], AsyncGenerator[Event, None]], heartbeat: float = HEARTBEAT) -> None:
        self._source, self._heartbeat = source, heartbeat
        self._feeds: set[Feed] = set()
        self._reader: asyncio.Task[None] | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self._feeds)

    async def open(self, app: web.Application) -> None:
        """Begin to read the source; for `on_startup`."""
        self._reader = asyncio.create_task(self._read(), name="local chat changes")

    async def shut(self, app: web.Application) -> None:
        """End every stream, so that the server need not wait for pages that stay open; for `on_shutdown`."""
        self._closed = True
        for feed in self._feeds:
            feed.close()
        if self._reader:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    def tell(self, event: Event) -> None:
        """Pass an event to every open page."""
        for feed in self._feeds:
            feed.put(event)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Answer one `EventSource`: hello, then events as they come. A page that went away ends it."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
        )
        with self._subscription() as feed:
            try:
                await response.prepare(request)
                await response.write(f"retry: {RETRY}\n\n".encode() + _frame({"type": "hello"}))
                async for frame in self._frames(feed):
                    await response.write(frame)
            except ConnectionResetError:
                log.debug("a page went away")
        return response

    async def _frames(self, feed: Feed) -> AsyncGenerator[bytes, None]:
        while True:
            try:
                async with asyncio.timeout(self._heartbeat):
                    events = await feed.take()
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if events is None:
                return
            yield b"".join(map(_frame, events))

    async def _read(self) -> None:
        try:
            async with aclosing(self._source()) as changes:
                async for event in changes:
                    self.tell(event)
        except Exception:
            # Pages still ask for the world now and then, so they stay right, only slower.
            log.exception("the local world's changes ended")

    @contextmanager
    def _subscription(self) -> Iterator[Feed]:
        feed = Feed()
        if self._closed:
            feed.close()
        self._feeds.add(feed)
        try:
            yield feed
        finally:
            self._feeds.discard(feed)


def _frame(event: Event) -> bytes:
    head = f"id: {event['seq']}\n" if isinstance(event.get("seq"), int) else ""
    return f"{head}data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
