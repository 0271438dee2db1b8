"""Messages that nobody fixed the readers against: how well they read what they have not seen.

They were written by someone who had not seen the code, and are kept apart: a miss here is a reason to look at the
language, not at the line. The bounds are what was held when they were first read; raise them when more is.
"""

from __future__ import annotations

import json
from typing import Any

from bot.understanding.liaison import read_liaison
from bot.understanding.reading import Context
from tests.bot.understanding.agreement import is_dangerous, shortcoming
from tests.bot.understanding.plans import NOW, ROOT, shipped

HELD = 150  # of 170, at the first reading


def readings() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    text = (ROOT / "tests" / "corpus" / "heldout_liaison.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    return [(row, read_liaison(row["text"], Context.of(row["context"]), shipped(), NOW).to_json()) for row in rows]


def test_none_is_dangerous() -> None:
    assert not [row["text"] for row, got in readings() if is_dangerous(row, got)]


def test_most_are_held() -> None:
    missed = [f"{row['id']} {row['text']}" for row, got in readings() if shortcoming(row, got)]
    assert len(readings()) - len(missed) >= HELD, "\n".join(missed)
