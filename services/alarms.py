"""An alarm: something is wrong with the machinery, and somebody should look. Told once a day, outside quiet hours."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from domain import civil
from domain.messages import Outgoing
from domain.people import Role
from storage import outbox, people, plans, rules
from storage.database import Tx
from wording.words import Words


async def tell(
    tx: Tx, now: datetime, what: str, message: Callable[[Words], Outgoing], roles: Collection[Role] = (Role.ADMIN,)
) -> int:
    """Tell everybody of those roles who can be reached. `what` names the trouble: the same one is told once a day.

    Returns how many will hear of it.
    """
    loaded = await plans.loaded(tx)
    if loaded is None:
        return 0
    reached, told = await people.accounts(tx), 0
    released = (await rules.quiet_hours(tx)).release_at(civil.civil(now, loaded.zone))
    for one in await people.everyone(tx):
        if one.id in reached and any(one.has(role) for role in roles):
            row = outbox.NewMessage(
                f"alarm:{what}:{civil.civil(now, loaded.zone):%Y-%m-%d}:{one.id}",
                outbox.Kind.NOTICE,
                now,
                person_id=one.id,
                content=message(Words(one.language, loaded.zone)),
                not_before=max(now, civil.instant(released, loaded.zone)),
            )
            told += await outbox.add(tx, row) is not None
    return told
