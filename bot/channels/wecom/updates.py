"""A callback of WeCom -> what is kept of it -> what it says.

Whoever writes in a group is known by their single chat, whose address is their userid (it may be an encrypted one: it
is never taken apart); the group is the `place`, `group/` before its chatid, which no userid can be. WeCom brings only
what speaks to the bot; voice comes as text; a file in a group comes when somebody quotes it and mentions the bot.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.wecom import frames
from bot.channels.wecom.drawing import DONE_KEY
from domain.messages import Enclosure, Heard, Inbound, Other
from storage.inbox import Kept, Raw

PLATFORM = "wecom"
GROUP = "group/"
FILES = ("file", "image", "video")
_MENTION = re.compile(r"^\s*@\S+[\s\u2005\u00a0]*")

Json = Mapping[str, Any]


# ── keeping ───────────────────────────────────────────────────────────────────────────────────────────────


def raws(body: Json, bot: str) -> list[Raw]:
    """What is kept of a callback: one row, and one more for each further picture of a mixed message. Nothing of
    events that mean nothing to us, and nothing of what nobody sent."""
    sender = sender_of(body)
    if sender is None or (body.get("msgtype") == "event" and not _says_something(body)):
        return []
    key, files = _key(body), _files(body)
    first = Raw(PLATFORM, bot, key, sender, {**body, "picked": 0})
    more = [Raw(PLATFORM, bot, f"{key}:{n}", sender, {**body, "picked": n}) for n in range(1, len(files))]
    return [first, *more]


def sender_of(body: Json) -> str | None:
    """Who sent it."""
    sender = body.get("from")
    userid = sender.get("userid") if isinstance(sender, Mapping) else None
    return userid if isinstance(userid, str) and 0 < len(userid) <= 256 else None


def conversation(body: Json) -> str | None:
    """Where it was said: an address of ours."""
    if body.get("chattype") == "group":
        chatid = body.get("chatid")
        return f"{GROUP}{chatid}" if isinstance(chatid, str) and chatid else None
    return sender_of(body)


def said(body: Json) -> str:
    """The words of a message; voice is words already, of a mixed one all of them."""
    kind = body.get("msgtype")
    if kind == "mixed":
        words = [_content(item, "text") for item in _items(body.get("mixed")) if item.get("msgtype") == "text"]
        return "\n".join(one for one in words if one)
    return _content(body, str(kind)) if kind in ("text", "voice") else ""


def card_of(body: Json) -> tuple[str, str] | None:
    """Key and card of a press."""
    kind, told = frames.event_of(body)
    key, task_id = told.get("event_key"), told.get("task_id")
    if kind != "template_card_event" or not isinstance(key, str) or not isinstance(task_id, str):
        return None
    return key, task_id


def _says_something(body: Json) -> bool:
    pressed = card_of(body)
    return bool(_opinion(body)) if pressed is None else pressed[0] != DONE_KEY


def _opinion(body: Json) -> str:
    """The words that came with a thumb; a thumb alone says nothing that could be acted upon."""
    kind, told = frames.event_of(body)
    content = told.get("content") if kind == "feedback_event" else None
    return content.strip() if isinstance(content, str) else ""


def _key(body: Json) -> str:
    """What makes an update one of its kind: its msgid, or all of it."""
    msgid = body.get("msgid")
    if isinstance(msgid, str) and msgid:
        return msgid
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────


def read(kept: Kept) -> Heard | None:
    """What a stored update says; None where it is not for us."""
    body = kept.payload
    place = conversation(body) if body.get("chattype") == "group" else None
    told: dict[str, Any] = {"private": body.get("chattype") != "group", "place": place}
    if body.get("msgtype") == "event":
        if pressed := card_of(body):
            return Inbound(kept.id, PLATFORM, kept.address, key=pressed[0], **told)
        if opinion := _opinion(body):
            return Inbound(kept.id, PLATFORM, kept.address, text=f"/feedback {opinion}", **told)
        return None
    picked = body.get("picked", 0)
    text, files = said(body) if not picked else "", _files(body)
    if place is not None:
        text = _MENTION.sub("", text).strip() or ("" if files else "/help")
    file = files[picked] if picked < len(files) else None
    if not text and file is None:
        other = Other.VOICE if body.get("msgtype") == "voice" else Other.UNREADABLE
        return Inbound(kept.id, PLATFORM, kept.address, other=other, **told)
    return Inbound(kept.id, PLATFORM, kept.address, text=text or None, file=file, **told)


def _files(body: Json) -> list[Enclosure]:
    """The files of a message; where it has none, those of what it quotes."""
    own = list(_enclosed(body, body))
    quoted = body.get("quote")
    return own or (list(_enclosed(quoted, body)) if isinstance(quoted, Mapping) else [])


def _enclosed(told: Json, body: Json) -> Iterator[Enclosure]:
    """One file of a file message, the pictures of a mixed one."""
    items = _items(told.get("mixed")) if told.get("msgtype") == "mixed" else [told]
    found = [(kind, item[kind]) for item in items for kind in FILES if isinstance(item.get(kind), Mapping)]
    group = str(body.get("msgid") or "") if len(found) > 1 else None
    for kind, one in found:
        url, key, media_id = one.get("url"), one.get("aeskey"), one.get("media_id")
        sources = ({"media_id": media_id}, media_id), ({"url": url, "aeskey": key}, url and key)
        source = next((source for source, there in sources if isinstance(there, str) and there), None)
        if source is not None:
            media_type = {"image": "image/jpeg", "video": "video/mp4"}.get(kind, "application/octet-stream")
            yield Enclosure(source, media_type, group=group)


def _items(mixed: Any) -> list[Json]:
    items = mixed.get("msg_item") if isinstance(mixed, Mapping) else None
    return [one for one in items if isinstance(one, Mapping)] if isinstance(items, list) else []


def _content(holder: Json, kind: str) -> str:
    told = holder.get(kind)
    content = told.get("content") if isinstance(told, Mapping) else None
    return content if isinstance(content, str) else ""
