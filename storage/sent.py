"""What was said and where, for channels that must know it after a restart: the words of a message, the last hour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from storage import tables as t
from storage.database import Tx

a, o, s = t.account.c, t.outbox.c, t.send_attempt.c
COUNTS = ("sent", "unknown")  # what a platform may have counted


async def words(tx: Tx, outbox_id: int) -> str | None:
    """The text of a message as it was last sent."""
    query = select(s.said).where(s.outbox_id == outbox_id, s.said.is_not(None)).order_by(s.id.desc()).limit(1)
    return (await tx.execute(query)).scalar()


async def since(tx: Tx, platform: str, instant: datetime) -> list[tuple[str, datetime]]:
    """Address and machine time of everything that went, or may have gone, out through a platform since then."""
    query = (
        select(a.address, s.at)
        .join(t.outbox, o.id == s.outbox_id)
        .join(t.account, a.id == o.account_id)
        .where(s.at >= instant, s.outcome.in_(COUNTS), a.platform == platform)
        .order_by(s.at)
    )
    return [(row.address, row.at) for row in await tx.execute(query)]


async def silence(tx: Tx, platform: str) -> int:
    """Nobody can be written to through that platform until they write themselves. Returns how many accounts."""
    known = (a.platform == platform, a.state == "active")
    return int((await tx.execute(update(t.account).where(*known).values(state="gone"))).rowcount)


async def silent(tx: Tx, platform: str) -> list[str]:
    """The names of those who are known on a platform and can be reached neither there nor anywhere else."""
    there = t.account.alias("there")
    reached = select(there.c.id).where(there.c.person_id == a.person_id, there.c.state == "active")
    query = (
        select(t.person.c.name)
        .join(t.account, a.person_id == t.person.c.id)
        .where(a.platform == platform, a.state != "active", t.person.c.revoked_at.is_(None), ~reached.exists())
        .distinct()
        .order_by(t.person.c.name)
    )
    return list((await tx.execute(query)).scalars())
