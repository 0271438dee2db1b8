"""Claim, send, settle: what people see, in which order, and how soon."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.messages import NotSent, Outgoing, Rejected, Unknown
from domain.reminders import Composed, Delayed, Nothing
from scheduler.outcomes import COMPOSING_TRIES
from scheduler.pacing import TELEGRAM
from storage import outbox
from storage.outbox import Kind
from tests.peers.channel import Answers
from tests.scheduler.office import LI, WANG, ZHAO, Office

# ── the usual way ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_reply_leaves_at_once_and_in_order(office: Office) -> None:
    ids = [await office.reply("one"), await office.reply("two"), await office.reply("for li", LI)]
    await office.dispatcher().deliver(ids)
    assert office.telegram.texts("wang") == ["one", "two"]
    assert office.telegram.texts("li") == ["for li"]
    assert await office.states() == ["sent", "sent", "sent"]
    assert await office.attempts(ids[0]) == [("sent", "one")]
    assert (await office.row(ids[0]))["ref"] is not None


async def test_delivering_twice_sends_once(office: Office) -> None:
    row_id = await office.reply("one")
    dispatcher = office.dispatcher()
    await asyncio.gather(dispatcher.deliver([row_id]), dispatcher.dispatch())
    await dispatcher.deliver([row_id])
    assert office.telegram.texts("wang") == ["one"]


async def test_a_reminder_is_composed_when_it_is_due(office: Office) -> None:
    row_id = await office.remind("report, please", after=60)
    dispatcher = office.dispatcher()
    assert await dispatcher.dispatch() == 0
    office.clock.pass_(60)
    assert await dispatcher.dispatch() == 1
    assert office.telegram.texts("wang") == ["report, please"]
    row = await office.row(row_id)
    assert (row["state"], row["account_id"], row["attempt"], row["fence"]) == ("sent", 1, 1, 1)
    assert row["sent_at"] == office.clock.now()


async def test_replies_go_first_then_chases(office: Office) -> None:
    for kind in (Kind.NOTICE, Kind.DIGEST, Kind.REMINDER, Kind.ESCALATION, Kind.CHASE):
        await office.remind(kind.value, kind=kind)
    await office.reply("reply", epoch=None)
    await office.dispatcher().dispatch()
    assert office.telegram.texts("wang") == ["reply", "chase", "escalation", "reminder", "digest", "notice"]


async def test_one_bundle_covers_what_else_waits(office: Office) -> None:
    first, second = await office.remind("first"), await office.remind("second")
    office.says[first] = Composed(WANG, Outgoing(title="both"), merged=(second,))
    await office.dispatcher().dispatch()
    assert office.telegram.texts("wang") == ["both"]
    assert await office.states() == ["sent", "merged"]


async def test_what_a_bundle_covered_waits_again_when_it_was_not_sent(office: Office) -> None:
    first, second = await office.remind("first"), await office.remind("second")
    office.says[first] = Composed(WANG, Outgoing(title="both"), merged=(second,))
    office.telegram.answer("wang", NotSent("no connection"))
    dispatcher = office.dispatcher()
    office.says[second] = Delayed(office.clock.now() + timedelta(hours=1))
    await dispatcher.dispatch()
    assert await office.states() == ["retry", "pending"]
    office.clock.pass_(1)
    await dispatcher.dispatch()
    assert await office.states() == ["sent", "merged"]


async def test_quiet_hours_delay_and_answers_cancel(office: Office) -> None:
    delayed, cancelled = await office.remind("later"), await office.remind("never", LI)
    until = office.clock.now() + timedelta(hours=11)
    office.says = {delayed: Delayed(until), cancelled: Nothing("answered")}
    await office.dispatcher().dispatch()
    assert await office.states() == ["pending", "cancelled"]
    assert (await office.row(delayed))["not_before"] == until
    assert (await office.row(cancelled))["failure"] == "answered"


async def test_a_delay_into_the_past_does_not_spin(office: Office) -> None:
    row_id = await office.remind("now")
    office.says[row_id] = Delayed(office.clock.now())
    assert await office.dispatcher().dispatch() == 0
    assert (await office.row(row_id))["not_before"] == office.clock.now() + timedelta(minutes=1)


async def test_a_finished_message_for_a_person_finds_their_account(office: Office) -> None:
    async with office.database.write() as tx:
        for person_id in (ZHAO, WANG):
            message = outbox.NewMessage(
                f"n:{person_id}", Kind.NOTICE, office.clock.now(), person_id=person_id, content=Outgoing(title="news")
            )
            await outbox.add(tx, message)
    await office.dispatcher().dispatch()
    assert office.telegram.texts("zhao") == office.telegram.texts("wang") == ["news"]


async def test_a_rehearsal_is_one_on_every_message(office: Office) -> None:
    await office.remind("try")
    await office.dispatcher(rehearsal=True).dispatch()
    assert office.telegram.chats["wang"][0].rehearsal


# ── cards ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_second_draw_of_a_card_edits_the_first(office: Office) -> None:
    dispatcher = office.dispatcher()
    await dispatcher.deliver([await office.reply("1/6", card="checkin:1"), await office.reply("2/6", card="checkin:1")])
    await dispatcher.deliver([await office.reply("receipt", card="checkin:1"), await office.reply("other", card="x")])
    assert office.telegram.texts("wang") == ["receipt", "other"]


async def test_a_composed_card_is_edited_by_the_reply(office: Office) -> None:
    row_id = await office.remind("card")
    office.says[row_id] = Composed(WANG, Outgoing(title="card", card="checkin:1"))
    dispatcher = office.dispatcher()
    await dispatcher.dispatch()
    await dispatcher.deliver([await office.reply("receipt", card="checkin:1")])
    assert office.telegram.texts("wang") == ["receipt"]


async def test_a_card_that_cannot_be_edited_is_drawn_anew(office: Office) -> None:
    dispatcher = office.dispatcher()
    await dispatcher.deliver([await office.reply("old", card="c")])
    office.telegram.answer("wang", Rejected("message to edit not found"))
    await dispatcher.deliver([await office.reply("new", card="c")])
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["old", "new"]
    assert await office.states() == ["sent", "sent"]


async def test_an_edit_of_unknown_fate_is_drawn_again(office: Office) -> None:
    dispatcher = office.dispatcher(repeated=lambda message: Outgoing(title="again: " + message.text()))
    await dispatcher.deliver([await office.reply("old", card="c")])
    office.telegram.answer("wang", Answers(Unknown("timed out"), shown=True))
    await dispatcher.deliver([await office.reply("new", card="c")])
    office.clock.pass_(1)
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["new"]
    assert await office.states() == ["sent", "sent"]


# ── one does not hold up another ──────────────────────────────────────────────────────────────────────────


async def test_a_slow_chat_holds_up_nobody(office: Office) -> None:
    answered = office.telegram.hang("wang")
    await office.remind("slow")
    await office.remind("fast", LI)
    dispatcher = office.dispatcher()
    dispatcher.wake()
    await office.telegram.until(lambda: office.telegram.texts("li"))
    await office.remind("more", LI)
    dispatcher.wake()
    await office.telegram.until(lambda: len(office.telegram.texts("li")) == 2)
    assert office.telegram.texts("wang") == []
    answered.set()
    await dispatcher.stop()
    assert await office.states() == ["sent", "sent", "sent"]


async def test_a_row_that_cannot_be_composed_holds_up_nobody(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    broken, fine, also = await office.remind("broken"), await office.remind("fine", LI), await office.remind("also")
    office.broken = {broken}
    dispatcher = office.dispatcher()
    assert await dispatcher.dispatch() == 2
    assert office.telegram.texts("li") == ["fine"]
    assert office.telegram.texts("wang") == ["also"]
    assert f"row {broken} is broken" in caplog.text
    for _ in range(COMPOSING_TRIES):
        office.clock.pass_(3600)
        await dispatcher.dispatch()
    rows = await office.rows()
    assert [rows[id_]["state"] for id_ in (broken, fine, also)] == ["failed", "sent", "sent"]
    assert "is broken" in rows[broken]["failure"]
    assert len(await office.attempts(broken)) == COMPOSING_TRIES


async def test_after_an_outage_nobody_waits_out_the_back_off(office: Office) -> None:
    down = [NotSent("no connection")] * 6
    office.telegram.answer("wang", *down)
    row_id = await office.remind("important")
    dispatcher = office.dispatcher()
    for _ in range(6):
        await dispatcher.dispatch()
        office.clock.pass_(60)
    assert (await office.row(row_id))["attempt"] == 6
    office.telegram.answer("wang", NotSent("no connection"))
    await dispatcher.dispatch()
    assert (await office.row(row_id))["retry_at"] > office.clock.machine() + timedelta(seconds=60)
    await office.remind("for li", LI)
    await dispatcher.dispatch()
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["important"]


# ── pace ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_chat_rests_a_second_after_its_answer_but_takes_edits(office: Office) -> None:
    dispatcher = office.dispatcher(pace=TELEGRAM)
    await dispatcher.deliver([await office.reply("card", card="c"), await office.reply("new")])
    assert office.telegram.texts("wang") == ["card"]
    office.clock.pass_(0.5)
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["card"]
    office.clock.pass_(0.5)
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["card", "new"]
    await dispatcher.deliver([await office.reply("edited", card="c")])
    assert office.telegram.texts("wang") == ["edited", "new"]
    await dispatcher.stop()


async def test_at_most_thirty_answers_in_a_second(office: Office) -> None:
    for number in range(70):
        account = await office.second_account(ZHAO, "telegram", f"chat-{number}")
        await office.reply("hello", account, epoch=None)
    dispatcher = office.dispatcher(pace=TELEGRAM)
    tried = []
    for _ in range(4):
        tried.append(await dispatcher.dispatch())
        office.clock.pass_(1)
    assert tried == [30, 30, 10, 0]
