"""How the connection stands, kept for `duban doctor`; and who must hear when it does not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.wecom.link import End
from bot.intake import Intake
from domain.clock import Clock
from domain.messages import Outgoing
from domain.people import Role
from services import alarms
from storage import settings, settling
from storage.database import Database
from wording import wecom as said
from wording.words import Words

STATE = "wecom_link"  # the setting {"state": connected | stopped | how it ended, "at": since when, "bot": …}
CONNECTED, STOPPED = "connected", "stopped"
LONG_GAP = timedelta(minutes=10)  # without a connection, that people are told of
ASKS_OTHERS = (Role.COORDINATOR, Role.ADMIN)


class Wakes(Protocol):
    """Sends what waits, soon."""

    def wake(self) -> None: ...


class Workplace(Protocol):
    """What the channel needs of a running bot."""

    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def intake(self) -> Intake: ...
    @property
    def dispatcher(self) -> Wakes: ...


async def connected(place: Workplace, platform: str, identity: str) -> None:
    """A subscription has begun: what waits for it goes now; after a long gap those who can ask others hear of it, for
    what people wrote meanwhile may never come."""
    machine = place.clock.machine()
    async with place.database.write() as tx:
        before = await settings.read(tx, STATE) or {}
        await settings.write(tx, STATE, {"state": CONNECTED, "at": machine.isoformat(), "bot": identity})
        await settling.hasten(tx, platform, machine)
        gone = before.get("state", CONNECTED) != CONNECTED
        gap = machine - datetime.fromisoformat(before["at"]) if gone else timedelta()
        if gap >= LONG_GAP:
            minutes = round(gap.total_seconds() / 60)
            what = f"wecom_gap_{machine:%H%M}"
            now = place.clock.now()
            await alarms.tell(tx, now, what, lambda words: said.was_away(words, minutes), ASKS_OTHERS)
    place.dispatcher.wake()


async def ended(place: Workplace, identity: str, how: str) -> None:
    """There is no connection, since now or since longer."""
    async with place.database.write() as tx:
        before = await settings.read(tx, STATE) or {}
        since = before.get("at") if before.get("state") not in (None, CONNECTED) else None
        state = {"state": how, "at": since or place.clock.machine().isoformat(), "bot": identity}
        await settings.write(tx, STATE, state)


async def trouble(place: Workplace, end: End) -> None:
    """Somebody must look at the bot: the admins are told, through whatever reaches them."""
    await tell(place, f"wecom_{end}", said.taken_over if end is End.KICKED else said.refused)


async def tell(
    place: Workplace, what: str, message: Callable[[Words], Outgoing], roles: Collection[Role] = (Role.ADMIN,)
) -> None:
    """Tell those roles, once a day."""
    async with place.database.write() as tx:
        await alarms.tell(tx, place.clock.now(), what, message, roles)
    place.dispatcher.wake()
