"""What can go wrong between a bot and Telegram, one call at a time, on request of a test.

The whole server out of reach (connections refused) is `BotApi.down()`: it happens before any call is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from tests.peers.bot_api_rules import Args


class Fault(StrEnum):
    """`before`: the call has no effect; `after`: it is carried out and the bot does not learn of it."""

    DROP_BEFORE = "drop before"  # the connection is lost
    HANG_BEFORE = "hang before"  # no answer for as long as the test wants
    DROP_AFTER = "drop after"
    CUT_AFTER = "cut after"  # half of the answer, then the connection is lost
    HANG_AFTER = "hang after"
    LATE = "late"  # carried out and answered, when the test lets go
    FLOOD = "flood"  # 429
    REVOKED = "revoked"  # 401
    SERVER_ERROR = "server error"  # 500 with a body of the usual form
    BAD_GATEWAY = "bad gateway"  # 502 with a page instead
    EMPTY = "empty"  # 502 with nothing
    GARBAGE = "garbage"  # carried out; 200 with something that is no JSON
    PORTAL = "portal"  # 200 with somebody else's page
    FIREWALL = "firewall"  # 403 with a page
    LOGIN = "login"  # 302 to a page
    PROXY_LOGIN = "proxy login"  # 401 with a page
    GATEWAY = "gateway"  # carried out; 504 with a page
    NO_RESULT = "no result"  # 200 with JSON that is not of the usual form

    @property
    def shown(self) -> bool:
        """Whether the call is carried out all the same."""
        carried_out = (Fault.DROP_AFTER, Fault.CUT_AFTER, Fault.HANG_AFTER, Fault.LATE, Fault.GARBAGE, Fault.GATEWAY)
        return self in carried_out


# What stands in Telegram's place with somebody else's page: the status.
PAGES = {Fault.PORTAL: 200, Fault.FIREWALL: 403, Fault.LOGIN: 302, Fault.PROXY_LOGIN: 401, Fault.GATEWAY: 504}


@dataclass(slots=True)
class Planned:
    """A fault for the next `left` calls of methods that match `method`, in `chat` (None: any)."""

    method: str
    fault: Fault
    left: int
    chat: int | None = None
    retry_after: int = 1

    def hits(self, method: str, args: Args) -> bool:
        """Whether it is for that call."""
        elsewhere = self.chat is not None and args.text("chat_id") != str(self.chat)
        return self.left > 0 and not elsewhere and fnmatchcase(method, self.method)


class Faults:
    """The faults that are to come, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._planned: list[Planned] = []
        self.happened: list[tuple[str, Fault]] = []

    def next(
        self, method: str, fault: Fault, times: int = 1, *, chat: int | None = None, retry_after: int = 1
    ) -> Planned:
        """The next `times` calls of methods like `method` ("send*") go wrong so."""
        planned = Planned(method, fault, times, chat, retry_after)
        self._planned.append(planned)
        return planned

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._planned.clear()

    def take(self, method: str, args: Args) -> Planned | None:
        """The fault for that call, if one was planned."""
        for planned in self._planned:
            if planned.hits(method, args):
                planned.left -= 1
                self.happened.append((method, planned.fault))
                return planned
        return None
