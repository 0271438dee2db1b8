"""What waits for its one answer: a callback of a message, and a press of a button.

The answer to a message goes under the callback's number, once; whatever more there is goes as a push. A pressed card
can be redrawn once, within five seconds. Both numbers die with their connection.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

STREAM_WITHIN = 300.0  # seconds: an answer is begun and ended in one frame; later ones may be acknowledged unseen
REDRAW_WITHIN = 4.5  # seconds; WeCom gives five: developer.work.weixin.qq.com/document/path/101463


@dataclass(frozen=True, slots=True)
class Question:
    """A callback of a message that has no answer yet. `at`: seconds of the loop's clock. `response_url`: where one
    answer may be brought, instead of under its number."""

    req_id: str
    at: float
    text: str
    response_url: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A press whose card was not redrawn yet; of an agent app's card it has a `response_code` instead of a number."""

    req_id: str
    task_id: str
    at: float
    response_code: str | None = None


class Waiting:
    """Questions by conversation, presses by card."""

    def __init__(self) -> None:
        self._questions: dict[str, deque[Question]] = defaultdict(deque)
        self._presses: dict[str, Press] = {}

    def asked(self, address: str, question: Question) -> None:
        """Somebody wrote in that conversation."""
        self._questions[address].append(question)

    def question(self, address: str, now: float) -> Question | None:
        """The oldest question there that can still be answered; it is not there any more then."""
        waiting = self._questions.get(address)
        while waiting:
            oldest = waiting.popleft()
            if now - oldest.at <= STREAM_WITHIN:
                return oldest
        return None

    def drop(self, address: str, req_id: str) -> Question | None:
        """Take one question away, whichever place it has; None where it was answered."""
        for one in self._questions.get(address, ()):
            if one.req_id == req_id:
                self._questions[address].remove(one)
                return one
        return None

    def pressed(self, press: Press) -> None:
        """Somebody pressed a button of that card."""
        self._presses[press.task_id] = press

    def press(self, task_id: str, now: float) -> Press | None:
        """The press after which that card may be redrawn now; it is not there any more then."""
        press = self._presses.pop(task_id, None)
        return press if press is not None and now - press.at <= REDRAW_WITHIN else None

    def is_open(self, press: Press) -> bool:
        """Whether nobody has redrawn the card of that press."""
        return self._presses.get(press.task_id) is press

    def forget(self) -> None:
        """The connection is gone."""
        self._questions.clear()
        self._presses.clear()
