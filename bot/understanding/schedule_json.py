"""An admin's reading as JSON: one object whose fields depend on its kind; what was not said is null."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from bot.understanding.audience import Listeners
from bot.understanding.control import Control
from domain.recurrence import (
    ALL_MONTHS,
    BeforeEnd,
    EveryDays,
    EveryHours,
    Monthly,
    Span,
    SpanWeekdays,
    SpanWorkdays,
    Weekly,
)
from domain.rules import Policy, Recipient

if TYPE_CHECKING:
    from bot.understanding.schedule_reading import AdminReading, Question

_QUARTER_ENDS = (3, 6, 9, 12)
_WORKDAY = {
    None: "none", Policy.NONE: "none", Policy.ONLY: "only", Policy.NEXT: "shift_next", Policy.PREVIOUS: "shift_prev",
}  # fmt: skip
_RECIPIENTS = {Recipient.HEAD: "leader"}


def reading_json(reading: AdminReading) -> dict[str, Any]:
    """`{"rule": {"kind", …}}`, and "question" beside it when something has to be asked."""
    question = {"question": _question(reading.question)} if reading.question else {}
    return {"rule": _rule(reading), **question}


def _rule(reading: AdminReading) -> dict[str, Any]:
    if reading.control is not None:
        return _control(reading, reading.control)
    common: dict[str, Any] = {
        "time": _times(reading.times),
        "workday": _WORKDAY[reading.policy],
        "recipients": recipients(reading.listeners),
        "tasks": list(reading.tasks) or None,
    }
    if reading.digest:
        common["content"] = "digest"
    if reading.until_reported:
        common["until"] = "reported"
    if reading.on:
        moments = [f"{day}T{clock:%H:%M}" for day in reading.on for clock in reading.times] or list(
            map(str, reading.on)
        )
        return {"kind": "once", "at": moments[0] if len(moments) == 1 else moments, **common}
    if reading.around is not None:
        repeat = {None: None, 1: "daily", 7: "weekly"}.get(
            reading.around.repeat_days, f"every_{reading.around.repeat_days}_days"
        )
        offsets = list(reading.around.offsets)
        if reading.daily_until_due:
            offsets, repeat = [offsets[0]], "daily"
        return {
            "kind": "offset",
            "offsets": offsets,
            "offset_unit": reading.around.unit.value,
            "repeat": repeat,
            **common,
        }
    return {**_recurrence(reading), **common} if reading.recurrence else {"kind": "unknown"}


def _recurrence(reading: AdminReading) -> dict[str, Any]:
    match reading.recurrence:
        case EveryHours(every=every):
            return {"kind": "interval", "every": every, "unit": "hour", "weekday": None}
        case EveryDays(every=every):
            return {"kind": "interval", "every": every, "unit": "day", "weekday": None}
        case Weekly(weekdays=weekdays, every=every) if every > 1 or reading.weekday_open:
            weekday = None if reading.weekday_open else _plain(_sunday_first(weekdays))
            return {"kind": "interval", "every": every, "unit": "week", "weekday": weekday}
        case Weekly(weekdays=weekdays) if len(weekdays) == 7:
            if reading.policy is not Policy.ONLY and (reading.until_reported or not reading.times):
                return {"kind": "interval", "every": 1, "unit": "day", "weekday": None}
            return {"kind": "cron", "cron": _cron(reading.times, "*", "*", "*")}
        case Weekly(weekdays=weekdays):
            counted = _sunday_first(weekdays)
            return {"kind": "cron", "cron": _cron(reading.times, "*", "*", _field(counted)), "dow": _plain(counted)}
        case Monthly(on=(-1,), months=months) if months == ALL_MONTHS:
            return {"kind": "month_end", "last_day": True}
        case Monthly(on=(-1,), months=months) if months == _QUARTER_ENDS:
            return {"kind": "quarter_end", "offset": 0, "offset_unit": "calendar"}
        case Monthly(on=on, months=months):
            field = "*" if months == ALL_MONTHS else _field(months)
            cron = _cron(reading.times, _field(on), field, "*") if on[0] > 0 else None  # cron has no last day
            return {"kind": "cron", "cron": cron, "days": list(on), "months": None if field == "*" else list(months)}
        case SpanWorkdays(span=span, nth=nth):
            return _workdays_of(span, nth)
        case SpanWeekdays(span=span, nth=nth, weekday=weekday):
            return {"kind": f"{span.value}_weekday", "weekday": (weekday + 1) % 7, "nth": list(nth)}
        case BeforeEnd(span=span, before=before, unit=unit):
            if span is Span.MONTH and unit.value == "workday":
                return {"kind": "month_end", "n_workday_from_end": before, "offset": before, "offset_unit": unit.value}
            return {"kind": f"{span.value}_end", "offset": before, "offset_unit": unit.value, "mode": _mode(reading)}
    return {"kind": "unknown"}


def _workdays_of(span: Span, nth: tuple[int, ...]) -> dict[str, Any]:
    if all(number > 0 for number in nth):
        return {"kind": f"{span.value}_start", "n_workday_from_start": _plain(nth)}
    if any(number > 0 for number in nth):
        return {"kind": f"{span.value}_workdays", "nth": list(nth)}
    back = tuple(-number for number in nth[::-1])
    if span is Span.MONTH:
        return {"kind": "month_end", "n_workday_from_end": _plain(back)}
    offset = 0 if back == (1,) else _plain(back)
    return {"kind": f"{span.value}_end", "offset": offset, "offset_unit": "workday", "n_workday_from_end": _plain(back)}


def _mode(reading: AdminReading) -> str | None:
    return None if reading.question else "on_day"


def _control(reading: AdminReading, control: Control) -> dict[str, Any]:
    until = control.until or (control.last if isinstance(control.last, date) else None)
    return {
        "kind": "control",
        "action": control.action,
        "target": control.target,
        "tasks": list(reading.tasks) or None,
        "recipients": recipients(reading.listeners),
        "until": _said(until),
        "time": _said(control.at),
        "weekday": _plain(_sunday_first(control.weekdays)) if control.weekdays else None,
        "from": _said(control.first),
        "to": _said(control.last),
        "dates": control.dates,
        "holiday": control.holiday,
    }


def recipients(listeners: Listeners) -> str | list[str] | None:
    """lead, supporting, leader, unreported, all, dept:NAME …; a list where several were named, null where none was.

    "没报的牵头部门" is unreported: the lead departments are who is asked anyway.
    """
    named = [_RECIPIENTS.get(one, one.value) for one in listeners.recipients]
    named += ["all"] if listeners.everyone and not listeners.unreported else []
    if listeners.unreported and not {"leader", "coordinator", "admin"} & {*named}:
        named = [one for one in named if one not in ("lead", "supporting")] + ["unreported"]
    named += [f"dept:{name}" for name in listeners.departments]
    return named[0] if len(named) == 1 else named or None


def _question(question: Question) -> dict[str, Any]:
    candidates = [_rule(one) for one in question.candidates]
    return {"code": question.code, "words": question.words or None, "candidates": candidates}


def _cron(times: tuple[time, ...], days: str, months: str, weekdays: str) -> str | None:
    """Five fields; None when no time was said, or when one line of cron cannot hold the times."""
    minutes = {one.minute for one in times}
    if len(minutes) != 1:
        return None
    return f"{minutes.pop()} {','.join(str(one.hour) for one in times)} {days} {months} {weekdays}"


def _sunday_first(weekdays: Iterable[int]) -> tuple[int, ...]:
    """Cron counts Sunday as 0."""
    return tuple(sorted((day + 1) % 7 for day in weekdays))


def _field(numbers: tuple[int, ...]) -> str:
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}-{numbers[-1]}"
    return ",".join(map(str, numbers))


def _plain(numbers: tuple[int, ...]) -> int | list[int]:
    return numbers[0] if len(numbers) == 1 else list(numbers)


def _times(times: tuple[time, ...]) -> str | list[str] | None:
    said = [f"{one:%H:%M}" for one in times]
    return said[0] if len(said) == 1 else said or None


def _said(value: date | time | datetime | None) -> str | None:
    return None if value is None else f"{value:%H:%M}" if isinstance(value, time) else value.isoformat()
