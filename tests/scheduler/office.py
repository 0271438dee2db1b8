"""A small office for the dispatcher's tests: people with accounts, a composer that says what a row is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from domain.messages import Channel, Outgoing
from domain.reminders import Composed, Delayed, Nothing
from scheduler.dispatcher import Dispatcher
from scheduler.pacing import Pace
from scheduler.settler import OnGone
from storage import outbox, people
from storage import tables as t
from storage.database import Database, Tx
from storage.outbox import Kind, NewMessage, Row
from tests.peers.channel import ScriptedChannel
from tests.peers.clock import HandClock

WANG, LI, ZHAO = 1, 2, 3  # persons; each has one account of the same number at "wang", "li", "zhao"


class Office:
    """A database with 王, 李 and 赵, a clock turned by hand, a scripted channel."""

    def __init__(self, database: Database, channels: Mapping[str, Channel] | None = None) -> None:
        self.database, self.clock = database, HandClock()
        self.telegram = ScriptedChannel()
        self.channels: Mapping[str, Channel] = channels or {"telegram": self.telegram}
        self.broken: set[int] = set()
        self.says: dict[int, Composed | Delayed | Nothing] = {}
        self._number = 0
        self._dispatchers: list[Dispatcher] = []

    @classmethod
    async def open(cls, database: Database, channels: Mapping[str, Channel] | None = None) -> Office:
        office = cls(database, channels)
        platform = next(iter(office.channels))
        async with database.write() as tx:
            for name in ("wang", "li", "zhao"):
                person_id = await people.add(tx, name, (), office.clock.now())
                account = await people.meet(tx, platform, name, name)
                await people.bind(tx, account.id, person_id, office.clock.now())
        return office

    def dispatcher(
        self, epoch: str = "first", *, pace: Pace | None = None, on_gone: OnGone | None = None, **more: Any
    ) -> Dispatcher:
        paces = dict.fromkeys(self.channels, pace) if pace else None
        made = Dispatcher(
            self.database, self.clock, self.channels, self.compose, epoch, paces=paces, on_gone=on_gone, **more
        )
        self._dispatchers.append(made)
        return made

    async def close(self) -> None:
        """Stop every dispatcher: none may hold a connection when the database is closed."""
        for one in self._dispatchers:
            await one.stop()

    async def compose(self, tx: Tx, row: Row, now: datetime) -> Composed | Delayed | Nothing:
        """Says `about["text"]` on the person's account, unless the test wants something else for that row."""
        if row.id in self.broken:
            raise LookupError(f"row {row.id} is broken")
        if row.id in self.says:
            return self.says[row.id]
        account = await people.account_of(tx, row.person_id or 0)
        return Composed(account.id, Outgoing(title=(row.about or {})["text"])) if account else Nothing("nobody")

    async def reply(self, text: str, to: int = WANG, *, epoch: str | None = "first", card: str | None = None) -> int:
        """A reply to an account, born claimed by that epoch, or waiting (None)."""
        return await self._add(
            kind=Kind.REPLY, account_id=to, content=Outgoing(title=text, card=card), claimed_by=epoch
        )

    async def remind(
        self, text: str, to: int = WANG, *, kind: Kind = Kind.REMINDER, after: float = 0, **about: Any
    ) -> int:
        """Something to be composed for a person, `after` seconds from now."""
        at = self.clock.now() + timedelta(seconds=after)
        return await self._add(kind=kind, person_id=to, about={"text": text, **about}, not_before=at)

    async def _add(self, **message: Any) -> int:
        self._number += 1
        async with self.database.write() as tx:
            new = NewMessage(dedup_key=f"test:{self._number}", now=self.clock.now(), **message)
            row_id = await outbox.add(tx, new)
        assert row_id is not None
        return row_id

    async def rows(self) -> dict[int, dict[str, Any]]:
        """Every row of the outbox as it stands."""
        async with self.database.read() as tx:
            found = await tx.execute(select(t.outbox).order_by(t.outbox.c.id))
            return {row["id"]: dict(row) for row in found.mappings()}

    async def row(self, row_id: int) -> dict[str, Any]:
        return (await self.rows())[row_id]

    async def states(self) -> list[str]:
        return [row["state"] for row in (await self.rows()).values()]

    async def attempts(self, row_id: int) -> list[tuple[str, str | None]]:
        """What was tried with a row: (outcome, what was said)."""
        async with self.database.read() as tx:
            tried = t.send_attempt.c
            found = await tx.execute(
                select(tried.outcome, tried.said).where(tried.outbox_id == row_id).order_by(tried.id)
            )
            return [(row.outcome, row.said) for row in found]

    async def second_account(self, person_id: int, platform: str, address: str) -> int:
        """One more account of a person, preferred from now on."""
        async with self.database.write() as tx:
            new = insert(t.account).values(
                platform=platform,
                address=address,
                person_id=person_id,
                state="active",
                bound_at=self.clock.now() + timedelta(days=1),
            )
            return int((await tx.execute(new.returning(t.account.c.id))).scalar_one())
