"""延期申请, 非本单位事项, 转办: a department asks, a coordinator decides, and the department hears of it at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from domain import civil
from domain.errors import Conflict, NotAllowed, NotFound, Refused
from domain.messages import Outgoing
from domain.people import Act, Membership, Role, may, require
from domain.plan import Milestone, Task
from domain.procedure import Kind, Petition, PetitionState, Wish, check_objection, later_due
from domain.progress import Current, Move, State, moved
from domain.standing import current_milestone
from services import notices, people, reviews, tray
from services.desk import Desk
from storage import audit, petitions, rules, updates
from storage import reviews as kept
from wording import decisions as said
from wording.words import Words

LONGEST_CONTACT = 40  # characters: a name, an office, a telephone number


@dataclass(frozen=True, slots=True)
class Drafted:
    """A wish that may be submitted: about which milestone, due when as it stands, and whether that is past."""

    wish: Wish
    milestone: Milestone | None
    late: bool


async def draft(desk: Desk, wish: Wish) -> Drafted:
    """Check a wish before it is read back. Raises NotAllowed, NotFound, or Refused with what stands against it."""
    if wish.department not in desk.person.departments(Role.LIAISON):
        raise NotAllowed("not_allowed", act=Act.PETITION.value)
    today = civil.civil(desk.now, desk.loaded.zone).date()
    if wish.kind is Kind.HANDOVER:
        contact = " ".join(wish.contact.split())
        if not contact or len(contact) > LONGEST_CONTACT:
            raise Refused("contact_missing", most=LONGEST_CONTACT)
        if wish.task:
            require(desk.person, Act.PETITION, desk.task(wish.task))
        return Drafted(replace(wish, contact=contact), None, late=False)
    task = desk.task(wish.task)
    require(desk.person, Act.PETITION, task)
    milestone, current = await _at(desk, task, today)
    wish = replace(wish, period=milestone.period)
    if wish.kind is Kind.OBJECTION:
        moved(current, Move.EXCUSE)
        first = await petitions.first_told(desk.tx, task.number)
        told = civil.civil(first, desk.loaded.zone).date() if first else None
        check_objection(task.number, told, today, await rules.workdays(desk.tx))
        return Drafted(wish, milestone, late=False)
    moved(current, Move.EXTEND)
    later_due(milestone, wish.proposed, today)
    return Drafted(wish, milestone, late=today > milestone.last_day)


async def _at(desk: Desk, task: Task, today: date) -> tuple[Milestone, Current]:
    """The current milestone of a task, due as it stands now, and what holds of it."""
    currents = await updates.currents(desk.tx, desk.loaded.id, task.lead)
    milestone = current_milestone(task, currents, today)
    current = currents.get((task.number, milestone.period)) or Current(task.number, milestone.period)
    return replace(milestone, due=current.due or milestone.due), current


async def submit(desk: Desk, wish: Wish) -> Petition:
    """Ask the office; the coordinators find it in their tray. A new wish replaces the pending one of the same matter.

    Raises what `draft` raises: it looks again.
    """
    drafted = await draft(desk, wish)
    wish = drafted.wish
    petition_id = await petitions.submit(
        desk.tx,
        desk.loaded.id,
        wish,
        person_id=desk.person.id,
        inbox_id=desk.inbox_id,
        late=drafted.late,
        at=desk.now,
    )
    await audit.note(desk.tx, desk.now, desk.person.name, f"ask {wish.kind}", _subject(petition_id), None, _told(wish))
    await tray.announce(desk)
    return await _find(desk, petition_id)


async def withdraw(desk: Desk, petition_id: int) -> Petition:
    """Take a petition back while nobody has decided. Only its department may. Raises NotAllowed, NotFound, Conflict."""
    petition = await _find(desk, petition_id)
    if petition.wish.department not in desk.person.departments(Role.LIAISON):
        raise NotAllowed("not_allowed", act=Act.PETITION.value)
    return await _move(desk, petition, PetitionState.WITHDRAWN)


# ── the coordinator ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a petition; `invited` is the invitation of the one who takes over."""

    petition: Petition
    invited: people.Invited | None = None


async def grant(desk: Desk, petition_id: int, due: date | None = None) -> Answered:
    """Say yes: the milestone is due on `due` (the proposed date where none is given); the matter is not theirs; the
    new contact is invited. Raises NotAllowed, NotFound, Refused, or Conflict where it was decided before."""
    require(desk.person, Act.DECIDE)
    petition = await _find(desk, petition_id)
    wish = petition.wish
    if wish.kind is Kind.HANDOVER:
        done = await _move(desk, petition, PetitionState.GRANTED)
        membership = Membership(Role.LIAISON, wish.department)
        invited = await people.invite(desk.tx, desk.machine, membership, desk.person.name, now=desk.now)
        await _tell(desk, done, lambda words: said.handed_over(words, wish, desk.person.name))
        return Answered(done, invited)
    task = desk.task(wish.task)
    if wish.kind is Kind.EXTENSION:
        milestone, _ = await _at(desk, task, civil.civil(desk.now, desk.loaded.zone).date())
        due = later_due(milestone, due or wish.proposed, civil.civil(desk.now, desk.loaded.zone).date())
        done = await _move(desk, petition, PetitionState.GRANTED, granted=due)
        await reviews.decide(desk, task.number, wish.period, Move.EXTEND, due=due, petition=petition.id)
        return Answered(done)
    done = await _move(desk, petition, PetitionState.GRANTED)
    for place, period in enumerate(await _open_periods(desk, task)):
        telling = place == 0  # one notice for the whole task
        reason, by = wish.department, petition.id
        await reviews.decide(desk, task.number, period, Move.EXCUSE, reason=reason, petition=by, telling=telling)
    return Answered(done)


async def _open_periods(desk: Desk, task: Task) -> list[str]:
    """The milestones of a task that are open, those never reported on among them."""
    currents = await updates.currents(desk.tx, desk.loaded.id, task.lead)
    found = {one.period: currents.get((task.number, one.period)) for one in task.milestones}
    return [period for period, current in found.items() if current is None or current.state is State.OPEN]


async def refuse(desk: Desk, petition_id: int, reason: str) -> Answered:
    """Say no, with the reason. Raises NotAllowed, NotFound, or Conflict where it was decided before."""
    require(desk.person, Act.DECIDE)
    done = await _move(desk, await _find(desk, petition_id), PetitionState.REFUSED, answer=reason)
    await _tell(desk, done, lambda words: said.refused(words, done, desk.person.name))
    return Answered(done)


async def undo(desk: Desk, petition_id: int) -> Petition:
    """Take a decision back: the petition is pending again, and what it did is undone.

    Raises NotAllowed, NotFound, or Conflict where that is no longer possible (an invitation was handed out).
    """
    require(desk.person, Act.DECIDE)
    petition = await _find(desk, petition_id)
    wish = petition.wish
    if wish.kind is Kind.HANDOVER and petition.state is PetitionState.GRANTED:
        raise Conflict("invited_already", contact=wish.contact)
    done = await _move(desk, petition, PetitionState.PENDING)
    if petition.state is PetitionState.REFUSED:
        await _tell(desk, done, lambda words: said.pending_again(words, wish, desk.person.name))
        return done
    for place, period in enumerate(await kept.decided_by(desk.tx, desk.loaded.id, petition.id)):
        await reviews.undo(desk, wish.task, period, petition=petition.id, telling=place == 0)
    return done


async def listed(desk: Desk) -> tuple[Petition, ...]:
    """Every extension that was asked for (延期申请), of the tasks that one may read."""
    asked = await petitions.extensions(desk.tx, desk.loaded.id)
    tasks = {one.number: one for one in desk.loaded.plan.tasks if may(desk.person, Act.READ_TASK, one)}
    return tuple(one for one in asked if one.wish.task in tasks)


async def _move(
    desk: Desk, petition: Petition, to: PetitionState, *, answer: str | None = None, granted: date | None = None
) -> Petition:
    if not await petitions.move(desk.tx, petition.id, to, by=desk.person.id, answer=answer, granted=granted):
        raise Conflict("petition_decided")
    before = {"state": petition.state.value}
    after = {"state": to.value, "answer": answer, "granted": granted.isoformat() if granted else None}
    act = f"{petition.wish.kind} {to}"
    await audit.note(desk.tx, desk.now, desk.person.name, act, _subject(petition.id), before, after)
    return await _find(desk, petition.id)


async def _find(desk: Desk, petition_id: int) -> Petition:
    found = await petitions.one(desk.tx, desk.loaded.id, petition_id)
    if found is None:
        raise NotFound("no_such_petition")
    return found


async def _tell(desk: Desk, petition: Petition, notice: Callable[[Words], Outgoing]) -> None:
    key = f"petition:{petition.id}:{petition.state}:{desk.inbox_id}"
    await notices.tell(desk, Role.LIAISON, notice, key, petition.wish.department)


def _subject(petition_id: int) -> str:
    return f"petition {petition_id}"


def _told(wish: Wish) -> dict[str, object]:
    proposed = wish.proposed.isoformat() if wish.proposed else None
    said_of = {"department": wish.department, "task": wish.task, "period": wish.period, "contact": wish.contact}
    return {**said_of, "reason": wish.reason, "proposed": proposed}
