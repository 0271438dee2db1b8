"""Evidence belongs to a report by its receipt, and its bytes may come later than its row.

Nothing was ever kept in the table before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant, Json

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table anew."""
    op.drop_table("attachment")
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.Column("loose", sa.Boolean(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("source", Json, nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("inbox_id"),
    )
    to_fetch, loose = sa.text("content_hash IS NULL AND failure IS NULL"), sa.text("loose")
    op.create_index("ix_attachment_receipt", "attachment", ["receipt"])
    op.create_index("ix_attachment_to_fetch", "attachment", ["id"], sqlite_where=to_fetch, postgresql_where=to_fetch)
    op.create_index("ix_attachment_loose", "attachment", ["person_id"], sqlite_where=loose, postgresql_where=loose)
