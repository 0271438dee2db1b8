"""Messages that nobody mended the readers for, and those of the blind sets that are still not held.

All were written by people who had not seen the code, and are kept apart: a miss is a reason to look at the language,
not at the line. None may be dangerous. Raise the bound when more is held.
"""

from __future__ import annotations

import json
from typing import Any

from language.liaison import read_liaison
from language.message import Context, Message
from tests.language.agreement import is_dangerous, shortcoming
from tests.language.plans import NOW, ROOT, shipped

HELD = 169  # of 192


def readings() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    text = (ROOT / "tests" / "corpus" / "heldout_liaison.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    return [
        (row, read_liaison(Message(row["text"], Context.of(row["context"], shipped(), NOW))).to_json()) for row in rows
    ]


def test_none_is_dangerous() -> None:
    assert not [row["text"] for row, got in readings() if is_dangerous(row, got)]


def test_most_are_held() -> None:
    missed = [f"{row['id']} {row['text']}" for row, got in readings() if shortcoming(row, got)]
    assert len(readings()) - len(missed) >= HELD, "\n".join(missed)
