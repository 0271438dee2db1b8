"""Processes that die, stop or come too late, and the chat where delivery is exactly once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.messages import Outgoing, Push, Sent
from storage import processes, settling
from storage import tables as t
from storage.outbox import Kind
from tests.peers.channel import LocalChannel
from tests.scheduler.office import LI, ZHAO, Office

# ── death and rescue ──────────────────────────────────────────────────────────────────────────────────────


async def claim_and_die(office: Office, count: int) -> None:
    """A process claims what is ready, hands it to the channel, and is gone before the answers."""
    hanging = [office.telegram.hang(name) for name in ("wang", "li", "zhao")]
    before = asyncio.all_tasks()
    office.dispatcher("died").wake()
    await office.telegram.until(lambda: len(office.telegram.pushed) == count)
    flights = asyncio.all_tasks() - before
    for flight in flights:
        flight.cancel()
    await asyncio.gather(*flights, return_exceptions=True)
    for chat in hanging:
        chat.set()


async def test_what_was_on_its_way_when_the_process_died(office: Office) -> None:
    reply = await office.reply("done", epoch=None)
    nudge = await office.remind("nudge", LI)
    notice = await office.remind("notice", ZHAO, kind=Kind.NOTICE)
    await claim_and_die(office, 3)
    assert await office.states() == ["sending"] * 3
    dispatcher = office.dispatcher("second", repeated=lambda message: Outgoing(title="again: " + message.text()))
    assert await dispatcher.rescue() == 3
    rows = await office.rows()
    assert [rows[id_]["state"] for id_ in (reply, nudge, notice)] == ["held"] * 3
    tried = [await office.attempts(id_) for id_ in (reply, nudge, notice)]
    assert tried == [[("unknown", "done")], [("unknown", "nudge")], [("unknown", "notice")]]
    office.clock.pass_(2)
    await dispatcher.dispatch()
    assert [office.telegram.texts(one) for one in ("wang", "li", "zhao")] == [
        ["again: done"],
        ["again: nudge"],
        ["again: notice"],
    ]
    assert await dispatcher.rescue() == 0


async def test_the_old_process_settles_in_vain(office: Office) -> None:
    """Its answer comes when the next process has the row already: on record, and nothing more."""
    answered = office.telegram.hang("wang")
    row_id = await office.remind("nudge")
    old = office.dispatcher("old")
    old.wake()
    await office.telegram.until(lambda: office.telegram.pushed)
    new = office.dispatcher("new")
    await new.rescue()
    assert (await office.row(row_id))["state"] == "held"
    answered.set()
    await old.stop()
    assert (await office.row(row_id))["state"] == "held"
    assert [outcome for outcome, _ in await office.attempts(row_id)] == ["unknown", "sent"]


async def test_a_process_that_lives_keeps_its_rows(office: Office) -> None:
    """A server was restarted, and two work for a moment. On a file the lock says that nobody else lives."""
    await office.remind("nudge")
    await claim_and_die(office, 1)
    new, spared = office.dispatcher("second"), not office.database.is_sqlite
    for seconds in (0, 5, 9, 9):
        office.clock.pass_(seconds)
        async with office.database.write() as tx:
            await processes.beat(tx, "died", office.clock.machine() - timedelta(days=400))  # its clock is its own
        await new.rescue()
        if spared:
            assert await office.states() == ["sending"]
    office.clock.pass_(16)
    await new.rescue()
    assert await office.states() == ["held"]
    if spared:
        async with office.database.read() as tx:
            assert await processes.beats(tx) == {}


async def test_what_was_never_handed_on_is_put_back(office: Office) -> None:
    """A turn was cancelled between its commit and `deliver`: nobody has the row, and its chat must not wait for it."""
    row_id = await office.reply("lost")
    dispatcher = office.dispatcher()
    assert await dispatcher.rescue() == 0
    assert await dispatcher.rescue() == 1
    assert (await office.row(row_id))["state"] == "pending"
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["lost"]


async def test_rescue_leaves_alone_what_is_on_its_way(office: Office) -> None:
    answered = office.telegram.hang("wang")
    await office.remind("slow")
    dispatcher = office.dispatcher()
    dispatcher.wake()
    await office.telegram.until(lambda: office.telegram.pushed)
    assert [await dispatcher.rescue() for _ in range(3)] == [0, 0, 0]
    answered.set()
    await dispatcher.stop()
    assert await office.states() == ["sent"]


async def test_after_stop_nothing_is_claimed_and_replies_wait_for_the_next_start(office: Office) -> None:
    dispatcher = office.dispatcher()
    await dispatcher.stop()
    row_id = await office.reply("late")
    await office.remind("nudge")
    await dispatcher.deliver([row_id])
    dispatcher.wake()
    assert await dispatcher.dispatch() == 0
    assert await office.states() == ["pending", "pending"]
    await office.dispatcher("second").dispatch()
    assert office.telegram.texts("wang") == ["late", "nudge"]


# ── the local chat: exactly once ──────────────────────────────────────────────────────────────────────────


async def test_delivery_in_the_settling_transaction(local: Office) -> None:
    await local.dispatcher().deliver([await local.reply("one"), await local.reply("two")])
    assert await local.states() == ["sent", "sent"]
    assert await local_texts(local) == ["one", "two"]


async def test_a_delivery_that_fails_with_its_transaction_did_not_happen(
    local: Office, caplog: pytest.LogCaptureFixture
) -> None:
    faults = ["while settled alone", "while settled together"]

    def fault(push: Push) -> None:
        if push.address == "wang" and faults:
            raise OSError(faults.pop())

    local.channels = {"local": LocalChannel(fault)}
    await local.remind("to wang")
    await local.remind("to li", LI)
    dispatcher = local.dispatcher()
    await dispatcher.dispatch()
    while faults:  # how many answers are there together is the event loop's choice
        local.clock.pass_(1)
        await dispatcher.dispatch()
    assert "to wang" not in await local_texts(local)
    local.clock.pass_(2)
    await dispatcher.dispatch()
    assert sorted(await local_texts(local)) == ["to li", "to wang"]
    assert await local.states() == ["sent", "sent"]
    assert "while settled alone" in caplog.text


async def test_a_local_row_found_sending_was_not_delivered(local: Office) -> None:
    await local.reply("one", epoch="died")
    dispatcher = local.dispatcher("second")
    assert await dispatcher.rescue() == 1
    assert await local.states() == ["pending"]
    await dispatcher.dispatch()
    assert await local_texts(local) == ["one"]


async def local_texts(office: Office) -> list[str]:
    async with office.database.read() as tx:
        found = await tx.execute(select(t.local_message.c.content).order_by(t.local_message.c.id))
        return [Outgoing.from_json(content).text() for content in found.scalars()]


async def test_sent_without_a_ref_is_sent(office: Office) -> None:
    office.telegram.answer("wang", Sent())
    await office.remind("no ref")
    await office.dispatcher().dispatch()
    assert await office.states() == ["sent"]


async def test_a_drawing_that_is_late_is_not_drawn_over_a_later_one(office: Office) -> None:
    """A read-back in doubt was seen and pressed all the same. It is let go once more while the receipt is on its way,
    which takes its card: drawn now, the read-back would stand where the receipt is."""
    read_back = await office.reply("as I understand it", card="c", epoch=None)
    await claim_and_die(office, 1)
    second = office.dispatcher("second")
    await second.rescue()
    office.clock.pass_(2)
    receipt = await office.reply("reported", card="c", epoch="second")
    answered = office.telegram.hang("wang")
    delivering = asyncio.create_task(second.deliver([receipt]))
    await office.telegram.until(lambda: len(office.telegram.pushed) == 2)
    async with office.database.write() as tx:
        assert await settling.resume(tx, "telegram", office.clock.machine()) == 1
    answered.set()
    await delivering
    await second.dispatch()
    rows = await office.rows()
    assert (rows[receipt]["state"], rows[read_back]["state"]) == ("sent", "cancelled")
    assert office.telegram.texts("wang")[-1] == "reported"
