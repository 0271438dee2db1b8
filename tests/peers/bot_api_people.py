"""The people on the fake Telegram, and the groups they are in: what they type, press, send, block.

Everything they do happens at once and becomes an update where Telegram would tell the bot of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.peers.bot_api_rules import START_PAYLOAD, Json
from tests.peers.bot_api_state import Chat, Message, Query, State, User
from tests.peers.bot_api_text import typed
from tests.peers.bot_api_updates import Updates


class Person:
    """Somebody with a private chat with the bot. `happened` is called after each thing they do."""

    def __init__(self, state: State, updates: Updates, user: User, happened: Callable[[], None]) -> None:
        self._state, self._updates, self._happened = state, updates, happened
        self.user = user
        self.chat = state.chats[user.id] = Chat(user.id, "private", state.numbers, user=user)

    @property
    def id(self) -> int:
        """The number of the person, and of their chat with the bot."""
        return self.user.id

    @property
    def sees(self) -> list[str]:
        """What the bot's messages in the private chat say now, oldest first."""
        return [one.text for one in self.chat.shown]

    @property
    def last(self) -> Message:
        """The lowest message of the bot in the private chat."""
        return self.chat.shown[-1]

    # ── words ─────────────────────────────────────────────────────────────────────────────────────────────

    def start(self, payload: str | None = None) -> Message:
        """Press Start, or follow a deep link. Raises ValueError for a payload that no link can carry."""
        if payload is not None and not START_PAYLOAD.fullmatch(payload):
            raise ValueError(f"no deep link carries {payload!r}")
        if self.chat.blocked:
            self.unblocks()
        self.chat.reached = True
        return self.says(f"/start {payload}" if payload else "/start")

    def says(
        self, text: str, to: Chat | None = None, *, thread: int | None = None, answers: Message | None = None
    ) -> Message:
        """Write, in the private chat or in a group."""
        chat = to or self.chat
        if chat.private:
            self.chat.reached = True
        return self._sent(chat, text=text, entities=typed(text), thread=thread, answers=answers)

    def edits(self, message: Message, text: str) -> None:
        """Change what one has written."""
        message.text, message.entities, message.edited = text, typed(text), self._state.now()
        if self._reads(message):
            self._updates.add("edited_message", message.to_json())
        self._happened()

    def sends(
        self, name: str, content: bytes, caption: str = "", *, photo: bool = False, mime: str = "", group: str = ""
    ) -> Message:
        """Send a file, or a picture as one; those of one `group` are an album."""
        file_id = self._state.keep(name, content)
        one: Json = {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": len(content)}
        small = {**one, "file_id": self._state.keep(f"small-{name}", content[:10]), "file_unique_id": "small"}
        media: Json = {"document": {**one, "file_name": name, "mime_type": mime or "application/octet-stream"}}
        if photo:
            media = {"photo": [{**small, "width": 90, "height": 67}, {**one, "width": 1280, "height": 960}]}
        if group:
            media["media_group_id"] = group
        return self._sent(self.chat, text=caption, entities=typed(caption), media=media)

    def shares_contact(self, of: Person | None = None) -> Message:
        """Send a telephone number: one's own, or somebody else's."""
        whose = (of or self).user
        contact = {"phone_number": "+8613800000000", "first_name": whose.first_name, "user_id": whose.id}
        return self._sent(self.chat, media={"contact": contact})

    def _sent(self, chat: Chat, **content: Any) -> Message:
        message = self._state.add(chat, self.user, **content)
        if self._reads(message):
            self._updates.add("message", message.to_json())
        self._happened()
        return message

    def _reads(self, message: Message) -> bool:
        """Whether the bot gets it: in a group only what is said to it, unless it may read everything."""
        chat, me = message.chat, f"@{self._state.bot.username}"
        if chat.private or (chat.reached and chat.sees_all):
            return not chat.blocked
        to_me = message.answers is not None and message.answers.sender is self._state.bot
        for one in message.entities:
            words = message.text.encode("utf-16-le")[one["offset"] * 2 : (one["offset"] + one["length"]) * 2]
            said = words.decode("utf-16-le")
            if one["type"] == "bot_command":
                to_me = to_me or "@" not in said or said.endswith(me)
            elif one["type"] == "mention":
                to_me = to_me or said == me
        return chat.reached and to_me

    # ── presses ───────────────────────────────────────────────────────────────────────────────────────────

    def taps(self, label: str, on: Message | None = None, to: Chat | None = None) -> Query:
        """Press the button whose label begins so, of a message or of the lowest that has one."""
        chat = on.chat if on else to or self.chat
        for message in [on] if on else reversed(chat.shown):
            key = message.key(label)
            if key is not None:
                return self.presses(key, message)
        told = chat.shown[-1] if chat.shown else None
        raise AssertionError(f"no button {label!r} below {told.text if told else None!r}: {told and told.buttons}")

    def presses(self, data: str, on: Message) -> Query:
        """Press a button that sends `data`: one that is there, was there once, or was made up."""
        query = Query(str(next(self._state.ids)), self.user, self._state.monotonic())
        self._state.queries[query.id] = query
        body = {"id": query.id, "from": self.user.to_json(), "chat_instance": "1", "data": data}
        self._updates.add("callback_query", {**body, "message": on.to_json()})
        self._happened()
        return query

    # ── coming and going ──────────────────────────────────────────────────────────────────────────────────

    def blocks(self) -> None:
        """Block the bot."""
        self.chat.blocked = True
        self._membership(self.chat, "member", "kicked")

    def unblocks(self) -> None:
        """Take the bot back."""
        self.chat.blocked = False
        self._membership(self.chat, "kicked", "member")

    def vanishes(self) -> None:
        """Delete the account; nobody is told."""
        self.chat.gone = True

    def adds_bot(self, group: Chat) -> None:
        """Add the bot to a group."""
        group.reached = True
        group.members.add(self.id)
        self._membership(group, "left", "member")
        self._sent(group, media={"new_chat_members": [self._state.bot.to_json()]}, answers=None)

    def removes_bot(self, group: Chat) -> None:
        """Throw the bot out of a group."""
        group.reached = False
        self._membership(group, "member", "kicked")

    def upgrades(self, group: Chat) -> Chat:
        """Make a group a supergroup; returns that. Both chats tell of it."""
        moved = self._state.supergroup(group.title or "", reached=group.reached, members=set(group.members))
        group.moved_to = moved
        told = self._state.add(group, self.user, media={"migrate_to_chat_id": moved.id})
        self._updates.add("message", told.to_json())
        told = self._state.add(moved, self.user, media={"migrate_from_chat_id": group.id})
        self._updates.add("message", told.to_json())
        self._happened()
        return moved

    def _membership(self, chat: Chat, before: str, after: str) -> None:
        def member(status: str) -> Json:
            told = {"status": status, "user": self._state.bot.to_json()}
            return {**told, "until_date": 0} if status == "kicked" else told

        body = {"chat": chat.to_json(), "from": self.user.to_json(), "date": int(self._state.now().timestamp())}
        update = {**body, "old_chat_member": member(before), "new_chat_member": member(after)}
        self._updates.add("my_chat_member", update)
        self._happened()
