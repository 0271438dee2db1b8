"""审核: what the office decides on a milestone, told to the department in the same transaction."""

from __future__ import annotations

from datetime import date

from domain.errors import Conflict, Stale
from domain.messages import Outgoing
from domain.people import Act, Role, require
from domain.plan import Milestone
from domain.progress import Change, Current, Move, Review, judge, moved
from services import chase, notices, progress
from services.desk import Desk
from storage import audit, reviews, updates
from wording import decisions as said
from wording.words import Words


async def decide(
    desk: Desk,
    number: int,
    period: str,
    move: Move,
    *,
    reason: str | None = None,
    due: date | None = None,
    petition: int | None = None,
    seen: int | None = None,
    telling: bool = True,
) -> Change:
    """Close, return, reopen, extend or excuse a milestone. The liaisons of its lead hear of it at once.

    `seen` is the line of the ledger that was decided on; without `telling`, another notice says it. Raises
    NotAllowed, NotFound, Stale where there is a newer report, or Refused for a step that the state does not allow.
    """
    require(desk.person, Act.DECIDE)
    task = desk.task(number)
    milestone = progress.milestone_of(task, period)
    before = await updates.current(desk.tx, desk.loaded.id, number, period)
    moved(before, move)
    if seen is not None and seen != before.update_id:
        raise Stale("reported_since", task=number, period=period)
    upto = before.update_id or 0
    review_id = await reviews.add(
        desk.tx,
        desk.loaded.id,
        number,
        period,
        move,
        upto=upto,
        person_id=desk.person.id,
        inbox_id=desk.inbox_id,
        at=desk.now,
        reason=reason,
        due=due,
        petition=petition,
    )
    after = judge(before, Review(review_id, move, upto, desk.now, desk.person.name, reason, due, petition))
    change = Change(task, milestone, before, after)
    await _keep(desk, change, move.value, reason)

    def notice(words: Words) -> Outgoing:
        return said.decided(words, change, move, desk.person.name, reason)

    if telling:
        await notices.tell(desk, Role.LIAISON, notice, f"review:{review_id}", task.lead)
    return change


async def undo(desk: Desk, number: int, period: str, *, petition: int | None = None, telling: bool = True) -> Change:
    """Take the last decision on a milestone back (with `petition`: the one that answered it). The department is told.

    Raises Conflict where it was taken back before, or the department has reported since.
    """
    require(desk.person, Act.DECIDE)
    task = desk.task(number)
    milestone = progress.milestone_of(task, period)
    before = await updates.current(desk.tx, desk.loaded.id, number, period)
    decided = await reviews.of_milestone(desk.tx, desk.loaded.id, number, period)
    last = next((one for one in reversed(decided) if not one.undone), None)
    if last is None or last.petition != petition or last.upto != (before.update_id or 0):
        raise Conflict("decided_since", task=number, period=period)
    await reviews.undo(
        desk.tx,
        desk.loaded.id,
        number,
        period,
        last,
        person_id=desk.person.id,
        inbox_id=desk.inbox_id,
        at=desk.now,
    )
    after = await progress.rebuilt(desk, number, period)
    change = Change(task, milestone, before, after)
    await _keep(desk, change, f"undo {last.move.value}", None)

    def notice(words: Words) -> Outgoing:
        return said.undone(words, change, last.move, desk.person.name)

    if telling:
        await notices.tell(desk, Role.LIAISON, notice, f"undo:{last.id}", task.lead)
    return change


async def _keep(desk: Desk, change: Change, act: str, reason: str | None) -> None:
    subject = f"{change.task.number}/{change.milestone.period}"
    await updates.keep_current(desk.tx, desk.loaded.id, change.task.lead, change.after)
    before, after = (_told(one, change.milestone) for one in (change.before, change.after))
    await audit.note(desk.tx, desk.now, desk.person.name, act, subject, before, {**after, "reason": reason})
    await chase.withdraw_answered(desk.tx, desk.now)


def _told(current: Current, milestone: Milestone) -> dict[str, object]:
    """What the record keeps of a milestone before and after a decision."""
    return {
        "state": current.state.value,
        "due": due.isoformat() if (due := current.due or milestone.due) else None,
        "excused": current.excused,
    }
