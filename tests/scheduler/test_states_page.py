"""The diagram of docs/states.md says what the table in the code says."""

from __future__ import annotations

import re
from pathlib import Path

from storage.outbox import BORN, TRANSITIONS, State

PAGE = Path(__file__).parents[2] / "docs" / "states.md"
ARROW = re.compile(r"^\s*(\[\*\]|\w+) --> (\[\*\]|\w+)", re.MULTILINE)


def test_the_outbox_diagram_is_the_table() -> None:
    section = PAGE.read_text("utf-8").split("## Outbox")[1].split("\n## ")[0]
    diagram = section.split("```mermaid")[1].split("```")[0]
    drawn = ARROW.findall(diagram)
    assert len(drawn) == len(set(drawn))
    legal = {(before.value, after.value) for before, afters in TRANSITIONS.items() for after in afters}
    legal |= {("[*]", state.value) for state in BORN}
    legal |= {(state.value, "[*]") for state in State if not TRANSITIONS[state]}
    assert set(drawn) == legal
