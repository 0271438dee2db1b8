"""The office's decisions only ever grow, like the ledger that they stand beside."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """`petition` and `contribution` are settled in their rows: only `review` is kept from change."""
    refused = "rows of review are only ever added"
    if op.get_bind().dialect.name != "postgresql":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER review_no_{change.lower()} BEFORE {change} ON review "
                f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION review_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refused}'; END $$"
    )
    for name, change, each in (("only_grows", "UPDATE OR DELETE", "ROW"), ("stays", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER review_{name} BEFORE {change} ON review "
            f"FOR EACH {each} EXECUTE FUNCTION review_only_grows()"
        )
