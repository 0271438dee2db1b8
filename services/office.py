"""The office as the reminder engine sees it: the plan, its rules and its calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.agenda import Agenda
from domain.escalation import Ladder
from domain.plan import Plan
from domain.progress import with_dues
from domain.rules import ReminderRule
from domain.workdays import QuietHours, Workdays
from storage import plans, rules, settings, updates
from storage.database import Tx
from storage.plans import Loaded

LADDER = "ladder"  # the setting that holds the waits of the ladder: {"blue": 2, …}


@dataclass(frozen=True, slots=True)
class Office:
    """What stands in one transaction. `loaded` has the due dates that were granted; `active` are the rules that fire,
    by key; `agenda` says when."""

    loaded: Loaded
    versions: dict[str, int]
    active: dict[str, ReminderRule]
    workdays: Workdays
    agenda: Agenda
    quiet: QuietHours


async def dated(tx: Tx, loaded: Loaded) -> Plan:
    """The plan with the due dates that were granted."""
    return with_dues(loaded.plan, await updates.granted_dues(tx, loaded.id))


async def at_work(tx: Tx) -> Office | None:
    """The office of the plan that is loaded; None in an empty database."""
    loaded = await plans.loaded(tx)
    if loaded is None:
        return None
    loaded = replace(loaded, plan=await dated(tx, loaded))
    standing = [one for one in await rules.kept(tx, loaded.id) if one.state == rules.ACTIVE]
    quiet = await rules.quiet_hours(tx)
    workdays = quiet.workdays or Workdays()
    dues = frozenset(one.due for task in loaded.plan.tasks for one in task.milestones if one.due)
    active = {one.rule.key: one.rule for one in standing}
    ladder = Ladder(**(await settings.read(tx, LADDER) or {}))
    agenda = Agenda(tuple(active.values()), workdays, loaded.zone, dues, ladder)
    return Office(loaded, {one.rule.key: one.version for one in standing}, active, workdays, agenda, quiet)
