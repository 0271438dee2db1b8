"""What published lists hold and the first plan did not: a target without a due date, a figure that has only a ceiling.

And a place for the lists that were handed in and wait to be loaded.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant, Json

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """`milestone.due` and `indicator.low` may be empty."""
    for table, column, kind in (("milestone", "due", sa.Date()), ("indicator", "low", sa.Float())):
        with op.batch_alter_table(table) as change:
            change.alter_column(column, existing_type=kind, nullable=True)
    op.create_table(
        "list_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("document", Json, nullable=True),
        sa.Column("mends", Json, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("inbox_id"),
    )
