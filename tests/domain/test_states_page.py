"""The diagrams of docs/states.md say what the tables of the supervision procedure say."""

from __future__ import annotations

import re

import pytest

from domain.errors import Refused
from domain.procedure import TRANSITIONS, PetitionState
from domain.progress import MOVES, Current, Move, State, moved
from tests.house.sources import ROOT

ARROW = re.compile(r"^\s*(\[\*\]|\w+) --> (\[\*\]|\w+)(?:: (.*))?$", re.MULTILINE)


def drawn(section: str) -> list[tuple[str, str, str]]:
    page = (ROOT / "docs" / "states.md").read_text("utf-8").split(f"## {section}\n")[1]
    return ARROW.findall(page.split("```mermaid")[1].split("```")[0])


def test_the_milestone_diagram_is_the_table() -> None:
    shown = {
        (before, move, after)
        for before, after, told in drawn("Milestone")
        for move in re.findall(r"[a-z_]+", told)
        if before != "[*]"
    }
    assert shown == {(before.value, move.value, after.value) for (before, move), after in MOVES.items()}


def test_the_petition_diagram_is_the_table() -> None:
    arrows = {(before, after) for before, after, _ in drawn("Petition")}
    legal = {(before.value, after.value) for before, afters in TRANSITIONS.items() for after in afters}
    legal |= {("[*]", "pending")} | {(one.value, "[*]") for one in PetitionState if not TRANSITIONS[one]}
    assert arrows == legal


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_what_is_not_in_the_table_is_refused_with_a_reason(state: State, move: Move) -> None:
    current = Current(6, "2022", state)
    if (state, move) in MOVES:
        assert moved(current, move) is MOVES[state, move]
    else:
        with pytest.raises(Refused) as refused:
            moved(current, move)
        assert refused.value.code in ("not_in_review", "in_review", "milestone_closed", "not_closed")
        assert refused.value.facts == {"task": 6, "period": "2022"}
