"""What a waiting row still has to say: from the facts of the moment at which it is claimed, in that transaction.

What was answered meanwhile falls out, what else waits for the same person joins, quiet hours and the day's budget delay
it, and where nothing is left nothing is sent. A day has room for one bundle and one chase a person; what does not fit
joins the next bundle: its row is `merged`, and names the one that covers it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from weakref import WeakKeyDictionary

from domain import civil
from domain.instants import OPEN, Cycle, Instant
from domain.messages import Outgoing
from domain.people import Person, Role
from domain.plan import Task
from domain.procedure import Petition, speaks_for
from domain.readback import ReadBack
from domain.reminders import (
    Bundle,
    Composed,
    Currents,
    Delayed,
    Family,
    Nothing,
    Occurrence,
    Told,
    contacts,
    holds,
    lateness,
    listeners,
    newest,
    occurrences,
)
from domain.rules import Audience, ReminderRule
from domain.standing import open_milestones
from services import changes, openings, quiet, readbacks, standing, tray
from services.office import Office, at_work
from storage import absences, audit, bundles, contributions, dialogues, people, petitions, plans, rules, updates
from storage.bundles import Standing
from storage.database import Tx
from storage.outbox import Kind, Row
from storage.people import Account
from wording import digest as said_weekly
from wording import reminders as said
from wording.words import Words

GATHERING = timedelta(hours=2)  # what is released in the morning waits so long for the morning's own bundle
PART_LASTS = timedelta(days=14)  # a supporting department that said its part so lately is not asked for it
TOGETHER = frozenset({Kind.CHASE, Kind.REMINDER, Kind.ESCALATION})  # what may become one message


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the messages of one claiming transaction are composed from."""

    office: Office
    currents: Currents
    people: Mapping[int, Person]
    accounts: Mapping[int, Account]
    planned_until: datetime | None
    reporting: tuple[ReminderRule, Cycle] | None
    left_alone: Mapping[int, datetime]
    standings: Mapping[int, Standing]
    occurrences: Mapping[int, Occurrence]
    wished: Sequence[Petition]  # what departments asked for themselves, pending or granted
    contributed: frozenset[tuple[int, str, str]]  # task, period and supporting department that said its part
    openings: Mapping[int, str]  # what the list said was done so far, by task
    unconfirmed: Mapping[int, ReadBack]  # by person


_facts_of: WeakKeyDictionary[Tx, Facts] = WeakKeyDictionary()  # a claim composes many rows: it reads the facts once


async def _facts(tx: Tx, now: datetime) -> Facts | None:
    if tx not in _facts_of:
        office = await at_work(tx)
        if office is None:
            return None
        zone = office.loaded.zone
        today = civil.civil(now, zone).date()
        midnight = datetime.combine(today, time())
        standings = await bundles.standings(tx, civil.instant(midnight, zone))
        named = {id_ for one in standings.values() for row in one.waiting for id_ in _named(row)}
        _facts_of[tx] = Facts(
            office,
            await updates.currents(tx, office.loaded.id),
            {one.id: one for one in await absences.people_on(tx, today)},
            await people.accounts(tx),
            await rules.planned_until(tx, office.loaded.id),
            office.agenda.cycle(now),
            await quiet.everyone(tx, now),
            standings,
            {one.id: one for one in await rules.occurrences(tx, named) if one.id is not None},
            await petitions.holding(tx, office.loaded.id),
            frozenset(
                (one.task, one.period, one.department)
                for one in await contributions.recent(tx, office.loaded.id, now - PART_LASTS)
            ),
            await openings.kept(tx),
            await readbacks.everyones(tx),
        )
    return _facts_of[tx]


def _named(row: Row) -> Sequence[int]:
    """The occurrences that a waiting row is about."""
    named: Sequence[int] = (row.about or {}).get("occurrences", ())
    return named


async def compose(tx: Tx, row: Row, now: datetime) -> Composed | Delayed | Nothing:
    """Say what a waiting row still has to say, in the transaction that claims it."""
    facts = await _facts(tx, now)
    if facts is None:
        return Nothing("no plan is loaded")
    person = facts.people.get(row.person_id or 0)
    if person is None:
        return Nothing("the person was revoked")
    account = facts.accounts.get(person.id)
    if account is None:
        return Nothing("the person has no account that can be reached")
    zone = facts.office.loaded.zone
    today = facts.standings.get(person.id, Standing())
    if tray.is_announcement(row):
        until = _quiet_until(facts, now, facts.left_alone.get(person.id))
        if until is not None:
            return Delayed(until)
        due = [one for one in today.waiting if one.not_before <= now and tray.is_announcement(one)]
        rows = [row, *(one for one in due if one.id != row.id)]
        return await tray.compose(tx, Words(person.language, zone), facts.office.loaded, account, rows, now)
    joining = [one for one in today.waiting if one.id != row.id and _joins(one, row)]
    waiting = [facts.occurrences[id_] for one in (row, *joining) for id_ in _named(one) if id_ in facts.occurrences]
    held = _held(facts, person, waiting)
    for department in {
        one.about["department"]: None for one in (row, *joining) if one.about and "department" in one.about
    }:
        held += _asked_for(facts, person, department, {one.task for one, _ in held}, now)
    if not held:
        if person.away:
            await _pass_on(tx, facts, row, waiting, now)
        return Nothing("answered, closed, or no longer asked for")
    if not _by_request(row):
        until = _wait(facts, held, now, used=row.kind in today.used, left_alone=facts.left_alone.get(person.id))
        if until is not None:
            return Delayed(until)
    words = Words(person.language, zone)
    message = await _message(tx, words, facts, person, row, held, now)
    kept = await dialogues.keep_buttons(tx, account.id, message, now)
    return Composed(account.id, kept, tuple(one.id for one in joining), tuple(one for one, _ in held))


async def _pass_on(tx: Tx, facts: Facts, row: Row, waiting: Sequence[Occurrence], now: datetime) -> None:
    """What waited for somebody who is on leave by now waits for whoever is there instead, once."""
    everyone = facts.people.values()
    theirs: dict[int, list[int]] = defaultdict(list)
    for one in waiting:
        if one.id is not None and one.rule in facts.office.active:
            for listener in listeners(one, facts.office.active[one.rule].audience, _task(facts.office, one), everyone):
                theirs[listener.person.id].append(one.id)
    rows = [
        bundles.Bundle(f"{row.kind}:{id_}:{ids[0]}", row.kind, id_, {**(row.about or {}), "occurrences": ids})
        for id_, ids in theirs.items()
    ]
    await bundles.enqueue(tx, rows, now)


def _joins(other: Row, row: Row) -> bool:
    """Whether what waits in another row becomes part of this message. What a person asked for later comes later."""
    return not (_by_request(other) and other.not_before > row.not_before) and (
        other.kind is row.kind or {other.kind, row.kind} <= TOGETHER
    )


def _by_request(row: Row) -> bool:
    """Whether the person asked to be reminded (`later`)."""
    return "department" in (row.about or {})


def _held(facts: Facts, person: Person, waiting: Sequence[Occurrence]) -> list[tuple[Occurrence, Told]]:
    """What is still to be said to this person, and as whom they hear it."""
    office, everyone = facts.office, facts.people.values()
    still = [one for one in waiting if one.rule in office.active and holds(one, facts.currents)]
    today = [one for one in still if not (one.bundle is Bundle.ESCALATION and _asks_itself(facts, one))]
    found = []
    for one in newest(today, office.loaded.zone):
        task = _task(office, one)
        if one.task is not None and (task is None or one.period not in {m.period for m in task.milestones}):
            continue  # the plan was imported anew without it
        heard = listeners(one, office.active[one.rule].audience, task, everyone)
        found += [
            (one, listener)
            for listener in heard
            if listener.person.id == person.id and (one.task, one.period, listener.department) not in facts.contributed
        ]
    return found


def _asks_itself(facts: Facts, one: Occurrence) -> bool:
    """Whether the department asked for something of its own since: then it was not silent."""
    return speaks_for(facts.wished, one.task or 0, one.period or "", one.asked_at or one.fires_at)


def _asked_for(
    facts: Facts, person: Person, department: str, known: set[int | None], now: datetime
) -> list[tuple[Occurrence, Told]]:
    """What a liaison asked to be reminded of later: all that the department has not reported in the running cycle."""
    if facts.reporting is None or department not in person.departments(Role.LIAISON):
        return []
    reporting, cycle = facts.reporting
    local = civil.civil(now, facts.office.loaded.zone)
    instant = Instant(
        reporting.key, OPEN, local, local, now, period=cycle.period, opens_at=cycle.opens_at, due_at=cycle.due_at
    )
    rule = replace(reporting, audience=Audience(departments=(department,)))
    asked = occurrences(rule, 0, [instant], facts.office.loaded.plan, facts.currents, facts.office.loaded.zone)
    return [(one, Told(person, Role.LIAISON, department)) for one in asked if one.task not in known]


def _task(office: Office, one: Occurrence) -> Task | None:
    return office.loaded.plan.task(one.task) if one.task is not None else None


def _wait(
    facts: Facts, held: Sequence[tuple[Occurrence, Told]], now: datetime, *, used: bool, left_alone: datetime | None
) -> datetime | None:
    """Until when a message must wait; None: it may go.

    It waits for the planner's backlog, for as long as the person wants none, for the next day where this one's budget
    is `used`, and for the end of quiet hours; and then, if it is soon, for the bundle that is due that morning anyway.
    """
    office, agenda = facts.office, facts.office.agenda
    if facts.planned_until is not None and agenda.first(facts.planned_until, now) is not None:
        return now  # more has come due than is planned yet: it belongs into the same message
    zone = office.loaded.zone
    local = civil.civil(max(now, left_alone or now), zone)
    if used and held[0][0].family is not Family.TELL:
        local = max(local, datetime.combine(civil.civil(now, zone).date() + timedelta(days=1), time()))
    if not any(office.active[one.rule].ignore_quiet for one, _ in held):
        local = office.quiet.release_at(local)
    at = civil.instant(local, zone)
    return None if at <= now else agenda.first(at, at + GATHERING) or at


def _quiet_until(facts: Facts, now: datetime, left_alone: datetime | None) -> datetime | None:
    """The end of quiet hours and of what a person asked for; None where neither holds."""
    zone = facts.office.loaded.zone
    local = civil.civil(max(now, left_alone or now), zone)
    at = civil.instant(facts.office.quiet.release_at(local), zone)
    return at if at > now else None


async def _message(
    tx: Tx,
    words: Words,
    facts: Facts,
    person: Person,
    row: Row,
    held: Sequence[tuple[Occurrence, Told]],
    now: datetime,
) -> Outgoing:
    weekly = [listener for one, listener in held if one.family is Family.TELL]
    if weekly:
        return await _digest(tx, words, facts, weekly[0], now)
    sections = _sections(facts, held, now)
    drawn = facts.unconfirmed.get(person.id)
    asked = {item.task.number for section in sections if section.asks for item in section.items}
    waits = drawn is not None and any(entry["task"] in asked for entry in drawn.said["entries"])
    unconfirmed = (len(drawn.said["entries"]), readbacks.accept(drawn)) if drawn and waits else None
    message = said.bundle(words, sections, unconfirmed)
    if not message.choices:
        return message
    first = next((one for one in sections if one.asks), sections[0])
    return message.on(f"checkin:{first.department}:{first.cycle or 'due'}:{row.id}")


async def _digest(tx: Tx, words: Words, facts: Facts, listener: Told, now: datetime) -> Outgoing:
    """The office reads of the whole plan; a department's own people of what it leads."""
    loaded = facts.office.loaded
    snapshot = await standing.snapshot(tx, now, loaded, listener.department)
    unserved: list[str] = []
    if listener.department is None:
        unserved = [one for one in loaded.plan.leads() if not contacts(facts.people.values(), one)]
    as_written = await plans.loaded(tx) or loaded  # without the dates that were granted
    news = await changes.since(tx, as_written, now - changes.A_WEEK, snapshot, listener.department)
    soon = civil.civil(now + said_weekly.AHEAD, loaded.zone).year
    unknown = [] if facts.office.workdays.covered(soon) else [soon]
    message = said_weekly.digest(words, snapshot, unserved, news, unknown=unknown)
    head = await audit.tell_head(tx) if listener.department is None else None
    return said_weekly.with_head(words, message, str(head)) if head else message


def _sections(facts: Facts, held: Sequence[tuple[Occurrence, Told]], now: datetime) -> list[said.Facts]:
    """The parts of a bundle: by family, lead department and how the person hears of it; questions first."""
    parts: dict[tuple[bool, str, bool, bool], list[Occurrence]] = defaultdict(list)
    for one, listener in held:
        task = _task(facts.office, one)
        if task is not None:
            asks = listener.role is Role.LIAISON and listener.department == task.lead
            supports = listener.role is Role.LIAISON and not asks
            parts[one.family is Family.DUE, task.lead, asks, supports].append(one)
    order = sorted(parts, key=lambda part: (not part[2], part[0]))
    return [_section(facts, part, parts[part], now) for part in order]


def _section(
    facts: Facts,
    part: tuple[bool, str, bool, bool],
    together: Sequence[Occurrence],
    now: datetime,
) -> said.Facts:
    due, department, asks, supports = part
    keys = tuple(dict.fromkeys(one.rule for one in together))
    items = tuple(_item(facts, one, now) for one in together)
    latest = max(together, key=lambda one: (one.due_at is not None, lateness(one), one.fires_at))
    if due:
        cycle = facts.reporting[1].period if facts.reporting else None
        return said.DueFacts(department, now, items, cycle, keys, asks, supports, latest.step)
    return said.CheckinFacts(department, now, items, latest.cycle, latest.step, latest.due_at, keys, asks, supports)


def _item(facts: Facts, one: Occurrence, now: datetime) -> said.Item:
    task = _task(facts.office, one)
    if task is None or one.period is None:
        raise LookupError(f"occurrence {one.id} has no subject")
    today = civil.civil(now, facts.office.loaded.zone).date()
    also = tuple(m for m in open_milestones(task, facts.currents, today) if m.period != one.period)
    current = facts.currents.get((task.number, one.period))
    return said.Item(task, task.milestone(one.period), current, also, facts.openings.get(task.number))
