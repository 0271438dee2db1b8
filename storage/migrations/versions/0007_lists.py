"""What published lists hold and the first plan did not: a target without a due date, a figure with a ceiling only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """`milestone.due` and `indicator.low` may be empty."""
    for table, column, kind in (("milestone", "due", sa.Date()), ("indicator", "low", sa.Float())):
        with op.batch_alter_table(table) as change:
            change.alter_column(column, existing_type=kind, nullable=True)
