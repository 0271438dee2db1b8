"""Answers become facts: those that are there together are written down in one transaction.

An answer is kept until it stands in the database: when that cannot be written to (a full disk, a lost server), it is
tried again with the next settle. One answer whose follow-up fails never takes others with it: then each is settled
on its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.clock import Clock
from domain.messages import Channel, NotSent, Outcome, Outgoing, Rejected, Sent, Throttled, Unknown
from scheduler.outcomes import Decision, Sending, backoff, decide
from storage import outbox, settling
from storage.database import Database, Tx
from storage.outbox import Kind, NewMessage, Row, State
from storage.settling import Settlement

log = logging.getLogger(__name__)

OUTAGE = 3  # tries in a row that did not get there; fewer may be the fault of one message

OnGone = Callable[[Tx, int, datetime], Awaitable[Mapping[int, Outgoing]]]
"""Asked in the settling transaction when an account cannot be reached any more: (tx, account id, the plan's now) ->
what to tell whom, by person id."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform said to one try, and when (machine time). `edits`: the reference of the message it redraws."""

    row: Row
    platform: str
    outcome: Outcome
    at: datetime
    said: str | None = None
    edits: str | None = None
    doubts: int = 0


class Settler:
    """Writes answers down, in the order in which they came."""

    def __init__(
        self, database: Database, clock: Clock, channels: Mapping[str, Channel], on_gone: OnGone | None
    ) -> None:
        self._database, self._clock, self._channels, self._on_gone = database, clock, channels, on_gone
        self._open: list[Answer] = []
        self._turn = asyncio.Lock()
        self._unreached: Counter[str] = Counter()  # platform -> tries in a row that did not get there
        self.in_doubt: set[str] = set()  # platforms on which rows are held

    @property
    def unsettled(self) -> frozenset[int]:
        """The rows whose answer is known and not written down yet."""
        return frozenset(one.row.id for one in self._open)

    async def settle(self, answers: Sequence[Answer] = ()) -> None:
        """Write down these answers and all that wait. Returns when that was done or tried; never raises."""
        self._open.extend(answers)
        if not self._open:
            return
        async with self._turn:  # whoever waited here may find that his answers went with an earlier transaction
            await asyncio.sleep(0)  # what is answered in the same breath comes along
            batch = list(self._open)
            if batch:
                left = await self._settle_all(batch)
                self._open[: len(batch)] = left

    async def _settle_all(self, batch: Sequence[Answer]) -> list[Answer]:
        """Settle together, or else one by one. Returns the answers that could not be written down."""
        try:
            await self._write(batch)
        except Exception:
            log.exception("settling %d answers together failed; each is settled on its own", len(batch))
            return [one for one in batch if not await self._settle_alone(one)]
        return []

    async def _settle_alone(self, answer: Answer) -> bool:
        try:
            await self._write([answer])
        except Exception as error:
            log.exception("the answer for outbox row %d brought something that failed", answer.row.id)
            try:
                await self._write([self._without_follow_up(answer, error)], follow_up=False)
            except Exception:
                log.exception("the answer for outbox row %d is kept and written down later", answer.row.id)
                return False
        return True

    def _without_follow_up(self, answer: Answer, error: Exception) -> Answer:
        """Where delivering is part of the transaction that failed, it did not happen."""
        if isinstance(answer.outcome, Sent) and self._exactly_once(answer.platform):
            return replace(answer, outcome=NotSent(repr(error)), said=None)
        return answer

    async def _write(self, batch: Sequence[Answer], *, follow_up: bool = True) -> None:
        now, machine = self._clock.now(), self._clock.machine()
        async with self._database.write() as tx:
            decided = [(one, await self._decide(tx, one)) for one in batch]
            held = await settling.settle(tx, [_settlement(*pair) for pair in decided], now, machine)
            for one, decision in decided:
                if follow_up and one.row.id in held:
                    await self._follow_up(tx, one, decision, now)
            for platform in self._back(batch):
                await settling.hasten(tx, platform, machine)
            for platform in self.in_doubt & {one.platform for one in batch if isinstance(one.outcome, Sent)}:
                await settling.resume(tx, platform, machine)
        self._doubt({one.platform for one, decision in decided if decision.state is State.HELD})
        for one in batch:
            if isinstance(one.outcome, Sent) and one.outcome.then and one.row.id in held:
                one.outcome.then()  # only now: whoever looks because of it finds it committed
            if isinstance(one.outcome, NotSent):
                self._unreached[one.platform] += 1
            elif isinstance(one.outcome, Sent):
                del self._unreached[one.platform]

    async def _decide(self, tx: Tx, answer: Answer) -> Decision:
        decision = decide(
            answer.outcome,
            Sending(
                answer.row.attempt,
                edits=answer.edits is not None,
                doubts=answer.doubts,
                exactly_once=self._exactly_once(answer.platform),
            ),
        )
        if decision.gone and answer.row.content is None and await settling.other_account(tx, answer.row):
            return replace(decision, state=State.RETRY, wait=backoff(answer.row.attempt))  # composed for that one
        return decision

    async def _follow_up(self, tx: Tx, answer: Answer, decision: Decision, now: datetime) -> None:
        row = answer.row
        if isinstance(answer.outcome, Sent) and answer.outcome.also:
            await answer.outcome.also(tx)
        if decision.afresh and row.account_id is not None and row.card is not None:
            await settling.forget_card(tx, row.account_id, row.card)
        if decision.gone and row.account_id is not None and await settling.mark_gone(tx, row.account_id):
            log.warning("account %d cannot be reached any more", row.account_id)
            await self._tell(tx, row.account_id, now)

    async def _tell(self, tx: Tx, account_id: int, now: datetime) -> None:
        notices = await self._on_gone(tx, account_id, now) if self._on_gone else {}
        for person_id, message in notices.items():
            key = f"gone:{account_id}:{now:%Y-%m-%d}:{person_id}"
            await outbox.add(tx, NewMessage(key, Kind.NOTICE, now, person_id=person_id, content=message))

    def _doubt(self, platforms: set[str]) -> None:
        for platform in platforms - self.in_doubt:
            log.warning("messages on %s may or may not have arrived: they are held until it answers again", platform)
        self.in_doubt |= platforms

    def _back(self, batch: Sequence[Answer]) -> set[str]:
        """The platforms that can be reached again: nobody waits out a back-off that an outage had caused."""
        reached = {one.platform for one in batch if isinstance(one.outcome, Sent)}
        return {platform for platform in reached if self._unreached[platform] >= OUTAGE}

    def _exactly_once(self, platform: str) -> bool:
        channel = self._channels.get(platform)
        return channel is not None and channel.exactly_once


def _settlement(answer: Answer, decision: Decision) -> Settlement:
    outcome = answer.outcome
    shown = not isinstance(outcome, NotSent | Throttled)
    return Settlement(
        answer.row,
        decision.state,
        _name(outcome),
        detail=_detail(outcome),
        said=answer.said if shown else None,
        ref=(outcome.ref or answer.edits) if isinstance(outcome, Sent) else None,
        retry_at=answer.at + decision.wait if decision.wait is not None else None,
        counted=decision.counted,
    )


def _name(outcome: Outcome) -> str:
    match outcome:
        case Sent():
            return "sent"
        case NotSent():
            return "not sent"
        case Throttled():
            return "throttled"
        case Rejected():
            return "rejected"
        case Unknown():
            return "unknown"


def _detail(outcome: Outcome) -> str | None:
    match outcome:
        case Sent(ref=ref):
            return ref
        case Throttled(wait=wait):
            return f"{wait.total_seconds():g} s"
        case NotSent(reason=reason) | Rejected(reason=reason) | Unknown(reason=reason):
            return reason
