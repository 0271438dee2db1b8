"""Every message of the corpus is read as a careful reader would, and none dangerously."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.planfile import loads
from language.coordinator import read_coordinator
from language.liaison import read_liaison
from language.message import Context, Message
from language.names import Vocabulary
from language.schedule import read_admin
from language.schedule.as_json import reading_json
from tests.language.agreement import is_dangerous, shortcoming
from tests.language.plans import NOW, ROOT, message, shipped

SAME_WHATEVER = ("role", "order", "sort", "count", "count_by")  # filters that may be there without being expected


def rows(audience: str, folder: str = "") -> list[dict[str, Any]]:
    text = (ROOT / "tests" / "corpus" / folder / f"{audience}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def same_filters(want: dict[str, Any], got: dict[str, Any]) -> bool:
    said = {key: value for key, value in got.items() if key in want or key not in SAME_WHATEVER}
    return {key: plain(value) for key, value in said.items()} == {key: plain(value) for key, value in want.items()}


def plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def kinds(audience: str) -> list[str]:
    return sorted({row["kind"] for row in rows(audience)})


@pytest.mark.parametrize("kind", kinds("liaison"))
def test_liaison(kind: str) -> None:
    """No message of the kind is read wrongly; all that are, are told at once."""
    missed = []
    for row in rows("liaison"):
        if row["kind"] == kind:
            got = read_liaison(Message(row["text"], Context.of(row["context"], shipped(), NOW))).to_json()
            why = "dangerous" if is_dangerous(row, got) else shortcoming(row, got)
            missed += [f"{row['id']} {row['text']}: {why}"] if why else []
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize("kind", kinds("coordinator"))
def test_coordinator(kind: str) -> None:
    asked = [row for row in rows("coordinator") if row["kind"] == kind]
    missed = [f"{row['id']} {row['text']}" for row in asked if not _is_as_expected(row)]
    assert not missed, "\n".join(missed)


def _is_as_expected(row: dict[str, Any], vocabulary: Vocabulary | None = None) -> bool:
    got = read_coordinator(message(row["text"], vocabulary=vocabulary or shipped())).to_json()
    accept = row.get("accept", {})
    wants = [row["expect"]["filters"], *accept.get("filters", ())]
    for key in row["expect"]["filters"]:
        wants += [{**row["expect"]["filters"], key: other} for other in accept.get(f"filters.{key}", ())]
    as_asked = got["intent"] in (row["expect"]["intent"], *accept.get("intent", ()))
    return as_asked and any(same_filters(want, got["filters"]) for want in wants)


def test_another_governments_plan_without_aliases() -> None:
    """A city of somebody who had not seen the code: 24 tasks, 14 departments; short names must work alone."""
    plan = Vocabulary.of(loads((ROOT / "tests" / "corpus" / "elsewhere" / "plan.json").read_bytes()))
    missed = []
    for row in rows("liaison", "elsewhere"):
        got = read_liaison(Message(row["text"], Context.of(row["context"], plan, NOW))).to_json()
        if is_dangerous(row, got) or shortcoming(row, got):
            missed.append(f"{row['id']} {row['text']}: {shortcoming(row, got)}")
    missed += [
        f"{row['id']} {row['text']}" for row in rows("coordinator", "elsewhere") if not _is_as_expected(row, plan)
    ]
    for row in rows("admin", "elsewhere"):
        rule, accept = reading_json(read_admin(row["text"], plan, NOW))["rule"], row.get("accept", {})
        wrong = [
            key for key, want in row["expect"]["rule"].items() if rule.get(key) not in (want, *accept.get(key, ()))
        ]
        missed += [f"{row['id']} {row['text']}: {wrong}"] if wrong else []
    assert not missed, "\n".join(missed)


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(rows("liaison")) >= 2000
    assert len(rows("coordinator")) >= 1000
