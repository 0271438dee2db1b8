"""How much is held of sets whose authors had seen neither the code nor any other set, and that nobody mends against.

    python -m tests.unseen.score [--missed]

A set is a folder: liaison.jsonl, coordinator.jsonl, admin.jsonl, with what a careful reader expects, written before any
run. A reading that asks where it could have known falls short; one that would put something wrong on record is
dangerous (`tests.language.agreement`). Of coordinators the intent and every filter, of admins every named part of the
rule must agree.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from language import Context, Message
from language.coordinator import explain_coordinator
from language.liaison import read_liaison
from language.normalise import clean
from language.schedule import explain_admin
from language.schedule.as_json import reading_json
from tests.language.agreement import is_dangerous, shortcoming
from tests.language.plans import NOW, shipped

HERE = Path(__file__).parent
Json = dict[str, Any]


def main(missed: bool) -> None:
    """Print a line for each set and audience; with `missed` each text that falls short."""
    for folder in sorted(one for one in HERE.iterdir() if (one / "liaison.jsonl").is_file()):
        for audience, score in SCORES.items():
            rows = [json.loads(line) for line in (folder / f"{audience}.jsonl").read_text("utf-8").splitlines()]
            whys = list(score(rows))
            held, dangerous = sum(not why for why, _ in whys), sum(danger for _, danger in whys)
            share = f"held {held}/{len(rows)} = {held / len(rows):.1%}"
            print(f"{folder.name:<4} {audience:<12} {share}, dangerous {dangerous}")
            for row, (why, danger) in zip(rows, whys, strict=True):
                if why and missed:
                    print(f"     {'DANGEROUS ' if danger else ''}{row['id']} {row['text']!r}: {why}")


def liaisons(rows: list[Json]) -> Iterator[tuple[str, bool]]:
    """Why each falls short ('' where it holds), and whether it is dangerous."""
    for row in rows:
        got = read_liaison(_message(row)).to_json()
        yield shortcoming(row, got), is_dangerous(row, got)


def coordinators(rows: list[Json]) -> Iterator[tuple[str, bool]]:
    for row in rows:
        got, want = explain_coordinator(_message(row))[0].to_json(), row["expect"]
        wrong = {key: got["filters"].get(key) for key, value in want.get("filters", {}).items()
                 if got["filters"].get(key) != value}  # fmt: skip
        yield f"intent {got['intent']}" if got["intent"] != want["intent"] else f"{wrong or ''}", False


def admins(rows: list[Json]) -> Iterator[tuple[str, bool]]:
    for row in rows:
        message = _message(row)
        context = message.context
        order, _ = explain_admin(message.said, context.vocabulary, context.now, message.phrase)
        got, want = reading_json(order).get("rule", {}), row["expect"].get("rule", {"kind": "unknown"})
        wrong = {key: got.get(key) for key, value in want.items() if got.get(key) != value}
        yield f"{wrong or ''}", False


def _message(row: Json) -> Message:
    return Message(clean(row["text"]), Context.of(row.get("context") or {}, shipped(), NOW))


SCORES: dict[str, Callable[[list[Json]], Iterator[tuple[str, bool]]]] = {
    "liaison": liaisons,
    "coordinator": coordinators,
    "admin": admins,
}

if __name__ == "__main__":
    main("--missed" in sys.argv)
