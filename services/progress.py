"""Reporting: what a department says is added to the ledger, and what holds now is folded from it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from domain import civil
from domain.errors import Conflict, NotAllowed, NotFound, Refused
from domain.people import Act, Role, may, require
from domain.plan import Milestone, Task
from domain.progress import (
    GOES_ALONG,
    Change,
    Current,
    Entry,
    Line,
    Move,
    Recorded,
    Source,
    State,
    Status,
    Trace,
    Update,
    apply,
    fold,
    moved,
)
from services import chase, linking, restored, tray
from services.desk import Desk
from storage import audit, contributions, evidence, plans, reviews, updates

GREATEST = 1e12  # no figure of a plan is larger; what is, is a slip of the finger


async def record(
    desk: Desk,
    entries: Sequence[Entry],
    *,
    words: str | None = None,
    words_id: int | None = None,
    receipt: str | None = None,
    on_behalf: bool = False,
) -> Recorded:
    """Add one line a task to the ledger and return the receipt.

    `words` are the reporter's own, `words_id` the message they came in; `receipt` continues an earlier one (a card that
    is walked through). `on_behalf` records what a department said on the phone (代报). Raises Refused: not the person's
    task, a closed milestone, a figure beyond sense. All or nothing.
    """
    checked = [await _checked(desk, entry, on_behalf) for entry in entries]
    code = receipt or await _new_receipt(desk)
    year = civil.civil(desk.now, desk.loaded.zone).year
    changes = []
    for task, milestone, before, entry in checked:
        update_id = await updates.add(
            desk.tx,
            desk.loaded.id,
            entry,
            {one.phrase: one.unit for one in milestone.indicators},
            inbox_id=desk.inbox_id,
            words_id=words_id,
            receipt=code,
            person_id=desk.person.id,
            on_behalf_of=task.lead if on_behalf else None,
            words=words,
            at=desk.now,
        )
        after = apply(before, Update(update_id, entry, desk.now, desk.person.name, words, code), year)
        await updates.keep_current(desk.tx, desk.loaded.id, task.lead, after)
        changes.append(Change(task, milestone, before, after))
        if task.supporting and entry.source is not Source.CARRIED:  # the lead has seen the parts: one joint report
            await contributions.take_up(desk.tx, desk.loaded.id, task.number, milestone.period, update_id)
    if any(_concerns_office(one) for one in changes):
        await tray.announce(desk)
    files = await evidence.take_along(desk.tx, desk.person.id, desk.now - GOES_ALONG, code)
    await chase.withdraw_answered(desk.tx, desk.now)
    await linking.outdate(desk, changes)
    numbers = [entry.task for entry in entries]
    await audit.note(desk.tx, desk.now, desk.person.name, "report", code, None, {"tasks": numbers})
    return Recorded(code, desk.now, tuple(changes), files)


def _concerns_office(change: Change) -> bool:
    """Whether a coordinator is to hear of it the same day: reported done, or a new problem."""
    done = change.after.state is State.REPORTED_DONE and change.before.state is State.OPEN
    return done or (change.after.problem is not None and change.after.problem != change.before.problem)


async def _checked(desk: Desk, entry: Entry, on_behalf: bool) -> tuple[Task, Milestone, Current, Entry]:
    """The entry with its task, milestone and what held before, once it is certain that it may be stored."""
    task = desk.task(entry.task)
    require(desk.person, Act.REPORT_FOR if on_behalf else Act.REPORT, task)
    milestone = milestone_of(task, entry.period)
    before = await updates.current(desk.tx, desk.loaded.id, task.number, milestone.period)
    moved(before, Move.REPORT_DONE if entry.status is Status.DONE else Move.REPORT)
    known = {one.phrase for one in milestone.indicators}
    for phrase, value in entry.values.items():
        if phrase not in known:
            raise NotFound("no_such_indicator", task=task.number, phrase=phrase)
        if not (math.isfinite(value) and 0 <= value <= GREATEST):
            raise Refused("figure_beyond_sense", task=task.number, value=value)
    if entry.percent is not None and not 0 <= entry.percent <= 100:
        raise Refused("percent_beyond_sense", task=task.number, value=entry.percent)
    return task, milestone, before, replace(entry, source=Source.ON_BEHALF) if on_behalf else entry


def milestone_of(task: Task, period: str) -> Milestone:
    try:
        return task.milestone(period)
    except KeyError:
        raise NotFound("no_such_period", task=task.number, period=period) from None


async def _new_receipt(desk: Desk) -> str:
    """2022-1125-04, said as R-1125-04: the fourth report of that day in the plan's zone."""
    day = f"{civil.civil(desk.now, desk.loaded.zone):%Y-%m%d}"
    given = max(await updates.last_number(desk.tx, desk.loaded.id, day), await restored.last_number(desk.tx, day))
    return f"{day}-{given + 1:02d}"


async def retract(desk: Desk, receipt: str) -> Recorded:
    """Take a report back: each of its tasks is folded anew without it. The lines stay readable in the ledger.

    Only who reported, or a coordinator, may. Raises NotFound, NotAllowed, or Conflict where it was done before.
    """
    lines = await own_lines(desk, receipt)
    if all(line.update.retracted for line in lines):
        raise Conflict("already_retracted", receipt=receipt)
    changes = []
    touched = dict.fromkeys((line.update.entry.task, line.update.entry.period) for line in lines)
    for number, period in touched:
        moved(await updates.current(desk.tx, desk.loaded.id, number, period), Move.REPORT)
    for line in lines:
        if not line.update.retracted:
            await updates.retract(
                desk.tx,
                desk.loaded.id,
                line,
                inbox_id=desk.inbox_id,
                person_id=desk.person.id,
                receipt=receipt,
                at=desk.now,
            )
    await contributions.give_back(desk.tx, [line.update.id for line in lines])
    for number, period in touched:
        task = desk.task(number)
        milestone = milestone_of(task, period)
        before = await updates.current(desk.tx, desk.loaded.id, number, period)
        after = await rebuilt(desk, number, period)
        await updates.keep_current(desk.tx, desk.loaded.id, task.lead, after)
        changes.append(Change(task, milestone, before, after))
    await audit.note(desk.tx, desk.now, desk.person.name, "retract", receipt, {"tasks": [one[0] for one in touched]})
    return Recorded(receipt, desk.now, tuple(changes))


async def own_lines(desk: Desk, receipt: str) -> list[Line]:
    """The lines of a report that the person may change. Raises NotFound, NotAllowed."""
    lines = await updates.of_receipt(desk.tx, desk.loaded.id, receipt)
    if not lines:
        raise NotFound("no_such_receipt", receipt=receipt)
    if not desk.person.has(Role.COORDINATOR) and any(line.author_id != desk.person.id for line in lines):
        raise NotAllowed("not_your_report", receipt=receipt)
    return lines


async def rebuilt(desk: Desk, task: int, period: str) -> Current:
    """What holds for a milestone, folded from its whole ledger and the decisions on it."""
    lines = await updates.of_milestone(desk.tx, desk.loaded.id, task, period)
    decided = await reviews.of_milestone(desk.tx, desk.loaded.id, task, period)
    lead = desk.task(task).lead  # another department than the excused one is asked again
    standing = [one for one in decided if one.move is not Move.EXCUSE or one.reason == lead]
    return fold(Current(task, period), updates.years(lines, desk.loaded.zone), standing)


async def trace(desk: Desk, number: int) -> Trace:
    """Where every figure of a task comes from (第6项依据); of one that the plan has no more, too, for whoever may read
    all of it. Raises NotFound or NotAllowed."""
    task = desk.loaded.plan.task(number)
    if task is None and may(desk.person, Act.READ_ALL):
        task = await plans.gone_task(desk.tx, desk.loaded.id, number)
    task = task or desk.task(number)
    require(desk.person, Act.READ_TASK, task)
    ledgers = [
        (milestone, await updates.of_milestone(desk.tx, desk.loaded.id, number, milestone.period))
        for milestone in task.milestones
    ]
    receipts = {line.update.receipt for _, lines in ledgers for line in lines if line.update.receipt}
    files = await evidence.of_receipts(desk.tx, receipts)
    shown = [
        (milestone, tuple(replace(line, evidence=files.get(line.update.receipt or "", ())) for line in lines))
        for milestone, lines in ledgers
        if lines
    ]
    return Trace(task, tuple(shown), await contributions.taken_up(desk.tx, desk.loaded.id, number))
