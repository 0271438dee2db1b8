"""The table of what every answer means."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.messages import NotSent, Outcome, Rejected, Sent, Throttled, Unknown
from scheduler.outcomes import TRIES, Decision, Sending, backoff, decide, uncomposed
from storage.outbox import State


def after(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("outcome", "sending", "expected"),
    [
        (Sent("m1"), Sending(), Decision(State.SENT)),
        (NotSent("refused"), Sending(), Decision(State.RETRY, after(1))),
        (NotSent("refused"), Sending(attempt=3), Decision(State.RETRY, after(4))),
        (NotSent("refused"), Sending(attempt=500), Decision(State.RETRY, after(300))),
        (NotSent("refused"), Sending(attempt=TRIES), Decision(State.EXPIRED)),
        (Throttled(after(37)), Sending(5), Decision(State.RETRY, after(37), counted=False)),
        (Throttled(after(37)), Sending(TRIES), Decision(State.RETRY, after(37), counted=False)),
        (Rejected("too long"), Sending(), Decision(State.FAILED)),
        (Rejected("blocked", contact_gone=True), Sending(), Decision(State.FAILED, gone=True)),
        (Rejected("blocked", contact_gone=True), Sending(edits=True), Decision(State.FAILED, gone=True)),
        (Rejected("no message"), Sending(edits=True), Decision(State.RETRY, after(0), afresh=True)),
        (Unknown("timed out"), Sending(), Decision(State.HELD, after(2))),
        (Unknown("timed out"), Sending(7, doubts=1), Decision(State.HELD, after(60))),
        (Unknown("timed out"), Sending(3, doubts=2), Decision(State.UNKNOWN)),
        (Unknown("timed out"), Sending(edits=True), Decision(State.RETRY, after(1))),
        (Unknown("timed out"), Sending(2, edits=True, doubts=1), Decision(State.RETRY, after(2))),
        (Unknown("died"), Sending(exactly_once=True), Decision(State.PENDING, counted=False)),
    ],
)
def test_decisions(outcome: Outcome, sending: Sending, expected: Decision) -> None:
    assert decide(outcome, sending) == expected


def test_the_wait_doubles_up_to_five_minutes() -> None:
    waits = [backoff(attempt).total_seconds() for attempt in range(1, 12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_all_tries_together_outlast_a_long_weekend() -> None:
    assert sum((backoff(attempt) for attempt in range(1, TRIES)), timedelta()) >= timedelta(days=3)


def test_what_cannot_be_composed_fails_soon() -> None:
    assert [uncomposed(attempt).state for attempt in (1, 7, 8)] == [State.RETRY, State.RETRY, State.FAILED]
    assert uncomposed(1).wait == after(8)
