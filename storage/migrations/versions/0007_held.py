"""What is in doubt is held until its platform answers again; a working process is known by its beat; what is old may be
forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = "0007"
down_revision = "0006"

DAYS = 180  # a try to deliver may be forgotten after so many, and is only added to before


def upgrade() -> None:
    """Some indexes and one table more; nothing that is there is changed, so the version before goes on working."""
    held = sa.text("state = 'held'")
    op.create_index("ix_outbox_held", "outbox", ["id"], sqlite_where=held, postgresql_where=held)
    op.create_index("ix_progress_update_inbox", "progress_update", ["inbox_id"])
    op.create_index("ix_progress_update_words", "progress_update", ["words_id"])
    op.create_table(
        "process",
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("beat_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("epoch"),
    )
    _let_old_tries_go()


def _let_old_tries_go() -> None:
    refused = "rows of send_attempt are only ever added"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION send_attempt_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' THEN IF OLD.at < now() - interval '{DAYS} days' THEN RETURN OLD; END IF; END IF; "
            f"RAISE EXCEPTION '{refused}'; END $$"
        )
        return
    op.execute("DROP TRIGGER send_attempt_no_delete")
    op.execute(
        "CREATE TRIGGER send_attempt_no_delete BEFORE DELETE ON send_attempt "
        f"WHEN OLD.at >= strftime('%Y-%m-%d %H:%M:%f', 'now', '-{DAYS} days') "
        f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
    )
