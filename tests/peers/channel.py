"""A platform for the dispatcher's tests: it remembers what people see and answers what it is told to answer.

It is strict where platforms are: one message at a time in a chat, only messages that were shown can be edited.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from domain.messages import Outcome, Push, Sent
from storage import tables as t
from tests.peers.waiting import until


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in a chat, and how it came there."""

    ref: str
    address: str
    text: str
    outbox_id: int
    rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """The next push to a chat gets this answer; `shown`: the person sees the message all the same."""

    outcome: Outcome
    shown: bool = False


class ScriptedChannel:
    """Answers `Sent` unless told otherwise. `chats` is what each person sees, by address, in order."""

    def __init__(self, platform: str = "telegram", *, edits: bool = True) -> None:
        self.platform, self.exactly_once, self._edits = platform, False, edits
        self.chats: dict[str, list[Shown]] = defaultdict(list)
        self.pushed: list[Push] = []
        self._script: dict[str, deque[Answers]] = defaultdict(deque)
        self._hanging: dict[str, asyncio.Event] = {}
        self._busy: set[str] = set()
        self._happened = asyncio.Event()
        self._count = 0
        self.answering, self.asked = True, 0

    def texts(self, address: str) -> list[str]:
        """What that person reads, from the first message to the last."""
        return [one.text for one in self.chats[address]]

    def answer(self, address: str, *answers: Outcome | Answers) -> None:
        """The next pushes to that chat get these answers, one each."""
        self._script[address].extend(one if isinstance(one, Answers) else Answers(one) for one in answers)

    def hang(self, address: str) -> asyncio.Event:
        """That chat answers only once the event is set."""
        self._hanging[address] = asyncio.Event()
        return self._hanging[address]

    async def answers(self) -> bool:
        """What the test says."""
        self.asked += 1
        return self.answering

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for what the pushes bring about."""
        await until(condition, self._happened)

    async def push(self, push: Push) -> Outcome:
        assert push.address not in self._busy, f"two messages at once to {push.address}"
        self.pushed.append(push)
        self._busy.add(push.address)
        self._happened.set()
        try:
            if push.address in self._hanging:
                await self._hanging[push.address].wait()
            told = self._script[push.address].popleft() if self._script[push.address] else None
            if told is None:
                return Sent(self._show(push))
            if told.shown:
                self._show(push)
            return told.outcome
        finally:
            self._busy.discard(push.address)
            self._happened.set()

    def _show(self, push: Push) -> str:
        chat = self.chats[push.address]
        if push.edits is not None and self._edits:
            at = [one.ref for one in chat].index(push.edits)
            chat[at] = Shown(push.edits, push.address, push.message.text(), push.outbox_id, push.rehearsal)
            return push.edits
        self._count += 1
        ref = f"m{self._count}"
        chat.append(Shown(ref, push.address, push.message.text(), push.outbox_id, push.rehearsal))
        return ref


class LocalChannel:
    """Delivers as the local chat does: by inserting into a table, in the settling transaction."""

    platform = "local"
    exactly_once = True

    def __init__(self, fault: Callable[[Push], None] = lambda _: None) -> None:
        self._fault = fault

    async def answers(self) -> bool:
        return True

    async def push(self, push: Push) -> Outcome:
        async def also(tx: Any) -> None:
            self._fault(push)
            row = {
                "seq": push.outbox_id,
                "address": push.address,
                "outbox_id": push.outbox_id,
                "content": push.message.to_json(),
                "at": datetime(2022, 11, 25, tzinfo=UTC),
                "edited": push.edits is not None,
            }
            await tx.execute(insert(t.local_message).values(**row))

        return Sent(push.edits or f"l{push.outbox_id}", also)
