"""After an older copy was put back: people are told how far back it goes, and no receipt is given twice.

Messages that came after the copy was made are confirmed at their platform and do not come again: what was reported in
them, only people can repeat.
"""

from __future__ import annotations

from datetime import UTC, datetime

from domain import civil
from storage import audit, outbox, people, plans, rules, settings
from storage.backup import RESTORED
from storage.database import Tx
from storage.outbox import Kind, NewMessage
from wording import restored as said
from wording.words import Words

PASSED_OVER = 500  # numbers of the day, where nobody knows which were given


async def last_number(tx: Tx, day: str) -> int:
    """The last number that was given on a day ("2022-1125") before the copy was put back; 0: none is known."""
    known = await settings.read(tx, RESTORED)
    return int(known["receipts"].get(day, 0)) if known else 0


async def announce(tx: Tx, now: datetime) -> int:
    """Tell everybody, once, where the database in use was put back; returns how many will hear of it."""
    known, loaded = await settings.read(tx, RESTORED), await plans.loaded(tx)
    if known is None or known["told"] or loaded is None:
        return 0
    receipts = dict(known["receipts"])
    local = civil.civil(now, loaded.zone)
    if known["reports"] is None:
        day = f"{local:%Y-%m%d}"
        receipts[day] = receipts.get(day, 0) + PASSED_OVER
    await settings.write(tx, RESTORED, {**known, "receipts": receipts, "told": True})
    after = {"to": known["to"], "reports": known["reports"]}
    await audit.note(tx, now, "duban", "restore", loaded.plan.id, None, after)
    to = datetime.fromisoformat(known["to"]).replace(tzinfo=UTC) if known["to"] else None
    quiet = await rules.quiet_hours(tx)
    released = civil.instant(quiet.release_at(local), loaded.zone)
    told = 0
    for person in await people.everyone(tx):
        message = said.restored(Words(person.language, loaded.zone), to, known["reports"])
        key = f"restored:{known['to']}:{person.id}"
        when = max(now, released)
        new = NewMessage(key, Kind.NOTICE, now, person_id=person.id, content=message, not_before=when)
        told += await outbox.add(tx, new) is not None
    return told
