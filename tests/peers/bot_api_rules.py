"""What the fake Bot API accepts: arguments, keyboards, commands, and the words in which Telegram says no.

The sentences are Telegram's own; python-telegram-bot and our channel tell some of them apart by their text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

TEXT, CAPTION, CALLBACK_TEXT = 4096, 1024, 200
BUTTONS, BUTTONS_IN_A_ROW, CALLBACK_DATA = 100, 8, 64  # the last one in bytes
COMMANDS, COMMAND_WORDS = 100, 256
UPLOAD, PHOTO, DOWNLOAD = 50 << 20, 10 << 20, 20 << 20
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
STYLES = {"primary", "success", "danger"}
ACTIONS = {
    *("url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat"),
    *("switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"),
}


class Refusal(Exception):
    """The answer to a call that Telegram does not carry out."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> Json:
        """The answer as JSON."""
        told: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return {**told, "parameters": self.parameters} if self.parameters else told


def bad(description: str, **parameters: int) -> Refusal:
    """400."""
    return Refusal(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> Refusal:
    """403."""
    return Refusal(403, f"Forbidden: {description}")


# ── arguments ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Args:
    """The arguments of one call, as they came: from a query string or a form everything is a string."""

    values: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string; "" where it is missing."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def integer(self, name: str, missing: int | None = None) -> int | None:
        """An integer; `missing` where there is none."""
        value = self.values.get(name)
        if value is None or value == "":
            return missing
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f'field "{name}" must be a Number') from None

    def boolean(self, name: str) -> bool:
        """A truth value; False where there is none."""
        return self.values.get(name) in (True, "true", "True", "1", 1)

    def object(self, name: str) -> Any:
        """Something made of JSON; None where there is none."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None

    def upload(self, name: str) -> Upload | str:
        """The file of a call: one that came along, or the id of one that is there."""
        if name in self.files:
            return self.files[name]
        value = self.text(name)
        attached = value.removeprefix("attach://")
        if attached != value and attached in self.files:
            return self.files[attached]
        if not value:
            raise bad(f"there is no {name} in the request")
        return value


def size(text: str) -> int:
    """The length of a text as Telegram counts offsets: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


# ── keyboards ─────────────────────────────────────────────────────────────────────────────────────────────


def keyboard(markup: Any, *, private: bool, inline_only: bool = False) -> Json | None:
    """The reply markup as it will be shown. Raises Refusal."""
    if markup in (None, {}, ""):
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup)
    if inline_only:
        raise bad("inline keyboard expected")
    for row in markup.get("keyboard", ()):
        for button in row:
            asks = isinstance(button, dict) and (button.get("request_contact") or button.get("request_location"))
            if asks and not private:
                raise bad("phone number can be requested in private chats only")
    return markup


def _inline(markup: Json) -> Json | None:
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" must be of type Array of Array')
    if sum(len(row) for row in rows) > BUTTONS or any(len(row) > BUTTONS_IN_A_ROW for row in rows):
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _button(button)
    shown = [row for row in rows if row]
    return {"inline_keyboard": shown} if shown else None


def _button(button: Json) -> None:
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    kinds = ACTIONS & {name for name, value in button.items() if value is not None}
    if len(kinds) != 1:
        raise bad("text buttons are unallowed in the inline keyboard")
    if "callback_data" in kinds and not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in kinds and urlsplit(str(button["url"])).scheme not in ("http", "https", "tg"):
        raise bad("inline keyboard button URL is invalid: Unsupported URL protocol")
    if button.get("style") is not None and button["style"] not in STYLES:
        raise bad("inline keyboard button style is invalid")


def commands(given: Any) -> list[Json]:
    """A list of commands for a menu. Raises Refusal."""
    if not isinstance(given, list):
        raise bad("expected an Array of BotCommand")
    if len(given) > COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in given:
        if not COMMAND.fullmatch(str(one.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= size(str(one.get("description", "")).strip()) <= COMMAND_WORDS:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return [{**one, "command": one["command"].removeprefix("/")} for one in given]
