"""A reminder rule, as a value.

    cycle     asks for reports each time its recurrence comes round: open -> second -> (due) -> chase
    deadline  N days before (or after) the due date of a milestone
    overdue   from some day after a due date on, again and again
    digest    a summary each time its recurrence comes round
    once      on given days

A rule is the same value everywhere: read from words (`language.schedule`), said in words
(`wording.rules`), kept as JSON (`domain.rule_json`), and turned into instants (`domain.instants`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from domain.errors import InvalidRule
from domain.recurrence import (
    BeforeEnd,
    EveryHours,
    Monthly,
    OnDays,
    Recurrence,
    SpanWeekdays,
    SpanWorkdays,
    Unit,
    Weekly,
)

MORNING, EVENING = time(9, 0), time(17, 30)  # our defaults: office hours; a rule may say others


class Kind(StrEnum):
    """What a rule is about."""

    CYCLE = "cycle"
    DEADLINE = "deadline"
    OVERDUE = "overdue"
    DIGEST = "digest"
    ONCE = "once"


class Policy(StrEnum):
    """What happens to a day that is not worked."""

    NONE = "none"  # fires all the same
    NEXT = "next"  # 顺延
    PREVIOUS = "previous"  # 提前
    ONLY = "only"  # does not fire


class Recipient(StrEnum):
    """Whom a rule speaks to, by their part in a task."""

    LEAD = "lead"
    SUPPORTING = "supporting"
    HEAD = "head"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears of a rule. Empty `departments` and `tasks` mean all, less those `without`; names are full names."""

    recipients: tuple[Recipient, ...] = (Recipient.LEAD,)
    departments: tuple[str, ...] = ()
    tasks: tuple[int, ...] = ()
    unreported_only: bool = False
    without: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.recipients:
            raise InvalidRule("a rule needs somebody to speak to")


@dataclass(frozen=True, slots=True)
class Reporting:
    """By when the answers of a cycle are due, and what happens around that day.

    The due day is the first `day` of a month on or after the nominal opening (-1: the last of the month), or, where
    `day` is None, `after` days or workdays after the nominal opening. It is never before the opening.
    """

    day: int | None = None
    after: int = 0
    unit: Unit = Unit.CALENDAR
    at: time = EVENING
    policy: Policy = Policy.NEXT
    second: time | None = None  # on the last workday before the due day
    chase: time | None = MORNING  # on the first workday after the due day

    def __post_init__(self) -> None:
        if self.policy is Policy.ONLY:
            raise InvalidRule("a due day cannot be left out: it moves to the next or the previous workday, or stays")
        if not 0 <= self.after <= 366 or (self.day is not None and not (self.day == -1 or 1 <= self.day <= 31)):
            raise InvalidRule(f"due on day {self.day} or {self.after} days later is not a day one means")
        if (self.day is not None and self.after) or (not self.after and self.unit is Unit.WORKDAY):
            raise InvalidRule("due on a day of the month, or so many days after the opening")


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """One rule. Raises InvalidRule when its parts contradict each other.

    `at` are the civil times of day (none for every N hours). `offsets` are days before the due date in `unit`,
    earliest first, negative ones after it; an overdue rule has only those, and from the last one on repeats
    every `repeat_days` calendar days. The rule rests
    from `paused_from` to `paused_until`, both included; without an end it rests until it is resumed.
    """

    key: str
    kind: Kind
    recurrence: Recurrence | None = None
    at: tuple[time, ...] = (MORNING,)
    policy: Policy = Policy.NONE
    offsets: tuple[int, ...] = ()
    unit: Unit = Unit.CALENDAR
    repeat_days: int | None = None
    reporting: Reporting | None = None
    audience: Audience = Audience()
    until_reported: bool = False
    paused_from: date | None = None
    paused_until: date | None = None
    ignore_quiet: bool = False  # may go on days that are not worked and at night

    def __post_init__(self) -> None:
        for why in self._faults():
            raise InvalidRule(f"the rule {self.key} {why}")

    @property
    def may_ask(self) -> bool:
        """Whether it is the kind of rule that opens a reporting cycle: monthly or rarer, to all who report."""
        seldom = isinstance(self.recurrence, (Monthly, SpanWorkdays, SpanWeekdays, BeforeEnd))
        to_reporters = {*self.audience.recipients} <= {Recipient.LEAD, Recipient.SUPPORTING}
        return self.kind is Kind.CYCLE and seldom and to_reporters and not self.audience.unreported_only

    @property
    def counts_workdays(self) -> bool:
        """Whether it needs to know which days are worked."""
        by_unit = getattr(self.recurrence, "unit", self.unit) is Unit.WORKDAY
        return self.policy is not Policy.NONE or by_unit or isinstance(self.recurrence, SpanWorkdays)

    def paused_on(self, day: date) -> bool:
        """Whether the rule rests on that civil day."""
        if self.paused_from is None and self.paused_until is None:
            return False
        return (self.paused_from or day) <= day <= (self.paused_until or day)

    @property
    def paused_for_good(self) -> bool:
        """Whether it rests until somebody resumes it."""
        return self.paused_from is not None and self.paused_until is None

    def _faults(self) -> Iterator[str]:
        around_due, hourly = self.kind in (Kind.DEADLINE, Kind.OVERDUE), isinstance(self.recurrence, EveryHours)
        if around_due and not self.offsets:
            yield "needs days before or after the due date"
        if around_due is (self.recurrence is not None) or (self.offsets and not around_due):
            yield "follows either the calendar or a due date"
        if self.offsets and (self.offsets[0] < 0) is not (self.kind is Kind.OVERDUE):
            yield "is overdue if it begins after the due date, and a deadline rule if not"
        if list(self.offsets) != sorted({*self.offsets}, reverse=True) or any(abs(n) > 1000 for n in self.offsets):
            yield "names its days around the due date twice, out of order or too far away"
        if self.offsets == (0,) and self.unit is Unit.WORKDAY:
            yield "fires on the due date itself: nothing is counted"
        if (self.kind is Kind.ONCE) is not isinstance(self.recurrence, OnDays):
            yield "comes once on given days, or again and again"
        if self.repeat_days is not None and (self.kind is not Kind.OVERDUE or self.repeat_days < 1):
            yield "cannot repeat so"
        if self.reporting and (self.kind is not Kind.CYCLE or hourly):
            yield "has no cycle whose answers could be due"
        if self.reporting and self.audience.unreported_only:
            yield "cannot open a cycle for those only who have not answered it"
        if hourly is bool(self.at) or list(self.at) != sorted({*self.at}):
            yield "needs times of day, in order and each once, unless it comes every N hours"
        if hourly and self.policy in (Policy.NEXT, Policy.PREVIOUS):
            yield "cannot move single hours to another day"


def default_rules() -> tuple[ReminderRule, ...]:
    """What an office starts with: the monthly cycle, before due, overdue, the coordinators' Monday digest, and
    the supporting departments' part a fortnight and three days before it is due."""
    return (
        ReminderRule(
            key="S-1",
            kind=Kind.CYCLE,
            recurrence=Monthly((22,)),
            policy=Policy.PREVIOUS,
            reporting=Reporting(day=25, at=EVENING, policy=Policy.NEXT, second=MORNING, chase=MORNING),
        ),
        ReminderRule(key="S-2", kind=Kind.DEADLINE, offsets=(30, 14, 7, 3, 1, 0), policy=Policy.PREVIOUS),
        ReminderRule(
            key="S-3",
            kind=Kind.OVERDUE,
            offsets=(-1,),
            unit=Unit.WORKDAY,
            repeat_days=7,
            policy=Policy.NEXT,
        ),
        ReminderRule(
            key="S-4",
            kind=Kind.DIGEST,
            recurrence=Weekly((0,)),
            policy=Policy.NEXT,
            audience=Audience((Recipient.COORDINATOR,)),
        ),
        ReminderRule(
            key="S-5",
            kind=Kind.DEADLINE,
            offsets=(14, 3),
            policy=Policy.PREVIOUS,
            audience=Audience((Recipient.SUPPORTING,)),
        ),
    )
