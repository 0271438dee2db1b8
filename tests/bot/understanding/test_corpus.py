"""Every message of the corpus is read as a careful reader would, and none dangerously."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.understanding.coordinator import read_coordinator
from bot.understanding.liaison import read_liaison
from bot.understanding.reading import Context
from tests.bot.understanding.agreement import is_dangerous, shortcoming
from tests.bot.understanding.plans import NOW, ROOT, shipped

SAME_WHATEVER = ("role", "order", "sort", "count", "count_by")  # filters that may be there without being expected


def rows(audience: str) -> list[dict[str, Any]]:
    text = (ROOT / "tests" / "corpus" / f"{audience}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def same_filters(want: dict[str, Any], got: dict[str, Any]) -> bool:
    said = {key: value for key, value in got.items() if key in want or key not in SAME_WHATEVER}
    return {key: plain(value) for key, value in said.items()} == {key: plain(value) for key, value in want.items()}


def plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


@pytest.mark.parametrize("row", rows("liaison"), ids=lambda row: f"{row['id']}-{row['kind']}")
def test_liaison(row: dict[str, Any]) -> None:
    got = read_liaison(row["text"], Context.of(row["context"]), shipped(), NOW).to_json()
    assert not is_dangerous(row, got), row["text"]
    assert shortcoming(row, got) == "", row["text"]


@pytest.mark.parametrize("row", rows("coordinator"), ids=lambda row: f"{row['id']}-{row['kind']}")
def test_coordinator(row: dict[str, Any]) -> None:
    got = read_coordinator(row["text"], shipped(), NOW).to_json()
    accept = row.get("accept", {})
    assert got["intent"] in (row["expect"]["intent"], *accept.get("intent", ())), row["text"]
    wants = [row["expect"]["filters"], *accept.get("filters", ())]
    for key in row["expect"]["filters"]:
        wants += [{**row["expect"]["filters"], key: other} for other in accept.get(f"filters.{key}", ())]
    assert any(same_filters(want, got["filters"]) for want in wants), row["text"]


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(rows("liaison")) >= 200
    assert len(rows("coordinator")) >= 80
