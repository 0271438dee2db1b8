"""The frames of the long connection: JSON texts `{"cmd", "headers": {"req_id"}, "body"}`. Pure.

A receipt has no cmd, but `errcode`; some servers answer a ping with `cmd: "pong"`. Commands and rules: Tencent's
document 101463.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SUBSCRIBE, PING, PONG = "aibot_subscribe", "ping", "pong"
ANSWER, WELCOME, UPDATE = "aibot_respond_msg", "aibot_respond_welcome_msg", "aibot_respond_update_msg"
SEND = "aibot_send_msg"
UPLOAD_INIT, UPLOAD_CHUNK, UPLOAD_FINISH = (f"aibot_upload_media_{step}" for step in ("init", "chunk", "finish"))
MESSAGE, EVENT = "aibot_msg_callback", "aibot_event_callback"

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")  # WeCom lets them through, JSON does not

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame from WeCom. `code` is None where it is no receipt."""

    cmd: str
    req_id: str
    body: dict[str, Any] = field(default_factory=dict)
    code: int | None = None
    told: str = ""


def read(text: str | bytes) -> Frame | None:
    """The frame that a text holds; None for whatever is none, however odd it is."""
    try:
        raw = json.loads(_CONTROL.sub("", text if isinstance(text, str) else text.decode()), strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(raw, dict):
        return None
    headers, body, code = raw.get("headers"), raw.get("body"), raw.get("errcode")
    req_id = headers.get("req_id") if isinstance(headers, dict) else None
    cmd = raw.get("cmd")
    return Frame(
        cmd if isinstance(cmd, str) else "",
        req_id if isinstance(req_id, str) else "",
        body if isinstance(body, dict) else {},
        code if isinstance(code, int) else None,
        str(raw.get("errmsg", "")),
    )


def write(cmd: str, req_id: str, body: Json | None = None) -> str:
    """The text of a frame to WeCom."""
    frame: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": req_id}}
    return json.dumps(frame if body is None else {**frame, "body": body}, ensure_ascii=False)


def new_req_id(cmd: str) -> str:
    """A number for a frame of our own, never used before."""
    return f"{cmd}_{secrets.token_hex(12)}"


def event_of(body: Json) -> tuple[str, Json]:
    """The type of an event and what it tells; clicks of a card come nested (document 101027) or flat (the SDK)."""
    event = body.get("event")
    if not isinstance(event, Mapping):
        return "", {}
    kind = event.get("eventtype")
    nested = event.get(kind) if isinstance(kind, str) else None
    return (kind if isinstance(kind, str) else ""), (nested if isinstance(nested, Mapping) else event)
