"""The page of the local chat, played from outside: what a browser would do, over a server that dies and comes back.

What was sent and not acknowledged is sent again with the same `client_id`, as the page does; now and then something
that was acknowledged is sent again too, as if the acknowledgement had been lost on the way.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from types import TracebackType
from typing import Any, Self

import aiohttp

Json = dict[str, Any]
Wanted = Callable[[Json], bool]

PATIENCE = 180.0  # seconds to wait for an answer, over restarts
AGAIN = 0.3  # of what was acknowledged, this part is sent once more
LOST = (aiohttp.ClientError, ConnectionError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a persona did and that was acknowledged."""

    persona: str
    client_id: str
    text: str | None = None  # None: a press


@dataclass
class Chat:
    """One persona's chat as the page has seen it."""

    messages: dict[int, Json] = field(default_factory=dict)  # by id, as each stands now
    seen: list[tuple[int, int, str]] = field(default_factory=list)  # every (seq, id, text) that was ever fetched
    seq: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Page:
    """Everybody's page. `url` is where the server answers at the moment, None while it is dead."""

    def __init__(self, random: Random) -> None:
        self.url: str | None = None
        self.deeds: list[Deed] = []
        self.chats: dict[str, Chat] = {}
        self.lost = 0  # requests without an answer
        self.repeated = 0  # requests sent again although they were answered
        self._up = asyncio.Event()
        self._random = random
        self._number = 0

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            headers={"X-Duban": "1"}, timeout=aiohttp.ClientTimeout(total=PATIENCE), trust_env=False
        )
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._session.close()

    def found(self, url: str | None) -> None:
        """The server answers there now; None: it is dead."""
        self.url = url
        if url is None:
            self._up.clear()
        else:
            self._up.set()

    # ── what a persona does ───────────────────────────────────────────────────────────────────────────────

    async def say(self, persona: str, text: str) -> Deed:
        """Write; returns once it was acknowledged."""
        return await self._do("say", persona, text, {"text": text})

    async def press(self, persona: str, message: Json, label: str) -> Deed:
        """Press the button of a message whose label begins so; returns once it was acknowledged."""
        key = next(one["key"] for one in message["choices"] if one["label"].startswith(label))
        return await self._do("press", persona, None, {"message": message["id"], "key": key})

    async def _do(self, verb: str, persona: str, text: str | None, more: Json) -> Deed:
        self._number += 1
        deed = Deed(persona, f"{verb}-{self._number}", text)
        body = {"persona": persona, "client_id": deed.client_id, **more}
        await self._acknowledged(f"api/{verb}", body)
        self.deeds.append(deed)
        if self._random.random() < AGAIN:
            self.repeated += 1
            await self._acknowledged(f"api/{verb}", body)
        return deed

    async def _acknowledged(self, path: str, body: Json) -> None:
        status, answer = await self.post(path, body)
        assert status == 200, f"{path} {body}: {status} {answer}"

    async def post(self, path: str, body: Json) -> tuple[int, Json]:
        """Send until there is an answer."""
        return await self._asked("POST", path, json=body)

    async def _asked(self, method: str, path: str, **more: Any) -> tuple[int, Any]:
        while True:
            await self._up.wait()
            try:
                async with self._session.request(method, f"{self.url}{path}", **more) as answer:
                    return answer.status, await answer.json()
            except LOST:
                self.lost += 1
                await asyncio.sleep(0.01)  # the port is dead and nobody has noticed yet

    # ── what a persona sees ───────────────────────────────────────────────────────────────────────────────

    def chat(self, persona: str) -> Chat:
        """The chat of a persona, as far as it was fetched."""
        return self.chats.setdefault(persona, Chat())

    async def sees(self, persona: str, after: int, what: str, wanted: Wanted) -> Json:
        """Wait for a message of the bot that is new or changed after `after` and is what was `wanted`."""
        chat = self.chat(persona)
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    chat.news.clear()
                    await self.fetch(persona)
                    for one in sorted(chat.messages.values(), key=lambda one: int(one["seq"])):
                        if one["seq"] > after and one["side"] == "bot" and wanted(one):
                            return one
                    await chat.news.wait()
        except TimeoutError:
            told = "\n".join(text for _, _, text in chat.seen[-4:])
            raise AssertionError(f"{persona} never saw {what} after {after}; the last messages:\n{told}") from None

    async def fetch(self, persona: str) -> None:
        """Ask for what is new, as the page does after a nudge."""
        chat = self.chat(persona)
        _, new = await self._asked("GET", "api/messages", params={"persona": persona, "after": str(chat.seq)})
        for one in new:
            chat.messages[one["id"]] = one
            chat.seen.append((one["seq"], one["id"], text_of(one)))
            chat.seq = max(chat.seq, one["seq"])

    async def _listen(self) -> None:
        """Read the nudges of one server after another; whoever waits looks again after each."""
        while True:
            await self._up.wait()
            try:
                async with self._session.get(f"{self.url}api/events", timeout=aiohttp.ClientTimeout()) as stream:
                    async for line in stream.content:
                        if line.startswith(b"data:"):
                            self._tell(json.loads(line[5:]).get("persona"))
            except LOST:
                await asyncio.sleep(0.01)

    def _tell(self, persona: str | None) -> None:
        for name, chat in self.chats.items():
            if persona in (None, name):
                chat.news.set()


def text_of(message: Json) -> str:
    """A message as one text, its buttons by their labels."""
    labels = "".join(f"[{choice['label']}]" for choice in message["choices"])
    return "\n".join(part for part in (message["title"], *message["lines"], labels, message["footer"]) if part)


def offers(label: str) -> Wanted:
    """A message with a button whose label begins so."""
    return lambda one: any(choice["label"].startswith(label) for choice in one["choices"])
