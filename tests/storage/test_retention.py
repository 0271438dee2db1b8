"""What is old is forgotten, what the record refers to keeps its number, and no number is ever given again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from domain.messages import Choice, Outgoing
from storage import dialogues, inbox, outbox, people, retention
from storage import tables as t
from storage.database import Database, Tx
from storage.inbox import Raw
from storage.outbox import Kind, NewMessage

NOW = datetime(2022, 11, 25, 1, 0, tzinfo=UTC)
OLD, CUT = NOW - timedelta(days=500), NOW - timedelta(days=400)


async def said(tx: Tx, key: str, at: datetime, *, handled: bool = True) -> int:
    """An update that somebody sent then."""
    [kept] = await inbox.store(tx, [Raw("local", "local", key, "wang", {"text": "我的话"})], at, at)
    if handled:
        await inbox.handled(tx, kept.id, at)
    return kept.id


async def counted(tx: Tx, table: str) -> int:
    return int((await tx.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


async def test_old_messages_go_and_what_the_record_refers_to_keeps_its_number(database: Database) -> None:
    async with database.write() as tx:
        gone, shown = await said(tx, "1", OLD), await said(tx, "2", OLD)
        open_, new = await said(tx, "3", OLD, handled=False), await said(tx, "4", NOW)
        row = {"seq": 1, "address": "wang", "inbox_id": shown, "content": {}, "at": OLD}
        await tx.execute(insert(t.local_message).values(**row))
        assert await retention.forget(tx, CUT, CUT) == 2
        assert await retention.forget(tx, CUT, CUT) == 0
    async with database.read() as tx:
        left = {row.id: row for row in await tx.execute(select(t.inbox))}
    assert set(left) == {shown, open_, new}
    assert (left[shown].payload, left[shown].address) == ({}, "")
    assert left[open_].payload == left[new].payload == {"text": "我的话"}
    assert gone not in left


async def test_no_number_is_given_again_after_a_long_silence(database: Database) -> None:
    async with database.write() as tx:
        for key in ("1", "2"):
            last = await said(tx, key, OLD)
        await retention.forget(tx, CUT, CUT)
        assert await said(tx, "3", NOW) > last


async def test_buttons_and_tries_go_and_what_waits_keeps_its_tries(database: Database) -> None:
    async with database.write() as tx:
        account = await people.meet(tx, "local", "wang", "王")
        card = Outgoing(title="x", choices=(Choice("好", {"flow": "x"}),))
        await dialogues.keep_buttons(tx, account.id, card, OLD)
        kept = await dialogues.keep_buttons(tx, account.id, card, NOW)
        rows = []
        for number, state in enumerate(("sent", "held", "sent")):
            message = NewMessage(f"m{number}", Kind.REPLY, OLD, account_id=account.id, content=Outgoing(title="x"))
            rows.append(await outbox.add(tx, message))
            await tx.execute(update(t.outbox).where(t.outbox.c.id == rows[-1]).values(state=state))
            tried = {"outbox_id": rows[-1], "fence": 1, "outcome": "unknown", "at": OLD}
            await tx.execute(insert(t.send_attempt).values(**tried))
        await retention.forget(tx, CUT, CUT)
    async with database.read() as tx:
        assert [key for (key,) in await tx.execute(select(t.button.c.key))] == [kept.choices[0].key]
        left = list((await tx.execute(select(t.send_attempt.c.outbox_id).order_by(t.send_attempt.c.id))).scalars())
        assert left == rows[1:], "the newest stays, and what may still go once more"


async def test_much_is_forgotten_in_parts(database: Database) -> None:
    async with database.write() as tx:
        raws = [Raw("local", "local", str(number), "wang", {}) for number in range(retention.AT_ONCE + 500)]
        await inbox.store(tx, raws, OLD, OLD)
        await tx.execute(update(t.inbox).values(handled_at=OLD))
        assert await retention.forget(tx, CUT, CUT) >= retention.AT_ONCE
        while await retention.forget(tx, CUT, CUT) >= retention.AT_ONCE:
            pass
        assert await counted(tx, "inbox") == 1


async def test_a_try_of_the_last_half_year_cannot_be_forgotten(database: Database) -> None:
    soon = datetime.now(UTC) - timedelta(days=179)
    async with database.write() as tx:
        account = await people.meet(tx, "local", "wang", "王")
        row = await outbox.add(tx, NewMessage("m", Kind.NOTICE, OLD, account_id=account.id, content=Outgoing()))
        for at in (soon, soon):
            await tx.execute(insert(t.send_attempt).values(outbox_id=row, fence=1, outcome="sent", at=at))
    with pytest.raises(DBAPIError, match="only ever added"):
        async with database.write() as tx:
            await tx.execute(text("DELETE FROM send_attempt"))
