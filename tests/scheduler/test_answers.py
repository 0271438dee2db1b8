"""What people see and what the outbox says, for every answer a platform can give."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.messages import NotSent, Outcome, Outgoing, Push, Rejected, Throttled, Unknown
from domain.reminders import Composed
from scheduler.watcher import Watcher
from storage.database import Tx
from storage.outbox import Kind
from tests.peers.channel import Answers, ScriptedChannel
from tests.scheduler.office import LI, WANG, ZHAO, Office

# ── what platforms answer ─────────────────────────────────────────────────────────────────────────────────


async def test_not_sent_is_tried_again_later_and_keeps_its_place(office: Office) -> None:
    office.telegram.answer("wang", NotSent("no connection"), NotSent("no connection"))
    first = await office.reply("first")
    dispatcher = office.dispatcher()
    await dispatcher.deliver([first])
    assert await office.states() == ["retry"]
    second = await office.reply("second")
    await dispatcher.deliver([second])
    assert await office.states() == ["retry", "pending"]
    for seconds in (1, 1, 1):
        office.clock.pass_(seconds)
        await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["first", "second"]
    assert [outcome for outcome, _ in await office.attempts(first)] == ["not sent", "not sent", "sent"]
    assert await office.attempts(second) == [("sent", "second")]


async def test_throttled_waits_exactly_and_does_not_count(office: Office) -> None:
    office.telegram.answer("wang", Throttled(timedelta(seconds=30)))
    row_id = await office.remind("slow down")
    dispatcher = office.dispatcher()
    await dispatcher.dispatch()
    assert (await office.row(row_id))["attempt"] == 0
    await office.remind("for li", LI)
    office.clock.pass_(29.5)
    await dispatcher.dispatch()
    assert (office.telegram.texts("wang"), office.telegram.texts("li")) == ([], ["for li"])
    office.clock.pass_(0.5)
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["slow down"]


async def test_a_throttled_bot_is_silent_everywhere(office: Office) -> None:
    office.telegram.answer("wang", Throttled(timedelta(seconds=30), chat_only=False))
    await office.remind("slow down")
    dispatcher = office.dispatcher()
    await dispatcher.dispatch()
    reply = await office.reply("for li", LI)
    await dispatcher.deliver([reply])
    assert (await office.row(reply))["state"] == "pending"
    office.clock.pass_(30)
    await dispatcher.dispatch()
    assert (office.telegram.texts("wang"), office.telegram.texts("li")) == (["slow down"], ["for li"])


@pytest.mark.parametrize(("shown", "seen"), [(True, ["done", "again: done"]), (False, ["again: done"])])
async def test_a_reply_of_unknown_fate_goes_once_more_marked(office: Office, shown: bool, seen: list[str]) -> None:
    lost = Answers(Unknown("timed out"), shown=shown)
    office.telegram.answer("wang", lost)
    row_id = await office.reply("done")
    dispatcher = office.dispatcher(repeated=lambda message: Outgoing(title="again: " + message.text()))
    await dispatcher.deliver([row_id])
    office.clock.pass_(2)
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == seen
    assert await office.attempts(row_id) == [("unknown", "done"), ("sent", "again: done")]


async def test_three_times_unknown_is_enough_and_takes_more_than_a_minute(office: Office) -> None:
    timed_out = Unknown("timed out")
    office.telegram.answer("wang", timed_out, NotSent("no connection"), timed_out, timed_out)
    await office.reply("done", epoch=None)
    dispatcher = office.dispatcher()
    for _ in range(12):
        await dispatcher.dispatch()
        office.clock.pass_(5)
    assert await office.states() == ["held"]
    for _ in range(3):
        office.clock.pass_(5)
        await dispatcher.dispatch()
    assert await office.states() == ["unknown"]
    assert len(office.telegram.pushed) == 4


@pytest.mark.parametrize("kind", Kind)
async def test_what_is_in_doubt_waits_until_the_platform_answers(office: Office, kind: Kind) -> None:
    office.telegram.answering = False
    for name in ("wang", "li", "zhao"):
        office.telegram.answer(name, Unknown("connection lost"))
    for person in (WANG, LI, ZHAO):
        await office.remind("nudge", person, kind=kind)
    dispatcher = office.dispatcher(repeated=lambda message: Outgoing(title="again: " + message.text()))
    for _ in range(100):
        await dispatcher.dispatch()
        office.clock.pass_(60)
    assert await office.states() == ["held"] * 3
    assert len(office.telegram.pushed) == 3, "nothing more is said into a network that swallows it"
    office.telegram.answering = True
    await dispatcher.dispatch()
    assert await office.states() == ["sent"] * 3
    assert {*office.telegram.texts("wang"), *office.telegram.texts("li")} == {"again: nudge"}


async def test_a_network_that_answers_questions_and_swallows_messages_costs_one_copy_at_a_time(office: Office) -> None:
    for name in ("wang", "li", "zhao"):
        office.telegram.answer(name, Unknown("connection lost"), Unknown("connection lost"))
    for person in (WANG, LI, ZHAO):
        await office.remind("nudge", person)
    dispatcher = office.dispatcher()
    await dispatcher.dispatch()
    for tried in (4, 5, 6):
        office.clock.pass_(10)
        for _ in range(3):
            await dispatcher.dispatch()
        assert len(office.telegram.pushed) == tried
    office.clock.pass_(60)
    await dispatcher.dispatch()
    assert await office.states() == ["sent"] * 3


async def test_somebody_elses_answer_lets_what_is_held_go(office: Office) -> None:
    office.telegram.answer("wang", Unknown("connection lost"))
    office.telegram.answering = False
    await office.remind("nudge")
    dispatcher = office.dispatcher()
    await dispatcher.dispatch()
    office.clock.pass_(3)
    await office.remind("for li", LI)
    await dispatcher.dispatch()
    assert await office.states() == ["sent", "sent"]


async def test_what_a_held_bundle_covered_goes_with_its_copy(office: Office) -> None:
    first, second = await office.remind("first"), await office.remind("second")
    both = Composed(WANG, Outgoing(title="both"), merged=(second,))
    office.says[first] = both
    office.telegram.answer("wang", Unknown("connection lost"))
    dispatcher = office.dispatcher()
    await dispatcher.dispatch()
    assert await office.states() == ["held", "merged"], "for others it counts as said"
    office.clock.pass_(10)
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["both"]
    assert await office.states() == ["sent", "merged"]


async def test_rejected_fails_for_good_and_lets_the_next_through(office: Office) -> None:
    office.telegram.answer("wang", Rejected("message is too long"))
    ids = [await office.reply("long"), await office.reply("short")]
    dispatcher = office.dispatcher()
    await dispatcher.deliver(ids)
    await dispatcher.dispatch()
    assert await office.states() == ["failed", "sent"]
    assert (await office.row(ids[0]))["failure"] == "rejected: message is too long"


async def test_a_platform_without_a_channel_fails_visibly(office: Office) -> None:
    account = await office.second_account(WANG, "wecom", "w")
    row_id = await office.reply("hello", account, epoch=None)
    await office.dispatcher().dispatch()
    assert (await office.row(row_id))["failure"] == "rejected: no channel for wecom"


async def test_a_fault_of_a_channel_is_an_unknown_fate(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(ScriptedChannel):
        async def push(self, push: Push) -> Outcome:
            raise ZeroDivisionError("a slip")

    office.channels = {"telegram": Broken()}
    row_id = await office.remind("nudge")
    await office.dispatcher().dispatch()
    row = await office.row(row_id)
    assert (row["state"], row["failure"]) == ("held", "unknown: the channel raised ZeroDivisionError('a slip')")
    assert "a slip" in caplog.text


# ── dead contacts ─────────────────────────────────────────────────────────────────────────────────────────


async def tell_zhao(tx: Tx, account_id: int, now: datetime) -> dict[int, Outgoing]:
    return {ZHAO: Outgoing(title=f"account {account_id} is gone")}


async def test_a_dead_contact_is_told_to_the_coordinator_once(office: Office) -> None:
    gone = Rejected("bot was blocked by the user", contact_gone=True)
    office.telegram.answer("wang", gone, gone)
    await office.reply("one", epoch=None)
    await office.reply("two", epoch=None)
    await office.dispatcher(on_gone=tell_zhao).dispatch()
    assert office.telegram.texts("zhao") == ["account 1 is gone"]
    assert await office.states() == ["failed", "failed", "sent"]


async def test_a_reminder_goes_to_the_other_account(office: Office) -> None:
    await office.second_account(WANG, "telegram", "wang-2")
    office.telegram.answer("wang-2", Rejected("blocked", contact_gone=True))
    row_id = await office.remind("report, please")
    dispatcher = office.dispatcher(on_gone=tell_zhao)
    await dispatcher.dispatch()
    office.clock.pass_(1)
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["report, please"]
    assert (await office.row(row_id))["state"] == "sent"
    assert office.telegram.texts("zhao") == ["account 4 is gone"]


async def test_failing_to_tell_does_not_lose_the_answer(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    async def fails(tx: Tx, account_id: int, now: datetime) -> dict[int, Outgoing]:
        raise LookupError("no words")

    office.telegram.answer("wang", Rejected("blocked", contact_gone=True))
    await office.remind("to wang")
    await office.remind("to li", LI)
    await office.dispatcher(on_gone=fails).dispatch()
    assert await office.states() == ["failed", "sent"]
    assert "no words" in caplog.text


@pytest.mark.parametrize("outcome", [NotSent("no connection"), Unknown("connection lost")])
async def test_a_clock_that_is_set_back_holds_up_nothing(office: Office, outcome: Outcome) -> None:
    office.telegram.answer("wang", outcome)
    office.telegram.answer("li", Throttled(timedelta(days=1)))
    await office.remind("nudge")
    await office.remind("nudge", LI)
    dispatcher, watcher = office.dispatcher(), Watcher(office.database, office.clock)
    await dispatcher.dispatch()
    office.clock.set_machine(office.clock.machine() - timedelta(hours=1))
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == []
    assert await watcher.look()
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["nudge"]
    assert office.telegram.texts("li") == [], "what a platform asked for is kept"


async def test_a_clock_that_is_set_a_year_on_sends_once(office: Office) -> None:
    office.telegram.answer("wang", NotSent("no connection"))
    await office.remind("nudge")
    dispatcher = office.dispatcher()
    await dispatcher.dispatch()
    office.clock.set_machine(office.clock.machine() + timedelta(days=365))
    await dispatcher.dispatch()
    await dispatcher.dispatch()
    assert office.telegram.texts("wang") == ["nudge"]
