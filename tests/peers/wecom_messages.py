"""What becomes of messages on the fake WeCom: pushes, answers to callbacks, redrawn cards; each put into its
conversation, or refused with the code that was seen in the field.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.peers.waiting import awake
from tests.peers.wecom_faults import Limits
from tests.peers.wecom_media import Media
from tests.peers.wecom_people import Conversation, Json, Person, Shown, card_text, drawn
from tests.peers.wecom_rules import card_faults, refused

UPDATE_WITHIN = WELCOME_WITHIN = 5.0


@dataclass(slots=True)
class Callback:
    """Something that the gateway brought and that may be answered."""

    cmd: str
    body: Json
    about: Any  # the conversation of a message; conversation and card of a press
    connection: int
    at: float
    stream: str | None = None
    answered: bool = False  # by a plain answer, an update, a welcome, or the end of a stream


ANSWERS = {
    "aibot_respond_msg": "message",
    "aibot_respond_welcome_msg": "enter_chat",
    "aibot_respond_update_msg": "template_card_event",
}


def _kind(callback: Callback) -> str:
    return "message" if callback.cmd == "aibot_msg_callback" else str(callback.body["event"]["eventtype"])


class Messages:
    """The conversations, and who may say what in them. `complain` counts what no client should do."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float], complain: Callable[[str], None]) -> None:
        self.limits, self.monotonic, self.complain = limits, monotonic, complain
        self.media = Media()
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Conversation] = {}
        self.callbacks: dict[str, Callback] = {}
        self.update_delays: list[float] = []  # seconds from each press to the update of its card
        self._seen: set[str] = set()  # the numbers of cards

    def push(self, body: Json) -> Json | tuple[int, str]:
        chat_type, chatid = body.get("chat_type"), body.get("chatid")
        if chat_type not in (1, 2):
            self.complain("a push without chat_type")
            return 93006, "invalid chatid"
        place = self.groups.get(str(chatid)) if chat_type == 2 else None
        person = self.people.get(str(chatid))
        conversation = place or (person.chat if person and chat_type == 1 else None)
        if conversation is None or not conversation.open:
            return 93006, "invalid chatid"
        return self._show(conversation, body, answer=False)

    def _show(self, chat: Conversation, body: Json, *, answer: bool) -> Json | tuple[int, str]:
        """Check a message and put it into a conversation."""
        if wrong := refused(body, answer=answer):
            self.complain(f"a message is refused: {wrong[1]}")
            return wrong
        kind = body["msgtype"]
        if kind == "template_card" and body[kind]["task_id"] in self._seen:
            return 42014, "task_id exists"
        if kind not in ("stream", "markdown", "template_card") and body[kind]["media_id"] not in self.media.uploaded:
            self.complain("a media_id that nobody uploaded")
            return 40007, "invalid media_id"
        if not self.limits.admits(chat.id, self.monotonic()):
            self.complain(f"too many messages to {chat.id}")
            return 846607, "aibot send msg frequency limit exceeded"
        match kind:
            case "template_card":
                self._seen.add(body[kind]["task_id"])
                chat.shown.append(Shown(kind, card_text(body[kind]), card=body[kind]))
            case "stream" | "markdown":
                chat.shown.append(Shown(kind, drawn(body[kind]["content"])))
            case _:
                _, name, content = self.media.uploaded[body[kind]["media_id"]]
                chat.shown.append(Shown(kind, name, content=content))
        return {}

    def answer(self, line: int, cmd: str, req_id: str, body: Json) -> Json | tuple[int, str]:
        callback = self.callbacks.get(req_id)
        wanted = ANSWERS[cmd]
        if callback is None or callback.connection != line or _kind(callback) != wanted:
            self.complain(f"{cmd} to {_kind(callback) if callback else 'nothing'}")
            return 846605, "invalid req_id"
        if callback.answered:
            self.complain(f"{cmd} for the second time")
            return 846606, "req_id used"
        late = awake() - callback.at
        if cmd == "aibot_respond_update_msg":
            return self._update(callback, body, late)
        if cmd == "aibot_respond_welcome_msg":
            callback.answered = True
            if late > WELCOME_WITHIN:
                self.complain("a welcome after five seconds")
                return 846605, "too late"
            callback.about.shown.append(Shown("welcome", body["text"]["content"]))
            return {}
        stream = body.get("stream") if body.get("msgtype") == "stream" else None
        if isinstance(stream, dict):
            if callback.stream not in (None, stream.get("id")):
                self.complain("a stream changes its id")
            callback.stream = stream.get("id")
            if not stream.get("finish"):
                return {}
        result = self._show(callback.about, body, answer=True)
        callback.answered = not isinstance(result, tuple)
        return result

    def _update(self, callback: Callback, body: Json, late: float) -> Json | tuple[int, str]:
        callback.answered = True
        card = body.get("template_card")
        if late > UPDATE_WITHIN:
            return 846605, "too late"
        if body.get("response_type") != "update_template_card" or not isinstance(card, dict):
            self.complain("an update without a card")
            return 40058, "no template_card"
        if wrong := next(card_faults(card), None):
            self.complain(f"an update is refused: {wrong}")
            return 42049, wrong
        _, on = callback.about
        if card["task_id"] != on.task_id:
            self.complain("an update changes the task_id: nothing is redrawn")
            return {}
        on.redraw(card)
        self.update_delays.append(late)
        return {}
