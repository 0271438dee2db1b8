"""Every table, on one page.

SQLModel declares them; reads and writes go through SQLAlchemy Core on the `Table` objects at the end. Whatever must
not happen twice has a unique key here: the database refuses doubles, no code checks first and inserts then.
Instants (`*_at`) are UTC; dates are civil dates in the plan's zone. `docs/tables.md` says what each table is for.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import JSON, DateTime, Dialect, Index, Table, Text, TypeDecorator, false
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlmodel import Field, SQLModel


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite has no zones: there it is stored naive and given UTC back."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        kind = TIMESTAMP(timezone=True) if dialect.name == "postgresql" else DateTime()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Told(TypeDecorator[dict[str, Any]]):
    """What the record tells, as text: the same bytes in both databases, so that a hash can cover them."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else dict(json.loads(value))


def canonical(value: dict[str, Any]) -> str:
    """The one JSON text of a value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


_UNHANDLED = sql("handled_at IS NULL")
_A_REPORT = sql("kind = 'report'")
_PENDING = sql("state = 'pending'")
_TO_FETCH = sql("content_hash IS NULL AND failure IS NULL")
_LOOSE = sql("loose")
_HELD = sql("state = 'held'")
_WAITING = sql("state IN ('pending', 'retry', 'sending')")


def _key() -> Any:
    return Field(default=None, primary_key=True)


def _ref(column: str, *, index: bool = False) -> Any:
    return Field(foreign_key=column, index=index)


def _json() -> Any:
    return Field(sa_type=cast(Any, Json))


def _told() -> Any:
    return Field(sa_type=cast(Any, Told))


def _at(*, index: bool = False) -> Any:
    return Field(sa_type=cast(Any, Instant), index=index)


def _text() -> Any:
    return Field(sa_type=cast(Any, Text))


# ── the plan ──────────────────────────────────────────────────────────────────────────────────────────────


class PlanRow(SQLModel, table=True):
    __tablename__ = "plan"
    id: int | None = _key()
    name: str = Field(unique=True)
    title: str = _text()
    timezone: str
    source: str
    revision: int = 1  # counts up with every import
    digest: str  # of the plan's content: a cached plan is good while it stands


class DepartmentRow(SQLModel, table=True):
    __tablename__ = "department"
    __table_args__ = (Unique("plan_id", "name"),)
    id: int | None = _key()
    plan_id: int = _ref("plan.id")
    position: int
    name: str
    kind: str
    aliases: list[str] = _json()
    members: list[str] = Field(sa_type=cast(Any, Json), sa_column_kwargs={"server_default": sql("'[]'")})


class PlanVersionRow(SQLModel, table=True):
    """A plan as it stood before the one that took its place; `document` is that of a plan file."""

    __tablename__ = "plan_version"
    __table_args__ = (Unique("plan_id", "revision"),)
    id: int | None = _key()
    plan_id: int = _ref("plan.id")
    revision: int
    document: dict[str, Any] = _json()


class TaskRow(SQLModel, table=True):
    __tablename__ = "task"
    __table_args__ = (Unique("plan_id", "number"),)
    id: int | None = _key()
    plan_id: int = _ref("plan.id")
    number: int
    title: str = _text()
    aliases: list[str] = _json()
    lead_id: int = _ref("department.id", index=True)
    supporting_open_ended: bool
    note: str | None = _text()


class TaskSupportRow(SQLModel, table=True):
    __tablename__ = "task_support"
    task_id: int = Field(foreign_key="task.id", primary_key=True)
    department_id: int = Field(foreign_key="department.id", primary_key=True)
    position: int


class MilestoneRow(SQLModel, table=True):
    __tablename__ = "milestone"
    __table_args__ = (Unique("task_id", "period"),)
    id: int | None = _key()
    task_id: int = _ref("task.id")
    position: int
    period: str
    starts: date
    due: date | None  # None: it goes on for good
    target: str = _text()


class IndicatorRow(SQLModel, table=True):
    __tablename__ = "indicator"
    __table_args__ = (Unique("milestone_id", "position"),)
    id: int | None = _key()
    milestone_id: int = _ref("milestone.id")
    position: int
    name: str
    phrase: str = _text()
    comparator: str
    low: float | None  # None: a ceiling, which has only `high`
    high: float | None
    unit: str
    basis: str
    base_low: float | None
    base_high: float | None
    base_unit: str | None


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────


class PersonRow(SQLModel, table=True):
    __tablename__ = "person"
    id: int | None = _key()
    name: str
    language: str = "zh"
    created_at: datetime = _at()
    revoked_at: datetime | None = _at()


class MembershipRow(SQLModel, table=True):
    """`department` is "" for roles of the whole plan, so that the unique key covers those too."""

    __tablename__ = "membership"
    __table_args__ = (
        Unique("person_id", "role", "department"),
        Index("ix_membership_department", "department", "role"),
    )
    id: int | None = _key()
    person_id: int = _ref("person.id")
    role: str
    department: str = ""
    backup: bool = False


class AccountRow(SQLModel, table=True):
    """A chat account. `state`: active, or gone (blocked, left); a stranger's has no person. `preferred`: chosen by its
    person for reminders."""

    __tablename__ = "account"
    __table_args__ = (Unique("platform", "address"),)
    id: int | None = _key()
    platform: str
    address: str
    person_id: int | None = _ref("person.id", index=True)
    name: str | None
    state: str = "active"
    bound_at: datetime | None = _at()
    preferred: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class LinkRow(SQLModel, table=True):
    """A one-time code with which somebody binds one more account, kept as a hash. Times are machine time."""

    __tablename__ = "link"
    id: int | None = _key()
    code_hash: str = Field(unique=True)
    person_id: int = _ref("person.id", index=True)
    expires_at: datetime = _at()
    used_at: datetime | None = _at()


class InvitationRow(SQLModel, table=True):
    """A one-time code, kept as a hash. Times are machine time: an invitation outlives no clock that is moved."""

    __tablename__ = "invitation"
    id: int | None = _key()
    code_hash: str = Field(unique=True)
    role: str
    department: str = ""
    backup: bool = False
    created_by: str
    expires_at: datetime = _at()
    used_at: datetime | None = _at()
    used_by: int | None = _ref("person.id")


class AbsenceRow(SQLModel, table=True):
    __tablename__ = "absence"
    id: int | None = _key()
    person_id: int = _ref("person.id", index=True)
    first: date
    last: date
    substitute_id: int | None = _ref("person.id")


# ── reminders ─────────────────────────────────────────────────────────────────────────────────────────────


class RuleRow(SQLModel, table=True):
    """A reminder rule as it stands: `spec` is domain.rules' JSON. `state`: active, paused, deleted."""

    __tablename__ = "rule"
    __table_args__ = (Unique("plan_id", "key"),)
    id: int | None = _key()
    plan_id: int = _ref("plan.id")
    key: str
    spec: dict[str, Any] = _json()
    version: int = 1
    state: str = "active"
    changed_at: datetime = _at()


class OccurrenceRow(SQLModel, table=True):
    """Something that a rule says is to be reminded of, once: the key is (rule, subject, nominal local time, step)."""

    __tablename__ = "occurrence"
    id: int | None = _key()
    key: str = Field(unique=True)
    rule_key: str
    rule_version: int
    step: str
    task: int | None = Field(default=None, index=True)
    period: str | None
    fires_at: datetime = _at()
    planned_at: datetime | None = _at()  # the plan's time; later than it fires where the bot was down
    facts: dict[str, Any] = _json()


class PlannerMarkRow(SQLModel, table=True):
    """How far the planner has got: every instant up to here has been turned into occurrences."""

    __tablename__ = "planner_mark"
    plan_id: int = Field(foreign_key="plan.id", primary_key=True)
    planned_until: datetime = _at()


# ── messages ──────────────────────────────────────────────────────────────────────────────────────────────


class InboxRow(SQLModel, table=True):
    """A raw update, kept before it is acknowledged."""

    __tablename__ = "inbox"
    __table_args__ = (
        Unique("platform", "bot", "update_key"),
        Index("ix_inbox_open", "id", sqlite_where=_UNHANDLED, postgresql_where=_UNHANDLED),
    )
    id: int | None = _key()
    platform: str
    bot: str
    update_key: str
    address: str
    payload: dict[str, Any] = _json()
    received_at: datetime = _at()  # the plan's time
    stored_at: datetime = _at()  # machine time
    handled_at: datetime | None = _at()
    failure: str | None = _text()


class DialogueRow(SQLModel, table=True):
    """What an account is in the middle of. `flow` is None when nothing holds the floor."""

    __tablename__ = "dialogue"
    account_id: int = Field(foreign_key="account.id", primary_key=True)
    flow: str | None
    state: dict[str, Any] = _json()
    changed_at: datetime = _at()


class DraftRow(SQLModel, table=True):
    """A read-back: what was understood and waits for a yes. At most one of a kind waits for a person. `state`: open,
    held, done, dropped."""

    __tablename__ = "draft"
    __table_args__ = (
        Index(
            "draft_waiting",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=sql("state IN ('open', 'held')"),
            postgresql_where=sql("state IN ('open', 'held')"),
        ),
    )
    id: int | None = _key()
    plan_id: int = _ref("plan.id")
    person_id: int = _ref("person.id")
    kind: str
    state: str
    version: int
    said: dict[str, Any] = _json()
    base: dict[str, Any] = _json()
    shown_by: int = _ref("inbox.id")
    became: str | None
    changed_at: datetime = _at()


class ButtonRow(SQLModel, table=True):
    """What a press means: resolved here, never read from the platform."""

    __tablename__ = "button"
    key: str = Field(primary_key=True)
    account_id: int = _ref("account.id", index=True)
    card: str | None
    action: dict[str, Any] = _json()
    made_at: datetime = _at()


class OutboxRow(SQLModel, table=True):
    """Everything that leaves. `state`: pending, sending, sent, retry, held, unknown, failed, cancelled, merged,
    expired."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_ready", "priority", "not_before", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_outbox_held", "id", sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_outbox_card", "account_id", "card"),
        Index("ix_outbox_person", "person_id", "kind"),
    )
    id: int | None = _key()
    dedup_key: str = Field(unique=True)
    kind: str  # reply | chase | reminder | escalation | digest | notice
    priority: int
    state: str = "pending"
    person_id: int | None = _ref("person.id")
    account_id: int | None = _ref("account.id")  # chosen at the claim for what is meant for a person
    content: dict[str, Any] | None = _json()  # a finished Outgoing; None: composed when claimed
    about: dict[str, Any] | None = _json()  # what it is about: {"occurrences": [ids], …}
    card: str | None
    not_before: datetime = _at()  # the plan's time
    created_at: datetime = _at()  # the plan's time
    sent_at: datetime | None = _at()  # the plan's time
    attempt: int = 0
    fence: int = 0  # counts every claim; a settle with an older one is void
    epoch: str | None = None  # the process that claimed it
    retry_at: datetime | None = _at()  # machine time
    ref: str | None  # the platform's own reference of the message
    failure: str | None = _text()


class SendAttemptRow(SQLModel, table=True):
    """Every try to deliver, with what was said. Only ever added to."""

    __tablename__ = "send_attempt"
    id: int | None = _key()
    outbox_id: int = _ref("outbox.id", index=True)
    fence: int
    outcome: str
    detail: str | None = _text()
    said: str | None = _text()
    at: datetime = _at()  # machine time


class ProcessRow(SQLModel, table=True):
    """A working process: what rows name as their epoch. One that ends well takes its row along."""

    __tablename__ = "process"
    epoch: str = Field(primary_key=True)
    beat_at: datetime = _at()  # machine time; whoever looks compares it with what it was, never with a clock


class LocalMessageRow(SQLModel, table=True):
    """What the local chat shows: delivering is inserting here, in the settling transaction."""

    __tablename__ = "local_message"
    id: int | None = _key()
    seq: int = Field(index=True)  # counts every change, so that a page can ask for what is new
    address: str = Field(index=True)
    inbox_id: int | None = Field(foreign_key="inbox.id", unique=True)
    outbox_id: int | None = Field(foreign_key="outbox.id", unique=True)
    content: dict[str, Any] = _json()
    at: datetime = _at()  # the plan's time
    edited: bool = False


# ── the ledger ────────────────────────────────────────────────────────────────────────────────────────────


class ProgressUpdateRow(SQLModel, table=True):
    """One line of the ledger: what one message said of one milestone."""

    __tablename__ = "progress_update"
    __table_args__ = (
        Index(
            "ix_progress_update_once",
            "inbox_id",
            "task",
            "period",
            unique=True,
            sqlite_where=_A_REPORT,
            postgresql_where=_A_REPORT,
        ),
        Index("ix_progress_update_retracts", "retracts", unique=True),
        Index("ix_progress_update_inbox", "inbox_id"),
        Index("ix_progress_update_words", "words_id"),
        Index("ix_progress_update_task", "task", "period", "id"),
    )
    id: int | None = _key()
    plan_id: int = _ref("plan.id")
    inbox_id: int = _ref("inbox.id")  # the press or confirmation that stored it
    words_id: int | None = _ref("inbox.id")  # the message whose words it was read from
    kind: str  # report | retract
    receipt: str = Field(index=True)
    task: int
    period: str
    person_id: int = _ref("person.id")
    on_behalf_of: str | None  # 代报: the department that said it on the phone
    source: str
    status: str | None
    percent: float | None
    problem: str | None = _text()
    note: str | None = _text()
    words: str | None = _text()
    retracts: int | None = _ref("progress_update.id")
    at: datetime = _at(index=True)  # the plan's time


class MeasurementRow(SQLModel, table=True):
    __tablename__ = "measurement"
    __table_args__ = (Unique("update_id", "phrase"),)
    id: int | None = _key()
    update_id: int = _ref("progress_update.id")
    phrase: str = _text()
    value: float
    unit: str


class ListDraftRow(SQLModel, table=True):
    """A task list that somebody handed in and that is not loaded yet: its cells, and what was mended since."""

    __tablename__ = "list_draft"
    id: int | None = _key()
    inbox_id: int = Field(foreign_key="inbox.id", unique=True)
    person_id: int = _ref("person.id")
    account_id: int = _ref("account.id")
    name: str
    state: str  # fetching | open | loaded | dropped
    document: dict[str, Any] | None = _json()
    mends: list[Any] = _json()
    made_at: datetime = _at()  # the plan's time


class AttachmentRow(SQLModel, table=True):
    """A file sent as evidence. It belongs to the report `receipt`; `loose`: it waits for the sender's next one. The
    bytes are a file of the data folder, named by `content_hash`."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_to_fetch", "id", sqlite_where=_TO_FETCH, postgresql_where=_TO_FETCH),
        Index("ix_attachment_loose", "person_id", sqlite_where=_LOOSE, postgresql_where=_LOOSE),
    )
    id: int | None = _key()
    inbox_id: int = Field(foreign_key="inbox.id", unique=True)
    person_id: int = _ref("person.id")
    receipt: str | None = Field(default=None, index=True)
    loose: bool = True
    platform: str
    source: dict[str, Any] = _json()  # what the channel needs to fetch it
    name: str | None
    media_type: str
    size: int | None
    content_hash: str | None
    failure: str | None = _text()
    received_at: datetime = _at()  # the plan's time
    stored_at: datetime = _at()  # machine time


class ReviewRow(SQLModel, table=True):
    """A decision on a milestone, only ever added: `move` of domain.progress, or "undo" of the row `undoes`. `upto` is
    the last line of the ledger that it was about."""

    __tablename__ = "review"
    __table_args__ = (
        Unique("inbox_id", "task", "period"),
        Unique("undoes"),
        Index("ix_review_task", "plan_id", "task", "period"),
    )
    id: int | None = _key()
    plan_id: int = _ref("plan.id")
    task: int
    period: str
    move: str
    upto: int
    reason: str | None = _text()
    due: date | None
    petition_id: int | None = _ref("petition.id")
    undoes: int | None = _ref("review.id")
    person_id: int = _ref("person.id")
    inbox_id: int = _ref("inbox.id")
    at: datetime = _at()  # the plan's time


class PetitionRow(SQLModel, table=True):
    """What a department asks of the office. Of one matter only one is pending. `task` 0: all that it leads."""

    __tablename__ = "petition"
    __table_args__ = (
        Index(
            "ix_petition_pending",
            "plan_id",
            "kind",
            "department",
            "task",
            unique=True,
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
    )
    id: int | None = _key()
    plan_id: int = _ref("plan.id")
    kind: str  # extension | objection | handover
    department: str
    task: int
    period: str
    person_id: int = _ref("person.id")
    inbox_id: int = Field(foreign_key="inbox.id", unique=True)
    reason: str | None = _text()
    proposed: date | None
    late: bool
    contact: str
    state: str  # pending | granted | refused | withdrawn
    answer: str | None = _text()
    granted: date | None
    decided_by: int | None = _ref("person.id")
    at: datetime = _at()  # the plan's time


class ContributionRow(SQLModel, table=True):
    """What a supporting department said of its part; `update_id`: the lead's report that took it up."""

    __tablename__ = "contribution"
    __table_args__ = (Index("ix_contribution_task", "plan_id", "task", "period"),)
    id: int | None = _key()
    plan_id: int = _ref("plan.id")
    task: int
    period: str
    department: str
    person_id: int = _ref("person.id")
    inbox_id: int = Field(foreign_key="inbox.id", unique=True)
    words: str = _text()
    update_id: int | None = _ref("progress_update.id")
    at: datetime = _at()  # the plan's time


class MilestoneStateRow(SQLModel, table=True):
    """What holds now for one milestone: folded from the ledger in the transaction that adds to it."""

    __tablename__ = "milestone_state"
    plan_id: int = Field(foreign_key="plan.id", primary_key=True)
    task: int = Field(primary_key=True)
    period: str = Field(primary_key=True)
    lead: str = Field(index=True)
    state: str
    status: str | None
    percent: float | None
    figures: dict[str, Any] = _json()
    problem: str | None = _text()
    note: str | None = _text()
    reported_at: datetime | None = _at()
    update_id: int | None = _ref("progress_update.id")
    due: date | None
    returned: str | None = _text()
    excused: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


# ── the record ────────────────────────────────────────────────────────────────────────────────────────────


class AuditRow(SQLModel, table=True):
    """Who changed what, before and after. A hash chain; triggers refuse any change."""

    __tablename__ = "audit"
    id: int | None = _key()
    at: datetime = _at()  # the plan's time
    actor: str
    act: str
    subject: str
    before: dict[str, Any] | None = _told()
    after: dict[str, Any] | None = _told()
    hash: str


class SettingRow(SQLModel, table=True):
    """A value that people or the process change while it runs (the local clock, a person's snooze)."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: dict[str, Any] = _json()


metadata = SQLModel.metadata


def _table(model: Any) -> Table:
    return cast(Table, model.__table__)


plan, department, task, task_support = map(_table, (PlanRow, DepartmentRow, TaskRow, TaskSupportRow))
milestone, indicator = map(_table, (MilestoneRow, IndicatorRow))
person, membership, account = map(_table, (PersonRow, MembershipRow, AccountRow))
invitation, link, absence = map(_table, (InvitationRow, LinkRow, AbsenceRow))
rule, occurrence, planner_mark = map(_table, (RuleRow, OccurrenceRow, PlannerMarkRow))
inbox, dialogue, button = map(_table, (InboxRow, DialogueRow, ButtonRow))
outbox, send_attempt, local_message = map(_table, (OutboxRow, SendAttemptRow, LocalMessageRow))
draft, list_draft = map(_table, (DraftRow, ListDraftRow))
plan_version = _table(PlanVersionRow)
process = _table(ProcessRow)
progress_update, measurement, attachment = map(_table, (ProgressUpdateRow, MeasurementRow, AttachmentRow))
review, petition, contribution = map(_table, (ReviewRow, PetitionRow, ContributionRow))
milestone_state = _table(MilestoneStateRow)
audit, setting = map(_table, (AuditRow, SettingRow))
