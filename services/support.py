"""配合部门: they are asked for their part, the lead is shown what they said, and one report takes it up."""

from __future__ import annotations

from domain import civil
from domain.errors import NotAllowed, Refused
from domain.messages import Outgoing
from domain.people import Act, Role, require
from domain.plan import Milestone, Task
from domain.progress import Entry, Recorded, Source, Status
from domain.standing import Standing
from services import notices, progress, standing
from services.desk import Desk
from storage import audit, contributions
from storage.contributions import Contribution
from wording import support as said
from wording.words import Words

LONGEST = 600  # characters of one department's part


async def ask(desk: Desk, number: int) -> tuple[str, ...]:
    """请配合部门报一下: ask each supporting department of an own task, once a day. Returns those that are asked now.

    Raises NotAllowed, NotFound, or Refused where no department supports the task.
    """
    task = desk.task(number)
    require(desk.person, Act.REPORT, task)
    if not task.supporting:
        raise Refused("nobody_supports", task=number)
    today = civil.civil(desk.now, desk.loaded.zone).date()
    milestone = (await _standing(desk, task)).milestone

    def notice(words: Words) -> Outgoing:
        return said.asked(words, task, milestone, desk.person.name)

    asked = [
        department
        for department in task.supporting
        if await notices.tell(desk, Role.LIAISON, notice, f"support:{number}:{department}:{today}", department)
    ]
    if asked:
        told = {"departments": asked}
        await audit.note(desk.tx, desk.now, desk.person.name, "ask support", str(number), None, told)
    return tuple(asked)


async def _standing(desk: Desk, task: Task) -> Standing:
    """How a task stands, for whoever was found to take part in it."""
    led = await standing.snapshot(desk.tx, desk.now, desk.loaded, task.lead)
    found = led.of(task.number)
    assert found is not None  # its lead's snapshot holds every task that it leads
    return found


async def contribute(desk: Desk, number: int, words: str) -> tuple[Task, Milestone, str]:
    """Keep what a supporting department says of its part, and show it to the lead.

    Returns the task, its milestone and the department. Raises NotAllowed for a task that it does not support, Refused
    for one that was closed or for words that are too long.
    """
    task = desk.task(number)
    mine = [one for one in desk.person.departments(Role.LIAISON) if one in task.supporting]
    if not mine:
        raise NotAllowed("not_allowed", act=Act.CONTRIBUTE.value, task=number)
    if len(words) > LONGEST:
        raise Refused("too_long", most=LONGEST)
    current = await _standing(desk, task)
    if not current.is_open:
        raise Refused("milestone_closed", task=number, period=current.milestone.period)
    department, period = mine[0], current.milestone.period
    await contributions.add(
        desk.tx,
        desk.loaded.id,
        number,
        period,
        department,
        words,
        person_id=desk.person.id,
        inbox_id=desk.inbox_id,
        at=desk.now,
    )
    subject, told = f"{number}/{period}", {"department": department, "words": words}
    await audit.note(desk.tx, desk.now, desk.person.name, "contribute", subject, None, told)

    def notice(to: Words) -> Outgoing:
        return said.contributed(to, task, department, desk.person.name, words)

    await notices.tell(desk, Role.LIAISON, notice, f"contributed:{desk.inbox_id}", task.lead)
    return task, current.milestone, department


async def parts(desk: Desk, number: int) -> tuple[Standing, list[Contribution]]:
    """An own task as it stands, with what its supporting departments said since the last report. Raises NotAllowed."""
    task = desk.task(number)
    require(desk.person, Act.REPORT, task)
    one = await _standing(desk, task)
    return one, await contributions.waiting(desk.tx, desk.loaded.id, number, one.milestone.period)


async def report_jointly(desk: Desk, number: int) -> Recorded:
    """联合报送: one report of the lead that holds the last figures and every part that was said.

    Raises NotAllowed, or Refused where no part waits.
    """
    one, waiting = await parts(desk, number)
    if not waiting:
        raise Refused("no_parts", task=number)
    status = one.current.status if one.current.status not in (None, Status.DONE) else Status.ON_TRACK
    note = "；".join(f"{part.department}：{part.words}" for part in waiting)
    entry = Entry(number, one.milestone.period, status, problem=one.current.problem, note=note, source=Source.CARD)
    return await progress.record(desk, [entry])
