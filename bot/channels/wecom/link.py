"""The long connection: one after another, for ever.

    connect -> subscribe -> read; a ping every 30 s, two without a pong end it -> wait -> connect

It ends in many ways, and after each it begins anew, only the wait differs: a cut, a close (1000 and 1001 too: the read
loop simply ends then) or a dead subscription soon; a refused one later and later, with an alarm; a newer connection of
the same bot (`disconnected_event`) after a minute and more each time, for two that fight serve nobody.

A receipt names nothing but a req_id. One that did not come in time leaves its message in doubt, and nothing more is
sent under that number, so that a late receipt can never confirm a newer message.
"""

from __future__ import annotations

import asyncio
import logging
import random
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

import aiohttp

from bot.channels.telegram_early import proxy_for
from bot.channels.wecom import frames
from bot.channels.wecom.frames import Frame, Json
from bot.channels.wecom.outcomes import NOT_SUBSCRIBED, OK, TOO_FAST

log = logging.getLogger("duban.wecom")

URL = "wss://openws.work.weixin.qq.com"
LARGEST = 16 << 20  # bytes of a frame
REMEMBERED = 2000  # numbers of receipts that did not come


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds.

    connect, receipt: for a connection, for an answer. ping: between two; `misses` without a pong are the end. first,
    longest: back-off while the gateway cannot be reached. refused: after the first refusal, doubled each time up to
    `refused_longest`; `refusals` of them are an alarm. crowded: after "subscribed too often". kicked: after a newer
    connection took over, doubled while that goes on. steady: a connection that lived so long makes all forgotten.
    press, answer: until a press and a question that have no answer yet are told that one will come.
    """

    connect: float = 10.0
    receipt: float = 5.0
    ping: float = 30.0
    misses: int = 2
    first: float = 1.0
    longest: float = 30.0
    refused: float = 10.0
    refused_longest: float = 600.0
    refusals: int = 5
    crowded: float = 60.0
    kicked: float = 60.0
    kicked_longest: float = 1800.0
    steady: float = 600.0
    press: float = 0.7
    answer: float = 4.0
    fetch: float = 30.0


class NotThere(Exception):
    """Nothing has left: there is no subscribed connection."""


class NoReceipt(Exception):
    """It left and nobody said what became of it."""


class End(StrEnum):
    """How a connection ended."""

    UNREACHED = "unreached"
    CUT = "cut"
    REFUSED = "refused"
    CROWDED = "crowded"
    KICKED = "kicked"


@dataclass(slots=True)
class Waits:
    """How long to wait after an end. Pure but for chance: `chance()` is between 0 and 1."""

    patience: Patience
    chance: Callable[[], float] = random.random
    failures: int = 0
    refusals: int = 0
    kicks: int = 0

    def after(self, end: End, lived: float) -> float:
        """Seconds until the next try; `lived`: how long the subscription held, 0 where there was none."""
        patience = self.patience
        if lived:
            self.failures = self.refusals = 0
        if lived >= patience.steady:
            self.kicks = 0
        match end:
            case End.KICKED:
                self.kicks += 1
                wait = min(patience.kicked * (1 << min(self.kicks - 1, 16)), patience.kicked_longest)
                return wait * (1 + self.chance() / 4)
            case End.CROWDED:
                return patience.crowded * (1 + self.chance() / 4)
            case End.REFUSED:
                self.refusals += 1
                longest = min(patience.refused * (1 << min(self.refusals - 1, 16)), patience.refused_longest)
            case _:
                self.failures += 1
                longest = min(patience.first * (1 << min(self.failures - 1, 16)), patience.longest)
        return longest * (0.5 + self.chance() / 2)


@dataclass(slots=True)
class _Connection:
    socket: aiohttp.ClientWebSocketResponse
    waiting: dict[str, asyncio.Future[Frame]] = field(default_factory=dict)
    subscribed: bool = False
    kicked: bool = False


class Link:
    """`run` it; `ask` meanwhile. `receive` is given each callback, in order, and must not wait; `changed` is told when
    a subscription begins and how each one ended; `alarm` when somebody must look."""

    def __init__(
        self,
        url: str,
        bot_id: str,
        secret: str,
        receive: Callable[[Frame], None],
        *,
        patience: Patience | None = None,
        tls: ssl.SSLContext | None = None,
        changed: Callable[[End | None], None] = lambda _: None,
        alarm: Callable[[End], None] = lambda _: None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._url, self._bot_id, self._secret = url, bot_id, secret
        self._receive, self._changed, self._alarm = receive, changed, alarm
        self.patience = patience or Patience()
        self._tls, self._waits = tls, Waits(self.patience, chance)
        self._here: _Connection | None = None
        self._doubtful: dict[str, None] = {}  # numbers whose receipt did not come
        self.first_answer: asyncio.Future[int] | None = None  # the code of the first subscription

    @property
    def subscribed(self) -> bool:
        """Whether messages can go now, as far as is known."""
        return self._here is not None and self._here.subscribed

    async def run(self) -> None:
        """Until cancelled. Never raises for what the gateway does."""
        async with aiohttp.ClientSession(headers={"User-Agent": "duban"}) as session:
            while True:
                begun = asyncio.get_running_loop().time()
                end, lived_from = await self._live(session)
                lived = asyncio.get_running_loop().time() - lived_from if lived_from > begun else 0.0
                wait = self._waits.after(end, lived)
                log.warning("the connection to WeCom ended (%s); next try in %.1f s", end, wait)
                if end is End.KICKED or (end is End.REFUSED and self._waits.refusals == self.patience.refusals):
                    self._alarm(end)
                self._changed(end)
                await asyncio.sleep(wait)

    async def ask(self, cmd: str, body: Json | None, req_id: str | None = None) -> Frame:
        """Send a frame and return its receipt. `req_id`: a callback's, where it answers one.

        Raises NotThere (nothing has left) and NoReceipt (it may have arrived).
        """
        here = self._here
        if here is None or not here.subscribed or here.socket.closed:
            raise NotThere("no connection to WeCom")
        if req_id is not None and (req_id in self._doubtful or req_id in here.waiting):
            raise NotThere("an earlier answer under this number is in doubt")
        return await self._ask(here, cmd, body, req_id)

    # ── one connection ────────────────────────────────────────────────────────────────────────────────────

    async def _live(self, session: aiohttp.ClientSession) -> tuple[End, float]:
        """One connection. Returns how it ended, and since when it was subscribed (0: never)."""
        patience, loop = self.patience, asyncio.get_running_loop()
        try:
            async with asyncio.timeout(patience.connect):
                socket = await session.ws_connect(
                    self._url,
                    ssl=self._tls if self._tls is not None else True,
                    max_msg_size=LARGEST,
                    proxy=proxy_for(self._url.replace("ws", "http", 1)),
                    timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
                )
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.debug("WeCom cannot be reached: %r", error)
            return End.UNREACHED, 0.0
        here = _Connection(socket)
        reading = asyncio.create_task(self._read(here))
        try:
            refusal = await self._subscribe(here)
            if refusal is not None:
                return refusal, 0.0
            since = loop.time()
            here.subscribed, self._here = True, here
            log.info("connected to WeCom as %s", self._bot_id)
            self._changed(None)
            await self._beat(here, reading)
            return (End.KICKED if here.kicked else End.CUT), since
        finally:
            self._here, here.subscribed = None, False
            reading.cancel()
            for waiting in here.waiting.values():
                if not waiting.done():
                    waiting.set_exception(NoReceipt("the connection ended"))
                    waiting.exception()  # whoever asked may have been cancelled
            with suppress(Exception):
                await socket.close()
            await asyncio.gather(reading, return_exceptions=True)

    async def _subscribe(self, here: _Connection) -> End | None:
        """The first frame. None where it was accepted."""
        try:
            receipt = await self._ask(here, frames.SUBSCRIBE, {"bot_id": self._bot_id, "secret": self._secret})
        except NoReceipt:
            return End.UNREACHED
        if self.first_answer is not None and not self.first_answer.done():
            self.first_answer.set_result(receipt.code or OK)
        if not receipt.code:
            return None
        log.error("WeCom refuses the bot %s: %s %s", self._bot_id, receipt.code, receipt.told)
        return End.CROWDED if receipt.code in TOO_FAST else End.REFUSED

    async def _beat(self, here: _Connection, reading: asyncio.Task[None]) -> None:
        """Ping until the connection ends, by itself or because nobody answers."""
        misses = 0
        while misses < self.patience.misses:
            done, _ = await asyncio.wait([reading], timeout=self.patience.ping)
            if done:
                return
            try:
                await self._ask(here, frames.PING, None, patience=self.patience.receipt)
                misses = 0
            except NoReceipt:
                misses += 1
        log.warning("WeCom has not answered %d pings", misses)

    async def _read(self, here: _Connection) -> None:
        """Until the connection ends, for whatever reason; then the loop is simply over, without an exception."""
        async for message in here.socket:
            if message.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                continue
            frame = frames.read(message.data)
            if frame is None:
                log.warning("WeCom sent something that is no frame")
                continue
            if not self._came(here, frame):
                return

    def _came(self, here: _Connection, frame: Frame) -> bool:
        """Take one frame. False where the connection is to be left."""
        if frame.cmd in (frames.MESSAGE, frames.EVENT):
            if frame.cmd == frames.EVENT and frames.event_of(frame.body)[0] == "disconnected_event":
                here.kicked = True
                return False
            try:
                self._receive(frame)
            except Exception:
                log.exception("a callback of WeCom could not be taken")
            return True
        waiting = here.waiting.pop(frame.req_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)
        return frame.code != NOT_SUBSCRIBED  # pongs would still come, messages no more

    async def _ask(
        self,
        here: _Connection,
        cmd: str,
        body: Json | None,
        req_id: str | None = None,
        *,
        patience: float | None = None,
    ) -> Frame:
        number = req_id or frames.new_req_id(cmd)
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        here.waiting[number] = waiting
        try:
            async with asyncio.timeout(patience or self.patience.receipt):
                await here.socket.send_str(frames.write(cmd, number, body))
                return await waiting
        except (TimeoutError, ConnectionError, aiohttp.ClientError) as error:
            self._doubt(number)
            raise NoReceipt(f"no receipt for {cmd}") from error
        except NoReceipt:
            self._doubt(number)
            raise
        finally:
            here.waiting.pop(number, None)

    def _doubt(self, number: str) -> None:
        self._doubtful[number] = None
        while len(self._doubtful) > REMEMBERED:
            del self._doubtful[next(iter(self._doubtful))]


def trust(ca_file: str | None) -> ssl.SSLContext | None:
    """Which certificates are believed: the system's, and of a private deployment its own. Raises OSError."""
    if ca_file is None:
        return None
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=ca_file)
    return context
