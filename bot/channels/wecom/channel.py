"""WeCom as a channel: an AI bot over the long connection, an agent app that sends where the bot cannot.

    in     a callback -> stored, together with what came in the same moment -> answered through the outbox
    out    through the bot; whom it cannot reach, through the agent app, where there is one
    press  stored like everything else; its card is redrawn by the answer, or after a moment by a word that it came
    life   `prepare` connects and waits a little; `run` goes on for ever; `close` ends it

People who have not spoken to this bot cannot be written to: a bot of another number begins with nobody, and says so.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import ssl
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from bot.channels.wecom import condition, frames, media, response_url, updates
from bot.channels.wecom.answering import Press, Question, Waiting
from bot.channels.wecom.app import AgentApp
from bot.channels.wecom.app_sending import AppSender
from bot.channels.wecom.condition import Workplace
from bot.channels.wecom.frames import Frame
from bot.channels.wecom.link import URL, End, Link, NoReceipt, NotThere, Patience
from bot.channels.wecom.outcomes import BAD_CREDENTIALS
from bot.channels.wecom.receiving import Reactions, Receiver, quietly
from bot.channels.wecom.redrawing import Redrawer
from bot.channels.wecom.sending import Numbers, Produce, Sender
from domain.errors import InvalidSetting
from domain.messages import Fetched, Heard, NotSent, Outcome, Push, Rejected, Sent, Unknown
from storage import accounts, sent, settings
from storage.inbox import Kept
from wording import wecom as said
from wording.rehearsal import rehearsed
from wording.words import Words

log = logging.getLogger("duban.wecom")

KNOWN_AS = "wecom_identity"  # the setting {"bot": …, "prefix": …}
BAD_APP = (40001, 40013, 40091)  # no such corporation, a wrong secret
FIRST_LOOK = 5.0  # seconds that a start waits for WeCom before it goes on without
LAST_HOUR = timedelta(hours=1)  # WeCom's longer limit counts it: see `pacing`
EACH = 2  # messages that one of ours was, as far as is remembered after a restart
LOOK_UP = 0.2  # seconds for the words of a pressed card, for the press is to be seen within one
LEAVING = 5.0  # seconds in which what came is made safe at the end


class WeCom:
    """WeCom for one office: an AI bot (with `secret` over the long connection, else by callbacks), an agent app, both.

    hears_app: the app's presses and messages come back by callbacks. produce: makes the bytes of a picture or file.
    tls: which certificates are believed.
    """

    platform = updates.PLATFORM
    exactly_once = False

    def __init__(
        self,
        bot_id: str | None,
        secret: str | None,
        *,
        url: str = URL,
        app: AgentApp | None = None,
        hears_app: bool = False,
        words: Words | None = None,
        patience: Patience | None = None,
        tls: ssl.SSLContext | None = None,
        produce: Produce | None = None,
    ) -> None:
        self.identity = bot_id or (f"{app.corp_id}/{app.agent_id}" if app else "")
        self._words, self._patience, self._produce = words or Words(), patience or Patience(), produce
        self._waiting, self.numbers = Waiting(), Numbers()
        self._redrawer = Redrawer(self._waiting, self._update)
        self.link: Link | None = None
        self._sender: Sender | None = None
        if bot_id and secret:
            ways: dict[str, Any] = {"patience": self._patience, "tls": tls}
            self.link = Link(url, bot_id, secret, self._take, changed=self._changed, alarm=self._alarm, **ways)
            self._sender = Sender(self.link, self._waiting, self._now, self.numbers, produce)
        self._app, self._hears_app = app, hears_app
        self._apps: AppSender | None = None
        self._receiver = Receiver(
            self.identity,
            self._waiting,
            self._patience,
            self._spawn,
            Reactions(self._welcome, self._reassure, self._settle),
        )
        self._place: Workplace | None = None
        self._leaving = False
        self._life: list[asyncio.Task[None]] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    # ── life ──────────────────────────────────────────────────────────────────────────────────────────────

    async def prepare(self, place: Workplace) -> None:
        """Before anything is sent: connect once. Where WeCom cannot be reached, `run` goes on trying.

        Raises InvalidSetting where WeCom does not know the bot or its secret.
        """
        self._place = place
        await self._remember()
        self._life = [asyncio.create_task(self._receiver.store(place.intake))]
        if self._app is not None:
            ways: dict[str, Any] = {"hears": self._hears_app, "produce": self._produce, "distrusted": self._distrusted}
            self._apps = AppSender(self._app, place.database, place.clock, self.numbers, **ways)
            await self._try_app(self._app)
        if self.link is not None:
            first = self.link.first_answer = asyncio.get_running_loop().create_future()
            self._life.append(asyncio.create_task(self.link.run()))
            done, _ = await asyncio.wait([first], timeout=FIRST_LOOK)
            if done and first.result() == BAD_CREDENTIALS:
                await self.close()
                raise InvalidSetting(said.bad_credentials(self._words))
            if not self.link.subscribed:
                log.warning("WeCom cannot be reached yet")

    async def _try_app(self, app: AgentApp) -> None:
        """Ask for a token. Raises InvalidSetting where the app's secret is wrong."""
        try:
            answer = await app.introduce()
        except NotThere as why:
            log.warning("WeCom's interface cannot be reached yet (%s)", why)
            return
        if answer.code in BAD_APP:
            await self.close()
            raise InvalidSetting(said.bad_app(self._words, answer.code))

    async def run(self) -> None:
        """Until cancelled; then nothing more is taken, what came is made safe, and may be answered until `close`."""
        storing = self._life[0]
        try:
            done, _ = await asyncio.wait(self._life, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._leaving = True
            with suppress(TimeoutError):
                await asyncio.wait_for(self._receiver.stored(), LEAVING)
            late = (storing, *self._tasks)  # nothing touches the database after this
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            if self.link is not None:
                await quietly(condition.ended(self._there, self.identity, condition.STOPPED))

    async def close(self) -> None:
        """Leave the connection."""
        for task in (*self._life, *self._tasks):
            task.cancel()
        await asyncio.gather(*self._life, *self._tasks, return_exceptions=True)
        if self._app is not None:
            await self._app.close()

    async def _remember(self) -> None:
        """Who we were at the last start, and what we said in the last hour."""
        place = self._there
        async with place.database.write() as tx:
            known = await settings.read(tx, KNOWN_AS) or {}
            prefix = known.get("prefix") or secrets.token_hex(4)
            changed = known.get("bot", self.identity) != self.identity and self._app is None
            if changed and (lost := await sent.silence(tx, self.platform)):
                log.warning("this is another bot: %d accounts cannot be written to until they write", lost)
            await settings.write(tx, KNOWN_AS, {"bot": self.identity, "prefix": prefix})
            machine = place.clock.machine()
            lately = await sent.since(tx, self.platform, machine - LAST_HOUR)
        self.numbers.prefix = prefix
        if self._sender is None:
            return
        for address, at in lately:
            for _ in range(EACH):
                self._sender.windows.count(address, self._now() - (machine - at).total_seconds())

    @property
    def _there(self) -> Workplace:
        if self._place is None:
            raise RuntimeError("prepare comes first")
        return self._place

    def _now(self) -> float:
        return self._there.clock.monotonic()

    def _changed(self, end: End | None) -> None:
        """A subscription has begun (None), or a connection has ended: the numbers of its callbacks died with it."""
        if end is None:
            self._spawn(condition.connected(self._there, self.platform, self.identity))
            return
        self._waiting.forget()
        self._spawn(condition.ended(self._there, self.identity, end))

    def _alarm(self, end: End) -> None:
        log.error("WeCom: %s", end)
        self._spawn(condition.trouble(self._there, end))

    def _distrusted(self, address: str) -> None:
        """The agent app may not be used from this address."""
        message = partial(said.not_trusted, address=address)
        self._spawn(condition.tell(self._there, "wecom_address", message))

    # ── in ────────────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, frame: Frame) -> None:
        """A callback has come."""
        if not self._leaving:
            self._receiver.take(frame)

    async def take_callback(self, body: dict[str, Any]) -> None:
        """What the web server was brought. When this returns it is safe and may be acknowledged."""
        await self._receiver.take_callback(body)

    def read(self, kept: Kept) -> Heard | None:
        """What a stored update says."""
        return updates.read(kept)

    async def _reassure(self, address: str, question: Question) -> None:
        if self._sender is not None:
            await self._sender.reassure(address, question)

    async def _settle(self, press: Press) -> None:
        """Say on a pressed card that the press has come; its words are looked up, but not for long."""
        looking = asyncio.create_task(self._words_of(press.task_id))
        self._tasks.add(looking)
        looking.add_done_callback(self._tasks.discard)
        await asyncio.wait([looking], timeout=LOOK_UP)
        found = looking.done() and looking.exception() is None
        await self._redrawer.settle(press, looking.result() if found else None)

    async def _words_of(self, task_id: str) -> str | None:
        """What a card of ours said."""
        row = self.numbers.row(task_id)
        if row is None:
            return None
        async with self._there.database.read() as tx:
            return await sent.words(tx, row)

    async def _welcome(self, frame: Frame) -> None:
        """Somebody opens the chat for the first time today."""
        sender = updates.sender_of(frame.body)
        if sender is None or self.link is None:
            return
        async with self._there.database.read() as tx:
            face = (await accounts.faces(tx, self.platform, [sender])).get(sender)
        text = said.welcome(Words(face.language) if face else self._words, known=face is not None)
        await self.link.ask(frames.WELCOME, {"msgtype": "text", "text": {"content": text}}, frame.req_id)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        if self._leaving:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ── out ───────────────────────────────────────────────────────────────────────────────────────────────

    async def push(self, push: Push) -> Outcome:
        """Send one message, or redraw a card."""
        message = rehearsed(push.message) if push.rehearsal else push.message
        self._redrawer.rehearsal = push.rehearsal
        try:
            if push.edits is not None:
                return await self._redrawer.redraw(push.edits, message)
            outcome = await self._send(push)
        except NotThere as why:
            return NotSent(str(why))
        except NoReceipt as why:
            return Unknown(str(why))
        if isinstance(outcome, Sent) and outcome.ref:
            self._redrawer.remember(outcome.ref, message.text())
        return outcome

    async def answers(self) -> bool:
        """Whether WeCom itself answers now: a ping, or a token."""
        try:
            if self.link is not None:
                return not (await self.link.ask(frames.PING, None)).code
            return self._app is not None and not (await self._app.introduce()).code
        except (NotThere, NoReceipt):
            return False

    async def _send(self, push: Push) -> Outcome:
        """Through the bot; whom it cannot reach, through the app."""
        outcome: Outcome = Rejected("this bot cannot write first, and there is no agent app", contact_gone=True)
        if self._sender is not None:
            outcome = await self._sender.push(push)
        elif (url := self._url_for(push)) is not None:
            return await response_url.answer(url, push.message, self._patience.connect)
        lost = isinstance(outcome, Rejected) and outcome.contact_gone
        if lost and self._apps is not None and not push.address.startswith(updates.GROUP):
            return await self._apps.push(push)
        return outcome

    def _url_for(self, push: Push) -> str | None:
        """Where the question of that conversation may be answered, if the message can go there."""
        if not response_url.fits(push.message):
            return None
        question = self._waiting.question(push.address, asyncio.get_running_loop().time())
        return question.response_url if question else None

    async def _update(self, press: Press, card: dict[str, Any]) -> tuple[int, str]:
        """Draw a card anew, the way its press came."""
        if press.response_code is not None and self._apps is not None:
            answer = await self._apps.redraw(press, card)
            return answer.code, answer.told
        if self.link is None:
            raise NotThere("no connection to WeCom")
        body = {"response_type": "update_template_card", "template_card": card}
        receipt = await self.link.ask(frames.UPDATE, body, press.req_id)
        return receipt.code or 0, receipt.told

    async def fetch(self, source: Mapping[str, Any]) -> bytes | Fetched | NotSent | Rejected:
        """The bytes of a file that somebody sent."""
        if "media_id" not in source:
            return await media.fetch(source, self._patience.fetch)
        if self._app is None:
            return Rejected("there is no agent app any more")
        return await media.fetch_from_app(self._app, str(source["media_id"]))
