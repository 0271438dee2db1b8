"""Reminder rules: what one would do, and then kept, changed, rested, taken away. Admins only.

A rule is known to the planner from the moment it is kept: nothing that lies before that is reminded of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, tzinfo

from domain import civil
from domain.errors import InvalidRule, NotFound, Refused
from domain.instants import Instant, next_instants
from domain.people import Act, Person, require
from domain.plan import Plan, Task
from domain.recurrence import Weekly
from domain.reminders import concerns, occurrences, told
from domain.rule_json import from_json, to_json
from domain.rules import Audience, Kind, Recipient, ReminderRule
from domain.workdays import QuietHours, Workdays
from services import reminders, standing
from services.desk import Desk
from services.office import dated
from storage import absences, audit, people, rules, settings, updates
from storage.rules import ACTIVE, DELETED, PAUSED, Kept
from wording.orders import Line, Version
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
    dues = {one.due for task in plan.tasks if concerns(rule.audience, task) for one in task.milestones if one.due}
    try:
        return next_instants(rule, after, count, workdays, zone, dues)
    except InvalidRule:
        raise Refused("rule_never_fires") from None


async def look(desk: Desk, rule: ReminderRule) -> Preview:
    """What a rule would do if it were kept now. Raises NotAllowed, or Refused if it never fires."""
    require(desk.person, Act.SCHEDULE)
    workdays = await rules.workdays(desk.tx)
    plan = await dated(desk.tx, desk.loaded)
    instants = next_of(rule, plan, desk.now, workdays, desk.loaded.zone)
    everyone, accounts = await people.everyone(desk.tx), await people.accounts(desk.tx)
    reached = [one for one in everyone if one.id in accounts]
    groups = tuple(_group(one, rule.audience, desk.loaded.plan, reached) for one in rule.audience.recipients)
    concerned = sum(concerns(rule.audience, task) for task in desk.loaded.plan.tasks)
    reach = await _reach(desk, rule, plan, instants)
    asking = [one for one in await rules.active(desk.tx, desk.loaded.id) if one.reporting and one.key != rule.key]
    beside = tuple(one.key for one in asking if rule.reporting and _overlap(one.audience, rule.audience))
    return Preview(rule, tuple(instants), groups, concerned, reach, beside)


async def _reach(
    desk: Desk, rule: ReminderRule, plan: Plan, instants: Sequence[Instant]
) -> tuple[tuple[int, int], ...]:
    """For each instant, about how many tasks how many people would hear, by the progress of now."""
    currents, zone = await updates.currents(desk.tx, desk.loaded.id), desk.loaded.zone
    running, _ = await standing.cycles(desk.tx, desk.now, desk.loaded)
    found = []
    for instant in instants:
        day = civil.civil(instant.fires_at, zone).date()
        everyone = await absences.people_on(desk.tx, day)
        said = list(occurrences(rule, 0, [instant], plan, currents, zone, running))
        heard = {
            listener.person.id
            for one in said
            for listener in told(rule.audience, plan.task(one.task) if one.task else None, everyone)
        }
        found.append((len({one.task for one in said if one.task}), len(heard)))
    return tuple(found)


def _overlap(one: Audience, other: Audience) -> bool:
    """Whether two rules may ask the same department about the same task."""
    tasks = not one.tasks or not other.tasks or {*one.tasks} & {*other.tasks}
    departments = not one.departments or not other.departments or {*one.departments} & {*other.departments}
    return bool(tasks and departments)


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
    next_of(rule, await dated(desk.tx, desk.loaded), desk.now, workdays, desk.loaded.zone, 1)
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


async def put(desk: Desk, rule: ReminderRule) -> Line:
    """Put a changed rule in the place of the one with its key. Raises NotFound, or Refused if it never fires."""
    return await _change(desk, rule.key, "rule_change", lambda before: rule)


async def spare(desk: Desk, tasks: Sequence[int], keys: Sequence[str] = (), *, again: bool = False) -> list[Line]:
    """Leave tasks out of rules (by default all that are about them), or take them in `again`.

    Raises NotFound, or Refused where nothing changes by that.
    """
    for number in tasks:
        desk.task(number)
    changed = []
    for one in await rules.kept(desk.tx, desk.loaded.id):
        audience = one.rule.audience
        without = {*audience.without} - {*tasks} if again else {*audience.without, *tasks}
        asked = [number for number in tasks if concerns(replace(audience, without=()), desk.task(number))]
        meant = one.rule.kind is not Kind.DIGEST and (not keys or one.rule.key in keys)
        if not meant or not asked or without == {*audience.without}:
            continue
        if audience.tasks and {*audience.tasks} <= without:
            continue  # a rule for these tasks alone: it can be paused or deleted as a whole
        rule = replace(one.rule, audience=replace(audience, without=tuple(sorted(without))))
        changed.append(await put(desk, rule))
    if not changed:
        raise Refused("nothing_spared")
    return changed


async def history(desk: Desk, key: str) -> list[Version]:
    """Every version of a rule that was, oldest first, deleted ones too. Raises NotFound for a key that never was."""
    require(desk.person, Act.SCHEDULE)
    found = await rules.history(desk.tx, key)
    versions = [Version(at, who, act, from_json(after["rule"])) for at, who, act, after in found]
    if not versions:
        return [Version(None, "", "rule_default", (await rules.find(desk.tx, desk.loaded.id, key)).rule)]
    return versions


async def quiet_hours(desk: Desk, start: time, end: time) -> QuietHours:
    """Set the office's hours of silence. Returns those before. Raises NotAllowed."""
    require(desk.person, Act.SCHEDULE)
    before = await rules.quiet_hours(desk.tx)
    after = {"start": start.isoformat(), "end": end.isoformat()}
    await settings.write(desk.tx, rules.QUIET, after)
    was = {"start": before.start.isoformat(), "end": before.end.isoformat()}
    await audit.note(desk.tx, desk.now, desk.person.name, "quiet_hours", rules.QUIET, was, after)
    return before


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
        next_of(changed, await dated(desk.tx, desk.loaded), desk.now, workdays, desk.loaded.zone, 1)
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
        found = next_of(kept.rule, await dated(desk.tx, desk.loaded), desk.now, workdays, desk.loaded.zone, 1)
    except Refused:  # a rule for one day that is over
        found = []
    return Line(kept.rule, False, found[0] if found else None)


def resolve(key: str) -> str:
    """s3, S3, S-3 -> S-3. Raises NotFound for what is no key."""
    digits = key.upper().removeprefix("S").lstrip("-").strip()
    if not (digits.isascii() and digits.isdigit()):
        raise NotFound("no_such_rule", rule=key)
    return f"S-{int(digits)}"
