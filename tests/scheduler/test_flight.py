"""A flight from its claim to its end: what it is at each moment, and what its rows are then."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from domain.messages import Rejected
from scheduler.flight import TRANSITIONS, Carrier, Flight, FlightState
from scheduler.pacing import UNPACED, Slots
from scheduler.settler import Settler
from storage import claims
from tests.scheduler.office import Office

EPOCH = "first"


def carrier(office: Office) -> Carrier:
    settler = Settler(office.database, office.clock, office.channels, None)
    slots = {name: Slots(UNPACED) for name in office.channels}
    return Carrier(
        office.database,
        office.clock,
        office.channels,
        slots,
        settler,
        EPOCH,
        lambda message: message,
        False,
        lambda: None,
    )


async def flight(office: Office, carrier: Carrier, ids: Sequence[int], *, cleared: bool = True) -> Flight:
    async with office.database.read() as tx:
        chat = await claims.claimed(tx, ids, EPOCH)
    return Flight(carrier, chat, cleared=cleared and carrier.take(chat[0]))


async def test_it_lands_when_everything_is_written_down(office: Office) -> None:
    ids, here = [await office.reply("one"), await office.reply("two")], carrier(office)
    made = await flight(office, here, ids)
    assert (made.state, here.in_hand) == (FlightState.READY, set(ids))
    await made.fly()
    assert (made.state, here.in_hand) == (FlightState.LANDED, set())
    assert office.telegram.texts("wang") == ["one", "two"]
    assert await office.states() == ["sent", "sent"]


async def test_what_cannot_follow_is_put_back(office: Office) -> None:
    ids, here = [await office.reply("one"), await office.reply("two")], carrier(office)
    office.telegram.answer("wang", Rejected("no"))
    made = await flight(office, here, ids)
    await made.fly()
    assert (made.state, here.in_hand) == (FlightState.LANDED, set())
    assert await office.states() == ["failed", "pending"]


@pytest.mark.parametrize("closed", [True, False])
async def test_without_a_slot_nothing_takes_off(office: Office, closed: bool) -> None:
    ids, here = [await office.reply("one")], carrier(office)
    here.closed = closed
    made = await flight(office, here, ids, cleared=closed)  # a closed carrier gives no slot
    await made.fly()
    assert made.state is FlightState.LANDED
    assert office.telegram.texts("wang") == []
    assert await office.states() == ["pending"]


async def test_who_is_cut_off_is_lost_and_stays_in_hand(office: Office) -> None:
    """The platform may have shown it: nobody puts the row back before `rescue` says what became of it."""
    ids, here = [await office.reply("one")], carrier(office)
    office.telegram.hang("wang")
    made = await flight(office, here, ids)
    task = asyncio.create_task(made.fly())
    await office.telegram.until(lambda: office.telegram.pushed)
    assert made.state is FlightState.PUSHING
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (made.state, here.in_hand) == (FlightState.LOST, set(ids))
    assert await office.states() == ["sending"]


def test_every_state_is_reached_and_two_are_the_end() -> None:
    assert {after for afters in TRANSITIONS.values() for after in afters} == set(FlightState) - {FlightState.READY}
    assert [state for state in FlightState if not TRANSITIONS[state]] == [FlightState.LANDED, FlightState.LOST]
