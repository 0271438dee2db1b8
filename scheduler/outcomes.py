"""What an answer of a platform means for the row that was sent. Pure: a table of cases tests it.

the platform has it          sent
provably not delivered       tried again, later and later; after about three days it has expired
wait exactly this long       tried again then; the try does not count
never like this              failed; where nothing reaches the contact any more, a coordinator is told
may or may not be shown      an edit in place is drawn again, that is harmless; anything else is held until the
                             platform answers again, and then goes once more, marked; after two marked copies it is
                             left, and a coordinator is told
the edit is refused          the same card as a new message
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.messages import NotSent, Outcome, Rejected, Sent, Throttled, Unknown
from storage.outbox import State

FIRST_WAIT = timedelta(seconds=1)  # doubled with each try
LONGEST_WAIT = timedelta(minutes=5)  # a network that is back is used soon
TRIES = 880  # three days of one try every five minutes: a long weekend without a network loses nothing
COMPOSING_TRIES = 8  # what cannot be composed is a fault of ours: soon visible as failed
# How long a message in doubt waits at least before each marked copy: an answer to something else proves little twice.
COPIES = (timedelta(seconds=2), timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Sending:
    """What was tried: which try it was (1 is the first), and what hangs on it.

    edits: it redraws a message that is there. doubts: how many earlier tries may have been shown. exactly_once:
    delivery happens in the settling transaction, so it did not happen.
    """

    attempt: int = 1
    edits: bool = False
    doubts: int = 0
    exactly_once: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What the row becomes. `wait` is real time; `counted`: whether the try counts towards giving up.

    gone: nothing reaches this contact. afresh: the card's old message cannot be edited, the next one is new.
    """

    state: State
    wait: timedelta | None = None
    counted: bool = True
    gone: bool = False
    afresh: bool = False


def decide(outcome: Outcome, sending: Sending) -> Decision:
    """What an outcome means for the row."""
    match outcome:
        case Sent():
            return Decision(State.SENT)
        case NotSent():
            return _later(sending.attempt)
        case Throttled(wait=wait):
            return Decision(State.RETRY, wait, counted=False)
        case Rejected(contact_gone=True):
            return Decision(State.FAILED, gone=True)
        case Rejected():
            if sending.edits:
                return Decision(State.RETRY, timedelta(0), afresh=True)
            return Decision(State.FAILED)
        case Unknown():
            return _in_doubt(sending)


def _later(attempt: int) -> Decision:
    if attempt >= TRIES:
        return Decision(State.EXPIRED)
    return Decision(State.RETRY, backoff(attempt))


def _in_doubt(sending: Sending) -> Decision:
    if sending.exactly_once:
        return Decision(State.PENDING, counted=False)
    if sending.edits:
        return _later(sending.attempt)
    if sending.doubts < len(COPIES):
        return Decision(State.HELD, COPIES[sending.doubts])
    return Decision(State.UNKNOWN)


def backoff(attempt: int) -> timedelta:
    """How long to wait after the try of that number: 1 s, 2 s, 4 s … at most five minutes."""
    return min(FIRST_WAIT * (1 << min(attempt - 1, 12)), LONGEST_WAIT)


def uncomposed(attempt: int) -> Decision:
    """What happens to a row that could not be composed `attempt` times."""
    if attempt >= COMPOSING_TRIES:
        return Decision(State.FAILED)
    return Decision(State.RETRY, backoff(attempt + 3))
