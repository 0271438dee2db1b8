"""The people on the fake WeCom and the conversations they have with the bot: what they type, press, send.

What a person sees is what stands in the conversation: texts as they read once the marks are drawn, cards as they stand
after their updates. A card that only carries the buttons of the text above it belongs to that text.
"""

from __future__ import annotations

import base64
import itertools
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

Json = dict[str, Any]

_NUMBERS = itertools.count(1)
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")


@dataclass(slots=True)
class Shown:
    """One thing in a conversation. `mine`: the person's own. `card`: as the bot drew it last. `touched` counts on with
    everything that is shown or redrawn."""

    kind: str
    text: str
    mine: bool = False
    card: Json = field(default_factory=dict)
    content: bytes = b""
    touched: int = field(default_factory=_NUMBERS.__next__)

    def redraw(self, card: Json) -> None:
        """The bot draws the card anew."""
        self.card, self.text, self.touched = card, card_text(card), next(_NUMBERS)

    @property
    def buttons(self) -> dict[str, str]:
        """Label -> key."""
        return {one["text"]: one["key"] for one in self.card.get("button_list", ())}

    @property
    def task_id(self) -> str:
        return str(self.card.get("task_id", ""))


def drawn(markdown: str) -> str:
    """Markdown as it reads: no bold marks, nothing invisible."""
    return _BOLD.sub(r"\1", markdown).replace("\u200b", "")


def card_text(card: Json) -> str:
    """A card as it reads, without its buttons."""
    title = card.get("main_title") or {}
    return "\n".join(one for one in (title.get("title"), title.get("desc"), card.get("sub_title_text")) if one)


@dataclass(slots=True)
class Conversation:
    """A person alone with the bot (chat_type 1), or a group (2). `open`: somebody has spoken to the bot there."""

    id: str
    chat_type: int
    open: bool = False
    shown: list[Shown] = field(default_factory=list)

    @property
    def sees(self) -> list[str]:
        """What the bot has said, oldest first."""
        return [one.text for one in self.shown if not one.mine]


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a button, until it was answered: the bot may redraw the card once within five seconds."""

    conversation: Conversation
    on: Shown
    at: float


class Person:
    """Somebody with a conversation of their own. `tell(cmd, body)` brings a callback to the bot and returns its
    req_id; `keep_file` puts bytes where the bot can fetch them and returns the address."""

    def __init__(
        self,
        userid: str,
        bot: str,
        tell: Callable[[str, Json, Any], str],
        keep_file: Callable[[str, bytes], str],
    ) -> None:
        self.id, self._bot, self._tell, self._keep_file = userid, bot, tell, keep_file
        self.chat = Conversation(userid, 1)

    @property
    def sees(self) -> list[str]:
        """What the bot has said in the single chat."""
        return self.chat.sees

    @property
    def last(self) -> Shown:
        """The bot's lowest message in the single chat."""
        return next(one for one in reversed(self.chat.shown) if not one.mine)

    def says(self, text: str, to: Conversation | None = None, *, quote: Json | None = None, msgid: str = "") -> Json:
        """Write; in a group the bot is mentioned first, or it would hear nothing. Returns the callback's body."""
        chat = to or self.chat
        body = self._body("text", {"content": text if chat.chat_type == 1 else f"@督办 {text}"}, chat, msgid)
        if quote:
            body["quote"] = quote
        return self._said(body, chat, text)

    def speaks(self, text: str) -> Json:
        """A voice message: it comes as text."""
        return self._said(self._body("voice", {"content": text}, self.chat), self.chat, text)

    def sends(self, name: str, content: bytes, *, image: bool = False) -> Json:
        """Send a file or a picture, in the single chat."""
        kind = "image" if image else "file"
        return self._said(self._body(kind, self.enclosed(name, content), self.chat), self.chat, name)

    def sends_mixed(self, text: str, *pictures: bytes) -> Json:
        """A text with pictures in it."""
        items: list[Json] = [{"msgtype": "text", "text": {"content": text}}]
        items += [{"msgtype": "image", "image": self.enclosed(f"{n}.png", one)} for n, one in enumerate(pictures)]
        return self._said(self._body("mixed", {"msg_item": items}, self.chat), self.chat, text)

    def enclosed(self, name: str, content: bytes) -> Json:
        """Encrypted bytes at an address, and the key: AES-256-CBC, the IV is the key's beginning, padded to 32."""
        key = secrets.token_bytes(32)
        pad = 32 - len(content) % 32
        encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        hidden = encryptor.update(content + bytes([pad]) * pad) + encryptor.finalize()
        return {"url": self._keep_file(name, hidden), "aeskey": base64.b64encode(key).decode()}

    def enters(self) -> str:
        """Open the single chat, for the first time today. Returns the event's req_id."""
        return self._tell("aibot_event_callback", self._event({"eventtype": "enter_chat"}, self.chat), None)

    def rates(self, content: str) -> str:
        """Thumbs down, with a word."""
        told = {"id": "1", "type": 2, "content": content}
        event = {"eventtype": "feedback_event", "feedback_event": told}
        return self._tell("aibot_event_callback", self._event(event, self.chat), None)

    def taps(self, label: str, *, flat: bool = False) -> str:
        """Press the lowest button that begins so. Returns the event's req_id."""
        for one in reversed(self.chat.shown):
            for name, key in one.buttons.items():
                if name.startswith(label):
                    return self.presses(key, one, flat=flat)
        told = self.chat.shown[-1].text if self.chat.shown else None
        raise AssertionError(f"{self.id} sees no button {label!r}; the last is {told!r}")

    def presses(self, key: str, on: Shown, *, flat: bool = False, msgid: str = "") -> str:
        """Press a button that sends `key`: one that is there, was there once, or was made up."""
        told = {"card_type": on.card["card_type"], "event_key": key, "task_id": on.task_id}
        event: Json = {"eventtype": "template_card_event", **(told if flat else {"template_card_event": told})}
        body = self._event(event, self.chat, msgid)
        return self._tell("aibot_event_callback", body, (self.chat, on))

    def _said(self, body: Json, chat: Conversation, text: str) -> Json:
        chat.open = True
        chat.shown.append(Shown("said", text, mine=True))
        self._tell("aibot_msg_callback", body, chat)
        return body

    def _body(self, kind: str, content: Json, chat: Conversation, msgid: str = "") -> Json:
        body: Json = {
            "msgid": msgid or secrets.token_hex(12),
            "aibotid": self._bot,
            "chattype": "single" if chat.chat_type == 1 else "group",
            "from": {"userid": self.id},
            "msgtype": kind,
            kind: content,
        }
        return body if chat.chat_type == 1 else {**body, "chatid": chat.id}

    def _event(self, event: Json, chat: Conversation, msgid: str = "") -> Json:
        body = self._body("event", event, chat, msgid)
        return {**body, "create_time": 1_700_000_000}
