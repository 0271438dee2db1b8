"""An admin's reading as JSON: one object whose fields depend on its kind; what was not said is null."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from domain.recurrence import (
    ALL_MONTHS,
    BeforeEnd,
    EveryDays,
    EveryHours,
    Monthly,
    Recurrence,
    Span,
    SpanWeekdays,
    SpanWorkdays,
    Weekly,
)
from domain.rules import Policy
from language.schedule.reading import AdminReading, Around, Control, Listeners

Json = dict[str, Any]
_QUARTER_ENDS = (3, 6, 9, 12)
_WORKDAY = {
    None: "none", Policy.NONE: "none", Policy.ONLY: "only", Policy.NEXT: "shift_next", Policy.PREVIOUS: "shift_prev",
}  # fmt: skip


def reading_json(reading: AdminReading) -> Json:
    """`{"rule": {"kind", …}}`, and "question" beside it when something has to be asked."""
    if (asked := reading.question) is None:
        return {"rule": _rule(reading)}
    candidates = [_rule(one) for one in asked.candidates]
    likeliest = candidates[0] if asked.code == "once_or_weekly" else _rule(reading)  # 周五下午4点: a rule, most likely
    return {
        "rule": likeliest,
        "question": {"code": asked.code, "words": asked.words or None, "candidates": candidates},
    }


def _rule(reading: AdminReading) -> Json:
    about = {"recipients": recipients(reading.listeners), "tasks": list(reading.tasks) or None}
    if reading.control is not None:
        return {"kind": "control", **_control(reading.control), **about}
    common = {
        "time": _one_or_list([f"{one:%H:%M}" for one in reading.times]),
        "workday": _WORKDAY[reading.policy],
        **about,
        **({"content": "digest"} if reading.digest else {}),
        **({"until": "reported"} if reading.until_reported else {}),
    }
    if reading.on:
        moments = [f"{day}T{clock:%H:%M}" for day in reading.on for clock in reading.times]
        return {"kind": "once", "at": _one_or_list(moments or [str(day) for day in reading.on]), **common}
    if reading.around is not None:
        return {"kind": "offset", **_around(reading.around), **common}
    if reading.recurrence is not None:
        return {**_recurrence(reading.recurrence, reading), **common}
    return {"kind": "unknown"}


def _around(around: Around) -> Json:
    repeat = {None: None, 1: "daily", 7: "weekly"}.get(around.repeat_days, f"every_{around.repeat_days}_days")
    offsets = list(around.offsets[:1] if around.daily else around.offsets)
    return {"offsets": offsets, "offset_unit": around.unit.value, "repeat": "daily" if around.daily else repeat}


def _recurrence(recurrence: Recurrence, reading: AdminReading) -> Json:
    times = reading.times
    match recurrence:
        case EveryHours(every=every):
            return _interval(every, "hour")
        case EveryDays(every=every):
            return _interval(every, "day")
        case Weekly(weekdays=weekdays, every=every) if every > 1 or reading.weekday_open:
            return _interval(every, "week", None if reading.weekday_open else _one_or_list(_sunday_first(weekdays)))
        case Weekly(weekdays=weekdays) if len(weekdays) == 7:
            if reading.policy is not Policy.ONLY and (reading.until_reported or not times):
                return _interval(1, "day")
            return {"kind": "cron", "cron": _cron(times, "*", "*", "*")}
        case Weekly(weekdays=weekdays):
            counted = _sunday_first(weekdays)
            return {"kind": "cron", "cron": _cron(times, "*", "*", _field(counted)), "dow": _one_or_list(counted)}
        case Monthly(on=(-1,), months=months) if months == ALL_MONTHS:
            return {"kind": "month_end", "last_day": True}
        case Monthly(on=(-1,), months=months) if months == _QUARTER_ENDS:
            return {"kind": "quarter_end", "offset": 0, "offset_unit": "calendar"}
        case Monthly(on=on, months=months):
            field = "*" if months == ALL_MONTHS else _field(months)
            cron = _cron(times, _field(on), field, "*") if on[0] > 0 else None  # cron has no last day
            return {"kind": "cron", "cron": cron, "days": list(on), "months": None if field == "*" else list(months)}
        case SpanWorkdays(span=span, nth=nth):
            return _workdays_of(span, nth)
        case SpanWeekdays(span=span, nth=nth, weekday=weekday):
            return {"kind": f"{span.value}_weekday", "weekday": (weekday + 1) % 7, "nth": list(nth)}
        case BeforeEnd(span=span, before=before, unit=unit):
            nth_from_end = {"n_workday_from_end": before} if span is Span.MONTH and unit.value == "workday" else {}
            mode = None if reading.question else "on_day"
            return {
                "kind": f"{span.value}_end",
                "offset": before,
                "offset_unit": unit.value,
                "mode": mode,
                **nth_from_end,
            }
    return {"kind": "unknown"}


def _interval(every: int, unit: str, weekday: int | list[int] | None = None) -> Json:
    return {"kind": "interval", "every": every, "unit": unit, "weekday": weekday}


def _workdays_of(span: Span, nth: tuple[int, ...]) -> Json:
    if nth[0] > 0:
        return {"kind": f"{span.value}_start", "n_workday_from_start": _one_or_list(nth)}
    if nth[-1] > 0:
        return {"kind": f"{span.value}_workdays", "nth": list(nth)}
    back = _one_or_list([-number for number in nth[::-1]])
    offset = {} if span is Span.MONTH else {"offset": 0 if back == 1 else back, "offset_unit": "workday"}
    return {"kind": f"{span.value}_end", **offset, "n_workday_from_end": back}


def _control(control: Control) -> Json:
    until = control.until or (control.last if isinstance(control.last, date) else None)
    return {
        "action": control.action,
        "target": control.target,
        "until": _said(until),
        "time": _said(control.at),
        "weekday": _one_or_list(_sunday_first(control.weekdays)),
        "from": _said(control.first),
        "to": _said(control.last),
        "dates": control.dates,
        "holiday": control.holiday,
    }


def recipients(listeners: Listeners) -> str | list[str] | None:
    """lead, supporting, leader, unreported, all, dept:NAME …; a list where several were named, null where none was.

    "没报的牵头部门" is unreported: the lead departments are who is asked anyway.
    """
    named = ["leader" if one.value == "head" else one.value for one in listeners.recipients]
    named += ["all"] if listeners.everyone and not listeners.unreported else []
    if listeners.unreported and not {"leader", "coordinator", "admin"} & {*named}:
        named = [one for one in named if one not in ("lead", "supporting")] + ["unreported"]
    named += [f"dept:{name}" for name in listeners.departments]
    return named[0] if len(named) == 1 else named or None


def _cron(times: tuple[time, ...], days: str, months: str, weekdays: str) -> str | None:
    """Five fields; None when no time was said, or when one line of cron cannot hold the times."""
    minutes = {one.minute for one in times}
    if len(minutes) != 1:
        return None
    return f"{minutes.pop()} {','.join(str(one.hour) for one in times)} {days} {months} {weekdays}"


def _sunday_first(weekdays: Iterable[int]) -> list[int]:
    """Cron counts Sunday as 0."""
    return sorted((day + 1) % 7 for day in weekdays)


def _field(numbers: list[int] | tuple[int, ...]) -> str:
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}-{numbers[-1]}"
    return ",".join(map(str, numbers))


def _one_or_list(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else list(values) or None


def _said(value: date | time | None) -> str | None:
    return None if value is None else f"{value:%H:%M}" if isinstance(value, time) else value.isoformat()
