"""What is in doubt is held until its platform answers again; a working process is known by its beat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """One index and one table more; nothing that is there is changed, so the version before goes on working."""
    held = sa.text("state = 'held'")
    op.create_index("ix_outbox_held", "outbox", ["id"], sqlite_where=held, postgresql_where=held)
    op.create_table(
        "process",
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("beat_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("epoch"),
    )
