"""The outbox as a table: doubles refused, races decided, the order of a chat kept, what waits withdrawn in time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.messages import Choice, Outgoing
from domain.reminders import Composed, Delayed, Nothing
from storage import claims, outbox, settling
from storage.choice import Room
from storage.claims import Delivery
from storage.database import Database, Tx
from storage.outbox import BORN, PRIORITY, TRANSITIONS, Kind, NewMessage, Row, State
from storage.settling import Settlement
from tests.peers.clock import BOOTED, START
from tests.scheduler.office import LI, WANG, Office


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    office = await Office.open(database)
    yield office
    await office.close()


async def silent(tx: Tx, row: Row, now: datetime) -> Composed | Delayed | Nothing:
    return Nothing("nothing to say")


async def claim(
    office: Office, *, now: datetime = START, machine: datetime = BOOTED, room: Room | None = None, epoch: str = "first"
) -> tuple[Delivery, ...]:
    async with office.database.write() as tx:
        claimed = await claims.claim(
            tx, now=now, machine=machine, epoch=epoch, room=room or Room(), compose=office.compose
        )
    return claimed.deliveries


async def settle(office: Office, row: Row, state: State, retry_at: datetime | None = None, **more: object) -> bool:
    settlement = replace(Settlement(row, state, "told", retry_at=retry_at), **more)  # type: ignore[arg-type]  # the test names fields
    async with office.database.write() as tx:
        return row.id in await settling.settle(tx, [settlement], START, BOOTED)


def message(key: str, **more: object) -> NewMessage:
    fields = {"account_id": WANG, "content": Outgoing(title=key)} | more
    return NewMessage(key, Kind.NOTICE, START, **fields)  # type: ignore[arg-type]  # the test names fields


async def test_a_dedup_key_is_used_once(office: Office) -> None:
    async with office.database.write() as tx:
        first = await outbox.add(tx, message("same"))
        assert first is not None
        assert await outbox.add(tx, message("same", content=Outgoing(title="other"))) is None
    assert (await office.row(first))["content"]["title"] == "same"


async def test_content_comes_back_as_it_went_in(office: Office) -> None:
    said = Outgoing("标题", ("一", "二"), (Choice("好", key="k1"),), footer="完", card="c")
    async with office.database.write() as tx:
        await outbox.add(tx, message("x", content=said))
    (delivery,) = await claim(office)
    assert delivery.message == said
    assert (delivery.platform, delivery.address, delivery.row.card) == ("telegram", "wang", "c")


@pytest.mark.parametrize(
    "fields",
    [
        {"account_id": None},
        {"content": None},
        {"content": None, "about": {}, "claimed_by": "first"},
        {"account_id": None, "person_id": WANG, "claimed_by": "first"},
    ],
)
def test_what_could_never_leave_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="x: "):
        message("x", **fields)


def test_priorities() -> None:
    assert sorted(PRIORITY, key=lambda kind: PRIORITY[kind]) == [
        Kind.REPLY,
        Kind.CHASE,
        Kind.ESCALATION,
        Kind.REMINDER,
        Kind.DIGEST,
        Kind.NOTICE,
    ]


async def test_one_row_of_a_chat_is_on_its_way_at_a_time(office: Office) -> None:
    ids = [await office.reply(text, epoch=None) for text in ("one", "two")] + [await office.reply("li", LI, epoch=None)]
    first = await claim(office)
    assert [one.row.id for one in first] == [ids[0], ids[2]]
    assert await claim(office) == ()
    await settle(office, first[0].row, State.SENT)
    assert [one.row.id for one in await claim(office)] == [ids[1]]


async def test_only_the_holder_of_the_fence_settles(office: Office) -> None:
    await office.reply("one", epoch=None)
    (old,) = await claim(office)
    assert await settle(office, old.row, State.RETRY, BOOTED)
    (new,) = await claim(office, epoch="second")
    assert (new.row.fence, new.row.attempt) == (2, 2)
    assert not await settle(office, old.row, State.FAILED)
    assert await settle(office, new.row, State.SENT, ref="m1")
    assert not await settle(office, new.row, State.RETRY, BOOTED)
    assert await office.states() == ["sent"]
    assert len(await office.attempts(new.row.id)) == 4  # every try is on record


@pytest.mark.parametrize(
    ("now", "machine", "ready"),
    [
        (START, BOOTED, 0),
        (START + timedelta(seconds=59), BOOTED + timedelta(days=1), 0),
        (START + timedelta(seconds=60), BOOTED, 1),
        (START + timedelta(days=900), BOOTED - timedelta(days=1), 1),
    ],
)
async def test_not_before_is_the_plans_time(office: Office, now: datetime, machine: datetime, ready: int) -> None:
    await office.remind("later", after=60)
    assert len(await claim(office, now=now, machine=machine)) == ready


@pytest.mark.parametrize(
    ("now", "machine", "ready"),
    [
        (START, BOOTED + timedelta(seconds=4), 0),
        (START + timedelta(days=900), BOOTED + timedelta(seconds=4), 0),
        (START, BOOTED + timedelta(seconds=5), 1),
        (START - timedelta(hours=1), BOOTED + timedelta(seconds=5), 1),  # a reply is never early
    ],
)
async def test_retry_at_is_machine_time(office: Office, now: datetime, machine: datetime, ready: int) -> None:
    await office.reply("again", epoch=None)
    (one,) = await claim(office)
    await settle(office, one.row, State.RETRY, BOOTED + timedelta(seconds=5))
    assert len(await claim(office, now=now, machine=machine)) == ready


@pytest.mark.parametrize(
    ("room", "ready"),
    [
        (Room(), ["wang", "li"]),
        (Room(free={"telegram": 1}), ["wang"]),
        (Room(free={"telegram": 0}), []),
        (Room(free={"wecom": 0}), ["wang", "li"]),
        (Room(resting=frozenset({WANG})), ["li"]),
        (Room(held=frozenset({LI})), ["wang"]),
    ],
)
@pytest.mark.parametrize("finished", [True, False])
async def test_only_what_pacing_lets_go(office: Office, room: Room, ready: list[str], finished: bool) -> None:
    for person in (WANG, LI):
        if finished:
            await office.reply("hello", person, epoch=None)
        else:
            await office.remind("hello", person)
    assert [one.address for one in await claim(office, room=room)] == ready


async def test_a_held_chat_takes_no_edits_but_a_resting_one_does(office: Office) -> None:
    await office.reply("old", epoch=None, card="c")
    (drawn,) = await claim(office)
    await settle(office, drawn.row, State.SENT, ref="m7")
    await office.reply("new", epoch=None, card="c")
    assert await claim(office, room=Room(held=frozenset({WANG}))) == ()
    (edit,) = await claim(office, room=Room(resting=frozenset({WANG})))
    assert edit.edits == "m7"


async def test_only_what_has_not_left_is_cancelled(office: Office) -> None:
    gone, waits = await office.reply("gone", epoch=None), await office.reply("waits", epoch=None)
    await claim(office)
    async with office.database.write() as tx:
        assert await outbox.cancel(tx, [gone, waits, 999], "withdrawn") == (waits,)
    assert await office.states() == ["sending", "cancelled"]


async def test_only_what_waits_is_merged(office: Office) -> None:
    into, other = await office.remind("into"), await office.remind("other")
    async with office.database.write() as tx:
        assert await outbox.merge(tx, [into, other], into) == (other,)
        assert await outbox.merge(tx, [other], into) == ()


async def test_what_waits_for_a_person(office: Office) -> None:
    await office.remind("second")
    await office.remind("first", kind=Kind.CHASE)
    await office.remind("for li", LI)
    async with office.database.read() as tx:
        mine = await outbox.waiting(tx, WANG)
        chases = await outbox.waiting(tx, kinds=[Kind.CHASE])
    assert [(row.about or {})["text"] for row in mine] == ["first", "second"]
    assert [row.id for row in chases] == [mine[0].id]


async def test_the_composer_may_withdraw_what_was_about_to_go(office: Office) -> None:
    first, second = await office.remind("first"), await office.remind("for li", LI)

    async def withdraws(tx: Tx, row: Row, now: datetime) -> Composed | Delayed | Nothing:
        await outbox.cancel(tx, [second], "answered meanwhile")
        return Composed(row.person_id or 0, Outgoing(title="hello"))

    async with office.database.write() as tx:
        claimed = await claims.claim(tx, now=START, machine=BOOTED, epoch="first", room=Room(), compose=withdraws)
    assert [one.row.id for one in claimed.deliveries] == [first]
    assert await office.states() == ["sending", "cancelled"]


async def test_a_claim_that_fails_changes_nothing(office: Office) -> None:
    broken = await office.remind("broken", LI)
    await office.remind("fine")
    office.broken = {broken}
    with pytest.raises(claims.ComposeFailed):
        await claim(office)
    assert await office.states() == ["pending", "pending"]


async def test_nothing_left_to_say_is_cancelled_without_end(office: Office) -> None:
    for person in (WANG, LI):
        await office.remind("x", person)
    async with office.database.write() as tx:
        once = await claims.claim(tx, now=START, machine=BOOTED, epoch="e", room=Room(), compose=silent)
        again = await claims.claim(tx, now=START, machine=BOOTED, epoch="e", room=Room(), compose=silent)
    assert (once.deliveries, once.touched, again.touched) == ((), 2, 0)


def test_the_table_of_transitions_is_whole() -> None:
    assert set(TRANSITIONS) == set(State)
    reached = BORN | {state for after in TRANSITIONS.values() for state in after}
    assert reached == set(State)
    assert all(state not in after for state, after in TRANSITIONS.items())
