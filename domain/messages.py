"""What comes in, what goes out, and what a channel promises.

An `Outgoing` is finished: neutral values that every channel can draw, narrowest first (WeCom: six buttons).
A `Choice` carries the action it stands for until the router has put the action into the database and given the
choice an opaque `key`: only the key travels to the platform, so a forged or foreign button can mean nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol

Json = Any
Action = Mapping[str, Json]

# Buttons of a card; the narrowest channel decides: developer.work.weixin.qq.com/document/path/101032
MAX_CHOICES = 6
MAX_TEXT = 4000  # longer texts are kept and answered, not read
MAX_FILE = 20 << 20  # bytes; no bot of Telegram can fetch more: core.telegram.org/bots/api#getfile


class Style(StrEnum):
    """How a choice is drawn where the channel can."""

    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says and what pressing it means."""

    label: str
    action: Action = field(default_factory=dict)
    style: Style | None = None
    key: str | None = None

    def to_json(self) -> dict[str, Json]:
        """The choice as it travels to a channel: the action stays behind."""
        return {"key": self.key, "label": self.label, "style": self.style}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside a message: `content` is produced when it is sent, from `source` (a JSON description)."""

    name: str
    source: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One finished message. `card` names the card it draws: a second one of that name edits the first in place."""

    title: str | None = None
    lines: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    footer: str | None = None
    card: str | None = None
    picture: Attachment | None = None
    file: Attachment | None = None

    def __post_init__(self) -> None:
        if len(self.choices) > MAX_CHOICES:
            raise ValueError(f"{len(self.choices)} choices on one card, at most {MAX_CHOICES}")

    def text(self) -> str:
        """The whole message as plain text, as kept with every attempt."""
        parts = [self.title, *self.lines, self.footer]
        return "\n".join(part for part in parts if part)

    def on(self, card: str | None) -> Outgoing:
        """The same message drawn on that card."""
        return replace(self, card=card)

    def to_json(self) -> dict[str, Json]:
        """JSON for the outbox. Choices must have their keys by now."""
        return {
            "title": self.title,
            "lines": list(self.lines),
            "choices": [choice.to_json() for choice in self.choices],
            "footer": self.footer,
            "card": self.card,
            "picture": _attachment(self.picture),
            "file": _attachment(self.file),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Json]) -> Outgoing:
        """The message that `to_json` described."""
        return cls(
            title=raw.get("title"),
            lines=tuple(raw.get("lines", ())),
            choices=tuple(
                Choice(one["label"], style=one["style"] and Style(one["style"]), key=one["key"])
                for one in raw.get("choices", ())
            ),
            footer=raw.get("footer"),
            card=raw.get("card"),
            picture=Attachment(**raw["picture"]) if raw.get("picture") else None,
            file=Attachment(**raw["file"]) if raw.get("file") else None,
        )


def _attachment(one: Attachment | None) -> dict[str, Json] | None:
    return {"name": one.name, "source": dict(one.source)} if one else None


@dataclass(frozen=True, slots=True)
class Inbound:
    """One update from a platform: a text, a press of a button, or something else (`other`) with or without a text.

    `address` is the sender's own chat. `private` is False in a group chat, `place` is its address then. `words_id` of
    a report is the `inbox_id` of the text it was read from.
    """

    inbox_id: int
    platform: str
    address: str
    text: str | None = None
    key: str | None = None
    name: str | None = None  # how the platform calls the sender
    private: bool = True
    place: str | None = None
    other: Other | None = None
    file: Enclosure | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A document or a picture that came with a message. `source` is what the channel needs to fetch it; `media_type` is
    what the sender says; `name` is None for a photo. Files of one `group` were sent together."""

    source: Mapping[str, Json]
    media_type: str
    name: str | None = None
    size: int | None = None  # bytes, where the platform says it
    group: str | None = None

    @property
    def too_big(self) -> bool:
        """Whether it is known that it cannot be fetched."""
        return self.size is not None and self.size > MAX_FILE


class Other(StrEnum):
    """What came where a text was expected."""

    OWN_CONTACT = "own_contact"
    FOREIGN_CONTACT = "foreign_contact"
    VOICE = "voice"  # where the platform does not make words of it
    UNREADABLE = "unreadable"  # a sticker, a place on a map …


@dataclass(frozen=True, slots=True)
class Reached:
    """The platform says that a chat can be reached again, or no more (blocked, left)."""

    inbox_id: int
    platform: str
    address: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The platform has given a chat another address."""

    inbox_id: int
    platform: str
    address: str
    to: str


Heard = Inbound | Reached | Moved


# ── delivery ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Push:
    """One delivery: to whom, what, and the platform's reference of the message to edit, if any. `unasked`: nobody waits
    for it, as for an answer."""

    outbox_id: int
    address: str
    message: Outgoing
    edits: str | None = None
    rehearsal: bool = False
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it.

    `also` is written in the settling transaction (the local chat's own delivery), `then` is told once it is committed.
    """

    ref: str | None = None
    also: Callable[[Any], Awaitable[None]] | None = None
    then: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """Provably not delivered (no connection was made, 5xx before …): to be tried again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Throttled:
    """The platform asks to wait exactly this long; `chat_only`: it speaks of this chat, not of the whole bot;
    `message_only`: not even of this chat, an answer may go there."""

    wait: timedelta
    chat_only: bool = True
    message_only: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """It will never be delivered like this: blocked, never started, too long. `contact_gone`: nothing will."""

    reason: str
    contact_gone: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Timed out, the connection was lost after writing, or what answered was not the platform (a portal, a proxy): it
    may or may not have been shown."""

    reason: str


Outcome = Sent | NotSent | Throttled | Rejected | Unknown


class Channel(Protocol):
    """A platform, seen from the dispatcher. `push` never raises for what the platform does.

    `exactly_once`: delivery happens in the settling transaction, so a row found `sending` after a crash was
    provably not delivered.
    """

    @property
    def platform(self) -> str: ...

    @property
    def exactly_once(self) -> bool: ...

    async def push(self, push: Push) -> Outcome: ...

    async def answers(self) -> bool:
        """Whether the platform itself answers now, asked for something that changes nothing. Never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of a file, with the name that the platform tells only now."""

    content: bytes
    name: str | None = None


class TwoWay(Channel, Protocol):
    """A platform through which people write too, and send files. `fetch` never raises for what the platform does."""

    async def fetch(self, source: Mapping[str, Json]) -> bytes | Fetched | NotSent | Rejected:
        """The bytes of an `Enclosure`; `NotSent`: to be tried again, `Rejected`: they will never come."""
        ...
