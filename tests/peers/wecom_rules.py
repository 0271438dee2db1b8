"""What WeCom's gateway says no to: bodies of answers and pushes, cards above all. Pure: a body in, a code out.

Each rule is one that Tencent's documents state or that the field has met; a refusal has the code that was seen there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

MOST_BYTES = 20480  # of a markdown text and of a stream
TITLE, DESC, SUB_TITLE, LABEL = 26, 30, 112, 10  # characters
MOST_BUTTONS, MOST_KEY = 6, 1024
TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
CARDS = ("text_notice", "news_notice", "button_interaction", "vote_interaction", "multiple_interaction")
PUSHED = ("markdown", "template_card", "file", "image", "voice", "video")

BAD_TYPE, BAD_BODY, BAD_MEDIA, BAD_CARD, BAD_BUTTON = 40008, 40058, 40007, 42045, 42049


def refused(body: Json, *, answer: bool) -> tuple[int, str] | None:
    """Why a message is refused, or None. `answer`: it answers a callback, where a stream is allowed too."""
    kind = body.get("msgtype")
    if kind == "stream" and answer:
        return _stream(body)
    if kind not in PUSHED:
        return BAD_TYPE, "invalid message type"
    content = body.get(str(kind))
    if not isinstance(content, dict):
        return BAD_BODY, f"no {kind}"
    if kind == "markdown":
        return _text(content)
    if kind == "template_card":
        found = next(card_faults(content), None)
        return (BAD_CARD, found) if found else None
    return None if isinstance(content.get("media_id"), str) else (BAD_MEDIA, "invalid media_id")


def _stream(body: Json) -> tuple[int, str] | None:
    stream = body.get("stream")
    if not isinstance(stream, dict) or not isinstance(stream.get("id"), str) or not stream["id"]:
        return BAD_BODY, "no stream.id"
    return _text(stream)


def _text(content: Json) -> tuple[int, str] | None:
    text = content.get("content")
    if not isinstance(text, str) or not text.strip():
        return BAD_BODY, "no content"
    if len(text.encode()) > MOST_BYTES:
        return 45002, "content size out of limit"
    return None


def card_faults(card: Json) -> Iterator[str]:
    """What is wrong with a card."""
    kind, task_id = card.get("card_type"), card.get("task_id")
    if kind not in CARDS:
        yield f"card_type {kind!r}"
    if not isinstance(task_id, str) or not TASK_ID.fullmatch(task_id):
        yield f"task_id {task_id!r}"
    title = card.get("main_title") or {}
    if not title.get("title") and not card.get("sub_title_text"):
        yield "neither main_title.title nor sub_title_text"
    lengths = (("title", title.get("title"), TITLE), ("desc", title.get("desc"), DESC))
    for name, text, most in (*lengths, ("sub_title_text", card.get("sub_title_text"), SUB_TITLE)):
        if text is not None and (not isinstance(text, str) or len(text) > most or not text.strip()):
            yield f"{name}: {text!r}"
    if "source" in card:
        yield "source: such cards were acknowledged and never shown"
    if len(card.get("horizontal_content_list", ())) > 6 or len(card.get("jump_list", ())) > 3:
        yield "a list is too long"
    if kind in ("text_notice", "news_notice") and not card.get("card_action"):
        yield "card_action is missing"
    if kind in ("vote_interaction", "multiple_interaction") and not card.get("submit_button"):
        yield "submit_button is missing"
    if kind == "button_interaction":
        yield from _button_faults(card.get("button_list"))


def _button_faults(buttons: Any) -> Iterator[str]:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= MOST_BUTTONS:
        yield f"button_list of {len(buttons) if isinstance(buttons, list) else buttons!r}"
        return
    for one in buttons:
        label, key = one.get("text"), one.get("key")
        if not isinstance(label, str) or not label.strip() or len(label) > LABEL:
            yield f"a button called {label!r}"
        if not isinstance(key, str) or not key or len(key.encode()) > MOST_KEY:
            yield f"a button's key {key!r}"
        if one.get("style", 1) not in (1, 2, 3, 4):
            yield f"style {one['style']!r}"
    if len({one.get("key") for one in buttons}) != len(buttons):
        yield "two buttons of one key"
    if len({one.get("text") for one in buttons}) != len(buttons):
        yield "two buttons that say the same"
