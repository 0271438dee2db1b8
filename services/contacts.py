"""What platforms tell of chats though nobody said anything: blocked, back again, moved to another address."""

from __future__ import annotations

from datetime import datetime

from domain import civil
from domain.messages import Moved, Reached
from services import gone
from storage import accounts, outbox, plans, rules
from storage.database import Tx


async def reached(tx: Tx, heard: Reached, now: datetime) -> int:
    """A chat can be reached again, or no more: then the coordinators hear of it, in quiet hours when these end.

    Returns how many will be told.
    """
    account_id = await accounts.reached(tx, heard.platform, heard.address, reachable=heard.reachable)
    loaded = await plans.loaded(tx)
    if account_id is None or heard.reachable or loaded is None:
        return 0
    notices = await gone.notices(tx, account_id, now)
    quiet = await rules.quiet_hours(tx)
    released = civil.instant(quiet.release_at(civil.civil(now, loaded.zone)), loaded.zone)
    for person_id, message in notices.items():
        key = f"gone:{account_id}:{now:%Y-%m-%d}:{person_id}"  # as the dispatcher would say it: told once
        kind, when = outbox.Kind.NOTICE, max(now, released)
        row = outbox.NewMessage(key, kind, now, person_id=person_id, content=message, not_before=when)
        await outbox.add(tx, row)
    return len(notices)


async def moved(tx: Tx, heard: Moved) -> None:
    """A chat has another address now."""
    await accounts.move(tx, heard.platform, heard.address, heard.to)
