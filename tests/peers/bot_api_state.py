"""Who and what there is on the fake Telegram: users, chats, messages, files, callback queries.

Message numbers run through all private chats and small groups together, and in each supergroup for itself, as on
Telegram: a number alone names no message.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.peers.bot_api_rules import Json, bad, forbidden

QUERY_LIVES = 30.0  # seconds in which a press can be answered
DELETABLE = 48 * 3600.0  # seconds in which a message can be deleted
SUPERGROUP = -1_000_000_000_000


@dataclass(frozen=True, slots=True)
class User:
    """Somebody, or the bot."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def to_json(self) -> Json:
        """As updates show them."""
        told = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        return _filled(told, username=self.username, language_code=self.language_code)


@dataclass(slots=True)
class Message:
    """One message as it stands now. `said` are all texts that it ever had, the present one last."""

    id: int
    chat: Chat
    sender: User
    date: datetime
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    markup: Json | None = None
    media: Json = field(default_factory=dict)  # {"document": …}, {"photo": […]}, {"contact": …}, {"new_chat_title": …}
    thread: int | None = None
    answers: Message | None = None
    edited: datetime | None = None
    silent: bool = False
    sealed: bool = False  # it cannot be edited any more
    deleted: bool = False
    said: list[str] = field(default_factory=list)

    @property
    def buttons(self) -> list[str]:
        """The labels below it, from left to right and from top to bottom."""
        return [one["text"] for one in self._keys()]

    def key(self, label: str) -> str | None:
        """What the button whose label begins so sends; None where there is none."""
        return next((one["callback_data"] for one in self._keys() if one["text"].startswith(label)), None)

    def _keys(self) -> Iterator[Json]:
        return itertools.chain.from_iterable((self.markup or {}).get("inline_keyboard", ()))

    def to_json(self, *, quoted: bool = False) -> Json:
        """As the Bot API shows it; a message that is quoted quotes none itself."""
        told: Json = {"message_id": self.id, "from": self.sender.to_json(), "chat": self.chat.to_json()}
        told["date"] = int(self.date.timestamp())
        inline = self.markup if self.markup and "inline_keyboard" in self.markup else None
        words, marks = ("caption", "caption_entities") if self.media else ("text", "entities")
        return _filled(
            {**told, **self.media},
            **{words: self.text or None, marks: self.entities or None},
            reply_markup=inline,
            edit_date=int(self.edited.timestamp()) if self.edited else None,
            message_thread_id=self.thread,
            is_topic_message=True if self.thread and self.chat.forum else None,
            reply_to_message=self.answers.to_json(quoted=True) if self.answers and not quoted else None,
        )


@dataclass(slots=True, eq=False)
class Chat:
    """A chat. `reached`: in a private one the person has pressed Start, in a group the bot is a member."""

    id: int
    kind: str  # private | group | supergroup
    numbers: Iterator[int]
    title: str | None = None
    user: User | None = None
    forum: bool = False
    reached: bool = False
    blocked: bool = False
    gone: bool = False  # the person deleted their account
    sees_all: bool = False  # the bot reads everything in this group
    moved_to: Chat | None = None
    members: set[int] = field(default_factory=set)
    topics: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        """Whether it is with one person."""
        return self.kind == "private"

    @property
    def shown(self) -> list[Message]:
        """What the bot's messages in it are now, oldest first; deleted ones are not."""
        return [one for one in self.messages.values() if one.sender.is_bot and not one.deleted]

    def to_json(self) -> Json:
        """As updates show it."""
        if self.user is not None:
            told = {"id": self.id, "type": self.kind, "first_name": self.user.first_name}
            return _filled(told, username=self.user.username)
        return _filled({"id": self.id, "type": self.kind, "title": self.title}, is_forum=self.forum or None)

    def check_writable(self) -> None:
        """Raises Refusal where the bot cannot write here."""
        if self.moved_to is not None:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.moved_to.id)
        if self.gone:
            raise forbidden("user is deactivated")
        if self.blocked:
            raise forbidden("bot was blocked by the user")
        if not self.reached and self.private:
            raise forbidden("bot can't initiate conversation with a user")
        if not self.reached:
            raise forbidden(f"bot was kicked from the {self.kind} chat")


@dataclass(slots=True)
class Query:
    """A press that waits to be answered."""

    id: str
    user: User
    pressed_at: float
    answers: list[str] = field(default_factory=list)


class State:
    """Everything there is. `now` dates messages, `monotonic` measures ages."""

    def __init__(self, bot: User, now: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self.bot, self.now, self.monotonic = bot, now, monotonic
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.files: dict[str, tuple[str, bytes]] = {}  # id -> path and content
        self.spoken = 0  # messages that the bot has sent
        self.numbers = itertools.count(1)
        self.ids = itertools.count(1)

    def chat(self, chat_id: Any) -> Chat:
        """The chat of that id as the bot may write it. Raises Refusal."""
        if chat_id in (None, ""):
            raise bad("chat_id is empty")
        try:
            found = self.chats.get(int(chat_id))
        except (TypeError, ValueError):
            found = None
        if found is None:
            raise bad("chat not found")
        return found

    def add(self, chat: Chat, sender: User, **more: Any) -> Message:
        """A new message in a chat."""
        message = Message(next(chat.numbers), chat, sender, self.now(), **more)
        message.said.append(message.text)
        self.spoken += sender is self.bot
        chat.messages[message.id] = message
        return message

    def supergroup(self, title: str, **more: Any) -> Chat:
        """A new supergroup, with numbers of its own."""
        number = SUPERGROUP - next(self.ids)
        chat = self.chats[number] = Chat(number, "supergroup", itertools.count(1), title, **more)
        return chat

    def keep(self, name: str, content: bytes) -> str:
        """Keep a file; returns its id."""
        number = next(self.ids)
        file_id = f"file-{number}"
        self.files[file_id] = (f"documents/{number}/{name.rpartition('/')[2]}", content)
        return file_id


def at_utc() -> datetime:
    """What the machine's clock shows."""
    return datetime.now(UTC)


def _filled(told: Json, **more: Any) -> Json:
    return {**told, **{name: value for name, value in more.items() if value is not None}}
