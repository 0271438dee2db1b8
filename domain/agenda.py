"""What fires when: the instants of several rules together, worked out a month at a time and remembered.

Instants do not depend on how the time line is cut into windows, so a month that was worked out once stays true while
rule, calendar and due dates do: a planner that ticks and a simulation that leaps ask the same months.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from domain.escalation import USUAL, Ladder, climbs
from domain.instants import Cycle, Instant, cycle_at, instants
from domain.rules import ReminderRule
from domain.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Agenda:
    """The rules of one plan, its due dates, its calendar and its ladder."""

    rules: tuple[ReminderRule, ...]
    workdays: Workdays
    zone: tzinfo
    dues: frozenset[date]
    ladder: Ladder = USUAL

    def between(self, after: datetime, upto: datetime) -> dict[ReminderRule, list[Instant]]:
        """The instants in (after, upto] (aware) of each rule that has any, in order."""
        fired = {
            rule: [
                one
                for month in _months(after, upto)
                for one in self._month(rule, month)
                if after < one.fires_at <= upto
            ]
            for rule in self.rules
        }
        return {rule: found for rule, found in fired.items() if found}

    def first(self, after: datetime, upto: datetime) -> datetime | None:
        """The first moment (UTC) in (after, upto] at which any rule fires."""
        for month in _months(after, upto):
            moments = [one.fires_at for rule in self.rules for one in self._month(rule, month)]
            inside = [at for at in moments if after < at <= upto]
            if inside:
                return min(inside)
        return None

    def cycle(self, moment: datetime) -> tuple[ReminderRule, Cycle] | None:
        """The reporting cycle that runs at a moment and the rule that asks, where one does."""
        for rule in self.rules:
            running = cycle_at(rule, moment, self.workdays, self.zone) if rule.reporting else None
            if running is not None:
                return rule, running
        return None

    def _month(self, rule: ReminderRule, month: int) -> Sequence[Instant]:
        dues = self.dues if rule.offsets else frozenset()
        return _instants(rule, month, frozenset(self.workdays.overrides.items()), self.zone, dues, self.ladder)


@lru_cache(maxsize=1024)
def _instants(
    rule: ReminderRule,
    month: int,
    overrides: frozenset[tuple[date, bool]],
    zone: tzinfo,
    dues: frozenset[date],
    ladder: Ladder,
) -> tuple[Instant, ...]:
    begin, end, workdays = _begin(month), _begin(month + 1), Workdays(dict(overrides))
    return (
        *instants(rule, begin, end, workdays, zone, dues),
        *climbs(rule, ladder, begin, end, workdays, zone, dues),
    )


def _months(after: datetime, upto: datetime) -> Iterator[int]:
    """The months (UTC, counted from year 0) that the window touches; each is taken without its first moment."""
    first, last = after.astimezone(UTC), upto.astimezone(UTC)
    yield from range(first.year * 12 + first.month - 2, last.year * 12 + last.month)


def _begin(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
