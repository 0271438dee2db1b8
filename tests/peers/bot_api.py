"""A Telegram of our own for tests: the Bot API over real HTTP on this machine, as strict as the real one.

    async with BotApi() as api:
        wang = api.person("王晓明")
        wang.start()                                   what people do becomes updates
        bot = Bot(api.token, base_url=api.base_url)    a real client, or a whole bot
        api.faults.next("sendMessage", Fault.DROP_AFTER)
        await api.until(lambda: wang.sees)             what the bot says stands in the chats

It refuses what Telegram refuses, in the same words; keeps Telegram's rules for offsets, presses, edits, groups and
limits; goes wrong where a test asks for it. `calls` has everything that was asked, `complaints` what no bot should do.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.peers.bot_api_faults import PAGES, Fault, Faults, Planned
from tests.peers.bot_api_limits import Limits
from tests.peers.bot_api_people import Person
from tests.peers.bot_api_profile import Profile
from tests.peers.bot_api_rules import UPLOAD, Args, Refusal
from tests.peers.bot_api_sending import EDITS, METHODS, SENDS
from tests.peers.bot_api_spec import Spec
from tests.peers.bot_api_state import Chat, State, User, at_utc
from tests.peers.bot_api_updates import Updates
from tests.peers.bot_api_wire import arguments, cut, flood, halved, refused
from tests.peers.waiting import PATIENCE, until

TOKEN = "7000000001:AAFaked-Token_for-tests-0123456789abc"
BOT = User(7_000_000_001, "督办", "duban_test_bot", is_bot=True)


@dataclass(slots=True)
class Call:
    """One call: what was asked, when (monotonic seconds), and what became of it."""

    method: str
    args: Args
    at: float
    outcome: str = ""  # ok, the description of a refusal, or the name of a fault
    number: int = field(default_factory=itertools.count(1).__next__)

    @property
    def chat(self) -> int | None:
        """The chat that it is about."""
        return self.args.integer("chat_id")


class BotApi:
    """The server, and the strings by which a test pulls it. Use it as an async context.

    `now` dates messages (aware UTC); `monotonic` measures limits and ages; `latency` seconds pass between a call and
    its answer.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        bot: User = BOT,
        limits: Limits | None = None,
        now: Callable[[], datetime] = at_utc,
        monotonic: Callable[[], float] = time.monotonic,
        latency: float = 0.0,
    ) -> None:
        self.token, self.latency, self._monotonic = token, latency, monotonic
        self.state = State(bot, now, monotonic)
        self.updates = Updates(self.state)
        self.profile = Profile(self.state)
        self.limits = limits or Limits()
        self.faults = Faults()
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.people: dict[int, Person] = {}
        self.spec = Spec.load()
        self.portal: bytes | None = None  # what stands in the place of every file
        self._happened = asyncio.Event()
        self._released = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._port = 0

    # ── being there ───────────────────────────────────────────────────────────────────────────────────────

    async def __aenter__(self) -> Self:
        await self.come_back()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        await self.updates.stop()
        await self.go_down()

    @property
    def base_url(self) -> str:
        """As `base_url` of python-telegram-bot and `DUBAN_TELEGRAM_BASE_URL`."""
        return f"http://127.0.0.1:{self._port}/bot"

    @property
    def base_file_url(self) -> str:
        """As `base_file_url` and `DUBAN_TELEGRAM_BASE_FILE_URL`."""
        return f"http://127.0.0.1:{self._port}/file/bot"

    async def go_down(self) -> None:
        """Out of reach from here on: connections are cut, new ones refused."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            server = runner.server
            await asyncio.gather(*(site.stop() for site in list(runner.sites)))
            for connection in list(server.connections) if server is not None else ():
                if connection.transport is not None:
                    connection.transport.abort()
            await runner.cleanup()

    async def come_back(self) -> None:
        """Within reach, at the same port as before."""
        app = web.Application(client_max_size=UPLOAD + (1 << 20))
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._called)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    @asynccontextmanager
    async def down(self) -> AsyncIterator[None]:
        """Out of reach for the length of a block."""
        await self.go_down()
        try:
            yield
        finally:
            await self.come_back()

    def release(self) -> None:
        """Let go of every call that hangs."""
        self._released.set()
        self._released = asyncio.Event()

    # ── who and what is there ─────────────────────────────────────────────────────────────────────────────

    def person(self, name: str, *, number: int | None = None, language: str = "zh") -> Person:
        """Somebody new, who has not pressed Start."""
        user = User(number or 100_000 + next(self.state.ids), name, language_code=language)
        self.people[user.id] = Person(self.state, self.updates, user, self._happened.set)
        return self.people[user.id]

    def group(self, title: str, *, forum: bool = False) -> Chat:
        """A small group, or a supergroup with topics; the bot is not in it."""
        if forum:
            return self.state.supergroup(title, forum=True)
        number = -next(self.state.ids)
        chat = self.state.chats[number] = Chat(number, "group", self.state.numbers, title)
        return chat

    def made(self, method: str, chat: int | None = None) -> list[Call]:
        """The calls of a method (to one chat)."""
        return [one for one in self.calls if one.method == method and chat in (None, one.chat)]

    async def until(self, condition: Callable[[], object], what: str = "that", *, patience: float = PATIENCE) -> None:
        """Wait for what calls and people bring about. Raises AssertionError where it does not come in time."""
        try:
            await until(condition, self._happened, patience)
        except TimeoutError:
            told = "\n".join(f"{one.method} {dict(one.args.values)} -> {one.outcome}" for one in self.calls[-8:])
            raise AssertionError(f"{what} never came; the last calls:\n{told}") from None

    # ── answering ─────────────────────────────────────────────────────────────────────────────────────────

    async def _called(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        call = Call(method, await arguments(request), self._monotonic())
        self.calls.append(call)
        self._happened.set()
        if self.latency:
            await asyncio.sleep(self.latency / 2)
        try:
            response = await self._answer(request, token, call)
        finally:
            self._happened.set()
        if self.latency:
            await asyncio.sleep(self.latency / 2)
        return response

    async def _answer(self, request: web.Request, token: str, call: Call) -> web.StreamResponse:
        if token != self.token:
            unknown = token.partition(":")[0].isdigit() and ":" in token
            refusal = Refusal(401, "Unauthorized") if unknown else Refusal(404, "Not Found")
            call.outcome = refusal.description
            return refused(refusal)
        planned = self.faults.take(call.method, call.args)
        if planned is not None and not planned.fault.shown:
            call.outcome = planned.fault
            return await self._fail(request, call, planned)
        try:
            result = await self._carry_out(call)
            response = web.json_response({"ok": True, "result": result})
            call.outcome = "ok"
        except Refusal as refusal:
            call.outcome = refusal.description
            response = refused(refusal)
        if planned is not None:
            call.outcome = f"{call.outcome}, {planned.fault}"
            return await self._fail(request, call, planned, response)
        return response

    async def _carry_out(self, call: Call) -> Any:
        method, args = call.method, call.args
        if self.spec is not None:
            self.complaints += self.spec.complaints(method, args)
        if method == "getUpdates":
            return await self.updates.get(args)
        if method == "setWebhook":
            return await self.updates.set_webhook(args)
        if method == "deleteWebhook":
            return await self.updates.delete_webhook(args)
        if method == "getWebhookInfo":
            return self.updates.info()
        if method in self.profile.methods:
            return self.profile.methods[method](self.state, args)
        if method not in METHODS:
            self.complaints.append(f"{method}: this fake does not know it")
            raise Refusal(404, "Not Found: method not found")
        if method in SENDS or method in EDITS:
            wait = self.limits.admit(self.state.chat(call.chat).id, call.at, edits=method in EDITS)
            if wait is not None:
                raise flood(wait)
        return METHODS[method](self.state, args)

    async def _fail(
        self, request: web.Request, call: Call, planned: Planned, response: web.Response | None = None
    ) -> web.StreamResponse:
        self._happened.set()
        match planned.fault:
            case Fault.HANG_BEFORE | Fault.HANG_AFTER:
                await self._released.wait()
                return cut(request)
            case Fault.LATE if response is not None:
                await self._released.wait()
                return response
            case Fault.CUT_AFTER if response is not None:
                return await halved(request, response)
            case Fault.FLOOD:
                self.limits.silence(call.chat, call.at, planned.retry_after)
                refusal = flood(planned.retry_after)
            case Fault.REVOKED:
                refusal = Refusal(401, "Unauthorized")
            case Fault.SERVER_ERROR:
                refusal = Refusal(500, "Internal Server Error")
            case Fault.BAD_GATEWAY:
                return web.Response(text="<html><h1>502 Bad Gateway</h1></html>", status=502, content_type="text/html")
            case Fault.EMPTY:
                return web.Response(status=502)
            case page if page in PAGES:
                headers = {"Location": "http://login.invalid/"} if page is Fault.LOGIN else {}
                text = "<html><h1>Please log in</h1></html>"
                return web.Response(text=text, status=PAGES[page], content_type="text/html", headers=headers)
            case Fault.NO_RESULT:
                return web.json_response({"status": "success"})
            case Fault.GARBAGE:
                return web.Response(text="<html>", content_type="application/json")
            case _:
                return cut(request)
        return refused(refusal)

    async def _download(self, request: web.Request) -> web.Response:
        """A file, by the path that getFile told."""
        if self.portal is not None:
            return web.Response(body=self.portal, content_type="text/html")
        if request.match_info["token"] != self.token:
            return refused(Refusal(401, "Unauthorized"))
        for path, content in self.state.files.values():
            if path == request.match_info["path"]:
                return web.Response(body=content)
        return refused(Refusal(404, "Not Found"))


__all__ = ["BotApi", "Call", "Fault"]
