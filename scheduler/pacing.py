"""How fast we may speak on one platform: slots, given back one second after the *answer*. Pure: time is an argument.

Counting from the answer and not from the call keeps the platform's own count below its limit, whatever the network
delays. Times are seconds of a monotonic clock; chats are account ids. What a platform says itself (429) is obeyed to
the second, for the chat or for the whole bot.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

MINUTE = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits of a channel: `permits` answers within `per` seconds (None: no limit), `chat_gap` seconds of rest
    for a chat after each answer, `group_per_minute` for chats whose address begins with one of `groups`."""

    permits: int | None = None
    per: float = 1.0
    chat_gap: float = 0.0
    group_per_minute: int | None = None
    groups: tuple[str, ...] = ()


UNPACED = Pace()  # the local chat
# core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this; the address of a group begins with a minus
TELEGRAM = Pace(permits=30, per=1.0, chat_gap=1.0, group_per_minute=20, groups=("-",))
# So many on their way at once: no limit of WeCom's, 100 receipts of 0.45 s take 6 s so. What a conversation takes (30 a
# minute, developer.work.weixin.qq.com/document/path/101463), the channel counts itself.
WECOM = Pace(permits=8, per=0.0)


class Slots:
    """Who may go now on one platform."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._in_flight: dict[int, int] = {}  # chat -> messages on their way
        self._given_back: deque[float] = deque()  # when each used permit is free again, soonest first
        self._rested: dict[int, float] = {}  # chat -> from when it takes a new message
        self._released: dict[int, float] = {}  # chat -> until when the platform wants nothing for it
        self._open_from = 0.0  # until when the platform wants nothing at all
        self._minute: dict[int, deque[float]] = {}  # group -> its answers of the last minute

    def free(self, now: float) -> int | None:
        """How many messages may go now; None: no limit."""
        if now < self._open_from:
            return 0
        if self.pace.permits is None:
            return None
        while self._given_back and self._given_back[0] <= now:
            self._given_back.popleft()
        return max(0, self.pace.permits - len(self._given_back) - sum(self._in_flight.values()))

    def lets(self, chat: int, now: float, *, edits: bool) -> bool:
        """Whether that chat may get a message now. An edit in place needs no rest of the chat."""
        if self.free(now) == 0 or chat in self._in_flight or self._released.get(chat, now) > now:
            return False
        return edits or self._rested.get(chat, now) <= now

    def resting(self, now: float) -> frozenset[int]:
        """The chats that take edits in place only."""
        self._rested = {chat: at for chat, at in self._rested.items() if at > now}
        return frozenset(self._rested)

    def held(self, now: float) -> frozenset[int]:
        """The chats that take nothing: the platform said so, or a message is on its way."""
        self._released = {chat: at for chat, at in self._released.items() if at > now}
        return frozenset(self._released.keys() | self._in_flight.keys())

    def take(self, chat: int) -> None:
        """A message to that chat is on its way."""
        self._in_flight[chat] = self._in_flight.get(chat, 0) + 1

    def answered(self, chat: int, address: str, now: float, *, edits: bool) -> None:
        """The platform has answered: the permit comes back after `per`, the chat rests."""
        self._in_flight[chat] -= 1
        if not self._in_flight[chat]:
            del self._in_flight[chat]
        if self.pace.permits is not None:
            self._given_back.append(now + self.pace.per)
        if edits:
            return
        rested = now + self.pace.chat_gap
        if self.pace.group_per_minute and address.startswith(self.pace.groups):
            rested = max(rested, self._group(chat, now))
        if rested > now:
            self._rested[chat] = rested

    def _group(self, chat: int, now: float) -> float:
        """From when a group takes its next message: when the 20th last answer is a minute old."""
        answers = self._minute.setdefault(chat, deque(maxlen=self.pace.group_per_minute))
        answers.append(now)
        return answers[0] + MINUTE if len(answers) == answers.maxlen else now

    def wait(self, chat: int | None, until: float) -> None:
        """The platform asks for silence until then: in one chat, or everywhere (None)."""
        if chat is None:
            self._open_from = max(self._open_from, until)
        else:
            self._released[chat] = max(self._released.get(chat, until), until)

    def next_change(self, now: float) -> float | None:
        """When something that may not go now may go, as far as time alone decides; None: nothing waits for time."""
        moments = [*self._rested.values(), *self._released.values(), self._open_from]
        if self.free(now) == 0:
            moments += self._given_back
        return min((at for at in moments if at > now), default=None)
