"""Slots: never more than the platform takes, never slower than that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.pacing import TELEGRAM, UNPACED, Pace, Slots

WANG, LI = 1, 2


def send(slots: Slots, chat: int, at: float, *, address: str = "12345", edits: bool = False) -> None:
    slots.take(chat)
    slots.answered(chat, address, at, edits=edits)


def test_without_limits_everything_goes() -> None:
    slots = Slots(UNPACED)
    for _ in range(1000):
        send(slots, WANG, 0.0)
    assert slots.free(0.0) is None
    assert slots.lets(WANG, 0.0, edits=False)
    assert slots.next_change(0.0) is None


def test_a_permit_comes_back_one_second_after_the_answer() -> None:
    slots = Slots(TELEGRAM)
    for chat in range(30):
        slots.take(chat)
    assert slots.free(0.0) == 0
    for chat in range(30):
        slots.answered(chat, "1", 5.0, edits=False)  # answered late: the second starts now
    assert (slots.free(5.9), slots.next_change(5.9)) == (0, 6.0)
    assert slots.free(6.0) == 30


@pytest.mark.parametrize(
    ("at", "edits", "free"), [(10.0, False, False), (10.9, False, False), (11.0, False, True), (10.0, True, True)]
)
def test_a_chat_rests_one_second_except_for_edits(at: float, edits: bool, free: bool) -> None:
    slots = Slots(TELEGRAM)
    send(slots, WANG, 10.0)
    assert slots.lets(WANG, at, edits=edits) is free
    assert slots.lets(LI, at, edits=edits)
    assert (WANG in slots.resting(at)) is (at < 11.0)


def test_an_edit_does_not_make_the_chat_rest() -> None:
    slots = Slots(TELEGRAM)
    send(slots, WANG, 10.0, edits=True)
    assert slots.lets(WANG, 10.0, edits=False)


def test_one_at_a_time_in_a_chat() -> None:
    slots = Slots(UNPACED)
    slots.take(WANG)
    assert not slots.lets(WANG, 0.0, edits=True)
    assert slots.held(0.0) == {WANG}
    slots.answered(WANG, "1", 0.0, edits=True)
    assert slots.lets(WANG, 0.0, edits=True)


def test_a_group_takes_twenty_a_minute() -> None:
    slots = Slots(TELEGRAM)
    at = 0.0
    for _ in range(19):
        send(slots, WANG, at, address="-100200")
        at += 1.0
        assert slots.lets(WANG, at, edits=False)
    send(slots, WANG, at, address="-100200")  # the twentieth, at second 19
    assert not slots.lets(WANG, 59.9, edits=False)
    assert slots.lets(WANG, 60.0, edits=False)


def test_a_throttled_chat_waits_exactly_and_alone() -> None:
    slots = Slots(TELEGRAM)
    slots.wait(WANG, 37.0)
    assert not slots.lets(WANG, 36.9, edits=True)
    assert slots.lets(LI, 0.0, edits=False)
    assert slots.lets(WANG, 37.0, edits=False)


def test_a_throttled_bot_waits_everywhere() -> None:
    slots = Slots(UNPACED)
    slots.wait(None, 5.0)
    slots.wait(None, 3.0)  # a shorter word does not end the longer one
    assert (slots.free(4.9), slots.free(5.0)) == (0, None)
    assert not slots.lets(LI, 4.9, edits=True)
    assert slots.next_change(0.0) == 5.0


@given(
    delays=st.lists(st.floats(0.0, 3.0), min_size=1, max_size=120),
    pace=st.builds(Pace, permits=st.integers(1, 5), per=st.just(1.0)),
)
def test_never_more_answers_in_any_second_than_permits(delays: list[float], pace: Pace) -> None:
    """Whatever the network delays: send as soon as the slots let, and count the answers of every second."""
    slots, now, answers, flying = Slots(pace), 0.0, list[float](), list[tuple[float, int]]()
    for chat, delay in enumerate(delays):
        while slots.free(now) == 0:
            landing = min(flying)[0] if flying else None
            change = slots.next_change(now)
            now = min(at for at in (landing, change) if at is not None)
            for at, other in sorted(one for one in flying if one[0] <= now):
                slots.answered(other, "1", at, edits=False)
                answers.append(at)
                flying.remove((at, other))
        slots.take(chat)
        flying.append((now + delay, chat))
    assert pace.permits is not None
    for first in answers:
        assert sum(first <= at < first + pace.per for at in answers) <= pace.permits
