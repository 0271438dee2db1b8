"""When an occurrence was planned; one person, several accounts: the preferred one, and the codes that bind another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Two columns, one table."""
    op.add_column("occurrence", sa.Column("planned_at", Instant(), nullable=True))
    op.add_column("account", sa.Column("preferred", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code_hash"),
    )
    op.create_index("ix_link_person_id", "link", ["person_id"], unique=False)
