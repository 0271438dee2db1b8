"""Whether a reading holds against what a careful reader expects, and whether it would put something wrong on record.

A reading that asks where it could have known falls short; one that asserts a wrong figure, task or "done" is dangerous.
"""

from __future__ import annotations

from typing import Any

ALIKE = ({"人", "名", "位"}, {"场", "次", "场次"}, {"个", "家", "所", "间", "项"})
Document = dict[str, Any]


def shortcoming(row: Document, got: Document) -> str:
    """Why the reading of a liaison's message does not hold, or ''."""
    want, accept = row["expect"], row.get("accept", {})
    if got["intent"] not in (want["intent"], *accept.get("intent", ())):
        return f"intent {got['intent']}"
    if sorted(got["tasks"]) not in [sorted(one) for one in (want["tasks"], *accept.get("tasks", ()))]:
        return f"tasks {got['tasks']}"
    for key in ("delegate_to", "query_kind"):
        if key in want and got[key] not in (want[key], *accept.get(key, ())):
            return f"{key} {got[key]}"
    problem, said = want.get("problem_text"), got["problem_text"] or ""
    if problem and not (said and (problem in said or said in problem)):
        return f"problem {said}"
    if not want.get("items"):
        return _item_shortcoming(want, got, accept)
    items = {item["task"]: item for item in got["items"]}
    whys = (_item_shortcoming(one, items.get(one["task"], {}), accept) for one in want["items"])
    return next((why for why in whys if why), "")


def is_dangerous(row: Document, got: Document) -> bool:
    """Whether a wrong figure, percent, "done", task or person would be stored by who confirms without looking."""
    want, accept = row["expect"], row.get("accept", {})
    if got["intent"] == "delegate":
        return got["delegate_to"] not in (None, want.get("delegate_to"))
    if got["intent"] not in ("update", "done", "correction", "problem"):
        return False
    wanted: dict[int, Document] = {one["task"]: one for one in want.get("items", ())}
    wanted |= {} if wanted else {number: dict(want) for number in want["tasks"]}
    found: dict[int, Document] = {one["task"]: one for one in got["items"]} or dict.fromkeys(got["tasks"], got)
    for task, item in found.items():
        figures = [one["value"] for one in item["quantities"] if one["role"] == "progress"]
        if task not in wanted:
            if figures or item["status"] == "done" or item["percent"] is not None:
                return True
            continue
        one = wanted[task]
        may_be_done = "done" in (one["status"], *accept.get("status", ()))
        percents = [one["percent"], *accept.get("percent", ()), *([100] if may_be_done else [])]
        values = [figure["value"] for figure in one["quantities"] if figure["role"] == "progress"]
        if item["status"] == "done" and not may_be_done:
            return True
        if item["percent"] is not None and not any(_close(item["percent"], other) for other in percents):
            return True
        if set(figures) - set(values):
            return True
    return False


def _item_shortcoming(want: Document, got: Document, accept: Document) -> str:
    percents = [want["percent"], *accept.get("percent", ()), *([100, None] if want["status"] == "done" else [])]
    if not any(_close(got.get("percent"), other) for other in percents):
        return f"percent {got.get('percent')}"
    states = {want["status"], *accept.get("status", ())}
    states |= {"in_progress", None} if states & {"in_progress", None} else set()
    if got.get("status") not in states:
        return f"status {got.get('status')}"
    if got.get("due") not in (want["due"], *accept.get("due", ())):
        return f"due {got.get('due')}"
    left = [one for one in got.get("quantities", ()) if one["role"] == "progress"]
    for one in (figure for figure in want["quantities"] if figure["role"] == "progress"):
        same = [other for other in left if _counts_the_same(one, other, accept)]
        if not same:
            return f"{one['value']}{one['unit']} {one['kind']} not in {left}"
        left.remove(same[0])
    return f"also {left}" if left else ""


def _counts_the_same(want: Document, got: Document, accept: Document) -> bool:
    units = want["unit"], got["unit"]
    return (
        want["value"] == got["value"]
        and (
            units[0] == units[1]
            or units[1] in accept.get("unit", ())
            or any(units[0] in group and units[1] in group for group in ALIKE)
        )
        and got["kind"] in (want["kind"], *accept.get("quantity_kind", ()))
    )


def _close(one: float | None, other: float | None) -> bool:
    return one is other or (one is not None and other is not None and abs(one - other) <= 0.5)
