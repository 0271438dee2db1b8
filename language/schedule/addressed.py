"""Which of the rules that exist an order speaks of: S-3, all, the weekly one, the one before due dates.

The names are those of `Control.target` (`language.schedule.reading`).
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.recurrence import (
    ALL_MONTHS,
    BeforeEnd,
    EveryDays,
    Monthly,
    Recurrence,
    Span,
    SpanWeekdays,
    SpanWorkdays,
    Weekly,
)
from domain.rules import Kind, ReminderRule

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OF_SPAN = {Span.MONTH: "monthly", Span.QUARTER: "quarterly", Span.HALF: "half_yearly", Span.YEAR: "yearly"}


def addressed(target: str | None, rules: Iterable[ReminderRule]) -> list[ReminderRule]:
    """The rules that `target` names; None (nothing was named) means all of them."""
    if target in (None, "all"):
        return list(rules)
    return [one for one in rules if target in (one.key, one.kind.value, *_called(one))]


def _called(rule: ReminderRule) -> list[str]:
    return names(rule.recurrence) if rule.recurrence and rule.kind is not Kind.ONCE else []


def names(recurrence: Recurrence) -> list[str]:
    """Every name that people may call a recurrence by, the most telling first."""
    match recurrence:
        case Weekly(weekdays=weekdays):
            every_day = ["daily", "workdays"] if len(weekdays) >= 5 else []
            of_days = ["_".join(("weekly", *(_DAYS[day] for day in weekdays))), "weekly"]
            return [*every_day, *of_days] if len(weekdays) == 7 else [*of_days, *every_day]
        case Monthly(on=on, months=months) if months == ALL_MONTHS:
            by_day = ["_".join(("monthly", *map(str, on))), "monthly"]
            return ["month_end", *by_day] if on == (-1,) else [*by_day, *(["month_start"] if on == (1,) else [])]
        case Monthly(months=months):
            return [{4: "quarterly", 2: "half_yearly"}.get(len(months), "yearly")]
        case SpanWorkdays(span=span, nth=nth) | SpanWeekdays(span=span, nth=nth):
            return [f"{span.value}_{'start' if nth[0] > 0 else 'end'}", _OF_SPAN[span]]
        case BeforeEnd(span=span):
            return [f"{span.value}_end", _OF_SPAN[span]]
        case EveryDays(every=1):
            return ["interval", "daily"]
    return ["interval"]
