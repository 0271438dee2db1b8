"""A reading of an admin's sentence -> the rule that it means, with defaults where it is silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time

from bot.understanding.around import Around
from bot.understanding.audience import Listeners
from bot.understanding.schedule_reading import AdminReading, Question
from domain.errors import InvalidRule
from domain.recurrence import EveryHours, OnDays, Recurrence, SpanWorkdays, Weekly
from domain.rules import MORNING, Audience, Kind, Policy, Recipient, ReminderRule, Reporting


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
    around, hourly = reading.around or Around(()), isinstance(recurrence, EveryHours)
    rule = ReminderRule(
        key=key,
        kind=_kind(reading),
        recurrence=recurrence,
        at=() if hourly else tuple(sorted({*reading.times})) or (defaults.at,),
        offsets=around.offsets,
        unit=around.unit,
        repeat_days=around.repeat_days,
        reporting=reading.reporting,
        audience=_audience(reading.listeners, reading.tasks),
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


def _audience(said: Listeners, tasks: tuple[int, ...]) -> Audience:
    everybody: tuple[Recipient, ...] = (Recipient.LEAD, Recipient.SUPPORTING) if said.everyone else ()
    if said.copied and not {Recipient.LEAD, Recipient.SUPPORTING} & {*said.recipients, *everybody}:
        everybody = (Recipient.LEAD,)
    recipients = tuple(one for one in Recipient if one in (*said.recipients, *everybody))
    return Audience(recipients or (Recipient.LEAD,), said.departments, tasks, said.unreported)


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
