"""Decisions on a milestone, what departments ask for, what supporting departments say, and the granted due date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nothing was ever written to the old `review` and `extension`: they are made anew."""
    op.drop_table("review")
    op.drop_table("extension")
    op.create_table(
        "petition",
        *_common(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proposed", sa.Date(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("granted", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.UniqueConstraint("inbox_id"),
    )
    pending = sa.text("state = 'pending'")
    op.create_index(
        "ix_petition_pending",
        "petition",
        ["plan_id", "kind", "department", "task"],
        unique=True,
        sqlite_where=pending,
        postgresql_where=pending,
    )
    op.create_table(
        "review",
        *_common(),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("petition_id", sa.Integer(), sa.ForeignKey("petition.id"), nullable=True),
        sa.Column("undoes", sa.Integer(), sa.ForeignKey("review.id"), nullable=True),
        sa.UniqueConstraint("inbox_id", "task", "period"),
        sa.UniqueConstraint("undoes"),
    )
    op.create_index("ix_review_task", "review", ["plan_id", "task", "period"])
    op.create_table(
        "contribution",
        *_common(),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("update_id", sa.Integer(), sa.ForeignKey("progress_update.id"), nullable=True),
        sa.UniqueConstraint("inbox_id"),
    )
    op.create_index("ix_contribution_task", "contribution", ["plan_id", "task", "period"])
    op.add_column("milestone_state", sa.Column("due", sa.Date(), nullable=True))
    op.add_column("milestone_state", sa.Column("returned", sa.Text(), nullable=True))
    op.add_column("milestone_state", sa.Column("excused", sa.Boolean(), nullable=False, server_default=sa.false()))


def _common() -> list[sa.Column[object]]:
    """Who said something of which task, in which message, and when."""
    return [
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("plan.id"), nullable=False),
        sa.Column("task", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("inbox_id", sa.Integer(), sa.ForeignKey("inbox.id"), nullable=False),
        sa.Column("at", Instant(), nullable=False),
    ]
