"""A migration as a later one may be: a column more, an index less, a column that may be empty. Only tests know it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage import schema

revision = "9001"
down_revision = schema.head()


def upgrade() -> None:
    """`outbox` gets a column; `person.name` may be empty; an index goes."""
    op.add_column("outbox", sa.Column("weight", sa.Integer(), nullable=False, server_default="7"))
    with op.batch_alter_table("person") as change:
        change.alter_column("name", existing_type=sa.String(), nullable=True)
    op.drop_index("ix_outbox_held", "outbox")
