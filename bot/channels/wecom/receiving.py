"""What comes: stored, then answered through the outbox; and what must be answered at once though the outbox has not
spoken yet: a welcome, a press, a question that takes long.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.wecom import frames, updates
from bot.channels.wecom.answering import Press, Question, Waiting
from bot.channels.wecom.frames import Frame
from bot.channels.wecom.link import NoReceipt, NotThere, Patience
from bot.intake import Intake
from storage.inbox import Kept, Raw

log = logging.getLogger("duban.wecom")

RETRY = 1.0  # seconds between two tries to store what came

Spawn = Callable[[Coroutine[Any, Any, None]], None]


@dataclass(frozen=True, slots=True)
class Reactions:
    """What is done at once: `welcome` whoever enters, `reassure` whoever waits, `settle` a pressed card."""

    welcome: Callable[[Frame], Coroutine[Any, Any, None]]
    reassure: Callable[[str, Question], Awaitable[None]]
    settle: Callable[[Press], Awaitable[None]]


class Receiver:
    """Takes callbacks of the bot `identity`. `spawn` runs what nobody waits for."""

    def __init__(self, identity: str, waiting: Waiting, patience: Patience, spawn: Spawn, reactions: Reactions) -> None:
        self._identity, self._waiting, self._patience = identity, waiting, patience
        self._spawn, self._reactions = spawn, reactions
        self._arrived: asyncio.Queue[Frame] = asyncio.Queue()
        self._intake: Intake | None = None

    # ── over the long connection ──────────────────────────────────────────────────────────────────────────

    def take(self, frame: Frame) -> None:
        """A callback has come; storing it waits for the database, the connection does not."""
        now = asyncio.get_running_loop().time()
        if frame.cmd == frames.MESSAGE:
            if (address := updates.conversation(frame.body)) is not None:
                self._waiting.asked(address, Question(frame.req_id, now, updates.said(frame.body)))
        elif frames.event_of(frame.body)[0] == "enter_chat":
            self._spawn(self._reactions.welcome(frame))
        elif (pressed := updates.card_of(frame.body)) is not None and updates.raws(frame.body, self._identity):
            self._pressed(Press(frame.req_id, pressed[1], now))
        self._arrived.put_nowait(frame)

    async def store(self, intake: Intake) -> None:
        """Store what comes, all of a moment at once. Nobody brings it again, so it is tried until it is safe."""
        self._intake = intake
        while True:
            came = [await self._arrived.get()]
            while not self._arrived.empty():
                came.append(self._arrived.get_nowait())
            kept = [(frame, raw) for frame in came for raw in updates.raws(frame.body, self._identity)]
            if kept:
                new = await self._keep(intake, [raw for _, raw in kept])
                self._answer_later(kept, {(one.address, one.payload.get("msgid")) for one in new})
            for _ in came:
                self._arrived.task_done()

    async def stored(self) -> None:
        """Wait until all that came is stored."""
        await self._arrived.join()

    async def _keep(self, intake: Intake, raws: Sequence[Raw]) -> list[Kept]:
        while True:
            try:
                return await intake.take(raws)
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

    # ── by callbacks ──────────────────────────────────────────────────────────────────────────────────────

    async def take_callback(self, body: dict[str, Any]) -> None:
        """What the web server was brought. When this returns it is safe and may be acknowledged. Raises RuntimeError
        before there is anything to store it in."""
        if self._intake is None:
            raise RuntimeError("nothing runs yet")
        raws, now = updates.raws(body, self._identity), asyncio.get_running_loop().time()
        if not raws or not await self._intake.take(raws):
            return
        _, told = frames.event_of(body)
        code, url, address = told.get("response_code"), body.get("response_url"), updates.conversation(body)
        if (pressed := updates.card_of(body)) is not None:
            if isinstance(code, str) and code:
                self._pressed(Press("", pressed[1], now, code))
        elif address is not None and isinstance(url, str):
            self._waiting.asked(address, Question("", now, updates.said(body), url))

    # ── at once ───────────────────────────────────────────────────────────────────────────────────────────

    def _pressed(self, press: Press) -> None:
        self._waiting.pressed(press)
        self._spawn(self._acknowledge(press))

    async def _acknowledge(self, press: Press) -> None:
        """Where the answer takes longer than a moment, the card says that the press has come."""
        await asyncio.sleep(self._patience.press)
        if self._waiting.is_open(press):
            self._waiting.press(press.task_id, asyncio.get_running_loop().time())
            await self._reactions.settle(press)

    async def _reassure(self, address: str, req_id: str) -> None:
        """A question that has no answer yet is told that one will come: unanswered ones block their sender."""
        await asyncio.sleep(self._patience.answer)
        question = self._waiting.drop(address, req_id)
        if question is not None:
            await self._reactions.reassure(address, question)


async def quietly(work: Coroutine[Any, Any, None]) -> None:
    """What nobody waits for, and what the outbox makes up for where it fails."""
    try:
        await work
    except (NotThere, NoReceipt) as why:
        log.info("WeCom was not told at once: %s", why)
    except Exception:
        log.exception("WeCom was not told at once")
