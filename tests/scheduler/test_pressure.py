"""Two thousand messages due in one second: what waits for each must not grow with the crowd."""

from __future__ import annotations

import time

from sqlalchemy import func, insert, select

from storage import outbox
from storage import tables as t
from storage.database import Database
from storage.outbox import Kind, NewMessage
from tests.peers.channel import LocalChannel
from tests.scheduler.office import Office

CROWD = 2000


async def test_two_thousand_due_in_one_second(sqlite: Database) -> None:
    office = await Office.open(sqlite, {"local": LocalChannel()})
    now, ids = office.clock.now(), range(100, 100 + CROWD)
    async with sqlite.write() as tx:
        await tx.execute(
            insert(t.person), [{"id": id_, "name": "p", "language": "zh", "created_at": now} for id_ in ids]
        )
        accounts = [
            {"id": id_, "platform": "local", "address": f"a{id_}", "person_id": id_, "state": "active", "bound_at": now}
            for id_ in ids
        ]
        await tx.execute(insert(t.account), accounts)
        for id_ in ids:
            about = {"text": f"report, please, {id_}"}
            await outbox.add(tx, NewMessage(f"k{id_}", Kind.REMINDER, now, person_id=id_, about=about))
    dispatcher = office.dispatcher()
    began = time.process_time()
    assert await dispatcher.dispatch() == CROWD
    took = time.process_time() - began
    await office.close()
    async with sqlite.read() as tx:
        assert (await tx.execute(select(func.count()).select_from(t.local_message))).scalar_one() == CROWD
    assert set(await office.states()) == {"sent"}
    assert took < 15, f"{took:.1f} s"  # of a processor, it takes 2; a quadratic claim takes minutes
