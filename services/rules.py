"""Reminder rules: what one would do, and then kept, changed, rested, taken away. Admins only.

A rule is known to the planner from the moment it is kept: nothing that lies before that is reminded of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, tzinfo

from domain.errors import InvalidRule, NotFound, Refused
from domain.instants import Instant, next_instants
from domain.people import Act, Person, require
from domain.plan import Plan, Task
from domain.recurrence import Weekly
from domain.reminders import concerns, told
from domain.rule_json import to_json
from domain.rules import Audience, Recipient, ReminderRule
from domain.workdays import Workdays
from services import reminders
from services.desk import Desk
from storage import audit, people, rules
from storage.rules import ACTIVE, DELETED, PAUSED, Kept
from wording.orders import Line
from wording.schedule import Group, Preview

SHOWN = 4  # real dates of a preview


def next_of(
    rule: ReminderRule, plan: Plan, after: datetime, workdays: Workdays, zone: tzinfo, count: int = SHOWN
) -> list[Instant]:
    """The next `count` instants of a rule after `after` (aware) on that plan. Raises Refused if it never fires.

    Of a cycle only the openings: its second reminders and chases follow from them.
    """
    if rule.reporting is not None:
        rule = replace(rule, reporting=replace(rule.reporting, second=None, chase=None))
    dues = {one.due for task in plan.tasks if concerns(rule.audience, task) for one in task.milestones}
    try:
        return next_instants(rule, after, count, workdays, zone, dues)
    except InvalidRule:
        raise Refused("rule_never_fires") from None


async def look(desk: Desk, rule: ReminderRule) -> Preview:
    """What a rule would do if it were kept now. Raises NotAllowed, or Refused if it never fires."""
    require(desk.person, Act.SCHEDULE)
    workdays = await rules.workdays(desk.tx)
    instants = next_of(rule, desk.loaded.plan, desk.now, workdays, desk.loaded.zone)
    everyone, accounts = await people.everyone(desk.tx), await people.accounts(desk.tx)
    reached = [one for one in everyone if one.id in accounts]
    groups = tuple(_group(one, rule.audience, desk.loaded.plan, reached) for one in rule.audience.recipients)
    concerned = sum(concerns(rule.audience, task) for task in desk.loaded.plan.tasks)
    return Preview(rule, tuple(instants), groups, concerned)


def _group(recipient: Recipient, audience: Audience, plan: Plan, reached: Sequence[Person]) -> Group:
    one_kind = replace(audience, recipients=(recipient,))
    tasks: list[Task | None] = [task for task in plan.tasks if concerns(one_kind, task)]
    if recipient in (Recipient.COORDINATOR, Recipient.ADMIN):
        heard = told(one_kind, None, reached)
        return Group(recipient, (), len(heard), ())
    departments = dict.fromkeys(name for task in tasks if task for name in _asked(recipient, audience, task))
    bound: set[int] = set()
    served: set[str | None] = set()
    for task in tasks:
        for one in told(one_kind, task, reached):
            bound.add(one.person.id)
            served.update(one.person.departments())
    return Group(recipient, tuple(departments), len(bound), tuple(one for one in departments if one not in served))


def _asked(recipient: Recipient, audience: Audience, task: Task) -> Iterable[str]:
    named = task.supporting if recipient is Recipient.SUPPORTING else (task.lead,)
    return (one for one in named if not audience.departments or one in audience.departments)


# ── keeping ───────────────────────────────────────────────────────────────────────────────────────────────


async def save(desk: Desk, rule: ReminderRule) -> Line:
    """Keep a new rule under the next free key. Raises NotAllowed, or Refused if it never fires."""
    require(desk.person, Act.SCHEDULE)
    workdays = await rules.workdays(desk.tx)
    next_of(rule, desk.loaded.plan, desk.now, workdays, desk.loaded.zone, 1)
    await reminders.catch_up(desk.tx, desk.now)
    kept = await rules.add(desk.tx, desk.loaded.id, rule, desk.now)
    await audit.note(
        desk.tx, desk.now, desk.person.name, "rule_save", kept.rule.key, None, {"rule": to_json(kept.rule)}
    )
    return await _standing(desk, kept)


async def listed(desk: Desk) -> tuple[Line, ...]:
    """Every rule with its next instant, in the order in which they were made."""
    require(desk.person, Act.SCHEDULE)
    return tuple([await _standing(desk, one) for one in await rules.kept(desk.tx, desk.loaded.id)])


async def find(desk: Desk, key: str) -> Line:
    """One rule. Raises NotFound."""
    require(desk.person, Act.SCHEDULE)
    return await _standing(desk, await rules.find(desk.tx, desk.loaded.id, key))


async def pause(desk: Desk, keys: Sequence[str], first: date | None = None, until: date | None = None) -> list[Line]:
    """Let rules rest from `first` (default: today) to `until` (civil days, both included; None: until resumed)."""
    start = first or desk.now.astimezone(desk.loaded.zone).date()
    if until is not None and until < start:
        raise Refused("rule_never_rests")
    state = PAUSED if until is None else ACTIVE

    def rest(rule: ReminderRule) -> ReminderRule:
        return replace(rule, paused_from=start, paused_until=until)

    return [await _change(desk, key, "rule_pause", rest, state) for key in keys]


async def resume(desk: Desk, keys: Sequence[str]) -> list[Line]:
    """Let rules fire again, from now on: what they would have said meanwhile is not made up for."""

    def wake(rule: ReminderRule) -> ReminderRule:
        return replace(rule, paused_from=None, paused_until=None)

    return [await _change(desk, key, "rule_resume", wake, ACTIVE) for key in keys]


async def remove(desk: Desk, keys: Sequence[str]) -> list[Line]:
    """Delete rules. The record keeps them; `save` brings one back under a new key."""
    return [await _change(desk, key, "rule_delete", lambda rule: rule, DELETED) for key in keys]


async def retime(desk: Desk, key: str, at: time | None = None, weekdays: tuple[int, ...] = ()) -> Line:
    """Move a rule to another time of day, to other weekdays, or both. Raises Refused where it has neither."""

    def move(rule: ReminderRule) -> ReminderRule:
        return retimed(rule, at, weekdays)

    return await _change(desk, key, "rule_change", move)


def retimed(rule: ReminderRule, at: time | None = None, weekdays: tuple[int, ...] = ()) -> ReminderRule:
    """The rule at another time of day, on other weekdays. Raises Refused where it has no time of day or weekday."""
    if weekdays:
        if not isinstance(rule.recurrence, Weekly):
            raise Refused("rule_has_no_weekday", rule=rule.key)
        rule = replace(rule, recurrence=replace(rule.recurrence, weekdays=tuple(sorted({*weekdays}))))
    if at is not None:
        if not rule.at:
            raise Refused("rule_has_no_time", rule=rule.key)
        rule = replace(rule, at=(at,))
    return rule


def readdressed(rule: ReminderRule, audience: Audience) -> ReminderRule:
    """The rule for another audience. It asks for a report only where those who report, all of them, hear it."""
    reporters = {*audience.recipients} <= {Recipient.LEAD, Recipient.SUPPORTING} and not audience.unreported_only
    return replace(rule, audience=audience, reporting=rule.reporting if reporters else None)


async def _change(
    desk: Desk, key: str, act: str, change: Callable[[ReminderRule], ReminderRule], state: str | None = None
) -> Line:
    """Put the changed rule in the place of the one that stands; the record has both."""
    require(desk.person, Act.SCHEDULE)
    await reminders.catch_up(desk.tx, desk.now)
    before = await rules.find(desk.tx, desk.loaded.id, key)
    changed = change(before.rule)
    if state is None:
        workdays = await rules.workdays(desk.tx)
        next_of(changed, desk.loaded.plan, desk.now, workdays, desk.loaded.zone, 1)
    kept = await rules.change(desk.tx, desk.loaded.id, changed, before.version, desk.now, state)
    told_before = {"rule": to_json(before.rule), "state": before.state}
    told_after = {"rule": to_json(kept.rule), "state": kept.state}
    await audit.note(desk.tx, desk.now, desk.person.name, act, key, told_before, told_after)
    return await _standing(desk, kept)


async def _standing(desk: Desk, kept: Kept) -> Line:
    if kept.state != ACTIVE or kept.rule.paused_for_good:
        return Line(kept.rule, True, None)
    workdays = await rules.workdays(desk.tx)
    try:
        found = next_of(kept.rule, desk.loaded.plan, desk.now, workdays, desk.loaded.zone, 1)
    except Refused:  # a rule for one day that is over
        found = []
    return Line(kept.rule, False, found[0] if found else None)


def resolve(key: str) -> str:
    """s3, S3, S-3 -> S-3. Raises NotFound for what is no key."""
    digits = key.upper().removeprefix("S").lstrip("-").strip()
    if not (digits.isascii() and digits.isdigit()):
        raise NotFound("no_such_rule", rule=key)
    return f"S-{int(digits)}"
