"""JSON lines in, JSON readings out: what `duban understand --jsonl` does, without the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from bot.understanding.coordinator import read_coordinator
from bot.understanding.liaison import read_liaison
from bot.understanding.names import Vocabulary
from bot.understanding.reading import Context


def read_jsonl(lines: Iterable[str], audience: str, vocabulary: Vocabulary, now: datetime) -> Iterator[str]:
    """One JSON reading for each JSON message (`id`, `text`, `context`), its `id` echoed; blank lines are skipped.

    `audience` is liaison, coordinator or admin. Raises ValueError for another audience, and with the number of the line
    for one that is not a JSON object with a text.
    """
    if audience not in ("liaison", "coordinator", "admin"):
        raise ValueError(f"no such audience: {audience}")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
        except ValueError as error:
            raise ValueError(f"line {number} is not JSON: {error}") from error
        if not isinstance(message, dict) or not isinstance(message.get("text"), str):
            raise ValueError(f"line {number} is no object with a text")
        reading = _read(message, audience, vocabulary, now)
        head = {"id": message["id"]} if "id" in message else {}
        yield json.dumps({**head, **reading}, ensure_ascii=False)


def _read(message: dict[str, Any], audience: str, vocabulary: Vocabulary, now: datetime) -> dict[str, Any]:
    text: str = message["text"]
    if audience == "coordinator":
        return read_coordinator(text, vocabulary, now).to_json()
    if audience == "admin":
        from bot.understanding.schedule import read_admin  # with its calendars: only where it is wanted
        from bot.understanding.schedule.as_json import reading_json

        return reading_json(read_admin(text, vocabulary, now))
    context = message.get("context")
    return read_liaison(text, Context.of(context if isinstance(context, dict) else None), vocabulary, now).to_json()
