"""Every call is held against the published description of the Bot API, where that stands beside the project.

It tells methods, parameters and types; a call that does not fit is a complaint. It is not part of the project: where
it is missing, this one check is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from app.settings import PROJECT
from tests.peers.bot_api_rules import Args

FILE = PROJECT.parent / "shared" / "platforms" / "telegram-bot-api.json"
ARRAY = "Array of "


class Spec:
    """The description: what each method and each object takes."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._methods: Mapping[str, Any] = raw["methods"]
        self._types: Mapping[str, Any] = raw["types"]

    @staticmethod
    @cache
    def load() -> Spec | None:
        """The description, or None where it is not there."""
        return Spec(json.loads(FILE.read_text("utf-8"))) if FILE.is_file() else None

    def knows(self, method: str) -> bool:
        """Whether there is such a method."""
        return method in self._methods

    def complaints(self, method: str, args: Args) -> list[str]:
        """What is wrong with a call, as sentences."""
        if method not in self._methods:
            return [f"{method}: there is no such method"]
        given = {**dict.fromkeys(args.files, "file"), **args.values}
        attached = {
            value.removeprefix("attach://")
            for value in args.values.values()
            if isinstance(value, str) and value.startswith("attach://")
        }
        for name in attached:
            given.pop(name, None)
        fields = self._methods[method].get("fields", ())
        return [f"{method}: {one}" for one in self._fields(fields, given, form=True)]

    def _fields(self, fields: Any, given: Mapping[str, Any], *, form: bool) -> Iterator[str]:
        known = {one["name"]: one for one in fields}
        yield from (f"{name} is missing" for name, one in known.items() if one["required"] and name not in given)
        for name, value in given.items():
            if name not in known:
                yield f"{name} is unknown"
            elif not any(self._fits(kind, value, form=form) for kind in known[name]["types"]):
                yield f"{name} is no {' or '.join(known[name]['types'])}: {value!r}"

    def _fits(self, kind: str, value: Any, *, form: bool) -> bool:
        """Whether a value is of that type. In a form everything came as a string, objects as JSON."""
        if kind in ("String", "InputFile"):
            return isinstance(value, str)
        if form and isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                return False
        if kind == "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        if kind in ("Boolean", "True"):
            return isinstance(value, bool)
        if kind == "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        if kind.startswith(ARRAY):
            inner = kind.removeprefix(ARRAY)
            return isinstance(value, list) and all(self._fits(inner, one, form=False) for one in value)
        return isinstance(value, dict) and self._is(kind, value)

    def _is(self, kind: str, value: Mapping[str, Any]) -> bool:
        described = self._types[kind]
        if described.get("subtypes"):
            return any(self._is(one, value) for one in described["subtypes"])
        return not list(self._fields(described.get("fields", ()), value, form=False))
