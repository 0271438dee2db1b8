"""Two thousand people are due in the same second, and Telegram keeps its limits to the letter.

A real process and real time, a minute and a quarter of it: how fast we may speak is decided by seconds that pass. How
fast it speaks then is measured by `dev.py bench telegram`; here it is only that nothing but the limits holds it up for
long, which a busy machine may do as well.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.messages import Outgoing
from scheduler.clock import real_time
from storage import outbox, people
from storage.database import Database
from storage.outbox import Kind, NewMessage
from tests.channels.telegram_office import populate
from tests.channels.telegram_process import Lives
from tests.peers.bot_api import BotApi
from tests.peers.bot_api_limits import GROUP, OVERALL, STRICT_CHAT, Limits
from tests.peers.bot_api_people import Person

pytestmark = pytest.mark.slow

CHATS, BUSY = 2_000, 50  # so many chats with one message each, and one chat with so many
QUESTIONS = 8
AHEAD = 90  # messages that may go between a question and its answer: three seconds of the pace, not the queue
PATIENCE = 600.0  # seconds; at the pace that Telegram permits it takes seventy


async def owe(url: str, crowd: list[Person], busy: Person) -> None:
    """All of it is due now; the busy chat's messages come first."""
    now = real_time()
    database = await Database.open(url)
    async with database.write() as tx:
        for person, count in [(busy, BUSY), *((one, 1) for one in crowd)]:
            account = await people.meet(tx, "telegram", str(person.id), person.user.first_name)
            for number in range(count):
                message = Outgoing(lines=(f"{person.user.first_name} {number}",))
                key = f"flood:{person.id}:{number}"
                await outbox.add(tx, NewMessage(key, Kind.NOTICE, now, account_id=account.id, content=message))
    await database.close()


async def states(url: str) -> dict[str, int]:
    """How many of the notices are in which state."""
    database = await Database.open(url)
    async with database.read() as tx:
        rows = await tx.execute(text("SELECT state, COUNT(*) FROM outbox WHERE kind = 'notice' GROUP BY state"))
        found = {row[0]: row[1] for row in rows}
    await database.close()
    return found


async def test_two_thousand_in_one_second(url: str, tmp_path: Path) -> None:
    limits = Limits(OVERALL, STRICT_CHAT, GROUP)
    async with BotApi(limits=limits) as api, Lives(tmp_path, api) as lives:
        populate(api)
        crowd = [api.person(f"群众{number}") for number in range(CHATS)]
        busy, zhao = api.person("忙人"), api.people[104]
        for one in (*crowd, busy):
            one.chat.reached = True
        await owe(url, crowd, busy)
        await lives.live_on()
        ahead = [await _answered(api, zhao, after=CHATS * part // (QUESTIONS + 1)) for part in range(1, QUESTIONS + 1)]
        whole = CHATS + BUSY + QUESTIONS
        await api.until(lambda: api.state.spoken >= whole, "the rest", patience=PATIENCE)
        await lives.rest()

        assert max(ahead) < AHEAD, ahead
        assert (limits.refused, limits.impatient) == (0, 0)
        assert Counter(len(one.sees) for one in crowd) == {1: CHATS}
        assert busy.sees == [f"忙人 {number}" for number in range(BUSY)]
        assert not api.complaints
        assert await states(url) == {"sent": CHATS + BUSY}


async def _answered(api: BotApi, zhao: Person, after: int) -> int:
    """How many messages go before the answer to a question that is asked once so many have come."""
    await api.until(lambda: api.state.spoken >= after, f"{after} messages", patience=PATIENCE)
    before, spoken = len(zhao.sees), api.state.spoken
    zhao.says("第6项目标")
    await api.until(lambda: len(zhao.sees) > before, "an answer", patience=PATIENCE)
    return api.state.spoken - spoken
