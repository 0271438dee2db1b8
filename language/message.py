"""One text in every shape that a reader looks at, each made when it is first needed, and once a turn.

folded   half-width and trimmed: what fixed forms (`requests`) are held against
text     one shape for all spellings, English in Chinese words (`normalise`)
sheet    the same with names, numbers, dates and amounts marked (`marking`): reports and questions are read from it
phrase   the same in the words of the grammar of reminders (`schedule.phrase`)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from language.marking import survey
from language.names import Vocabulary
from language.normalise import Text, normalise
from language.sheet import TASK, Sheet

if TYPE_CHECKING:
    from language.schedule.phrase import Phrase

Found = TypeVar("Found")
LONGEST = 4_000  # characters; what people send in a chat is far below, Telegram's own limit is 4 096


@dataclass(frozen=True, slots=True)
class Expected:
    """What whoever holds the floor has asked for: `what` is name, remark, part, until, reason, contact, due, verdict,
    wording, figure, cause, time, audience, more, or "" where only yes or no; of which task, in which unit."""

    what: str
    task: int | None = None
    unit: str | None = None
    consent: bool = False  # 对 and 取消 answer too


@dataclass(frozen=True, slots=True)
class Context:
    """What a text is read in: the plan's names, the moment (aware), what the floor asked for; the task just asked about
    or replied to, the message before (and its task), and what was last reported of the asked task, in the words of
    then. `department` is that of a speaker who reports."""

    vocabulary: Vocabulary
    now: datetime
    expects: Expected | None = None
    asked_task: int | None = None
    department: str | None = None
    prev_text: str | None = None
    prev_task: int | None = None
    last: str | None = None

    @property
    def today(self) -> date:
        """The civil day in the plan's zone."""
        return self.now.astimezone(self.vocabulary.zone).date()

    @classmethod
    def of(cls, document: Mapping[str, Any] | None, vocabulary: Vocabulary, now: datetime) -> Context:
        """From the `context` of a JSON line; what is missing or of the wrong type counts as unknown."""
        said = document or {}

        def number(key: str) -> int | None:
            value = said.get(key)
            return value if isinstance(value, int) and not isinstance(value, bool) else None

        def words(key: str) -> str | None:
            value = said.get(key)
            return value if isinstance(value, str) and value else None

        return cls(
            vocabulary,
            now,
            asked_task=number("asked_task"),
            department=words("my_department"),
            prev_text=words("prev_text"),
            prev_task=number("prev_task"),
            last=words("last"),
        )


class Message:
    """A text and its context, in the shapes above."""

    def __init__(self, said: str, context: Context) -> None:
        self.said, self.context = said, context
        self.too_long = len(said) > LONGEST
        self._read: dict[Callable[[Message], Any], Any] = {}

    def once(self, reader: Callable[[Message], Found]) -> Found:
        """What a reader makes of this message: it reads it once, however many ask."""
        if reader not in self._read:
            self._read[reader] = reader(self)
        found: Found = self._read[reader]
        return found

    @cached_property
    def folded(self) -> str:
        """Half-width and trimmed."""
        return unicodedata.normalize("NFKC", self.said).strip()

    @cached_property
    def text(self) -> Text:
        """In one shape for all spellings; of a text that is too long, nothing."""
        return normalise("" if self.too_long else self.said)

    @cached_property
    def _surveyed(self) -> Sheet:
        asked = self.context.asked_task
        known = asked if asked in self.context.vocabulary.tasks else None
        return survey(self.text, self.context.vocabulary, self.context.today, self.context.department, known)

    @property
    def sheet(self) -> Sheet:
        """With everything marked: a copy, for readers cross out what they have read."""
        return self._surveyed.copy()

    @property
    def phrase(self) -> Phrase:
        """In the words of the grammar of reminders: a copy, for words are taken off it as they are read."""
        return self._opened.copy()

    @cached_property
    def _opened(self) -> Phrase:
        from language.schedule.phrase import opened  # the grammar of reminders is only wanted by some

        return opened(self.said if not self.too_long else "", self.text)

    @cached_property
    def named(self) -> tuple[int, ...]:
        """The tasks that it names for certain, by name or as 第6项, in its order."""
        marks = (mark.value for _, mark in self._surveyed.marks(TASK))
        found = (one for one in marks if one.how in ("number", "name", "part"))
        return tuple(dict.fromkeys(number for one in found for number in one.tasks))
