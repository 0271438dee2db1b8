"""How updates reach the bot: by getUpdates with Telegram's rules for offsets, or pushed to a webhook until it says 200.

An update is kept until it is confirmed: by a getUpdates with a higher offset, or by the webhook's answer.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.peers.bot_api_rules import Args, Json, Refusal, bad
from tests.peers.bot_api_state import State

FIRST = 700_000_001
MOST, LONGEST = 100, 50  # updates a call, seconds of a long poll
KEPT = timedelta(hours=24)
ONLY_IF_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
PORTS = {80, 88, 443, 8443}
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
AGAIN = 0.05  # seconds until a webhook that failed is tried again; Telegram takes longer
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def conflict(why: str) -> Refusal:
    """409."""
    return Refusal(409, f"Conflict: {why}")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are pushed to, and what was said with it."""

    url: str
    secret: str | None
    connections: int


class Updates:
    """The queue of one bot. `routes` tells where a public address really answers."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.queue: list[Json] = []
        self.history: list[Json] = []  # every update that there ever was
        self.numbers = itertools.count(FIRST)
        self.webhook: Webhook | None = None
        self.routes: dict[str, str] = {}
        self.pushed: list[tuple[int, int]] = []  # (update_id, status): each try of a webhook; 0: not reached
        self.conflicts = 0
        self._allowed: set[str] | None = None  # None: all but those of ONLY_IF_ASKED
        self._dated: dict[int, datetime] = {}
        self._poll: asyncio.Future[str] | None = None  # the one that waits; its result is why it must end
        self._news = asyncio.Event()
        self._pushing: asyncio.Task[None] | None = None
        self._error: Json = {}

    def add(self, kind: str, body: Json) -> Json | None:
        """Something happened. Returns the update, or None where the bot did not ask for such."""
        wanted = kind in self._allowed if self._allowed else kind not in ONLY_IF_ASKED
        if not wanted:
            return None
        update = {"update_id": next(self.numbers), kind: body}
        self.history.append(update)
        self.put([update])
        return update

    def put(self, updates: list[Json]) -> None:
        """Deliver these (once more): the queue is in the order of their numbers."""
        waiting = {one["update_id"]: one for one in (*self.queue, *updates)}
        self.queue = [waiting[number] for number in sorted(waiting)]
        self._dated.update(dict.fromkeys((one["update_id"] for one in updates), self._state.now()))
        self._news.set()

    # ── getUpdates ────────────────────────────────────────────────────────────────────────────────────────

    async def get(self, args: Args) -> list[Json]:
        """getUpdates"""
        if self.webhook is not None:
            self.conflicts += 1
            raise conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
                           " webhook first")  # fmt: skip
        self._end_poll("terminated by other getUpdates request; make sure that only one bot instance is running")
        limit = min(max(args.integer("limit", MOST) or MOST, 1), MOST)
        timeout = min(max(args.integer("timeout", 0) or 0, 0), LONGEST)
        self._allow(args)
        self._confirm(args.integer("offset", 0) or 0)
        if not self.queue and timeout:
            await self._wait(timeout)
        return self.queue[:limit]

    def _confirm(self, offset: int) -> None:
        self.queue = [one for one in self.queue if self._state.now() - self._dated[one["update_id"]] <= KEPT]
        if offset > 0:
            self.queue = [one for one in self.queue if one["update_id"] >= offset]
        elif offset < 0:
            self.queue = self.queue[offset:]

    def _allow(self, args: Args) -> None:
        wanted = args.object("allowed_updates")
        if isinstance(wanted, list):
            self._allowed = set(wanted) or None

    async def _wait(self, timeout: float) -> None:
        mine = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                while not self.queue:
                    self._news.clear()
                    news = asyncio.create_task(self._news.wait())
                    try:
                        await asyncio.wait([news, mine], return_when=asyncio.FIRST_COMPLETED)
                    finally:
                        news.cancel()
                    if mine.done():
                        self.conflicts += 1
                        raise conflict(mine.result())
        except TimeoutError:
            pass
        finally:
            if self._poll is mine:
                self._poll = None

    def _end_poll(self, why: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(why)
        self._poll = None

    @property
    def polled(self) -> bool:
        """Whether somebody waits for updates at the moment."""
        return self._poll is not None

    # ── webhook ───────────────────────────────────────────────────────────────────────────────────────────

    async def set_webhook(self, args: Args) -> bool:
        """setWebhook"""
        url, secret = args.text("url"), args.text("secret_token") or None
        if not url:
            return await self.delete_webhook(args)
        parts = urlsplit(url)
        if parts.scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if (parts.port or 443) not in PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if f"https://{parts.netloc}" not in self.routes:
            raise bad("bad webhook: Failed to resolve host: Name or service not known")
        if secret is not None and not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        self._allow(args)
        self._forget(args)
        self._end_poll("terminated by setWebhook request")
        self.webhook = Webhook(url, secret, args.integer("max_connections", 40) or 40)
        self._error = {}
        if self._pushing is None:
            self._pushing = asyncio.create_task(self._push())
        return True

    async def delete_webhook(self, args: Args) -> bool:
        """deleteWebhook"""
        self._forget(args)
        self.webhook = None
        await self.stop()
        return True

    def info(self) -> Json:
        """getWebhookInfo"""
        told: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(self.queue)}
        if self.webhook:
            told |= {"url": self.webhook.url, "max_connections": self.webhook.connections, **self._error}
        return {**told, "allowed_updates": sorted(self._allowed)} if self._allowed else told

    async def stop(self) -> None:
        """Push nothing any more."""
        if self._pushing:
            self._pushing.cancel()
            await asyncio.gather(self._pushing, return_exceptions=True)
            self._pushing = None

    def _forget(self, args: Args) -> None:
        if args.boolean("drop_pending_updates"):
            self.queue = []

    async def _push(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10), trust_env=False) as session:
            while True:
                self._news.clear()
                while self.queue and self.webhook:
                    update = self.queue[0]
                    if await self._post(session, self.webhook, update):
                        self.queue = [one for one in self.queue if one is not update]
                    else:
                        await asyncio.sleep(AGAIN)
                await self._news.wait()

    async def _post(self, session: aiohttp.ClientSession, webhook: Webhook, update: Mapping[str, Any]) -> bool:
        parts = urlsplit(webhook.url)
        address = self.routes[f"https://{parts.netloc}"] + parts.path
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        status, why = 0, "Connection refused"
        try:
            async with session.post(address, json=update, headers=headers) as answer:
                status, why = answer.status, f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError):
            pass
        self.pushed.append((update["update_id"], status))
        if 200 <= status < 300:
            return True
        self._error = {"last_error_date": int(self._state.now().timestamp()), "last_error_message": why}
        return False
