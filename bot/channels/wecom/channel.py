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
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Protocol

from bot.channels.wecom import frames, media, updates
from bot.channels.wecom.answering import Press, Question, Waiting
from bot.channels.wecom.frames import Frame
from bot.channels.wecom.link import URL, End, Link, NoReceipt, NotThere, Patience
from bot.channels.wecom.outcomes import BAD_CREDENTIALS
from bot.channels.wecom.sending import Produce, Sender
from bot.intake import Intake
from domain.clock import Clock
from domain.errors import InvalidSetting
from domain.messages import Fetched, Heard, NotSent, Outcome, Outgoing, Push, Rejected
from services import alarms
from storage import accounts, sent, settings, settling
from storage.database import Database
from storage.inbox import Kept, Raw
from wording import wecom as said
from wording.words import Words

log = logging.getLogger("duban.wecom")

KNOWN_AS = "wecom_identity"  # the setting {"bot": …, "prefix": …}
STATE = "wecom_link"  # the setting {"state": …, "at": …}: what `duban doctor` can say beside a running bot
FIRST_LOOK = 5.0  # seconds that a start waits for WeCom before it goes on without
LAST_HOUR = timedelta(hours=1)
EACH = 2  # messages that one of ours was, as far as is remembered after a restart
LOOK_UP = 0.2  # seconds for the words of a pressed card: the press is to be seen within one
LEAVING = 5.0  # seconds in which what came is made safe at the end
RETRY = 1.0  # seconds between two tries to store what came


class Workplace(Protocol):
    """What the channel needs of a running bot."""

    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def intake(self) -> Intake: ...
    @property
    def dispatcher(self) -> Wakes: ...


class Wakes(Protocol):
    """Sends what waits, soon."""

    def wake(self) -> None: ...


class WeCom:
    """One AI bot on WeCom. produce: makes the bytes of a picture or file. tls: which certificates are believed."""

    platform = updates.PLATFORM
    exactly_once = False

    def __init__(
        self,
        bot_id: str,
        secret: str,
        *,
        url: str = URL,
        words: Words | None = None,
        patience: Patience | None = None,
        tls: ssl.SSLContext | None = None,
        produce: Produce | None = None,
        app: Any = None,
    ) -> None:
        self.bot_id = bot_id
        self._app = app
        self._words, self._patience = words or Words(), patience or Patience()
        self.link = Link(
            url,
            bot_id,
            secret,
            self._take,
            patience=self._patience,
            tls=tls,
            changed=self._changed,
            alarm=self._alarm,
        )
        self._waiting = Waiting()
        self._sender = Sender(self.link, self._waiting, self._now, produce)
        self._arrived: asyncio.Queue[Frame] = asyncio.Queue()
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
        first = self.link.first_answer = asyncio.get_running_loop().create_future()
        self._life = [asyncio.create_task(self.link.run()), asyncio.create_task(self._store())]
        done, _ = await asyncio.wait([first], timeout=FIRST_LOOK)
        if done and first.result() == BAD_CREDENTIALS:
            await self.close()
            raise InvalidSetting(said.bad_credentials(self._words))
        if not self.link.subscribed:
            log.warning("WeCom cannot be reached yet")

    async def run(self) -> None:
        """Until cancelled; then nothing more is taken, what came is made safe, and may be answered until `close`."""
        _, storing = self._life
        try:
            done, _ = await asyncio.wait(self._life, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._leaving = True
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.join(), LEAVING)
            storing.cancel()
            await asyncio.gather(storing, return_exceptions=True)

    async def close(self) -> None:
        """Leave the connection."""
        for task in (*self._life, *self._tasks):
            task.cancel()
        await asyncio.gather(*self._life, *self._tasks, return_exceptions=True)

    async def _remember(self) -> None:
        """Who we were at the last start, and what we said in the last hour."""
        place = self._there
        async with place.database.write() as tx:
            known = await settings.read(tx, KNOWN_AS) or {}
            prefix = known.get("prefix") or secrets.token_hex(4)
            if known.get("bot", self.bot_id) != self.bot_id and (lost := await sent.silence(tx, self.platform)):
                log.warning("this is another bot: %d accounts cannot be written to until they write", lost)
            await settings.write(tx, KNOWN_AS, {"bot": self.bot_id, "prefix": prefix})
            machine = place.clock.machine()
            lately = await sent.since(tx, self.platform, machine - LAST_HOUR)
        self._sender.prefix = prefix
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
        if end is not None:
            self._waiting.forget()
        self._spawn(self._note(end))

    async def _note(self, end: End | None) -> None:
        """Keep the state for `duban doctor`; what waits for the connection goes now."""
        place = self._there
        machine = place.clock.machine()
        async with place.database.write() as tx:
            state = {"state": "connected" if end is None else end.value, "at": machine.isoformat(), "bot": self.bot_id}
            await settings.write(tx, STATE, state)
            if end is None:
                await settling.hasten(tx, self.platform, machine)
        if end is None:
            place.dispatcher.wake()

    def _alarm(self, end: End) -> None:
        """Somebody must look: the admins are told, through whatever reaches them."""
        log.error("WeCom: %s", end)
        message = said.taken_over if end is End.KICKED else said.refused
        self._spawn(self._tell(f"wecom_{end}", message))

    async def _tell(self, what: str, message: Callable[[Words], Outgoing]) -> None:
        async with self._there.database.write() as tx:
            await alarms.tell_admins(tx, self._there.clock.now(), what, message)
        self._there.dispatcher.wake()

    # ── in ────────────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, frame: Frame) -> None:
        """A callback has come; storing it waits for the database, the connection does not."""
        if self._leaving:
            return
        now = asyncio.get_running_loop().time()
        if frame.cmd == frames.MESSAGE:
            if (address := updates.conversation(frame.body)) is not None:
                self._waiting.asked(address, Question(frame.req_id, now, updates.said(frame.body)))
        elif frames.event_of(frame.body)[0] == "enter_chat":
            self._spawn(self._welcome(frame))
        elif (pressed := updates.card_of(frame.body)) is not None and updates.raws(frame.body, self.bot_id):
            press = Press(frame.req_id, pressed[1], now)
            self._waiting.pressed(press)
            self._spawn(self._acknowledge(press))
        self._arrived.put_nowait(frame)

    async def _store(self) -> None:
        """Store what comes, all of a moment at once. Nobody brings it again, so it is tried until it is safe."""
        while True:
            came = [await self._arrived.get()]
            while not self._arrived.empty():
                came.append(self._arrived.get_nowait())
            kept = [(frame, raw) for frame in came for raw in updates.raws(frame.body, self.bot_id)]
            if kept:
                new = await self._keep([raw for _, raw in kept])
                self._answer_later(kept, {(one.address, one.payload.get("msgid")) for one in new})
            for _ in came:
                self._arrived.task_done()

    async def _keep(self, raws: Sequence[Raw]) -> list[Kept]:
        while True:
            try:
                return await self._there.intake.take(raws)
            except Exception:
                log.exception("%d updates of WeCom could not be stored; they are tried again", len(raws))
                await asyncio.sleep(RETRY)

    def _answer_later(self, kept: Sequence[tuple[Frame, Raw]], new: set[tuple[str, Any]]) -> None:
        """What is stored is answered soon, or told that it will be; what was known before is not answered again."""
        for frame, raw in kept:
            address = updates.conversation(frame.body)
            if frame.cmd != frames.MESSAGE or address is None:
                continue
            if (raw.address, raw.payload.get("msgid")) in new:
                self._spawn(self._reassure(address, frame.req_id))
            else:
                self._waiting.drop(address, frame.req_id)

    def read(self, kept: Kept) -> Heard | None:
        """What a stored update says."""
        return updates.read(kept)

    # ── at once ───────────────────────────────────────────────────────────────────────────────────────────

    async def _acknowledge(self, press: Press) -> None:
        """Where the answer takes longer than a moment, the card says that the press has come."""
        await asyncio.sleep(self._patience.press)
        if not self._waiting.is_open(press):
            return
        self._waiting.press(press.task_id, asyncio.get_running_loop().time())
        looking = asyncio.create_task(self._words_of(press.task_id))
        self._tasks.add(looking)
        looking.add_done_callback(self._tasks.discard)
        await asyncio.wait([looking], timeout=LOOK_UP)  # the press is acknowledged all the same
        words = looking.result() if looking.done() else None
        await self._sender.settle(press, words)

    async def _words_of(self, task_id: str) -> str | None:
        """What a card of ours said."""
        prefix, _, rest = task_id.partition("-")
        number = rest.partition("-")[0]
        if prefix != self._sender.prefix or not number.isdigit():
            return None
        async with self._there.database.read() as tx:
            return await sent.words(tx, int(number))

    async def _reassure(self, address: str, req_id: str) -> None:
        """A question that has no answer yet is told that one will come: unanswered ones block their sender."""
        await asyncio.sleep(self._patience.answer)
        question = self._waiting.drop(address, req_id)
        if question is not None:
            await self._sender.reassure(address, question)

    async def _welcome(self, frame: Frame) -> None:
        """Somebody opens the chat for the first time today."""
        sender = updates.sender_of(frame.body)
        if sender is None:
            return
        async with self._there.database.read() as tx:
            face = (await accounts.faces(tx, self.platform, [sender])).get(sender)
        text = said.welcome(Words(face.language) if face else self._words, known=face is not None)
        await self.link.ask(frames.WELCOME, {"msgtype": "text", "text": {"content": text}}, frame.req_id)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ── out ───────────────────────────────────────────────────────────────────────────────────────────────

    async def push(self, push: Push) -> Outcome:
        """Send one message, or redraw a card."""
        return await self._sender.push(push)

    async def fetch(self, source: Mapping[str, Any]) -> Fetched | NotSent | Rejected:
        """The bytes of a file that somebody sent."""
        return await media.fetch(source, self._patience.fetch)


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    """What nobody waits for, and what the outbox makes up for where it fails."""
    try:
        await work
    except (NotThere, NoReceipt) as why:
        log.info("WeCom was not told at once: %s", why)
    except Exception:
        log.exception("WeCom was not told at once")
