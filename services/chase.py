"""催办: who would be asked, in which words, and then asked, each person once a day and in working hours only.

`prepare` shows exactly what `send` would do; `send` looks again, so whoever has answered meanwhile is left alone. A
chase is a finished outbox row; one that waits for its hour is withdrawn by `withdraw_answered` once it is pointless.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain import civil
from domain.people import Act, Person, Role, require
from domain.reminders import contacts
from domain.standing import Snapshot, Standing
from services import standing
from services.desk import Desk
from storage import absences, audit, dialogues, outbox, people, plans, reach, rules
from storage.database import Tx
from storage.outbox import Kind, State
from storage.people import Account
from storage.reach import Nudge
from wording import chase as said
from wording.chase import Ground, Request
from wording.words import Words

OFFICE_OPENS = time(9, 0)  # when a chase that had to wait goes
PER_DAY = 1  # chases of one person; our policy, whoever asks for it
LONGEST_WAIT = timedelta(days=40)  # no chase waits longer for a workday
_SPENT = frozenset({State.PENDING, State.RETRY, State.SENDING, State.SENT, State.HELD, State.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the coordinator wants chased. `text` are their own words; `heads`: where nobody else is, ask the head."""

    ground: Ground
    department: str | None = None
    tasks: tuple[int, ...] = ()
    heads: bool = False
    text: str | None = None

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Wanted:
        """What a button or the floor remembers."""
        told = raw.get("text")
        return cls(Ground(raw["ground"]), raw.get("department"), tuple(raw["tasks"]), bool(raw.get("heads")), told)

    def to_json(self) -> dict[str, Any]:
        """For a button or the floor."""
        return {**asdict(self), "tasks": list(self.tasks)}


class Why(StrEnum):
    """Why somebody who should be asked is not."""

    NOBODY = "nobody"  # the department has no liaison
    NO_ACCOUNT = "no_account"  # nothing reaches this person
    CHASED = "chased"  # the chase of the day is spent


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A department, or one person of it, that is not chased."""

    department: str
    why: Why
    person: Person | None = None
    head: bool = False  # the department has a head who could be told instead


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody who is chased: in the `nth` chase of their day, with exactly this text. `key`: no second one like it."""

    key: str
    person: Person
    departments: tuple[str, ...]
    tasks: tuple[int, ...]
    nth: int
    text: str
    account: Account
    request: Request = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What sending would do. `at` (UTC) is when it would go; `quiet`: that is later than now."""

    targets: tuple[Target, ...]
    left_out: tuple[LeftOut, ...]
    at: datetime
    quiet: bool
    asked: int  # tasks that there is something to ask about


@dataclass(frozen=True, slots=True)
class Chased:
    """What was sent: `rows` of the outbox, to be withdrawn while they wait; `at` (UTC) is when they go."""

    targets: tuple[Target, ...]
    left_out: tuple[LeftOut, ...]
    rows: tuple[int, ...]
    at: datetime


async def prepare(desk: Desk, wanted: Wanted) -> Prepared:
    """Who would be chased, with which text. Raises NotAllowed, or NotFound for a task that is not there."""
    require(desk.person, Act.CHASE)
    for number in wanted.tasks:
        desk.task(number)
    zone = desk.loaded.zone
    local = civil.civil(desk.now, zone)
    at = await _goes_at(desk, local)
    snapshot = await standing.snapshot(desk.tx, desk.now, desk.loaded)
    asked = [one for one in snapshot.standings if _is_wanted(one, wanted)]
    everyone, accounts = await absences.people_on(desk.tx, local.date()), await people.accounts(desk.tx)
    mine, left_out = _share_out(asked, everyone, wanted.heads)
    since = desk.now - LONGEST_WAIT
    before = await reach.nudges(desk.tx, [person.id for person, _ in mine], since)
    targets = []
    for (person, role), theirs in mine.items():
        departments = tuple(dict.fromkeys(one.task.lead for one in theirs))
        today = _of_day(before.get(person.id, ()), civil.civil(at, zone).date(), desk)
        spent = sum(one.state in _SPENT for one in today)
        if spent >= PER_DAY:
            left_out += [LeftOut(one, Why.CHASED, person) for one in departments]
        elif person.id not in accounts:
            left_out += [LeftOut(one, Why.NO_ACCOUNT, person) for one in departments]
        else:
            key = f"chase:{person.id}:{civil.civil(at, zone).date()}:{len(today) + 1}"
            targets.append(
                _target(desk, wanted, snapshot, person, role, theirs, key, spent + 1, at, accounts[person.id])
            )
    return Prepared(tuple(targets), tuple(left_out), at, at > desk.now, len(asked))


async def _goes_at(desk: Desk, local: datetime) -> datetime:
    """Now; or the opening of the next working day's office in quiet hours and on days off."""
    released = (await rules.quiet_hours(desk.tx)).release_at(local)
    if released == local:
        return desk.now
    return civil.instant(max(released, datetime.combine(released.date(), OFFICE_OPENS)), desk.loaded.zone)


def _is_wanted(one: Standing, wanted: Wanted) -> bool:
    if wanted.department not in (None, one.task.lead) or (wanted.tasks and one.task.number not in wanted.tasks):
        return False
    match wanted.ground:
        case Ground.UNREPORTED:
            return one.owes
        case Ground.OVERDUE:
            return one.overdue
        case Ground.NAMED:
            return one.is_open and one.started


def _share_out(
    asked: Sequence[Standing], everyone: Sequence[Person], heads: bool
) -> tuple[dict[tuple[Person, Role], list[Standing]], list[LeftOut]]:
    """What each person is asked about, and the departments where there is nobody to ask."""
    mine: dict[tuple[Person, Role], list[Standing]] = {}
    left_out = []
    for department in dict.fromkeys(one.task.lead for one in asked):
        theirs = [one for one in asked if one.task.lead == department]
        asked_of = [(person, Role.LIAISON) for person in contacts(everyone, department)]
        leaders = [(person, Role.HEAD) for person in contacts(everyone, department, Role.HEAD)]
        if not asked_of and not (heads and leaders):
            left_out.append(LeftOut(department, Why.NOBODY, head=bool(leaders)))
        for one in asked_of or (leaders if heads else []):
            mine.setdefault(one, []).extend(theirs)
    return mine, left_out


def _of_day(found: Sequence[Nudge], day: date, desk: Desk) -> list[Nudge]:
    """The chases that reached or will reach somebody on a civil day, withdrawn ones among them."""
    zone = desk.loaded.zone
    chases = [one for one in found if one.kind is Kind.CHASE]
    return [one for one in chases if civil.civil(one.sent_at or one.not_before, zone).date() == day]


def _target(
    desk: Desk,
    wanted: Wanted,
    snapshot: Snapshot,
    person: Person,
    role: Role,
    theirs: Sequence[Standing],
    key: str,
    nth: int,
    at: datetime,
    account: Account,
) -> Target:
    departments = tuple(dict.fromkeys(one.task.lead for one in theirs))
    request = Request(wanted.ground, role is Role.HEAD, departments, tuple(theirs), snapshot.cycle, at, wanted.text)
    text = said.text(Words(person.language, desk.loaded.zone), request)
    tasks = tuple(one.task.number for one in theirs)
    return Target(key, person, departments, tasks, nth, text, account, request)


# ── sending and taking back ───────────────────────────────────────────────────────────────────────────────


async def send(desk: Desk, wanted: Wanted, to: Sequence[int], later: bool = False) -> Chased | Prepared:
    """Chase those of `to` (person ids, as shown before) who still owe something.

    Outside working hours nothing is sent unless `later` says that it may wait for them: then what would be sent comes
    back, to be asked about. Raises NotAllowed.
    """
    prepared = await prepare(desk, wanted)
    if prepared.quiet and not later:
        return prepared
    rows, sent, left_out = [], [], list(prepared.left_out)
    for target in prepared.targets:
        if target.person.id not in to:
            continue
        row = await _enqueue(desk, wanted, target, prepared.at)
        if row is None:  # another coordinator was quicker
            left_out += [LeftOut(one, Why.CHASED, target.person) for one in target.departments]
            continue
        rows.append(row)
        sent.append(target)
    return Chased(tuple(sent), tuple(left_out), tuple(rows), prepared.at)


async def _enqueue(desk: Desk, wanted: Wanted, target: Target, at: datetime) -> int | None:
    words = Words(target.person.language, desk.loaded.zone)
    message = said.message(words, target.request, target.text).on(target.key)
    message = await dialogues.keep_buttons(desk.tx, target.account.id, message, desk.now)
    row = outbox.NewMessage(
        dedup_key=target.key,
        kind=Kind.CHASE,
        now=desk.now,
        account_id=target.account.id,
        person_id=target.person.id,
        content=message,
        about={"chase": Wanted(wanted.ground, tasks=target.tasks).to_json(), "by": desk.person.name},
        not_before=at,
    )
    added = await outbox.add(desk.tx, row)
    if added is not None:
        after = {"tasks": list(target.tasks), "text": target.text, "at": at.isoformat()}
        await audit.note(desk.tx, desk.now, desk.person.name, "chase", target.person.name, None, after)
    return added


async def withdraw(desk: Desk, rows: Sequence[int]) -> int:
    """Take back those chases of `rows` that have not left yet. Returns how many. Raises NotAllowed."""
    require(desk.person, Act.CHASE)
    waiting = [
        one.id for one in await outbox.waiting(desk.tx, kinds=(Kind.CHASE,)) if one.about and "chase" in one.about
    ]
    caught = await outbox.cancel(desk.tx, [one for one in waiting if one in set(rows)], f"by {desk.person.name}")
    if caught:
        await audit.note(desk.tx, desk.now, desk.person.name, "withdraw chase", "outbox", {"rows": list(caught)})
    return len(caught)


async def withdraw_answered(tx: Tx, now: datetime) -> int:
    """Take back the waiting chases whose tasks have all been answered by now. Returns how many."""
    waiting = [one for one in await outbox.waiting(tx, kinds=(Kind.CHASE,)) if one.about and "chase" in one.about]
    loaded = await plans.loaded(tx) if waiting else None
    if loaded is None:
        return 0
    snapshot = await standing.snapshot(tx, now, loaded)
    pointless = []
    for row in waiting:
        wanted = Wanted.of((row.about or {})["chase"])
        asked = [one for one in snapshot.standings if _is_wanted(one, wanted)]
        answered = [one for one in asked if (one.current.reported_at or row.created_at) > row.created_at]
        if len(answered) == len(asked):
            pointless.append(row.id)
    return len(await outbox.cancel(tx, pointless, "answered")) if pointless else 0
