"""How well lists are read: NAME.expected.json (a careful person's reading) against what the importer makes of NAME.*.

    python -m tests.language.plan.score FOLDER [FOLDER ...]

A row is right where its lead, its supporting departments and its due date are; an indicator where its bounds, its
comparator, its unit and its basis are; an indicator that nobody expected is false. Exit code 1 below the marks.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from documents.opening import opened
from domain.plan import Indicator, Task
from language.plan.tasklist import read_tasklist

ROWS, INDICATORS, FALSE = 0.95, 0.90, 0.05


@dataclass
class Score:
    """What was right of how many, and every fault in words."""

    rows: int = 0
    rows_right: int = 0
    indicators: int = 0
    indicators_right: int = 0
    false: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count another list in."""
        for name in ("rows", "rows_right", "indicators", "indicators_right", "false"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faults += other.faults

    def __str__(self) -> str:
        return (
            f"rows {self.rows_right}/{self.rows}, indicators {self.indicators_right}/{self.indicators}, "
            f"false {self.false}"
        )

    @property
    def good(self) -> bool:
        """Whether it is above the marks."""
        said = self.indicators_right + self.false
        return (
            self.rows_right >= ROWS * self.rows
            and self.indicators_right >= INDICATORS * self.indicators
            and self.false <= FALSE * max(1, said)
        )


def score(file: Path) -> Score:
    """The score of one list against the expectation beside it."""
    expected = json.loads(file.with_name(file.stem + ".expected.json").read_text("utf-8"))
    found = Score()
    reading = read_tasklist(opened(file.read_bytes(), file.name), plan_id="x", source=file.name)
    tasks = {task.number: task for task in reading.plan.tasks} if reading.plan else {}
    for one in expected["tasks"]:
        found.rows += 1
        task = tasks.pop(one["number"], None)
        wrong = list(_row_faults(one, task))
        found.rows_right += not wrong
        found.faults += [f"{file.name} {one['number']} {fault}" for fault in wrong]
        _indicators(one, task, found, file.name)
    for task in tasks.values():
        if task.note and task.note.startswith("原文第"):  # a further row of a number: nobody counted it
            continue
        found.rows += 1
        found.faults.append(f"{file.name} {task.number} is no task of the list: {task.title}")
    return found


def _row_faults(one: dict[str, Any], task: Task | None) -> Iterator[str]:
    if task is None:
        yield "is missing"
        return
    if task.lead != one["lead"]:
        yield f"lead {task.lead}, not {one['lead']}"
    if set(task.supporting) != set(one["supporting"]):
        yield f"supporting {task.supporting}, not {one['supporting']}"
    dues = [str(each.due) if each.due else None for each in task.milestones]
    wanted = one["dues"] if "dues" in one else [one["due"]]
    if dues[-1:] != wanted[-1:] or ("dues" in one and dues != wanted):
        yield f"due {dues}, not {wanted}"


def _key(low: float | None, high: float | None, comparator: str, unit: str, basis: str) -> tuple[object, ...]:
    return (low, None if comparator == "=" else high, comparator, unit, basis)


def _indicators(one: dict[str, Any], task: Task | None, found: Score, name: str) -> None:
    wanted = Counter(
        _key(each["low"], each.get("high"), each["comparator"], each["unit"], each["basis"])
        for each in one["indicators"]
    )
    got = Counter(_of(each) for milestone in (task.milestones if task else ()) for each in milestone.indicators)
    found.indicators += wanted.total()
    found.indicators_right += (wanted & got).total()
    found.false += (got - wanted).total()
    found.faults += [f"{name} {one['number']} lacks the indicator {each}" for each in (wanted - got).elements()]
    found.faults += [f"{name} {one['number']} has a false indicator {each}" for each in (got - wanted).elements()]


def _of(one: Indicator) -> tuple[object, ...]:
    return _key(one.low, one.high, one.comparator.value, one.unit, one.basis.value)


def lists_in(folder: Path) -> list[Path]:
    """The lists of a folder that have an expectation."""
    wanted = {one.name.removesuffix(".expected.json") for one in folder.glob("*.expected.json")}
    return [one for one in sorted(folder.iterdir()) if one.stem in wanted and one.suffix != ".json"]


def main(folders: list[str]) -> int:
    """Print the score of each list and of all."""
    whole = Score()
    for file in (one for folder in folders for one in lists_in(Path(folder))):
        found = score(file)
        print(f"{file.name}: {found}")
        whole.add(found)
    for fault in whole.faults:
        print(f"  {fault}")
    print(f"all: {whole}")
    return 0 if whole.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
