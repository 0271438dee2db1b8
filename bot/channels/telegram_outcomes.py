"""What an error of the Bot API means for the message that was sent. Pure: a table of cases tests it.

    answered late, or the connection was lost after writing    unknown: it may stand in the chat
    somebody else's answer (a portal's page, a firewall's)      unknown: it says nothing of the chat or the token
    no connection, 5xx, the token refused                      not sent: tried again
    429                                                        waits exactly as long as Telegram says
    blocked, never started, no such chat                       rejected: nothing reaches this contact
    any other 400                                              rejected: this message will never go

A 429 does not say whether it speaks of the chat or of the whole bot. `Floods` tells: one chat that waits was too fast
itself; when a second one is refused while the first still waits, it is the bot.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram_request import NotTelegram, never_left
from domain.messages import NotSent, Outcome, Rejected, Throttled, Unknown

GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "chat_id_invalid")
NOT_MODIFIED = "message is not modified"
CANNOT_PARSE = "can't parse entities"
DID_NOT = (500, 502, 503)  # a server's own word that it did not do it, whatever page comes along
_RETRY = re.compile(r"too many requests\D*retry after (\d+)", re.IGNORECASE)


def outcome(error: TelegramError, chat_only: Callable[[timedelta], bool] = lambda _: True) -> Outcome:
    """What a failed call means for its message. `chat_only` is asked whether a 429 speaks of this chat alone."""
    reason = f"{type(error).__name__}: {error.message}"
    match error:
        case NotTelegram():
            return NotSent(reason) if error.status in DID_NOT else Unknown(reason)
        case RetryAfter():
            wait = waits(error)
            return Throttled(wait, chat_only(wait))
        case Forbidden():
            return Rejected(reason, contact_gone=True)
        case InvalidToken():
            return NotSent(reason)  # an office that changes its token loses nothing
        case BadRequest():
            return Rejected(reason, contact_gone=says(error, *GONE))
        case NetworkError() if never_left(error):
            return NotSent(reason)
        case TimedOut():
            return Unknown(reason)
        case NetworkError() if asked := _RETRY.search(error.message):  # a 429 that tells it in its words only
            wait = timedelta(seconds=int(asked[1]))
            return Throttled(wait, chat_only(wait))
        case NetworkError() if says(error, "too large"):
            return Rejected(reason)
        case NetworkError() if error.__cause__ is None or isinstance(error.__cause__, TelegramError):
            return NotSent(reason)  # 5xx: the server said itself that it did not do it
        case _:
            return Unknown(reason)


def waits(error: RetryAfter) -> timedelta:
    """How long a 429 asks to wait."""
    asked = error.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)


def says(error: TelegramError, *words: str) -> bool:
    """Whether the description holds one of these words."""
    told = error.message.casefold()
    return any(one in told for one in words)


class Floods:
    """The 429s of the last while, to tell a chat's limit from the bot's. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def chat_only(self, chat: str, wait: timedelta, now: float) -> bool:
        """Note a 429 of that chat; True where no other chat was refused meanwhile."""
        self._until = {one: until for one, until in self._until.items() if until > now}
        alone = not self._until.keys() - {chat}
        self._until[chat] = now + wait.total_seconds()
        return alone
