"""Read-backs live in a table of their own: one life, seen from every account of a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant, Json

revision = "0010"
down_revision = "0009"

WAITS = sa.text("state IN ('open', 'held')")


def upgrade() -> None:
    """The table; at most one of a kind waits for a person."""
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said", Json, nullable=False),
        sa.Column("base", Json, nullable=False),
        sa.Column("shown_by", sa.Integer(), nullable=False),
        sa.Column("became", sa.String(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["shown_by"], ["inbox.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "draft_waiting",
        "draft",
        ["person_id", "kind"],
        unique=True,
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
