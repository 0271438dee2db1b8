"""The one door behind which a text gets its meaning."""

from __future__ import annotations

from domain.people import Person
from language.meanings import Heard, Meaning, Unread
from language.message import Context, Message
from language.normalise import clean
from language.precedence import PRECEDENCE


def read(text: str, who: Person, context: Context) -> Heard:
    """What a text means, said by that person in that context: the meaning that counts first, what else it may be after
    it. Never raises. A text is normalised and marked once, however many readers look at it."""
    message = Message(clean(text), context)
    return read_message(message, who)


def read_message(message: Message, who: Person) -> Heard:
    """The same of a message that the caller goes on to look at."""
    if message.too_long:
        return Heard(message.said, "", (Unread(),), ("too long",))
    meanings: list[Meaning] = []
    rows: list[str] = []
    for row in PRECEDENCE:
        if not row.is_open(who, message.context.expects):
            continue
        meaning = row.reads(message, who)
        if meaning is None:
            continue
        meanings.append(meaning)
        rows.append(row.name)
        if meaning.certain:
            break
    return Heard(message.said, message.text.plain, tuple(meanings), tuple(rows))
