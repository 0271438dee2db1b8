"""待办: everything that needs a coordinator's decision, in one card; told at most once an hour.

`announce` lets one row wait for each coordinator until the next full hour (the end of quiet hours); what the row says
is composed when it is claimed, from what is pending at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from domain import civil
from domain.people import Act, Person, Role, require
from domain.plan import Plan
from domain.procedure import Petition
from domain.progress import Current, Line, State, extended
from domain.reminders import Composed, Nothing, contacts
from domain.workdays import QuietHours
from services.desk import Desk
from storage import bundles, dialogues, people, petitions, rules, updates
from storage.database import Tx
from storage.outbox import Kind, Row
from storage.people import Account
from storage.plans import Loaded
from wording import tray as said
from wording.tray import Item, Tray
from wording.words import Words

AN_HOUR = timedelta(hours=1)  # our policy: the coordinators hear of new matters at most this often


async def announce(desk: Desk) -> int:
    """Something waits for a decision, or a problem was reported. Returns how many coordinators will hear of it anew."""
    zone = desk.loaded.zone
    local = civil.civil(desk.now, zone).replace(minute=0, second=0, microsecond=0) + AN_HOUR
    at = QuietHours(workdays=await rules.workdays(desk.tx)).release_at(local)
    rows = [
        bundles.Bundle(f"tray:{one.id}:{at:%Y-%m-%dT%H:%M}", Kind.NOTICE, one.id, {"tray": True})
        for one in await people.everyone(desk.tx)
        if one.has(Role.COORDINATOR)
    ]
    return await bundles.enqueue(desk.tx, rows, desk.now, civil.instant(at, zone))


def is_announcement(row: Row) -> bool:
    """Whether a waiting row is a coordinator's tray."""
    return "tray" in (row.about or {})


async def compose(
    tx: Tx, words: Words, loaded: Loaded, account: Account, rows: Sequence[Row], now: datetime
) -> Composed | Nothing:
    """The tray as an announcement: what is pending, and the problems since the first of `rows` began to wait."""
    found = await _read(tx, loaded, now, min(one.created_at for one in rows))
    if not found.items and not found.problems:
        return Nothing("decided, or taken back")
    message = said.card(words, found, now).on(f"tray:{rows[0].id}")
    kept = await dialogues.keep_buttons(tx, account.id, message, now)
    return Composed(account.id, kept, tuple(one.id for one in rows[1:]))


async def look(desk: Desk) -> Tray:
    """What is pending now, and today's problems. Raises NotAllowed."""
    require(desk.person, Act.DECIDE)
    midnight = datetime.combine(civil.civil(desk.now, desk.loaded.zone).date(), time())
    return await _read(desk.tx, desk.loaded, desk.now, civil.instant(midnight, desk.loaded.zone))


async def _read(tx: Tx, loaded: Loaded, now: datetime, since: datetime) -> Tray:
    currents = await updates.currents(tx, loaded.id)
    plan = extended(loaded.plan, currents)
    waiting = await petitions.pending(tx, loaded.id)
    everyone, accounts = await people.everyone(tx), await people.accounts(tx)
    lines = await updates.since(tx, loaded.id, since, now + timedelta(microseconds=1))
    items = [*_reviews(plan, currents), *_petitions(plan, currents, waiting), *_dead(plan, everyone, accounts)]
    return Tray(tuple(items), tuple(_problems(plan, currents, lines)))


def _reviews(plan: Plan, currents: Mapping[tuple[int, str], Current]) -> Iterable[Item]:
    """What was reported done, the longest waiting first."""
    done = [one for one in currents.values() if one.state is State.REPORTED_DONE]
    for current in sorted(done, key=lambda one: one.update_id or 0):
        task = plan.task(current.task)
        milestone = next((one for one in task.milestones if one.period == current.period), None) if task else None
        if task and milestone:
            yield Item(said.review_key(current), "review", task.lead, task, milestone, current)


def _petitions(plan: Plan, currents: Mapping[tuple[int, str], Current], waiting: Sequence[Petition]) -> Iterable[Item]:
    for petition in waiting:
        wish = petition.wish
        task = plan.task(wish.task)
        milestone = next((one for one in task.milestones if one.period == wish.period), None) if task else None
        current = currents.get((wish.task, wish.period))
        item = Item(f"petition:{petition.id}", wish.kind.value, wish.department, task, milestone, current)
        yield replace(item, petition=petition)


def _dead(plan: Plan, everyone: Sequence[Person], accounts: Mapping[int, Account]) -> Iterable[Item]:
    """The lead departments that nobody can be reached for."""
    for department in plan.leads():
        known = contacts(everyone, department)
        if not any(one.id in accounts for one in known):
            yield Item(f"contact:{department}", "contact", department, names=tuple(one.name for one in known))


def _problems(
    plan: Plan, currents: Mapping[tuple[int, str], Current], lines: Sequence[Line]
) -> Iterable[tuple[int, str, str]]:
    """Task, department and problem of what was said and still stands, the newest of each milestone."""
    found = {}
    for line in lines:
        entry = line.update.entry
        task, current = plan.task(entry.task), currents.get((entry.task, entry.period))
        if task and current and entry.problem and not line.update.retracted and current.problem == entry.problem:
            found[entry.task, entry.period] = (entry.task, task.lead, entry.problem)
    return found.values()
