"""The people of the supervision procedure at a morning in November, for the tests of its services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select

from domain.people import Membership, Person, Role
from domain.progress import Current
from services.desk import Desk
from storage import outbox, tables, updates
from storage.database import Database
from tests.bot.office import Office

TECH, SOCIAL, HOUSING = "区科技产业局", "区社会事业局", "区住房城乡建设局"
AT, LATER = "2022-11-25 09:10", "2022-11-25 10:20"


class Cast(Office):
    """王 leads, 李 leads something else, 冯 supports, 陈 heads, 赵 coordinates, 钱 administers."""

    wang: Person
    li: Person
    feng: Person
    chen: Person
    zhao: Person
    qian: Person

    async def at(self, who: Person, when: str = AT) -> Desk:
        return await self.desk(who, when)

    async def holds(self, task: int, period: str = "2022") -> Current:
        return await updates.current(self.tx, self.loaded.id, task, period)

    async def told(self, who: Person) -> list[str]:
        """The notices that wait for somebody, by their titles."""
        rows = await outbox.waiting(self.tx, who.id)
        return [row.content.title or "" for row in rows if row.content]

    async def record(self) -> list[tuple[str, str, dict[str, object], dict[str, object]]]:
        a = tables.audit.c
        rows = await self.tx.execute(select(a.actor, a.act, a.before, a.after).order_by(a.id))
        return [(row.actor, row.act, row.before or {}, row.after or {}) for row in rows]


@asynccontextmanager
async def at_work(database: Database) -> AsyncIterator[Cast]:
    """All of them, in an office that has just opened."""
    async with database.write() as tx:
        office = Cast(tx, (await Office.open(tx)).loaded)
        office.wang = await office.enter("王某某", Membership(Role.LIAISON, TECH))
        office.li = await office.enter("李某某", Membership(Role.LIAISON, SOCIAL))
        office.feng = await office.enter("冯某某", Membership(Role.LIAISON, HOUSING))
        office.chen = await office.enter("陈某某", Membership(Role.HEAD, TECH))
        office.zhao = await office.enter("赵某某", Membership(Role.COORDINATOR))
        office.qian = await office.enter("钱某某", Membership(Role.ADMIN))
        yield office
