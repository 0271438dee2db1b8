"""The local chat: a phone-like page on this machine where one may be any persona, and the clock can be moved.

The page asks and says through the routes below and hears of changes through `/api/events`. What stands behind them is
a `LocalWorld`, which `app` implements over the real assembly; nothing here knows the bot or the scheduler.
Every route is for this machine only (`web.guard`). The messages' shape is described at `LocalWorld`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

from aiohttp import web
from aiohttp.helpers import content_disposition_header

from domain.errors import NotAllowed, NotFound, Refused
from domain.messages import MAX_FILE
from web.guard import Answer, BadRequest, error, language_of, only_this_machine, read_body, read_json
from web.server import TEMPLATES
from web.streams import Streams
from wording.page import QUICK_MOVES, SUGGESTIONS, page_words
from wording.words import LANGUAGES, Words

PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
LONGEST_NAME = 80  # characters of a file's name that are kept
TEXT_LIMIT = 20_000  # characters of a message; the bot itself says what is too long to be read

Json = dict[str, Any]
Progress = Callable[[int, int, str], None]  # done, total (any unit), the time reached as people read it
Explain = Callable[[Refused, str], str]  # a refusal and a language -> a sentence
log = logging.getLogger(__name__)


class LocalWorld(Protocol):
    """What the page needs from the rest of the house. Any method may raise `domain.errors.Refused`.

    A message is `{"seq", "id", "persona", "side": "bot"|"me", "at", "at_text", "day_text", "title", "lines",
    "choices": [{"key", "label", "style": "primary"|"danger"|null}], "edited", "footer", "client_id",
    "picture": {"name", "address"}|null, "file": {"name", "address"}|null}`. `seq` grows with every new or edited
    message, `id` is its identity and its place.
    """

    async def world(self) -> Json:
        """`{"now", "now_text", "seq", "epoch", "rate", "board", "personas": [{"id", "name", "title",
        "role", "unread", "last", "last_text"}]}`; `now` is ISO with the plan's offset, `epoch` changes at a reset."""

    async def messages(self, persona: str, after: int = 0) -> list[Json]:
        """The messages of a persona that are new or edited since `after`, in the order of `seq`."""

    async def say(self, persona: str, text: str, client_id: str) -> None:
        """The persona says `text`. The same `client_id` again has no second effect; so for press."""

    async def send(self, persona: str, name: str, media_type: str, content: bytes, client_id: str) -> None:
        """The persona sends a file."""

    async def attachment(self, message_id: int, which: str) -> tuple[str, bytes]:
        """Name and bytes of the "picture" or "file" of a message."""

    async def press(self, persona: str, message_id: int, key: str, client_id: str) -> None:
        """The persona taps a choice of a message."""

    async def read(self, persona: str, seq: int) -> None:
        """The persona has seen everything up to `seq`."""

    async def move_clock(self, to: str | None, text: str | None, progress: Progress) -> None:
        """Move to an ISO time (without an offset: the plan's zone) or by words; returns when all was played."""

    async def reset(self) -> None:
        """Begin again."""

    def changes(self) -> AsyncGenerator[Json, None]:
        """Nudges `{"type": "message", "persona", "seq"}`, `{"type": "world"}`, `{"type": "reset"}`; one reader."""


def attach(app: web.Application, world: LocalWorld, explain: Explain, at: str = "/") -> Streams:
    """Add the page (at `at`) and its routes to `app`; returns the streams of its open pages."""
    chat = _LocalChat(world, explain)
    app.on_startup.append(chat.streams.open)
    app.on_shutdown.append(chat.streams.shut)
    app.router.add_get(at, only_this_machine(_show_page))
    for path, read in (
        ("/api/world", chat.world),
        ("/api/messages", chat.messages),
        ("/api/attachment", chat.attachment),
        ("/api/events", chat.streams.stream),
    ):
        app.router.add_get(path, only_this_machine(chat.told(read)), allow_head=False)
    for path, change in (
        ("/api/say", chat.say),
        ("/api/send", chat.send),
        ("/api/press", chat.press),
        ("/api/read", chat.read),
        ("/api/clock", chat.move_clock),
        ("/api/reset", chat.reset),
    ):
        app.router.add_post(path, only_this_machine(chat.told(change)))
    return chat.streams


async def _show_page(request: web.Request) -> web.Response:
    language = language_of(request)
    html = TEMPLATES.get_template("chat.html").render(
        language=language,
        other=next(other for other in LANGUAGES if other != language),
        words=page_words(Words(language)),
        suggestions=SUGGESTIONS,
        quick_moves=QUICK_MOVES,
        text_limit=TEXT_LIMIT,
    )
    return web.Response(text=html, content_type="text/html", headers={"Vary": "Accept-Language"})


class _LocalChat:
    """The routes, each a few lines: read the request, ask the world, answer JSON."""

    def __init__(self, world: LocalWorld, explain: Explain) -> None:
        self._world, self._explain = world, explain
        self._moving = asyncio.Lock()
        self.streams = Streams(world.changes)

    def told(self, answer: Answer) -> Answer:
        """Turn what goes wrong in `answer` into a sentence for the page."""

        async def telling(request: web.Request) -> web.StreamResponse:
            try:
                return await answer(request)
            except BadRequest as problem:
                return error(request, problem.status, problem.key, **problem.facts)
            except Refused as refusal:
                status = 403 if isinstance(refusal, NotAllowed) else 404 if isinstance(refusal, NotFound) else 409
                sentence = self._explain(refusal, language_of(request))
                return web.json_response({"error": sentence, "code": refusal.code}, status=status)
            except (web.HTTPException, ConnectionResetError):
                raise
            except Exception:
                log.exception("the local chat could not answer %s", request.path)
                return error(request, 500, "error_inside")

        return telling

    async def world(self, request: web.Request) -> web.Response:
        return web.json_response(await self._world.world())

    async def messages(self, request: web.Request) -> web.Response:
        persona = _short(request.query.get("persona"))
        after = _count(request.query.get("after", "0"))
        return web.json_response(await self._world.messages(persona, after))

    async def say(self, request: web.Request) -> web.Response:
        said = await read_json(request)
        await self._world.say(_short(said.get("persona")), _text(said.get("text")), _short(said.get("client_id")))
        return _done()

    async def send(self, request: web.Request) -> web.Response:
        """The body is the file itself; who, its name and the client's id stand in the address."""
        persona, client_id = _short(request.query.get("persona")), _short(request.query.get("client_id"))
        name = _clean(request.query.get("name", ""))[-LONGEST_NAME:].strip()
        content = await read_body(request, MAX_FILE)
        if not name or not content:
            raise BadRequest(400, "error_file")
        await self._world.send(persona, name, request.content_type[:100], content, client_id)
        return _done()

    async def attachment(self, request: web.Request) -> web.Response:
        """Pictures to be shown; anything else to be saved, whatever it claims to be."""
        which = request.query.get("which", "")
        if which not in ("picture", "file"):
            raise BadRequest(400, "error_not_json")
        name, content = await self._world.attachment(_count(request.query.get("message")), which)
        kind = PICTURES.get(name.rpartition(".")[2].lower()) if which == "picture" else None
        headers = {"Content-Disposition": content_disposition_header("inline" if kind else "attachment", filename=name)}
        return web.Response(body=content, content_type=kind or "application/octet-stream", headers=headers)

    async def press(self, request: web.Request) -> web.Response:
        said = await read_json(request)
        await self._world.press(
            _short(said.get("persona")),
            _count(said.get("message")),
            _short(said.get("key")),
            _short(said.get("client_id")),
        )
        return _done()

    async def read(self, request: web.Request) -> web.Response:
        said = await read_json(request)
        await self._world.read(_short(said.get("persona")), _count(said.get("seq")))
        return _done()

    async def move_clock(self, request: web.Request) -> web.Response:
        said = await read_json(request)
        to, text = _clock_words(said.get("to")), _clock_words(said.get("text"))
        if (to is None) == (text is None):
            raise BadRequest(400, "error_clock_words")
        async with self._clock():
            await self._world.move_clock(to, text, self._progress)
        return _done()

    async def reset(self, request: web.Request) -> web.Response:
        await read_json(request)
        async with self._clock():
            await self._world.reset()
        return _done()

    @asynccontextmanager
    async def _clock(self) -> AsyncGenerator[None, None]:
        """Hold the clock; a second one meanwhile is refused, not queued: it was asked about another time."""
        if self._moving.locked():
            raise BadRequest(409, "clock_busy")
        async with self._moving:
            try:
                yield
            finally:
                self.streams.tell({"type": "progress", "over": True})

    def _progress(self, done: int, total: int, now_text: str) -> None:
        self.streams.tell({"type": "progress", "over": False, "done": done, "total": total, "now_text": now_text})


def _done() -> web.Response:
    return web.json_response({"ok": True})


def _clean(text: str) -> str:
    """Text that every store and every channel can hold: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _text(value: object) -> str:
    text = _clean(value) if isinstance(value, str) else ""
    if not text.strip() or len(text) > TEXT_LIMIT:
        raise BadRequest(400, "error_text", limit=TEXT_LIMIT)
    return text


def _clock_words(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value.strip()) <= 200:
        raise BadRequest(400, "error_clock_words")
    return _clean(value).strip()


def _short(value: object) -> str:
    """An identifier: 1 to 64 characters."""
    if not isinstance(value, str) or not 0 < len(value) <= 64:
        raise BadRequest(400, "error_not_json")
    return _clean(value)


def _count(value: object) -> int:
    """A whole number from 0 that a database can hold, as a number or in digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise BadRequest(400, "error_not_json")
    return value
