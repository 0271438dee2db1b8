"""A raw update of Telegram -> what it says. It is read from the stored JSON as it is: the library's objects cost more
than everything else that is done with an update, and would know no more.

Whoever writes in a group is known by their private chat, whose address is their own number; the group is the `place`.
In a group only what speaks to the bot is heard: a command, or a mention of its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.channels.telegram_early import KINDS
from domain.messages import Enclosure, Heard, Inbound, Moved, Other, Reached
from storage.inbox import Kept, Raw

PLATFORM = "telegram"
LONGEST_NAME = 80  # characters of a file's name that are kept
GROUPS = ("group", "supergroup")
FILES = ("document", "video", "audio")  # beside photos; an animation is a document too
VOICES = ("voice", "video_note")
UNREADABLE = ("sticker", "location", "venue", "poll", "dice", "game", "story", "checklist")
THERE = ("creator", "administrator", "member", "restricted")
_HAN = re.compile(r"^[\u3400-\u9fff·]+$")

Json = Mapping[str, Any]


# ── keeping ───────────────────────────────────────────────────────────────────────────────────────────────


def raw(update: dict[str, Any], bot: str) -> Raw:
    """An update as it is kept: whose it is, and its number, which is unique for the bot."""
    return Raw(PLATFORM, bot, str(update["update_id"]), _whose(update), _storable(update))


def _whose(update: Json) -> str:
    """The account whose turn it is: the sender's; of what nobody sent, the chat's."""
    said: Json = next((update[kind] for kind in KINDS if update.get(kind)), {})
    chat = said.get("chat") or (said.get("message") or {}).get("chat") or {}
    sender = said.get("from") or {}
    return str(chat.get("id", "") if "my_chat_member" in update else sender.get("id", chat.get("id", "")))


def _storable(update: dict[str, Any]) -> dict[str, Any]:
    """The update without what no database keeps (NUL, half a character): one such update would stop all others."""
    text = json.dumps(update, ensure_ascii=False)
    if "\\u0000" not in text and text.isprintable():
        return update
    whole = text.encode("utf-8", "replace").decode()
    cleaned: dict[str, Any] = json.loads(re.sub(r"(?<!\\)((?:\\\\)*)\\u0000", r"\1", whole))
    return cleaned


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────


def read(kept: Kept, name: str | None) -> Heard | None:
    """What a stored update says; None where it is not for us. `name`: the bot's, without the @."""
    update = _told(kept.payload)
    if "callback_query" in update:
        return _press(kept, update["callback_query"])
    if "my_chat_member" in update:
        return _membership(kept, update["my_chat_member"])
    said = update.get("message") or update.get("edited_message")
    if said is None:
        return None
    if "migrate_to_chat_id" in said:
        return Moved(kept.id, PLATFORM, str(said["chat"]["id"]), str(said["migrate_to_chat_id"]))
    return _message(kept, said, name, edited="message" not in update)


def _told(value: Any) -> Any:
    """The JSON without its nulls: what is not told is as good as not there."""
    if isinstance(value, dict):
        return {name: _told(one) for name, one in value.items() if one is not None}
    return [_told(one) for one in value] if isinstance(value, list) else value


def _press(kept: Kept, press: Json) -> Inbound | None:
    if "data" not in press or "from" not in press:
        return None
    chat = press.get("message", {}).get("chat", {})
    in_group = chat.get("type") in GROUPS
    return Inbound(
        kept.id,
        PLATFORM,
        kept.address,
        key=press["data"],
        name=_name(press["from"]),
        private=not in_group,
        place=_place(press["message"]) if in_group else None,
    )


def _membership(kept: Kept, change: Json) -> Reached | None:
    """Blocked and unblocked in private, put in and out of a group."""
    chat, member = change.get("chat", {}), change.get("new_chat_member", {})
    if "id" not in chat or chat.get("type") == "channel":
        return None
    there = member.get("status") in THERE and member.get("is_member", True)  # of somebody restricted it is said
    return Reached(kept.id, PLATFORM, str(chat["id"]), there)


def _message(kept: Kept, said: Json, name: str | None, *, edited: bool) -> Inbound | None:
    chat, sender = said.get("chat", {}), said.get("from", {})
    text = said.get("text") or said.get("caption")
    other, file = (None, None) if edited else (_other(said), _file(said))  # whatever was sent was read the first time
    if "id" not in sender or sender.get("is_bot") or (text is None and other is None and file is None):
        return None
    in_group = chat.get("type") in GROUPS
    if in_group:
        text = _spoken_to(text or "", name)
        if text is None:
            return None
    elif chat.get("type") != "private":
        return None
    return Inbound(
        kept.id,
        PLATFORM,
        kept.address,
        text=text,
        name=_name(sender),
        private=not in_group,
        place=_place(said) if in_group else None,
        other=other,
        file=file,
    )


def _file(said: Json) -> Enclosure | None:
    """The document that came along, or the photo in its largest size."""
    named: Json | None = next((said[kind] for kind in FILES if said.get(kind)), None)
    photos: list[Json] = said.get("photo") or []
    one = named or max(photos, key=lambda size: size.get("width", 0) * size.get("height", 0), default={})
    if "file_id" not in one:
        return None
    return Enclosure(
        {"file_id": one["file_id"]},
        (named or {}).get("mime_type") or ("application/octet-stream" if named else "image/jpeg"),
        _file_name(one.get("file_name")),
        one.get("file_size"),
        said.get("media_group_id"),
    )


def _file_name(told: str | None) -> str | None:
    """A name that can be shown: no folder, nothing unseen, not endless. It names no file of ours."""
    base = re.split(r"[/\\]", told or "")[-1]
    return "".join(char for char in base if char.isprintable()).strip()[-LONGEST_NAME:] or None


def _other(said: Json) -> Other | None:
    if "contact" in said:
        own = said["contact"].get("user_id") == said.get("from", {}).get("id")
        return Other.OWN_CONTACT if own else Other.FOREIGN_CONTACT
    if any(kind in said for kind in VOICES):
        return Other.VOICE
    return Other.UNREADABLE if any(kind in said for kind in UNREADABLE) else None


def _place(said: Json) -> str:
    """The group; of a forum the topic too, so that the answer stands where the question was."""
    group = str(said["chat"]["id"])
    return f"{group}/{said['message_thread_id']}" if said.get("is_topic_message") else group


def _spoken_to(text: str, name: str | None) -> str | None:
    """The text without our name, where it speaks to us; else None."""
    if text.startswith("/"):
        command, _, named = text.split(maxsplit=1)[0].partition("@")
        if named and named.casefold() != (name or "").casefold():
            return None  # another bot's
        return command + text[len(text.split(maxsplit=1)[0]) :]
    mention = re.compile(rf"(?<![\w@])@{re.escape(name or '@')}(?!\w)[\s:：,，]*", re.IGNORECASE)
    rest, mentions = mention.subn("", text)
    return (rest.strip() or "/help") if mentions else None


def _name(sender: Json) -> str | None:
    """How the sender is called, the family name first where it is Chinese."""
    first, last = sender.get("first_name") or "", sender.get("last_name") or ""
    if _HAN.match(first) and _HAN.match(last):
        return last + first
    return " ".join(part for part in (first, last) if part) or None
