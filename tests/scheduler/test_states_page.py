"""The diagram of docs/states.md says what the table in the code says."""

from __future__ import annotations

import re
from pathlib import Path

from scheduler import flight
from scheduler.flight import FlightState
from storage.outbox import BORN, TRANSITIONS, State

PAGE = Path(__file__).parents[2] / "docs" / "states.md"
ARROW = re.compile(r"^\s*(\[\*\]|\w+) --> (\[\*\]|\w+)", re.MULTILINE)


def drawn(diagram: int) -> set[tuple[str, str]]:
    """The arrows of one of the diagrams of the outbox's section."""
    section = PAGE.read_text("utf-8").split("## Outbox")[1].split("\n## ")[0]
    arrows = ARROW.findall(section.split("```mermaid")[1 + diagram].split("```")[0])
    assert len(arrows) == len(set(arrows))
    return set(arrows)


def test_the_outbox_diagram_is_the_table() -> None:
    legal = {(before.value, after.value) for before, afters in TRANSITIONS.items() for after in afters}
    legal |= {("[*]", state.value) for state in BORN}
    legal |= {(state.value, "[*]") for state in State if not TRANSITIONS[state]}
    assert drawn(0) == legal


def test_the_diagram_of_a_flight_is_the_table() -> None:
    legal = {(before.value, after.value) for before, afters in flight.TRANSITIONS.items() for after in afters}
    legal |= {("[*]", FlightState.READY.value)}
    legal |= {(state.value, "[*]") for state in FlightState if not flight.TRANSITIONS[state]}
    assert drawn(1) == legal
