"""What an admin's sentence about reminders says, and what it is asked about: plain values, and the rule they mean.

Exactly one of recurrence, around, on and control is set in an `AdminReading`, or its `question` says why not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from domain.errors import InvalidRule
from domain.recurrence import EveryHours, OnDays, Recurrence, SpanWorkdays, Unit, Weekly
from domain.rules import MORNING, Audience, Kind, Policy, Recipient, ReminderRule, Reporting


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who was named. `unclear` are words that look like a department and are none, or several."""

    recipients: tuple[Recipient, ...] = ()
    everyone: bool = False
    unreported: bool = False
    departments: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()  # the departments that the unclear words may mean
    copied: bool = False  # 抄送领导: beside those who are asked anyway

    @property
    def spoken_to(self) -> tuple[Recipient, ...]:
        """Everybody who hears of it, by their part in a task; the lead departments where nobody else was named."""
        both = {Recipient.LEAD, Recipient.SUPPORTING}
        heard = {*self.recipients} | (both if self.everyone else set())
        if not heard or (self.copied and not heard & both):
            heard.add(Recipient.LEAD)
        return tuple(one for one in Recipient if one in heard)


@dataclass(frozen=True, slots=True)
class Around:
    """Days around a due date: before it positive, after it negative, earliest first; and whether they go on."""

    offsets: tuple[int, ...]
    unit: Unit = Unit.CALENDAR
    repeat_days: int | None = None
    daily: bool = False  # said as "from 7 days before on, daily"


@dataclass(frozen=True, slots=True)
class Control:
    """What to do with existing rules. None: not said. `first` and `last` are civil days, or times of day."""

    action: str  # list pause resume cancel change_time mute
    target: str | None = None  # all, weekly_mon, monthly_25, deadline, overdue, at_09:00, S-3 …
    until: date | None = None
    at: time | None = None
    weekdays: tuple[int, ...] = ()
    first: date | time | None = None
    last: date | time | None = None
    dates: str | None = None  # holiday, weekend
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Why a sentence could not be taken as it stands: `code` names the sentence in `wording.rules`.

    `words` are the admin's own words that it is about; `candidates` what may have been meant, ready to be chosen.
    """

    code: str
    words: str = ""
    candidates: tuple[AdminReading, ...] = ()


@dataclass(frozen=True, slots=True)
class AdminReading:
    """What a sentence says about reminders; what was not said is None or empty."""

    recurrence: Recurrence | None = None
    around: Around | None = None
    on: tuple[date, ...] = ()
    control: Control | None = None
    times: tuple[time, ...] = ()
    policy: Policy | None = None
    listeners: Listeners = Listeners()
    tasks: tuple[int, ...] = ()
    until_reported: bool = False
    reporting: Reporting | None = None
    no_reporting: bool = False
    digest: bool = False
    ignore_quiet: bool = False
    weekday_open: bool = False
    question: Question | None = None

    def coming(self, recurrence: Recurrence) -> AdminReading:
        """The same reading with this recurrence; given days are said as `on`."""
        if isinstance(recurrence, OnDays):
            return replace(self, recurrence=None, on=recurrence.on)
        return replace(self, recurrence=recurrence, on=())

    def when(self, found: AdminReading) -> AdminReading:
        """The same reading with the days and times of `found`, which says nothing else; its candidates likewise."""
        question = found.question
        if question:
            question = replace(question, candidates=tuple(self.when(one) for one in question.candidates))
        elif found.policy and self.policy is Policy.NONE:  # 工作日, 节假日照发
            question = Question("unsupported")
        return replace(
            self,
            recurrence=found.recurrence,
            around=found.around,
            on=found.on,
            times=found.times,
            weekday_open=found.weekday_open,
            policy=found.policy or self.policy,
            question=question,
        )

    def asking(self, code: str, words: str = "", candidates: tuple[AdminReading, ...] = ()) -> AdminReading:
        """The same reading with a question."""
        return replace(self, question=Question(code, words, candidates))


def asked(code: str, words: str = "", candidates: tuple[AdminReading, ...] = ()) -> AdminReading:
    """A reading that is nothing but a question."""
    return AdminReading(question=Question(code, words, candidates))


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a rule takes where nothing was said. A chat gives the office's policy and reporting; a preview none."""

    policy: Policy = Policy.NONE
    at: time = MORNING
    reporting: Reporting | None = None


OFFICE = Defaults(policy=Policy.NEXT, reporting=Reporting())


def to_rule(reading: AdminReading, defaults: Defaults, key: str = "S-0") -> ReminderRule | Question:
    """The rule that a reading means, with defaults where it is silent; a Question where it has to be asked first.

    Raises InvalidRule when what was said contradicts itself, or is an order about rules that exist.
    """
    if reading.question is not None:
        return reading.question
    if reading.control is not None:
        raise InvalidRule("an order about existing rules is no rule")
    recurrence: Recurrence | None = OnDays(reading.on) if reading.on else reading.recurrence
    around, hourly, heard = reading.around or Around(()), isinstance(recurrence, EveryHours), reading.listeners
    rule = ReminderRule(
        key=key,
        kind=_kind(reading),
        recurrence=recurrence,
        at=() if hourly else tuple(sorted({*reading.times})) or (defaults.at,),
        offsets=around.offsets,
        unit=around.unit,
        repeat_days=around.repeat_days,
        reporting=reading.reporting,
        audience=Audience(heard.spoken_to, heard.departments, reading.tasks, heard.unreported),
        until_reported=reading.until_reported,
        ignore_quiet=reading.ignore_quiet,
    )
    policy = _default_policy(rule, defaults.policy) if reading.policy is None else reading.policy
    if hourly and policy in (Policy.NEXT, Policy.PREVIOUS):
        policy = Policy.ONLY  # an hour does not move to another day: there are enough of them
    if reading.reporting is None and not reading.no_reporting and rule.may_ask:
        rule = replace(rule, reporting=defaults.reporting)
    return replace(rule, policy=policy)


def _kind(reading: AdminReading) -> Kind:
    if reading.around is not None:
        return Kind.OVERDUE if reading.around.offsets[0] < 0 else Kind.DEADLINE
    return Kind.ONCE if reading.on else Kind.DIGEST if reading.digest else Kind.CYCLE


def _default_policy(rule: ReminderRule, office: Policy) -> Policy:
    """What the office does on days off, where it makes sense for this rule: a reminder before a due date moves
    back, what comes on most days is left out, and a workday needs nothing."""
    if office is not Policy.NEXT:
        return office
    if rule.kind is Kind.DEADLINE:
        return Policy.PREVIOUS
    if rule.kind is Kind.ONCE or isinstance(rule.recurrence, SpanWorkdays):
        return Policy.NONE
    often = isinstance(rule.recurrence, Weekly) and len(rule.recurrence.weekdays) > 3
    return Policy.ONLY if often or isinstance(rule.recurrence, EveryHours) or rule.repeat_days == 1 else Policy.NEXT
