"""What came due becomes messages that wait: rules -> occurrences -> one row a person, which only names them.

`plan` turns the instants of all rules into occurrences and, a person at a time, into waiting outbox rows. What a row
says is decided when it is claimed: `compose`, in `services.composing`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from domain import civil
from domain.escalation import CLIMB, PATIENCE, Step, climbed
from domain.instants import Instant
from domain.leave import Absence, excused, on_duty
from domain.people import Person
from domain.plan import Task
from domain.procedure import speaks_for
from domain.reminders import Bundle, Occurrence, listeners, newest, occurrences
from domain.rules import ReminderRule
from services.composing import compose
from services.office import Office, at_work
from storage import absences, bundles, people, petitions, plans, rules, updates
from storage.database import Tx
from storage.outbox import Kind

__all__ = ["catch_up", "compose", "later", "next_moment", "plan"]


async def catch_up(tx: Tx, now: datetime) -> int:
    """Plan all that came due up to `now` (aware) and move the mark; returns how many messages now wait.

    The planner's tick calls it, and whoever changes a rule, first: what the old rule owed is planned, and the new one
    speaks from now on only. The very first time only sets the mark: nobody is reminded of what was due before the bot
    was started. The mark never goes back: where the clock was set back, nothing happens until its time has come.
    """
    loaded = await plans.loaded(tx)
    if loaded is None:
        return 0
    after = await rules.planned_until(tx, loaded.id)
    if after is not None and now <= after:
        return 0
    await rules.move_mark(tx, loaded.id, now)
    return await plan(tx, now, after) if after is not None else 0


async def plan(tx: Tx, now: datetime, after: datetime) -> int:
    """Plan every instant in (after, now] (the plan's time, aware). Returns how many messages now wait for somebody.

    May be called again for the same stretch: an occurrence is planned once. After downtime the stretch is long, and
    still each person gets one bundle, with the newest of what was missed.
    """
    office = await at_work(tx)
    fired = office.agenda.between(after, now) if office else {}
    if office is None or not fired:
        return 0
    today = civil.civil(now, office.loaded.zone).date()
    currents, everyone = await updates.currents(tx, office.loaded.id), await people.everyone(tx)
    leave = await absences.since(tx, today - PATIENCE - timedelta(days=60))
    climb = await _climb(tx, office, fired, everyone, leave)
    held_against_cycle = any(rule.audience.unreported_only or rule.until_reported for rule in fired)
    reporting = office.agenda.cycle(now) if held_against_cycle else None
    running = reporting[1] if reporting else None
    found: list[Occurrence] = []
    for rule, instants in fired.items():
        version = office.versions[rule.key]
        asked = occurrences(rule, version, instants, office.loaded.plan, currents, office.loaded.zone, running, climb)
        found += newest(asked, office.loaded.zone)
    new = await rules.remember(tx, office.loaded.id, found, now)
    return await _enqueue(tx, now, office, new, on_duty(everyone, leave, today))


async def _climb(
    tx: Tx,
    office: Office,
    fired: Mapping[ReminderRule, Sequence[Instant]],
    everyone: Sequence[Person],
    leave: Sequence[Absence],
) -> Callable[[Instant, Task, str], Step | None]:
    """The step that a silence takes: none where nobody was asked (the bot not started yet, the rule at rest) or the
    department asked for something itself, and each once. Days of leave are not counted."""
    since = [one.opens_at for instants in fired.values() for one in instants if one.step == CLIMB and one.opens_at]
    asked = await rules.asked(tx, min(since)) if since else {}
    wished = await petitions.holding(tx, office.loaded.id) if since else []

    def climb(instant: Instant, task: Task, period: str) -> Step | None:
        opened = instant.opens_at or instant.fires_at
        so_far = [one for one in asked.get((instant.rule, task.number, period), ()) if one.fires_at >= opened]
        put = [one.planned_at for one in so_far if one.step not in {*Step}]
        if not put or speaks_for(wished, task.number, period, opened):
            return None

        def away(day: date) -> bool:
            return excused(everyone, leave, task.lead, day)

        first = civil.civil(min(put), office.loaded.zone).date()
        step = climbed(office.agenda.ladder, instant, first, office.workdays, away)
        taken = [Step(one.step) for one in so_far if one.step in {*Step}]
        return step if step and all(step.above(one) for one in taken) else None

    return climb


async def _enqueue(
    tx: Tx, now: datetime, office: Office, new: Sequence[Occurrence], everyone: tuple[Person, ...]
) -> int:
    """One waiting row for each person and kind of message, naming its occurrences."""
    mine: dict[int, list[Occurrence]] = defaultdict(list)
    for one in new:
        task = office.loaded.plan.task(one.task) if one.task is not None else None
        for listener in listeners(one, office.active[one.rule].audience, task, everyone):
            mine[listener.person.id].append(one)
    rows = []
    for person_id, heard in mine.items():
        by_bundle: dict[Bundle, list[Occurrence]] = defaultdict(list)
        for one in newest(heard, office.loaded.zone):
            by_bundle[one.bundle].append(one)
        for bundle, together in by_bundle.items():
            about = {"occurrences": [one.id for one in together]}
            key = f"{bundle}:{person_id}:{together[0].id}"
            rows.append(bundles.Bundle(key, Kind(bundle.value), person_id, about))
    return await bundles.enqueue(tx, rows, now)


async def later(tx: Tx, person_id: int, department: str, at: datetime, now: datetime) -> bool:
    """稍后提醒: remind a liaison at `at` of what their department has not reported by then; they asked for it, so
    neither quiet hours nor the day's budget apply. False if the same was asked for before."""
    key = f"later:{person_id}:{department}:{at.isoformat()}"
    row = bundles.Bundle(key, Kind.REMINDER, person_id, {"department": department})
    return await bundles.enqueue(tx, [row], now, at) == 1


async def next_moment(tx: Tx, after: datetime, upto: datetime) -> datetime | None:
    """The next moment in (after, upto] at which a rule fires or a waiting row may go; None if nothing happens."""
    office = await at_work(tx)
    fires = office.agenda.first(after, upto) if office else None
    goes = await bundles.next_release(tx, after)
    return min((one for one in (fires, goes) if one is not None and one <= upto), default=None)
