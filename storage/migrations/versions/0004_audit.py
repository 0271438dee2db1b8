"""The record's hashes cover the very bytes that are stored, ids too; in PostgreSQL nothing that may only grow can be
emptied either.

What stands in the record is chained anew, up to the first row that was broken before: from there on it stays broken.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = "0004"
down_revision = "0003"

ONLY_GROW = ("audit", "progress_update", "measurement", "send_attempt")
TOLD = "rows of {} are only ever added"


def upgrade() -> None:
    """Make texts of what is told, chain anew, put the triggers back."""
    on_server = op.get_bind().dialect.name == "postgresql"
    if on_server:
        op.execute("ALTER TABLE audit DISABLE TRIGGER audit_only_grows")
        for column in ("before", "after"):
            op.execute(f"ALTER TABLE audit ALTER COLUMN {column} TYPE TEXT USING {column}::text")
    else:
        with op.batch_alter_table("audit", recreate="always") as table:  # which takes the triggers away
            table.alter_column("before", type_=sa.Text())
            table.alter_column("after", type_=sa.Text())
    _chain_anew()
    if on_server:
        op.execute("ALTER TABLE audit ENABLE TRIGGER audit_only_grows")
        for table_name in ONLY_GROW:
            op.execute(
                f"CREATE TRIGGER {table_name}_stays BEFORE TRUNCATE ON {table_name} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table_name}_only_grows()"
            )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
            f"BEGIN SELECT RAISE(ABORT, '{TOLD.format('audit')}'); END"
        )


def _chain_anew() -> None:
    audit = sa.table(
        "audit",
        sa.column("id", sa.Integer),
        sa.column("at", Instant()),
        *(sa.column(name, sa.Text) for name in ("actor", "act", "subject", "before", "after", "hash")),
    )
    before, after = "", ""  # the hash of the row before, as it was and as it is
    bind = op.get_bind()
    for row in bind.execute(sa.select(audit).order_by(audit.c.id)).mappings().all():
        told = {**row, **{name: json.loads(row[name]) if row[name] else None for name in ("before", "after")}}
        if _as_it_was(before, told) != row["hash"]:
            return
        texts = {name: None if told[name] is None else _canonical(told[name]) for name in ("before", "after")}
        at = row["at"].astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
        cells = [str(row["id"]), at, row["actor"], row["act"], row["subject"], texts["before"], texts["after"]]
        before, after = row["hash"], _as_it_is(after, cells)
        bind.execute(sa.update(audit).where(audit.c.id == row["id"]).values(**texts, hash=after))


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _as_it_was(previous: str, row: Mapping[str, Any]) -> str:
    told = {name: row[name] for name in ("actor", "act", "subject", "before", "after")}
    text = _canonical({**told, "at": row["at"].isoformat()})
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def _as_it_is(previous: str, cells: Sequence[str | None]) -> str:
    told = hashlib.sha256(previous.encode())
    for cell in cells:
        stored = None if cell is None else cell.encode()
        told.update(b"-;" if stored is None else b"%d:%b;" % (len(stored), stored))
    return told.hexdigest()
