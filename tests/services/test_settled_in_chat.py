"""What an office settles in chat, on both databases: workdays, the ladder, quiet hours, leave, versions, accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from domain.errors import NotAllowed, NotFound, Refused
from domain.escalation import Ladder
from domain.people import GUEST, Membership, Person, Role
from domain.workdays import DayKind
from services import calendar, climbing, leave, linking, rules
from services.desk import Desk
from services.office import at_work
from storage import absences, audit, links, people
from storage import rules as kept
from storage.database import Database, Tx
from tests.bot.office import MACHINE, Office

NOW = "2022-10-20 10:00"
TECH = "区科技产业局"


async def admin(tx: Tx) -> tuple[Office, Person, Desk]:
    office = await Office.open(tx)
    person = await office.enter("钱", Membership(Role.ADMIN))
    return office, person, await office.desk(person, NOW)


async def acts(tx: Tx) -> list[str]:
    found = [act for key in ("workdays", "ladder", "quiet_hours") for act in await _acts(tx, key)]
    assert await audit.broken_at(tx) is None
    return found


async def _acts(tx: Tx, subject: str) -> list[str]:
    from sqlalchemy import select

    from storage import tables as t

    return [*(await tx.execute(select(t.audit.c.act).where(t.audit.c.subject == subject))).scalars()]


async def test_days_are_set_counted_at_once_and_taken_back(database: Database) -> None:
    async with database.write() as tx:
        _, _, desk = await admin(tx)
        day = date(2022, 10, 21)
        changed = await calendar.save(desk, {day: (False, None), date(2022, 10, 22): (True, "national_day")})
        assert [one.kind for one in changed.days] == [DayKind.CLOSED, DayKind.MAKEUP]
        found = await at_work(tx)
        assert found is not None
        assert found.agenda.workdays.next_workday(date(2022, 10, 20)) == date(2022, 10, 22)
        assert found.quiet.is_quiet(datetime.fromisoformat("2022-10-21T10:00"))
        line = await rules.find(desk, "S-1")
        assert line.next is not None
        assert line.next.local.day == 22
        assert changed.before == {day: None, date(2022, 10, 22): None}
        await calendar.save(desk, changed.before)
        assert (await calendar.look(desk)).days == ()
        assert await acts(tx) == ["workdays", "workdays"]


async def test_the_ladder_and_the_quiet_hours_are_settings(database: Database) -> None:
    async with database.write() as tx:
        office, _, desk = await admin(tx)
        assert await climbing.change(desk, {"blue": 4}) == (Ladder(), Ladder(blue=4))
        found = await at_work(tx)
        assert found is not None
        assert found.agenda.ladder == Ladder(blue=4)
        with pytest.raises(Refused, match="ladder_too_long"):
            await climbing.change(desk, {"red": 99})
        before = await rules.quiet_hours(desk, time(21), time(7, 30))
        assert (before.start, before.end) == (time(20), time(8))
        hours = await kept.quiet_hours(tx)
        assert (hours.start, hours.end) == (time(21), time(7, 30))
        assert await acts(tx) == ["ladder", "quiet_hours"]
        for role in (Role.COORDINATOR, Role.LIAISON):
            other = await office.desk(await office.enter(role, Membership(role, TECH)), NOW)
            for refused in (
                climbing.change(other, {"blue": 1}),
                calendar.save(other, {}),
                rules.quiet_hours(other, time(1), time(2)),
            ):
                with pytest.raises(NotAllowed):
                    await refused
            if role is Role.LIAISON:
                for hidden in (climbing.look(other), calendar.look(other)):
                    with pytest.raises(NotAllowed):
                        await hidden
            else:
                assert await climbing.look(other) == Ladder(blue=4)


async def test_a_rule_is_changed_in_its_place_and_its_versions_are_kept(database: Database) -> None:
    async with database.write() as tx:
        _, _, desk = await admin(tx)
        rule = (await rules.find(desk, "S-1")).rule
        assert [one.act for one in await rules.history(desk, "S-1")] == ["rule_default"]
        await rules.put(desk, replace(rule, at=(time(10),)))
        await rules.spare(desk, (6,), ("S-1",))
        await rules.spare(desk, (6,), ("S-1",), again=True)
        versions = await rules.history(desk, "S-1")
        assert [(one.rule.at[0].hour, one.rule.audience.without) for one in versions] == [
            (10, ()),
            (10, (6,)),
            (10, ()),
        ]
        with pytest.raises(Refused, match="nothing_spared"):
            await rules.spare(desk, (6,), ("S-4",))
        with pytest.raises(NotFound):
            await rules.spare(desk, (99,))
        shown = await rules.look(desk, replace(rule, key="S-0"))
        assert (shown.beside, shown.reach) == (("S-1",), ((36, 0),) * 4)
        spared = await rules.look(desk, replace(rule, audience=replace(rule.audience, without=(6,))))
        assert (spared.beside, spared.reach[0]) == ((), (35, 0))


async def test_leave_lends_the_department_for_its_days(database: Database) -> None:
    async with database.write() as tx:
        office, _, _ = await admin(tx)
        wang = await office.enter("王", Membership(Role.LIAISON, TECH))
        li = await office.enter("李", Membership(Role.LIAISON, "区社会事业局"))
        desk = await office.desk(wang, NOW)
        away = await leave.take(desk, wang.id, date(2022, 10, 21), date(2022, 10, 25), li.id)
        during = {one.id: one for one in await absences.people_on(tx, date(2022, 10, 25))}
        assert (during[wang.id].away, during[li.id].departments()) == (True, ("区社会事业局", TECH))
        lent = await absences.person_on(tx, li.id, date(2022, 10, 21))
        assert lent is not None
        assert lent.departments(Role.LIAISON) == ("区社会事业局", TECH)
        assert await absences.person_on(tx, li.id, date(2022, 10, 26)) == li
        for one in (wang, li):
            assert [each.absence for each in await leave.listed(await office.desk(one, NOW))] == [away.absence]
        with pytest.raises(NotAllowed):
            await leave.propose(await office.desk(li, NOW), "王", date(2022, 11, 1), date(2022, 11, 2), None)
        ended = await leave.finish(await office.desk(wang, "2022-10-23 10:00"), "")
        assert ended.absence.last == date(2022, 10, 22)
        assert await absences.person_on(tx, li.id, date(2022, 10, 23)) == li


async def test_an_account_is_linked_once_and_the_chosen_one_is_written_to(database: Database) -> None:
    async with database.write() as tx:
        office, _, _ = await admin(tx)
        wang = await office.enter("王", Membership(Role.LIAISON, TECH))
        first = await people.account_of(tx, wang.id)
        assert first is not None
        desk = await office.desk(wang, NOW)
        void = await linking.offer(desk)
        code = await linking.offer(desk)
        stranger = replace(await office.desk(Person(0, "另一个"), NOW), person=GUEST)
        with pytest.raises(Refused, match="bad_invitation"):
            await linking.bind(stranger, void)
        owner, accounts = await linking.bind(stranger, code.lower())
        assert (owner, len(accounts)) == (wang, 2)
        with pytest.raises(Refused, match="bad_invitation"):
            await linking.bind(stranger, code)
        assert (await people.accounts(tx))[wang.id].id == stranger.account_id, "the one bound last"
        await linking.prefer(desk)
        assert (await people.accounts(tx))[wang.id] == await people.account_of(tx, wang.id) == first
        late = await linking.offer(desk)
        assert await links.owner(tx, late, MACHINE + linking.LASTS - timedelta(seconds=1)) == wang.id
        assert await links.owner(tx, late, MACHINE + linking.LASTS) is None
