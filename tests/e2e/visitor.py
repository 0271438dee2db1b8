"""Somebody in front of the local chat page, doing what a person does: becomes a persona, writes, taps, reads.

    async with local_chat(folder) as url, open_page(browser, url, width=375, height=812) as page:
        wang = Visitor(page)
        await wang.becomes("王晓明")
        await wang.moves("到下一条提醒")
        await wang.taps("逐项填写", until="1/6 · 6 暖心驿站")

Nothing waits for a time: `until` is a part of what the bot says when it is done.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, expect

from app.local import World
from app.settings import PROJECT
from domain.errors import Refused
from web import local_chat as chat_page
from web.server import WebServer, build_app
from wording.errors import sentence
from wording.words import Words

ZONE = ZoneInfo("Asia/Shanghai")
PATIENCE = 20_000  # ms that a page may take for one thing on a busy machine
# Says something, or presses a button, and returns what the bot has said or redrawn since, once `until` is among it.
EXCHANGE = """async ({persona, path, body, until, patience}) => {
    const read = async (after) => (await fetch(`/api/messages?persona=${persona}&after=${after}`)).json();
    const from = (await (await fetch("/api/world")).json()).seq;
    const client_id = crypto.randomUUID();
    const headers = {"X-Duban": "1", "Content-Type": "application/json"};
    const sent = {persona, client_id, ...body};
    const answer = await fetch(path, {method: "POST", headers, body: JSON.stringify(sent)});
    if (!answer.ok) throw new Error((await answer.json()).error);
    const text = (one) => [one.title, ...one.lines, one.footer].filter(Boolean).join("\\n");
    for (const ends = performance.now() + patience; ; ) {
        const heard = (await read(from)).filter((one) => one.side === "bot");
        const found = heard.findLast((one) => text(one).includes(until));
        if (found) return {...found, text: text(found)};
        if (performance.now() > ends) {
            const sees = heard.map(text).join("\\n\\n");
            throw new Error(`${JSON.stringify(sent)} waits for "${until}" and sees:\\n${sees}`);
        }
    }
}"""


@asynccontextmanager
async def local_chat(folder: Path) -> AsyncIterator[str]:
    """The real thing on the real plan, as `duban run` serves it; its database is in `folder`. Yields its address."""
    world = World(folder / "local.db", PROJECT / "data" / "plan.json", Words("zh", ZONE), durable=False)
    await world.start()
    try:
        app = build_app()
        chat_page.attach(app, world, explain=_explain)
        server = await WebServer.start(app, "127.0.0.1", 0)
        try:
            yield server.url
        finally:
            await server.stop()
    finally:
        await world.stop()


def _explain(refused: Refused, language: str) -> str:
    return sentence(Words(language, ZONE), refused)


class Visitor:
    """One browser window and the person in front of it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # ── as one does it with a mouse and a keyboard ───────────────────────────────────────────────────────────

    async def becomes(self, name: str) -> None:
        """Choose a persona from the list; on a phone the list is opened first."""
        await expect(self.page.locator("aside.open")).to_have_count(0)  # a sheet may still be on its way out
        if await self.page.locator("#open-people").is_visible():
            await self.page.locator("#open-people").click()
        await self.page.locator("#personas button", has_text=name).click()
        await expect(self.page.locator("#name")).to_have_text(name)
        await expect(self.page.locator("#log")).not_to_have_attribute("aria-busy", "true")

    async def says(self, text: str, until: str) -> Locator:
        """Write and send. Returns the lowest message of the bot, which then holds `until`."""
        await self.page.locator("#say").fill(text)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator(".message.me[data-id]").last).to_contain_text(text, timeout=PATIENCE)
        return await self.sees(until)

    async def taps(self, label: str, until: str) -> Locator:
        """Tap the lowest button that begins so. Returns the message that then holds `until`."""
        buttons = self.page.locator(".choices button")
        await buttons.filter(has_text=label).last.click()
        return await self.sees(until)

    async def sees(self, text: str) -> Locator:
        """Wait for the lowest message of the bot that holds the text; it may be a card redrawn further up."""
        message = self.page.locator(".message.bot").filter(has_text=text).last
        await expect(message).to_be_visible(timeout=PATIENCE)
        return message

    async def moves(self, wish: str, until: str) -> None:
        """Move the clock by a button of its panel (到下一条提醒) or to a time (2022-10-25T18:00), until it shows it."""
        await expect(self.page.locator("aside.open")).to_have_count(0)
        if await self.page.locator("#open-clock").is_visible():
            await self.page.locator("#open-clock").click()
        if wish[:1].isdigit():
            await self.page.locator("#to").fill(wish)
            await self.page.locator("#move-to button").click()
        else:
            await self.page.get_by_role("button", name=wish, exact=True).click()
        await expect(self.page.locator("#chip-time")).to_have_text(until, timeout=60_000)
        await expect(self.page.locator("#progress")).to_be_hidden()

    # ── the same requests as the page makes, for many at once ────────────────────────────────────────────────

    async def asks(self, persona: str, text: str, until: str) -> dict[str, Any]:
        """What the bot answers to `text` of that persona: the message as the page gets it, and its `text`."""
        return await self._exchange(persona, "/api/say", {"text": text}, until)

    async def presses(self, persona: str, label: str, until: str) -> dict[str, Any]:
        """The same for the lowest button of that persona that begins so."""
        for message in reversed(await self.chat(persona)):
            for choice in message["choices"]:
                if choice["label"].startswith(label):
                    body = {"message": message["id"], "key": choice["key"]}
                    return await self._exchange(persona, "/api/press", body, until)
        raise AssertionError(f"{persona} has no button {label}")

    async def _exchange(self, persona: str, path: str, body: dict[str, Any], until: str) -> dict[str, Any]:
        wish = {"persona": persona, "path": path, "body": body, "until": until, "patience": PATIENCE}
        answer: dict[str, Any] = await self.page.evaluate(EXCHANGE, wish)
        return answer

    async def chat(self, persona: str) -> list[dict[str, Any]]:
        """Everything in that persona's chat, oldest first."""
        found: list[dict[str, Any]] = await self.page.evaluate(
            "async (persona) => (await fetch(`/api/messages?persona=${persona}`)).json()", persona
        )
        return sorted(found, key=lambda one: int(one["id"]))

    async def personas(self) -> dict[str, str]:
        """Title -> id of everybody one may be: {"区科技产业局 联络员": "liaison-04", …}."""
        world = await self.page.evaluate("async () => (await fetch('/api/world')).json()")
        return {one["title"]: one["id"] for one in world["personas"]}
