"""稍后提醒: later today or tomorrow morning, never past the reporting deadline without a word."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from domain import civil
from domain.errors import NotAllowed, Refused
from domain.people import Role
from services import reminders, standing
from services.desk import Desk
from storage import rules

AFTERNOON, MORNING = time(16, 0), time(9, 0)  # our policy: when there still is, and when there is again, time
AN_HOUR = timedelta(hours=1)  # our policy: sooner is no later


async def offered(desk: Desk, department: str) -> list[datetime]:
    """When a reminder may come again (UTC): 16:00 today, 9:00 on the next workday, in an hour; all before the due time.

    Raises NotAllowed for somebody else's department.
    """
    _own(desk, department)
    zone = desk.loaded.zone
    workdays = await rules.workdays(desk.tx)
    local = civil.civil(desk.now, zone)
    quiet = await rules.quiet_hours(desk.tx)
    wanted = [
        datetime.combine(local.date(), AFTERNOON),
        datetime.combine(workdays.next_workday(local.date()), MORNING),
        (local + AN_HOUR).replace(second=0, microsecond=0, tzinfo=None),
    ]
    running, _ = await standing.cycles(desk.tx, desk.now, desk.loaded)
    last = running.due_at if running.due_at > desk.now else None
    instants = [civil.instant(one, zone) for one in wanted if not quiet.is_quiet(one)]
    return sorted({one for one in instants if one > desk.now and (last is None or one < last)})


async def until(desk: Desk, department: str, at: datetime) -> datetime:
    """Remind the person again at `at` (aware). Raises Refused where that is past the reporting deadline."""
    _own(desk, department)
    running, _ = await standing.cycles(desk.tx, desk.now, desk.loaded)
    if desk.now < running.due_at <= at:
        raise Refused("snooze_past_due", due=running.due_at)
    if at <= desk.now:
        raise Refused("old_button")
    await reminders.later(desk.tx, desk.person.id, department, at, desk.now)
    return at


def _own(desk: Desk, department: str) -> None:
    if department not in desk.person.departments(Role.LIAISON):
        raise NotAllowed("not_allowed")
