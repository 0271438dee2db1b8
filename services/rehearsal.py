"""试发: what a rule would say at its next time, from the progress of now, for the admin's eyes only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.instants import Cycle, Instant
from domain.messages import Outgoing
from domain.people import Act, Person, require
from domain.reminders import Currents, Family, Occurrence, contacts, family_of, occurrences, told
from domain.rules import Recipient, ReminderRule
from services import changes, standing
from services import rules as ruling
from services.desk import Desk
from services.office import dated
from storage import people, rules, updates
from wording import digest, reminders
from wording.words import Words

UNSAVED = "S-0"  # the key of a rule that is only proposed: nothing to be cited


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The message of the first department (None: there would be nothing to say), when it would go, and to how many
    people and departments in all."""

    message: Outgoing | None
    at: datetime
    department: str | None
    people: int
    departments: int


async def rehearse(desk: Desk, rule: ReminderRule) -> Rehearsal:
    """Compose what `rule` would say at its next instant. Nothing is sent or kept. Raises NotAllowed, Refused."""
    require(desk.person, Act.SCHEDULE)
    loaded, zone = desk.loaded, desk.loaded.zone
    awake = replace(rule, paused_from=None, paused_until=None)
    workdays = await rules.workdays(desk.tx)
    plan = await dated(desk.tx, loaded)
    instant = ruling.next_of(awake, plan, desk.now, workdays, zone, 1)[0]
    everyone, words = await people.everyone(desk.tx), Words(desk.person.language, zone)
    if family_of(rule) is Family.TELL:
        return await _weekly(desk, rule, instant, everyone, words)
    currents = await updates.currents(desk.tx, loaded.id)
    running, _ = await standing.cycles(desk.tx, desk.now, loaded)
    asked = list(occurrences(awake, 0, [instant], plan, currents, zone, running))
    leads = list(dict.fromkeys(_lead(desk, one) for one in asked))
    if not leads:
        return Rehearsal(None, instant.fires_at, None, 0, 0)
    heard = {one.person.id for found in asked for one in told(rule.audience, desk.task(found.task or 0), everyone)}
    first = [one for one in asked if _lead(desk, one) == leads[0]]
    facts = _section(desk, rule, leads[0], first, instant, running, currents)
    return Rehearsal(_bare(reminders.bundle(words, (facts,))), instant.fires_at, leads[0], len(heard), len(leads))


async def _weekly(
    desk: Desk, rule: ReminderRule, instant: Instant, everyone: tuple[Person, ...], words: Words
) -> Rehearsal:
    snapshot = await standing.snapshot(desk.tx, desk.now, desk.loaded)
    unserved = [one for one in desk.loaded.plan.leads() if not contacts(everyone, one)]
    heard = told(rule.audience, None, everyone)
    news = await changes.since(desk.tx, desk.loaded, desk.now - changes.A_WEEK, snapshot)
    message = _bare(digest.digest(words, snapshot, unserved, news))
    return Rehearsal(message, instant.fires_at, None, len(heard), 0)


def _lead(desk: Desk, one: Occurrence) -> str:
    return desk.task(one.task or 0).lead


def _section(
    desk: Desk,
    rule: ReminderRule,
    department: str,
    asked: Sequence[Occurrence],
    instant: Instant,
    running: Cycle,
    currents: Currents,
) -> reminders.Facts:
    """What a department would read: it is asked, unless the rule speaks to others only."""
    asks = Recipient.LEAD in rule.audience.recipients
    supports = not asks and Recipient.SUPPORTING in rule.audience.recipients
    items = tuple(
        reminders.Item(task, task.milestone(one.period or ""), currents.get((task.number, one.period or "")))
        for one in asked
        for task in (desk.task(one.task or 0),)
    )
    at = instant.fires_at
    keys = () if rule.key == UNSAVED else (rule.key,)
    if asked[0].family is Family.DUE:
        return reminders.DueFacts(department, at, items, running.period, keys, asks, supports)
    return reminders.CheckinFacts(
        department, at, items, instant.period, instant.step, instant.due_at, keys, asks, supports
    )


def _bare(message: Outgoing) -> Outgoing:
    """Without buttons: they would be pressed for a department that is not the admin's."""
    return replace(message, choices=(), card=None)
