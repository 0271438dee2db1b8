"""What is to be reminded of, who is told, and what a message still holds when it is composed.

Policy only: rules, plan, people and progress come in, occurrences and recipients go out.

    ask   a rule asks for a report on each task's current milestone; any answer since `asked_at` settles it
    due   a due date is near or past; only "reported done" or closing settles it
    tell  a summary; nothing settles it

An occurrence is planned once (its key says no to doubles) and judged again when the message that carries it is
composed. Of several occurrences of one subject only the newest is worth saying: after a fortnight's downtime nobody
reads an opening, a second reminder and a chase, but the chase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum

from domain import civil
from domain.escalation import CLIMB, Step
from domain.instants import CHASE, ONCE, OPEN, SECOND, Cycle, Instant
from domain.messages import Outgoing
from domain.people import Person, Role
from domain.plan import Plan, Task
from domain.progress import Current, State
from domain.rules import Audience, Kind, Recipient, ReminderRule
from domain.standing import current_milestone

Currents = Mapping[tuple[int, str], Current]

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)  # where no cycle runs, "unreported" means that nothing was ever said

_LATEST_STEP = (ONCE, OPEN, SECOND, CHASE, *Step)  # of two that fire at one moment, the later one here is said


_CLIMBED = frozenset(step.value for step in Step)


class Family(StrEnum):
    """What settles an occurrence; see above."""

    ASK = "ask"
    DUE = "due"
    TELL = "tell"


class Bundle(StrEnum):
    """The messages that a day has room for: one of each for a liaison or head. Named like the outbox's kinds."""

    CHASE = "chase"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that a rule says is to be reminded of, once.

    `nominal` is the civil time that the rule's words name, `fires_at` (UTC) when it came due. The subject is a task
    and a period, or neither (a digest). `asked_at` (UTC): a report since then settles it. `cycle`, `opens_at` and
    `due_at` belong to a reporting cycle, `due` to a milestone's due date.
    """

    rule: str
    version: int
    family: Family
    step: str
    nominal: datetime
    fires_at: datetime
    task: int | None = None
    period: str | None = None
    asked_at: datetime | None = None
    cycle: str | None = None
    opens_at: datetime | None = None
    due_at: datetime | None = None
    due: date | None = None
    id: int | None = None

    @property
    def key(self) -> str:
        """Its identity within a plan: rule, subject, nominal time, step."""
        return f"{self.rule}|{self.task or ''}:{self.period or ''}|{self.nominal:%Y-%m-%dT%H:%M}|{self.step}"

    @property
    def bundle(self) -> Bundle:
        """The message of the day that carries it."""
        if self.family is Family.TELL:
            return Bundle.DIGEST
        if self.step in _CLIMBED:
            return Bundle.ESCALATION
        return Bundle.CHASE if self.step == CHASE else Bundle.REMINDER


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is told of an occurrence, and as what. `department` is None for the office's own people."""

    person: Person
    role: Role
    department: str | None = None


# ── planning ──────────────────────────────────────────────────────────────────────────────────────────────


def occurrences(
    rule: ReminderRule,
    version: int,
    instants: Iterable[Instant],
    plan: Plan,
    currents: Currents,
    zone: tzinfo,
    running: Cycle | None = None,
    climb: Callable[[Instant, Task, str], Step | None] = lambda instant, task, period: None,
) -> Iterator[Occurrence]:
    """What a rule's instants ask for: one occurrence for each task they are about that is not settled by now.

    `running` is the plan's reporting cycle of the moment; rules for the unreported only are held against it. `climb`
    tells the step that the silence on a milestone takes at an instant of the ladder (None: none).
    """
    for instant in instants:
        whole = _occurrence(rule, version, instant, running)
        if whole.family is Family.TELL:
            yield whole
            continue
        for task in plan.tasks:
            if not concerns(rule.audience, task):
                continue
            for period in _periods(task, whole, currents, zone):
                one = replace(whole, task=task.number, period=period)
                step = climb(instant, task, period) if instant.step == CLIMB else instant.step
                if step is not None and holds(one, currents):
                    yield replace(one, step=str(step))


def _occurrence(rule: ReminderRule, version: int, instant: Instant, running: Cycle | None) -> Occurrence:
    family = family_of(rule)
    asks = family is Family.ASK or instant.step == CLIMB
    asked_at = (instant.opens_at or instant.fires_at) if asks else None
    held = rule.audience.unreported_only or rule.until_reported
    if held and instant.opens_at is None:
        asked_at = running.opens_at if running else LONG_AGO
    cycle = running if held and family is Family.ASK and instant.period is None else None
    return Occurrence(
        rule=rule.key,
        version=version,
        family=family,
        step=instant.step,
        nominal=instant.nominal,
        fires_at=instant.fires_at,
        asked_at=asked_at,
        cycle=cycle.period if cycle else instant.period,
        opens_at=cycle.opens_at if cycle else instant.opens_at,
        due_at=cycle.due_at if cycle else instant.due_at,
        due=instant.due,
    )


def family_of(rule: ReminderRule) -> Family:
    """What settles the occurrences of a rule."""
    if rule.kind is Kind.DIGEST:
        return Family.TELL
    return Family.DUE if rule.kind in (Kind.DEADLINE, Kind.OVERDUE) else Family.ASK


def concerns(audience: Audience, task: Task) -> bool:
    """Whether a rule for that audience is about the task at all."""
    if task.number in audience.without or (audience.tasks and task.number not in audience.tasks):
        return False
    if not audience.departments or task.lead in audience.departments:
        return True
    return Recipient.SUPPORTING in audience.recipients and not {*task.supporting}.isdisjoint(audience.departments)


def _periods(task: Task, whole: Occurrence, currents: Currents, zone: tzinfo) -> Iterator[str]:
    """The milestones that an occurrence is about: those due on its date, or the current one if it has started."""
    if whole.due is not None:
        yield from (one.period for one in task.milestones if one.due == whole.due)
        return
    day = civil.civil(whole.fires_at, zone).date()
    current = current_milestone(task, currents, day)
    if current.starts <= day:
        yield current.period


def holds(one: Occurrence, currents: Currents) -> bool:
    """Whether there is still something to say: not closed, not reported done, the department's matter, not due on
    another date by now, and not answered since it was asked; what was returned has not been answered."""
    if one.task is None or one.period is None:
        return True
    current = currents.get((one.task, one.period))
    if current is None:
        return True
    if current.state is not State.OPEN or current.excused:
        return False
    if one.due is not None and current.due is not None and one.due != current.due:
        return False
    if current.returned is not None:
        return True  # the office waits for another report
    answered = one.asked_at is not None and current.reported_at is not None and current.reported_at >= one.asked_at
    return not answered


def newest(found: Iterable[Occurrence], zone: tzinfo) -> list[Occurrence]:
    """Of the occurrences of one subject only the one worth saying, in the order of the tasks.

    That is the one of the last civil day; on one day, a step of the ladder before all others, one that names when the
    answers are due before one that does not, then the later step.
    """

    def rank(one: Occurrence) -> tuple[date, bool, bool, datetime, int]:
        climbed = one.step in _CLIMBED
        return civil.civil(one.fires_at, zone).date(), climbed, one.due_at is not None, one.fires_at, lateness(one)

    kept: dict[tuple[Family, int | None, str | None], Occurrence] = {}
    for one in found:
        subject = (one.family, one.task, one.period)
        if subject not in kept or rank(one) >= rank(kept[subject]):
            kept[subject] = one
    return sorted(kept.values(), key=lambda one: (one.task or 0, one.period or "", one.family))


def lateness(one: Occurrence) -> int:
    """Of two occurrences of one cycle, the later step is greater."""
    return _LATEST_STEP.index(one.step) if one.step in _LATEST_STEP else -1


# ── who is told ───────────────────────────────────────────────────────────────────────────────────────────


def listeners(one: Occurrence, audience: Audience, task: Task | None, people: Iterable[Person]) -> list[Told]:
    """Who hears of one occurrence: a step of the ladder adds people, everything else goes to the rule's audience."""
    if task is None or one.step not in _CLIMBED:
        return told(audience, task, people)
    people = tuple(people)
    found = [Told(person, Role.LIAISON, task.lead) for person in present(people, task.lead)]
    found += [Told(person, Role.HEAD, task.lead) for person in contacts(people, task.lead, Role.HEAD)]
    if one.step != Step.BLUE:
        found += [Told(person, Role.COORDINATOR) for person in people if person.has(Role.COORDINATOR)]
    return list({each.person.id: each for each in reversed(found)}.values())[::-1]


def told(audience: Audience, task: Task | None, people: Iterable[Person]) -> list[Told]:
    """Who hears of an occurrence about `task` (None: a digest), each person once, liaisons before all others."""
    people = tuple(people)
    found: dict[int, Told] = {}
    for recipient in sorted(audience.recipients, key=list(Recipient).index):
        for one in _told(recipient, audience, task, people):
            found.setdefault(one.person.id, one)
    return list(found.values())


def _told(recipient: Recipient, audience: Audience, task: Task | None, people: tuple[Person, ...]) -> Iterator[Told]:
    if recipient in (Recipient.COORDINATOR, Recipient.ADMIN):
        role = Role.COORDINATOR if recipient is Recipient.COORDINATOR else Role.ADMIN
        yield from (Told(person, role) for person in people if person.has(role))
        return
    role = Role.HEAD if recipient is Recipient.HEAD else Role.LIAISON
    for department in _departments(recipient, audience, task, people, role):
        yield from (Told(person, role, department) for person in contacts(people, department, role))


def _departments(
    recipient: Recipient, audience: Audience, task: Task | None, people: tuple[Person, ...], role: Role
) -> Iterator[str]:
    if task is None:
        named = audience.departments or dict.fromkeys(name for one in people for name in one.departments(role))
        yield from named
    elif recipient is Recipient.SUPPORTING:
        yield from (one for one in task.supporting if not audience.departments or one in audience.departments)
    elif not audience.departments or task.lead in audience.departments:
        yield task.lead


def contacts(people: Iterable[Person], department: str, role: Role = Role.LIAISON) -> list[Person]:
    """Who speaks for a department: its primaries (A角), or its backups (B角) where no primary is there.

    Who is on leave is passed over; where all of them are, the primaries find it when they are back.
    """
    members = [
        (person, one.backup)
        for person in people
        for one in person.memberships
        if one.role is role and one.department == department
    ]
    here = [(person, backup) for person, backup in members if not person.away]
    primaries = [person for person, backup in here if not backup] or [person for person, _ in here]
    return primaries or [person for person, backup in members if not backup] or [person for person, _ in members]


def present(people: Iterable[Person], department: str) -> list[Person]:
    """Every liaison of a department who is there, backups too; where nobody is, who speaks for it anyway."""
    people = tuple(people)
    here = [one for one in people if department in one.departments(Role.LIAISON) and not one.away]
    return here or contacts(people, department)


# ── composing ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Composed:
    """A message ready to send to that account.

    `merged` are other waiting rows of the person that it now covers, `occurrences` what it still says.
    """

    account_id: int
    message: Outgoing
    merged: tuple[int, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()


@dataclass(frozen=True, slots=True)
class Delayed:
    """Not now: the row waits until that instant (quiet hours, the budget of the day)."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing left to say; `reason` is kept with the row."""

    reason: str
