"""Which of the rules that exist an order speaks of: S-3, all, the weekly one, the one before due dates.

The names are those of `Control.target` (`bot.understanding.control`).
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.recurrence import BeforeEnd, EveryDays, EveryHours, Monthly, Span, SpanWorkdays, Weekly
from domain.rules import Kind, ReminderRule

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def addressed(target: str | None, rules: Iterable[ReminderRule]) -> list[ReminderRule]:
    """The rules that `target` names; None (nothing was named) means all of them."""
    if target in (None, "all"):
        return list(rules)
    return [one for one in rules if one.key == target or target in names(one)]


def names(rule: ReminderRule) -> set[str]:
    """Every name that people may call a rule by."""
    found = {"deadline"} if rule.kind is Kind.DEADLINE else {"overdue"} if rule.kind is Kind.OVERDUE else set()
    match rule.recurrence:
        case Weekly(weekdays=weekdays):
            found |= {"weekly", "_".join(("weekly", *(_DAYS[day] for day in weekdays)))}
            found |= {"daily", "workdays"} if len(weekdays) >= 5 else set()
        case Monthly(on=on, months=months) if len(months) == 12:
            found |= {"monthly", "_".join(("monthly", *map(str, on)))}
            found |= {"month_end"} if on == (-1,) else {"month_start"} if on == (1,) else set()
        case Monthly(months=months):
            found |= {{4: "quarterly", 2: "half_yearly"}.get(len(months), "yearly")}
        case SpanWorkdays(span=span, nth=nth):
            found |= {_of_span(span), f"{span.value}_{'start' if nth[0] > 0 else 'end'}", span.value}
        case BeforeEnd(span=span):
            found |= {_of_span(span), f"{span.value}_end"}
        case EveryDays(every=every):
            found |= {"interval", *(("daily",) if every == 1 else ())}
        case EveryHours():
            found |= {"interval"}
    return found


def _of_span(span: Span) -> str:
    return {Span.MONTH: "monthly", Span.QUARTER: "quarterly", Span.HALF: "half_yearly", Span.YEAR: "yearly"}[span]
