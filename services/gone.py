"""A dead contact (blocked the bot, left): the coordinators are told the same day, with who stands in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.messages import Outgoing
from domain.people import Role
from domain.reminders import contacts
from storage import people, plans, roster
from storage.database import Tx
from wording import people as said
from wording.words import Words


async def notices(tx: Tx, account_id: int, now: datetime) -> Mapping[int, Outgoing]:
    """What to tell whom, by person id, when an account can no longer be reached; {} where it was nobody's.

    Whoever still has another account that works is not reported: they are reached there.
    """
    loaded, everyone = await plans.loaded(tx), await people.everyone(tx)
    owner = await people.owner(tx, account_id)
    lost = next((one for one in everyone if one.id == owner), None)
    if loaded is None or lost is None or await people.account_of(tx, lost.id) is not None:
        return {}
    departments = lost.departments(Role.LIAISON)
    reached = await people.accounts(tx)
    others = [one for one in everyone if one.id != lost.id and one.id in reached]
    standing_in = {name: [one.name for one in contacts(others, name)] for name in departments}
    platform = await roster.platform_of(tx, account_id)
    return {
        one.id: said.gone(Words(one.language, loaded.zone), lost, standing_in, platform)
        for one in others
        if one.has(Role.COORDINATOR)
    }
