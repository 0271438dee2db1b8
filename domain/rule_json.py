"""A rule as JSON and back, for a database column.

`version` says how to read it: a later version of the product reads what an earlier one wrote. Every field is
written, so that a default which changes one day does not change the rules that people have saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from domain import recurrence
from domain.errors import InvalidRule
from domain.recurrence import Recurrence, Span, Unit
from domain.rules import Audience, Kind, Policy, Recipient, ReminderRule, Reporting

VERSION = 1  # of the form; a later one is refused, not guessed at
RECURRENCES: dict[str, type[Recurrence]] = {
    "every_days": recurrence.EveryDays,
    "every_hours": recurrence.EveryHours,
    "weekly": recurrence.Weekly,
    "monthly": recurrence.Monthly,
    "span_workdays": recurrence.SpanWorkdays,
    "span_weekdays": recurrence.SpanWeekdays,
    "before_end": recurrence.BeforeEnd,
    "on_days": recurrence.OnDays,
}


def to_json(rule: ReminderRule) -> dict[str, Any]:
    """The rule as plain dicts, lists, strings and numbers."""
    return {"version": VERSION, **_fields_of(rule)}


def from_json(data: Mapping[str, Any]) -> ReminderRule:
    """The rule that `to_json` wrote. Raises InvalidRule for anything else."""
    if data.get("version") != VERSION:
        raise InvalidRule(f"a rule of version {data.get('version')!r} cannot be read")
    try:
        return _rule({key: value for key, value in data.items() if key != "version"})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidRule(f"this is not a rule: {error}") from error


def _fields_of(value: Any) -> dict[str, Any]:
    return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat(timespec="minutes")
        case time():
            return value.isoformat(timespec="minutes" if value == value.replace(second=0, microsecond=0) else "auto")
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(one) for one in value]
        case Audience() | Reporting():
            return _fields_of(value)
    name = next((name for name, kind in RECURRENCES.items() if type(value) is kind), None)
    return value if name is None else {"every": name, "of": _fields_of(value)}


def _rule(data: dict[str, Any]) -> ReminderRule:
    return ReminderRule(
        **_read(
            data,
            kind=Kind,
            recurrence=_recurrence,
            at=_each(time.fromisoformat),
            policy=Policy,
            offsets=tuple,
            unit=Unit,
            reporting=_reporting,
            audience=_audience,
            paused_from=date.fromisoformat,
            paused_until=date.fromisoformat,
        )
    )


def _recurrence(data: dict[str, Any]) -> Recurrence:
    parts = _read(
        data["of"],
        first=datetime.fromisoformat if data["every"] == "every_hours" else date.fromisoformat,
        anchor=date.fromisoformat,
        weekdays=tuple,
        months=tuple,
        nth=tuple,
        on=_each(date.fromisoformat) if data["every"] == "on_days" else tuple,
        span=Span,
        unit=Unit,
    )
    return RECURRENCES[data["every"]](**parts)


def _reporting(data: dict[str, Any]) -> Reporting:
    clock = time.fromisoformat
    return Reporting(**_read(data, unit=Unit, at=clock, policy=Policy, second=clock, chase=clock))


def _audience(data: dict[str, Any]) -> Audience:
    return Audience(**_read(data, recipients=_each(Recipient), departments=tuple, tasks=tuple, without=tuple))


def _each(read: Callable[[Any], Any]) -> Callable[[list[Any]], tuple[Any, ...]]:
    return lambda values: tuple(read(value) for value in values)


def _read(data: dict[str, Any], **readers: Callable[[Any], Any]) -> dict[str, Any]:
    """The fields with their readers applied; null stays None."""
    return {
        name: readers[name](value) if name in readers and value is not None else value for name, value in data.items()
    }
