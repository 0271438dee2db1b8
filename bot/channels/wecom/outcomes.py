"""What a code of WeCom means for the message that was sent. Decided by the code, never by its words. Pure.

    0, 42014             sent: it is there; 42014: the same card had been shown by an earlier try
    846607, 45009 …      too fast: a minute's wait, the try does not count
    846609, -1, token …  not sent: the connection is made anew, or WeCom is busy
    93006, 93001 …       rejected: this person has not spoken to the bot, nothing reaches them through it
    40xxx, 42xxx, 45002  rejected: this message will never go
    any other            not sent: tried again

`ANSWER_USED` is no outcome: the answer to a callback comes too late, the same text goes as a push.
"""

from __future__ import annotations

from datetime import timedelta

from domain.messages import NotSent, Outcome, Rejected, Sent, Throttled

# WeCom's codes: developer.work.weixin.qq.com/document/path/90313 (846xxx: seen on the long connection, on no page)
OK, SHOWN_BEFORE, NOT_SUBSCRIBED = 0, 42014, 846609
ANSWER_USED = (846605, 846606)  # a callback takes one answer, and only while its connection lasts
TOO_FAST = (846607, 45009, 45033)  # of a conversation, of an interface, of concurrent calls
UNREACHED = (93006, 93001, 60111, 46004, 60011, 50002, 81013)  # never spoken to, no such user, out of range
TOKEN = (40014, 42001, 40001)  # not one, over, of another secret
BAD_CREDENTIALS = 853000  # the bot's id or its secret
NOT_TRUSTED = 60020  # the address that we call from is not on the agent app's list

WAIT = timedelta(seconds=60)  # after TOO_FAST: the shorter limit counts a minute


def outcome(code: int, told: str, ref: str | None = None) -> Outcome:
    """What a receipt means; `ref` is the reference of the message where it was sent."""
    reason = f"{code} {told}"[:200]
    if code in (OK, SHOWN_BEFORE):
        return Sent(ref)
    if code in TOO_FAST:
        return Throttled(WAIT)
    if code in UNREACHED:
        return Rejected(reason, contact_gone=True)
    if code not in TOKEN and (40_000 <= code < 41_000 or 42_000 <= code < 46_000):
        return Rejected(reason)
    return NotSent(reason)
