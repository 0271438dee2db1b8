"""Reads the parts of a plan document (parsed JSON) into values, and keeps what is wrong with them.

What is missing or of the wrong kind is named and replaced by a stand-in (an empty word, `date.min`, the number
UNNUMBERED + place), only so that the rest of the file can still be checked; `domain.planfile` never lets a plan with a
stand-in out. A key that the schema does not know is a fault too: a mistyped `suporting` would silently lose a list.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection
from datetime import date

from domain.errors import PlanProblem
from domain.plan import Basis, Comparator, Department, Indicator, Milestone, Plan, Task

UNNUMBERED = 10**9  # a task whose number cannot be read stands in as UNNUMBERED + its place in the file

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAN = ("id", "title", "timezone", "departments", "tasks")
_TASK = ("number", "title", "lead", "milestones")
_TASK_MAY = ("aliases", "supporting", "supporting_open_ended", "note")
_MILESTONE = ("period", "starts", "due", "target")
_INDICATOR = ("name", "phrase", "comparator", "low", "unit")
_INDICATOR_MAY = ("high", "basis", "base_low", "base_high", "base_unit")


class PlanReader:
    """Reads one document. `problems` holds what was found, in the order of the file."""

    def __init__(self) -> None:
        self.problems: list[PlanProblem] = []
        self._task: int | None = None

    def plan(self, document: object) -> Plan:
        """The plan, with stand-ins where there are problems. Never raises on what JSON can hold."""
        top = self._object(document, "", _PLAN, ("source",))
        return Plan(
            id=self._text(top, "id"),
            title=self._text(top, "title"),
            timezone=self._text(top, "timezone"),
            source=self._text(top, "source", default=""),
            departments=tuple(
                self._department(one, f"departments[{at}]") for at, one in enumerate(self._list(top, "departments"), 1)
            ),
            tasks=tuple(self._read_task(one, at) for at, one in enumerate(self._list(top, "tasks"), 1)),
        )

    def _department(self, value: object, where: str) -> Department:
        one = self._object(value, where, ("name",), ("aliases", "kind", "members"))
        return Department(
            name=self._text(one, "name", where),
            aliases=self._texts(one, "aliases", where),
            kind=self._text(one, "kind", where, default="department"),
            members=self._texts(one, "members", where),
        )

    def _read_task(self, value: object, at: int) -> Task:
        number = value.get("number") if isinstance(value, dict) else None
        if isinstance(number, int) and not isinstance(number, bool) and abs(number) < UNNUMBERED:
            self._task, where = number, ""
        else:
            self._task, where = None, f"tasks[{at}]"
            if isinstance(value, dict) and "number" in value:
                self._say(f"{where}.number", f"must be a whole number, not {_shown(number)}")
            number = UNNUMBERED + at
        one = self._object(value, where, _TASK, _TASK_MAY)
        task = Task(
            number=number,
            title=self._text(one, "title", where),
            lead=self._text(one, "lead", where),
            milestones=tuple(
                self._milestone(each, where, place)
                for place, each in enumerate(self._list(one, "milestones", where), 1)
            ),
            aliases=self._texts(one, "aliases", where),
            supporting=self._texts(one, "supporting", where),
            supporting_open_ended=self._truth(one, "supporting_open_ended", where),
            note=self._text(one, "note", where) if one.get("note") is not None else None,
        )
        self._task = None
        return task

    def _milestone(self, value: object, task: str, place: int) -> Milestone:
        period = value.get("period") if isinstance(value, dict) else None
        where = _path(task, f"milestones[{period if isinstance(period, str) and 0 < len(period) < 40 else place}]")
        one = self._object(value, where, _MILESTONE, ("indicators",))
        return Milestone(
            period=self._text(one, "period", where),
            starts=self._day(one, "starts", where),
            due=self._day(one, "due", where) if one.get("due", "") is not None else None,
            target=self._text(one, "target", where),
            indicators=tuple(
                self._indicator(each, f"{where}.indicators[{at}]")
                for at, each in enumerate(self._list(one, "indicators", where), 1)
            ),
        )

    def _indicator(self, value: object, where: str) -> Indicator:
        one = self._object(value, where, _INDICATOR, _INDICATOR_MAY)
        comparator = self._choice(one, "comparator", where, [each.value for each in Comparator], Comparator.EQUAL.value)
        basis = self._choice(one, "basis", where, [each.value for each in Basis], Basis.TOTAL.value)
        low = self._number(one, "low", where)
        return Indicator(
            name=self._text(one, "name", where),
            phrase=self._text(one, "phrase", where),
            comparator=Comparator(comparator),
            low=low,
            high=self._number(one, "high", where),
            unit=self._text(one, "unit", where),
            basis=Basis(basis),
            base_low=self._number(one, "base_low", where),
            base_high=self._number(one, "base_high", where),
            base_unit=self._text(one, "base_unit", where) if one.get("base_unit") is not None else None,
        )

    def _object(self, value: object, where: str, must: Collection[str], may: Collection[str]) -> dict[str, object]:
        if not isinstance(value, dict):
            self._say(where or "file", f"must be an object, not {_shown(value)}")
            return {}
        for key in must:
            if key not in value:
                self._say(_path(where, key), "is missing")
        for key in value:
            if key not in must and key not in may:
                self._say(_path(where, key[:40]), "is no key of the schema")
        return value

    def _list(self, one: dict[str, object], key: str, where: str = "") -> list[object]:
        value = one.get(key, [])
        if isinstance(value, list):
            return value
        self._say(_path(where, key), f"must be a list, not {_shown(value)}")
        return []

    def _text(self, one: dict[str, object], key: str, where: str = "", default: str = "") -> str:
        value = one.get(key, default)
        if not isinstance(value, str):
            self._say(_path(where, key), f"must be text, not {_shown(value)}")
            return default
        if any("\ud800" <= character <= "\udfff" for character in value):
            self._say(_path(where, key), "holds half a character (a lone surrogate)")
            return default
        return value

    def _texts(self, one: dict[str, object], key: str, where: str) -> tuple[str, ...]:
        values = self._list(one, key, where)
        if all(isinstance(value, str) for value in values):
            return tuple(self._text({key: value}, key, where) for value in values)
        self._say(_path(where, key), "must hold nothing but text")
        return ()

    def _truth(self, one: dict[str, object], key: str, where: str) -> bool:
        value = one.get(key, False)
        if not isinstance(value, bool):
            self._say(_path(where, key), f"must be true or false, not {_shown(value)}")
        return value is True

    def _number(self, one: dict[str, object], key: str, where: str) -> float | None:
        value = one.get(key)
        if value is None:
            return None
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and abs(value) < 10**30
            and math.isfinite(value)
        ):
            return float(value)
        self._say(_path(where, key), f"must be a number, not {_shown(value)}")
        return None

    def _day(self, one: dict[str, object], key: str, where: str) -> date:
        value = one.get(key)
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass  # 2022-02-30: told below like any other
        if key in one:
            self._say(_path(where, key), f"must be a date such as 2022-12-31, not {_shown(value)}")
        return date.min

    def _choice(self, one: dict[str, object], key: str, where: str, known: list[str], default: str) -> str:
        value = one.get(key, default)
        if isinstance(value, str) and value in known:
            return value
        self._say(_path(where, key), f"{_shown(value)} is none of {' '.join(known)}")
        return default

    def _say(self, field: str, message: str) -> None:
        self.problems.append(PlanProblem(self._task, field, message))


def _path(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _shown(value: object) -> str:
    """A value as the file says it, cut to what fits in a line."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**30:
        return "so large a number"
    return json.dumps(value)[:60] if not isinstance(value, str) else json.dumps(value[:50], ensure_ascii=False)
