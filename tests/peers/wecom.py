"""WeCom's gateway of our own for tests: the long connection over a real WebSocket on this machine, as strict as told.

    async with Gateway() as gateway:
        wang = gateway.person("woAJ2GCAAA-wang")
        wang.says("6 已建4家")                            what people do becomes callbacks
        WeCom(gateway.url, gateway.bot, gateway.secret)  a real client, or a whole bot
        gateway.faults.next("aibot_send_msg", Fault.CUT_AFTER)
        await gateway.until(lambda: wang.sees)           what the bot says stands in the conversations

It refuses what the gateway refuses, with the codes that were seen. `violations` counts what no client should do;
`frames` has everything that came; `receipts` the codes that were given.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.peers.waiting import PATIENCE, awake, until
from tests.peers.wecom_faults import Fault, Faults, Limits, Planned
from tests.peers.wecom_messages import ANSWERS, Callback, Messages
from tests.peers.wecom_people import Conversation, Json, Person

BOT, SECRET = "aibTestRobot0001", "secret-of-the-robot"


@dataclass(slots=True)
class Line:
    """One connection of a client."""

    number: int
    socket: web.WebSocketResponse
    subscribed: bool = False
    deaf: bool = False  # pongs still come, messages and receipts of messages no more: 846609
    mute_pings: bool = False
    own: set[str] = field(default_factory=set)  # req_ids that the client made


class Gateway:
    """The server, and the strings by which a test pulls it. Use it as an async context.

    `monotonic` measures the limits of conversations (a test that moves its clock moves it too); everything that a
    person would notice, such as the five seconds of an update, is real time.
    """

    def __init__(self, *, limits: Limits | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.bot, self.secret, self.monotonic = BOT, SECRET, monotonic
        self.messages = Messages(limits or Limits(), monotonic, self._violation)
        self.media, self.limits, self.people = self.messages.media, self.messages.limits, self.messages.people
        self.callbacks, self.update_delays = self.messages.callbacks, self.messages.update_delays
        self.faults, self.uploads = Faults(), Limits()
        self.violations: list[str] = []
        self.frames: list[tuple[str, Json]] = []
        self.receipts: Counter[int] = Counter()
        self.subscriptions: list[float] = []
        self.refuse_subscription = 0  # a code
        self.rejoin_after = 60.0  # seconds; whoever was kicked out and is back earlier fights
        self.latency = 0.0  # seconds until each receipt; they do not wait for each other
        self.most_waiting = 0  # so many receipts at most were waited for at a time
        self.undelivered: list[tuple[str, str, Json]] = []
        self._kicked_at: float | None = None
        self._numbers = itertools.count(1)
        self._lines: list[Line] = []
        self._happened, self._released = asyncio.Event(), asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._port = 0
        self._sending: set[asyncio.Task[None]] = set()

    def set_monotonic(self, monotonic: Callable[[], float]) -> None:
        """Measure the limits of conversations by another clock."""
        self.monotonic = self.messages.monotonic = monotonic

    # ── being there ───────────────────────────────────────────────────────────────────────────────────────

    async def __aenter__(self) -> Self:
        await self.come_back()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        await self.go_down()
        for task in self._sending:
            task.cancel()

    @property
    def url(self) -> str:
        """As `DUBAN_WECOM_WS_URL`."""
        return f"ws://127.0.0.1:{self._port}/"

    async def come_back(self) -> None:
        """Within reach, at the same port as before."""
        app = web.Application()
        app.router.add_get("/", self._connected)
        app.router.add_get("/media/{number}", self.media.fetch)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]
        self.media.address = f"http://127.0.0.1:{self._port}"

    async def go_down(self) -> None:
        """Out of reach from here on: connections are cut, new ones refused."""
        self.cut()
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    @asynccontextmanager
    async def down(self) -> AsyncIterator[None]:
        """Out of reach for the length of a block."""
        await self.go_down()
        try:
            yield
        finally:
            await self.come_back()

    def release(self) -> None:
        """Give the receipts that were held back."""
        self._released.set()
        self._released = asyncio.Event()

    @property
    def line(self) -> Line | None:
        """The subscribed connection."""
        return next((one for one in reversed(self._lines) if one.subscribed), None)

    def cut(self) -> None:
        """Lose every connection without a word."""
        for one in list(self._lines):
            transport = one.socket._req.transport if one.socket._req is not None else None
            if transport is not None:
                transport.abort()

    async def close(self, code: int) -> None:
        """Close the connection in the proper way."""
        for one in list(self._lines):
            await one.socket.close(code=code)

    async def kick(self) -> None:
        """Another instance takes over: the event, and nothing more on this connection."""
        line = self.line
        assert line is not None
        line.subscribed, self._kicked_at = False, time.monotonic()
        body = {"msgid": self._name(), "aibotid": self.bot, "create_time": 1_700_000_000, "msgtype": "event"}
        await self._send(
            line, "aibot_event_callback", self._name(), {**body, "event": {"eventtype": "disconnected_event"}}
        )

    async def raw(self, text: str | bytes) -> None:
        """Anything at all, to the client."""
        assert self.line is not None
        await (self.line.socket.send_bytes(text) if isinstance(text, bytes) else self.line.socket.send_str(text))

    # ── who is there ──────────────────────────────────────────────────────────────────────────────────────

    def person(self, userid: str, *, open: bool = False) -> Person:
        """Somebody; `open`: they have spoken to the bot before."""
        person = self.people[userid] = Person(userid, self.bot, self._tell, self.media.keep)
        person.chat.open = open
        return person

    def group(self, chatid: str) -> Conversation:
        """A group with the bot in it."""
        self.messages.groups[chatid] = Conversation(chatid, 2)
        return self.messages.groups[chatid]

    async def until(self, condition: Callable[[], object], what: str = "that", *, patience: float = PATIENCE) -> None:
        """Wait for what clients and people bring about. Raises AssertionError where it does not come in time."""
        try:
            await until(condition, self._happened, patience)
        except TimeoutError:
            raise AssertionError(f"{what} never came; the last frames: {self.frames[-5:]}") from None

    # ── bringing ──────────────────────────────────────────────────────────────────────────────────────────

    def _tell(self, cmd: str, body: Json, about: Any) -> str:
        """A callback to whoever is subscribed; where nobody is, it is lost, as no document promises more."""
        req_id = f"cb{next(self._numbers)}"
        if about is None:
            about = self.people[body["from"]["userid"]].chat
        line = self.line
        self.callbacks[req_id] = Callback(cmd, body, about, line.number if line else 0, awake())
        if line is None or line.deaf:
            self.undelivered.append((cmd, req_id, body))
        else:
            self._spawn(self._send(line, cmd, req_id, body))
        self._happened.set()
        return req_id

    def again(self, body: Json, about: Conversation) -> str:
        """Bring a message once more, as WeCom does now and then."""
        return self._tell("aibot_msg_callback", body, about)

    async def _send(self, line: Line, cmd: str, req_id: str, body: Json) -> None:
        await self._write(line, json.dumps({"cmd": cmd, "headers": {"req_id": req_id}, "body": body}))

    # ── answering ─────────────────────────────────────────────────────────────────────────────────────────

    async def _connected(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=16 << 20)
        await socket.prepare(request)
        line = Line(next(self._numbers), socket)
        self._lines.append(line)
        self._happened.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._came(line, message.data)
                elif message.type is WSMsgType.BINARY:
                    self._violation("a binary frame")
        finally:
            self._lines.remove(line)
            self._happened.set()
        return socket

    async def _came(self, line: Line, text: str) -> None:
        try:
            frame = json.loads(text)
            cmd, req_id, body = frame["cmd"], frame["headers"]["req_id"], frame.get("body") or {}
        except (ValueError, KeyError, TypeError):
            self._violation(f"a malformed frame: {text[:80]}")
            return
        if cmd != "ping":
            self.frames.append((cmd, body))
        chat = str(body.get("chatid", "")) or self._chat_of(req_id)
        planned = self.faults.take(cmd, chat)
        if planned and planned.fault in (Fault.MUTE_BEFORE, Fault.CUT_BEFORE, Fault.REFUSE):
            await self._fail(line, req_id, planned, (planned.code, "ordered"))
            return
        result = self._carry_out(line, cmd, req_id, body)
        code, told, more = (*result, None) if isinstance(result, tuple) else (0, "ok", result)
        if cmd != "ping":
            self.receipts[code] += 1
        self._happened.set()
        if planned:
            await self._fail(line, req_id, planned, (code, told))
        elif not (cmd == "ping" and line.mute_pings):
            await self._receipt(line, req_id, code, told, more)

    async def _receipt(self, line: Line, req_id: str, code: int, told: str, more: Json | None) -> None:
        frame: Json = {"headers": {"req_id": req_id}, "errcode": code, "errmsg": told}
        text = json.dumps({**frame, "body": more} if more else frame)
        if self.latency:
            self._spawn(self._later(line, text, asyncio.sleep(self.latency)))
        else:
            await self._write(line, text)

    async def _later(self, line: Line, text: str, wait: Awaitable[object]) -> None:
        await wait
        await self._write(line, text)

    async def _write(self, line: Line, text: str) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            await line.socket.send_str(text)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._sending.add(task)
        self.most_waiting = max(self.most_waiting, len(self._sending))
        task.add_done_callback(self._sending.discard)

    async def _fail(self, line: Line, req_id: str, planned: Planned, receipt: tuple[int, str]) -> None:
        self._happened.set()
        match planned.fault:
            case Fault.REFUSE:
                self.receipts[planned.code] += 1
                await self._receipt(line, req_id, *receipt, None)
            case Fault.LATE:
                text = json.dumps({"headers": {"req_id": req_id}, "errcode": receipt[0], "errmsg": receipt[1]})
                self._spawn(self._later(line, text, self._released.wait()))
            case Fault.CUT_BEFORE | Fault.CUT_AFTER:
                self.cut()
            case _:
                pass

    def _carry_out(self, line: Line, cmd: str, req_id: str, body: Json) -> Json | tuple[int, str]:
        if cmd == "aibot_subscribe":
            return self._subscribe(line, body)
        if cmd not in ANSWERS:
            if req_id in line.own:
                self._violation(f"{cmd}: req_id {req_id} for the second time")
            line.own.add(req_id)
        if cmd == "ping":
            return {}
        if not line.subscribed or line.deaf:
            if not line.deaf and self._kicked_at is None:
                self._violation(f"{cmd} without a subscription")
            return 846609, "aibot websocket not subscribed"
        match cmd:
            case "aibot_send_msg":
                return self.messages.push(body)
            case "aibot_respond_msg" | "aibot_respond_welcome_msg" | "aibot_respond_update_msg":
                return self.messages.answer(line.number, cmd, req_id, body)
            case "aibot_upload_media_init":
                if not self.uploads.admits("", self.monotonic()):
                    self._violation("too many uploads")
                    return 45009, "api freq out of limit"
                return self.media.init(body)
            case "aibot_upload_media_chunk":
                return self.media.chunk(body)
            case "aibot_upload_media_finish":
                return self.media.finish(body)
        self._violation(f"no such command: {cmd}")
        return 40058, "no such command"

    def _subscribe(self, line: Line, body: Json) -> Json | tuple[int, str]:
        now = time.monotonic()
        self.subscriptions.append(now)
        if self._kicked_at is not None and now - self._kicked_at < self.rejoin_after:
            self._violation("it fights for the connection")
        if self.refuse_subscription:
            return self.refuse_subscription, "refused"
        if body.get("bot_id") != self.bot or body.get("secret") != self.secret:
            return 853000, "invalid bot_id or secret"
        for other in self._lines:
            if other is not line and other.subscribed:
                self._violation("two connections of one bot")
                other.subscribed = False
        line.subscribed, self._kicked_at = True, None
        return {}

    def _chat_of(self, req_id: str) -> str:
        about = self.callbacks[req_id].about if req_id in self.callbacks else None
        chat = about[0] if isinstance(about, tuple) else about
        return chat.id if chat is not None else ""

    def _violation(self, what: str) -> None:
        self.violations.append(what)
        self._happened.set()

    def _name(self) -> str:
        return f"gw{next(self._numbers)}"


__all__ = ["Fault", "Gateway", "Limits"]
