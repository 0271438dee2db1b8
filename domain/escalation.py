"""The ladder 催办升级: reminder -> chase -> blue -> yellow -> red; when the next step is due.

Silence is counted from the day of the chase, the first workday after the answers of a cycle were due, or from the first
workday after a due date. Each step comes so many workdays after the one before it. A day on which all who answer for a
department are away (leave) is not counted. An answer, a later due date and closing end it: `reminders.holds`; while the
office has to decide on what the department asked for, nothing climbs: `procedure.speaks_for`.
Who is told at each step stands in `reminders`: blue adds the backups and the head, yellow the coordinators, red tells
all of them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from domain import civil
from domain.errors import InvalidRule
from domain.instants import Instant, cycles
from domain.rules import MORNING, Kind, Recipient, ReminderRule
from domain.workdays import LONGEST_CLOSURE, Workdays

CLIMB = "climb"  # the step of an instant at which each department's own step is worked out
LONGEST_WAIT = 60  # workdays between two steps; ours: a quarter
PATIENCE = timedelta(days=120)  # after so long a silence nothing new is said: it was red for months


class Step(StrEnum):
    """How far silence has climbed."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"

    def above(self, other: Step) -> bool:
        """Whether it is a later step than the other."""
        steps = list(Step)
        return steps.index(self) > steps.index(other)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The waits before each step, in workdays after the step before; 0 leaves a step out. Raises InvalidRule."""

    blue: int = 2
    yellow: int = 3
    red: int = 5

    def __post_init__(self) -> None:
        if not all(0 <= wait <= LONGEST_WAIT for wait in (self.blue, self.yellow, self.red)):
            raise InvalidRule(f"a step of the ladder waits 1 to {LONGEST_WAIT} workdays, or 0 to be left out")

    def steps(self) -> Iterator[tuple[Step, int]]:
        """Each step that is taken, with the workdays since the chase."""
        waited = 0
        for step in Step:
            wait = getattr(self, step.value)
            waited += wait
            if wait:
                yield step, waited

    def reached(self, waited: int) -> Step | None:
        """The highest step after so many counted workdays."""
        return next((step for step, wait in reversed([*self.steps()]) if wait <= waited), None)


USUAL = Ladder()


def climbed(
    ladder: Ladder, one: Instant, asked: date, workdays: Workdays, excused: Callable[[date], bool]
) -> Step | None:
    """How far a silence has climbed at an instant of `climbs`. `asked` is the day on which the question was first put,
    late where the bot was down. Days on which nobody could answer are `excused`."""
    since, day = max(silent_since(one, workdays), asked), one.local.date()
    days = (since + timedelta(days=n) for n in range(1, (day - since).days + 1))
    return ladder.reached(sum(workdays.is_workday(passed) and not excused(passed) for passed in days))


def climbs(
    rule: ReminderRule,
    ladder: Ladder,
    after: datetime,
    upto: datetime,
    workdays: Workdays,
    zone: tzinfo,
    dues: Iterable[date],
) -> Iterator[Instant]:
    """The moments in (after, upto] at which silence towards `rule` may take a step: each workday morning from the first
    step on, until the next cycle opens.

    `nominal` is the time at which the answers were due: the identity of a step stays when the waits are changed.
    """
    first = min((wait for _, wait in ladder.steps()), default=0)
    if not first or Recipient.LEAD not in rule.audience.recipients or rule.audience.unreported_only:
        return
    begin, end = civil.civil(after, zone).date(), civil.civil(upto, zone).date()
    for silence, ends in _silences(rule, begin, end, workdays, zone, dues):
        day = max(workdays.shift(silent_since(silence, workdays), first), workdays.roll_forward(begin))
        while day <= min(end, silence.nominal.date() + PATIENCE):
            local = datetime.combine(day, MORNING)
            fires_at = civil.instant(local, zone)
            if after < fires_at <= upto and (ends is None or fires_at < ends) and not rule.paused_on(day):
                yield replace(silence, local=local, fires_at=fires_at)
            day = workdays.next_workday(day)


def silent_since(one: Instant, workdays: Workdays) -> date:
    """The day of the chase: from the workday after it on, silence counts."""
    return workdays.next_workday(one.nominal.date())


def _silences(
    rule: ReminderRule, begin: date, end: date, workdays: Workdays, zone: tzinfo, dues: Iterable[date]
) -> Iterator[tuple[Instant, datetime | None]]:
    """Everything that an answer was due to before `end`, and when the question is asked anew."""
    for one in cycles(rule, begin - PATIENCE - timedelta(days=LONGEST_CLOSURE), end, workdays, zone):
        due = civil.civil(one.due_at, zone)
        yield (
            Instant(rule.key, CLIMB, due, due, one.due_at, (), one.period, one.opens_at, one.due_at),
            one.closes_at,
        )
    if rule.kind is Kind.OVERDUE:
        for day in {*dues}:
            if begin - PATIENCE <= day <= end:
                local, over = datetime.combine(day, time()), datetime.combine(day + timedelta(days=1), time())
                late = civil.instant(over, zone)
                yield Instant(rule.key, CLIMB, local, local, late, opens_at=late, due=day), None
