"""催办 on both databases: who is asked, once a day, in working hours, and how it is taken back."""

from __future__ import annotations

import pytest

from domain.errors import NotAllowed, NotFound
from domain.people import Membership, Person, Role
from domain.progress import Entry, Status
from services import chase
from services.chase import Chased, Prepared, Wanted, Why
from storage import outbox, people, tables
from storage.database import Database, Tx
from storage.outbox import Kind, NewMessage
from tests.bot.dialogue import ZONE
from tests.bot.office import Office, moment
from wording.chase import Ground

TECH, SOCIAL = "区科技产业局", "区社会事业局"
UNREPORTED = Wanted(Ground.UNREPORTED)
FRIDAY, SATURDAY = "2022-11-25 15:10", "2022-11-26 15:10"


async def cast(office: Office) -> tuple[Person, Person, Person]:
    """王 and 李 speak for two departments, 赵 coordinates; the other six departments have nobody."""
    wang = await office.enter("王某某", Membership(Role.LIAISON, TECH))
    li = await office.enter("李某某", Membership(Role.LIAISON, SOCIAL))
    return wang, li, await office.enter("赵某某", Membership(Role.COORDINATOR))


async def prepared(office: Office, zhao: Person, wanted: Wanted, at: str = FRIDAY) -> Prepared:
    return await chase.prepare(await office.desk(zhao, at), wanted)


async def sent(
    office: Office, zhao: Person, wanted: Wanted, *to: Person, at: str = FRIDAY, later: bool = False
) -> Chased:
    done = await chase.send(await office.desk(zhao, at), wanted, [one.id for one in to], later=later)
    assert isinstance(done, Chased)
    return done


async def waiting(tx: Tx) -> list[tuple[int | None, str]]:
    """The chases that wait, as (person, when they may go in the plan's zone)."""
    rows = await outbox.waiting(tx, kinds=(Kind.CHASE,))
    return [(one.person_id, f"{one.not_before.astimezone(ZONE):%m-%d %H:%M}") for one in rows]


async def test_everybody_who_owes_and_can_be_reached_is_asked_for_exactly_that(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, li, zhao = await cast(office)
        await office.reports(
            wang, Entry(6, "2022", Status.ON_TRACK), Entry(14, "2022", Status.ON_TRACK), at="2022-11-25 09:03"
        )
        found = await prepared(office, zhao, UNREPORTED)
    assert [(one.person, one.tasks, one.nth) for one in found.targets] == [
        (li, (3, 17, 21, 24, 25, 27, 28, 29, 30, 32, 33, 34), 1),
        (wang, (16, 22, 23, 35), 1),
    ]
    assert found.targets[1].text == "您好，11月进展还差4项（16、22、23、35），请于今天17:30前报送，直接回复即可。"
    assert {one.why for one in found.left_out} == {Why.NOBODY}
    assert len(found.left_out) == 6
    assert (found.quiet, found.at) == (False, moment(FRIDAY))


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2022-11-25 19:59", "2022-11-25 19:59"),
        ("2022-11-25 20:00", "2022-11-28 09:00"),  # Friday evening: Monday
        ("2022-11-24 22:00", "2022-11-25 09:00"),
        ("2022-11-25 07:30", "2022-11-25 09:00"),
        ("2022-11-25 08:00", "2022-11-25 08:00"),
        (SATURDAY, "2022-11-28 09:00"),
        ("2022-10-08 10:00", "2022-10-08 10:00"),  # a Saturday that is worked
        ("2022-09-30 21:00", "2022-10-08 09:00"),  # over the National Day
        ("2022-12-31 10:00", "2023-01-03 09:00"),  # the New Year's holiday ends on Monday
    ],
)
async def test_nothing_leaves_outside_working_hours(sqlite: Database, at: str, goes: str) -> None:
    async with sqlite.write() as tx:
        office = await Office.open(tx)
        _, _, zhao = await cast(office)
        found = await prepared(office, zhao, UNREPORTED, at)
    assert found.at == moment(goes)
    assert found.quiet is (at != goes)


async def test_a_chase_is_one_finished_message_with_the_buttons_of_the_check_in(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, _, zhao = await cast(office)
        done = await sent(office, zhao, UNREPORTED, wang)
        (row,) = await outbox.waiting(tx, kinds=(Kind.CHASE,))
        account = await people.account_of(tx, wang.id)
        actions = {one["action"]["do"]: one["action"] for one in await buttons(tx, account.id if account else 0)}
    assert done.rows == (row.id,)
    assert (row.person_id, row.account_id) == (wang.id, account.id if account else None)
    assert row.content is not None
    assert row.content.title == "【催办】"
    assert row.content.lines[0] == done.targets[0].text
    assert "6 暖心驿站（2022年12月31日到期）" in row.content.lines
    assert [one.label for one in row.content.choices] == ["逐项填写", "全部正常推进"]
    assert actions["walk"] == {"flow": "checkin", "do": "walk", "department": TECH, "cycle": "2022-11"}
    assert actions["all_fine"]["department"] == TECH


async def buttons(tx: Tx, account_id: int) -> list[dict[str, dict[str, str]]]:
    found = await tx.execute(tables.button.select().where(tables.button.c.account_id == account_id))
    return [dict(one) for one in found.mappings()]


async def test_one_chase_a_person_and_day_whoever_sends_it(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, li, zhao = await cast(office)
        other = await office.enter("周某某", Membership(Role.COORDINATOR))
        await sent(office, zhao, UNREPORTED, wang)
        again = await prepared(office, other, UNREPORTED)
        monday = await prepared(office, other, UNREPORTED, "2022-11-28 10:00")
    assert [one.person for one in again.targets] == [li]
    assert [(one.person, one.department) for one in again.left_out if one.why is Why.CHASED] == [(wang, TECH)]
    assert [one.person for one in monday.targets] == [li, wang]


async def test_a_chase_that_a_rule_sent_counts_too(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, li, zhao = await cast(office)
        row = NewMessage("chase:9", Kind.CHASE, moment(FRIDAY), person_id=wang.id, about={"occurrences": []})
        await outbox.add(tx, row)
        found = await prepared(office, zhao, UNREPORTED)
    assert [one.person for one in found.targets] == [li]


async def test_the_same_press_chases_once(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, _, zhao = await cast(office)
        desk = await office.desk(zhao, FRIDAY)
        first = await chase.send(desk, UNREPORTED, [wang.id])
        second = await chase.send(desk, UNREPORTED, [wang.id])
        rows = await outbox.waiting(tx, kinds=(Kind.CHASE,))
    assert isinstance(first, Chased)
    assert isinstance(second, Chased)
    assert (len(first.rows), len(second.rows), len(rows)) == (1, 0, 1)


async def test_only_who_was_shown_is_chased_and_who_answered_meanwhile_is_not(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, li, zhao = await cast(office)
        nobody = await sent(office, zhao, UNREPORTED)
        all_ = [Entry(number, "2022", Status.ON_TRACK) for number in (6, 14, 16, 22, 23, 35)]
        await office.reports(wang, *all_, at="2022-11-25 15:09")
        done = await sent(office, zhao, UNREPORTED, wang, li)
    assert nobody.rows == ()
    assert [one.person for one in done.targets] == [li]


async def test_in_quiet_hours_it_is_asked_first_and_then_waits_for_monday(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, _, zhao = await cast(office)
        asked = await chase.send(await office.desk(zhao, SATURDAY), UNREPORTED, [wang.id])
        nothing = await waiting(tx)
        done = await sent(office, zhao, UNREPORTED, wang, at=SATURDAY, later=True)
        rows = await waiting(tx)
        again = await prepared(office, zhao, UNREPORTED, "2022-11-28 08:30")
    assert isinstance(asked, Prepared)
    assert nothing == []
    assert done.targets[0].text.startswith(
        "您好，11月进展还差6项（6、14、16、22、23、35），报送截止（11月25日(周五)17:30）已过"
    )
    assert rows == [(wang.id, "11-28 09:00")]
    assert wang not in [one.person for one in again.targets]


async def test_what_has_not_left_can_be_taken_back_and_said_again(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, li, zhao = await cast(office)
        done = await sent(office, zhao, UNREPORTED, wang, li)
        await tx.execute(
            tables.outbox.update()
            .where(tables.outbox.c.id == done.rows[0])
            .values(state="sent", sent_at=moment(FRIDAY))
        )
        caught = await chase.withdraw(await office.desk(zhao, "2022-11-25 15:12"), done.rows)
        left = await waiting(tx)
        again = await prepared(office, zhao, UNREPORTED, "2022-11-25 15:13")
        resent = await sent(office, zhao, UNREPORTED, wang, at="2022-11-25 15:14")
    assert (caught, left) == (1, [])
    assert [(one.person, one.nth) for one in again.targets] == [(wang, 1)]  # he never got the first
    assert len(resent.rows) == 1


async def test_only_chases_can_be_taken_back_this_way(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, _, zhao = await cast(office)
        row = NewMessage("reminder:9", Kind.REMINDER, moment(FRIDAY), person_id=wang.id, about={"occurrences": []})
        reminder = await outbox.add(tx, row)
        assert reminder is not None
        assert await chase.withdraw(await office.desk(zhao, FRIDAY), [reminder]) == 0
        assert len(await outbox.waiting(tx)) == 1


async def test_an_answer_takes_a_waiting_chase_back(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, _, zhao = await cast(office)
        wanted = Wanted(Ground.NAMED, tasks=(6, 14))
        await sent(office, zhao, wanted, wang, at=SATURDAY, later=True)
        await office.reports(wang, Entry(6, "2022", Status.ON_TRACK), at="2022-11-26 18:00")
        half = await waiting(tx)
        await office.reports(wang, Entry(14, "2022", Status.BEHIND, problem="等意见"), at="2022-11-27 18:00")
        left = await waiting(tx)
    assert (len(half), left) == (1, [])


async def test_without_a_liaison_the_head_can_be_told(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        zhao = await office.enter("赵某某", Membership(Role.COORDINATOR))
        chen = await office.enter("陈某某", Membership(Role.HEAD, TECH))
        wanted = Wanted(Ground.UNREPORTED, TECH)
        without = await prepared(office, zhao, wanted)
        with_head = await prepared(office, zhao, Wanted(Ground.UNREPORTED, TECH, heads=True))
        await sent(office, zhao, Wanted(Ground.UNREPORTED, TECH, heads=True), chen)
        (row,) = await outbox.waiting(tx, kinds=(Kind.CHASE,))
    assert without.targets == ()
    assert [(one.department, one.why, one.head) for one in without.left_out] == [(TECH, Why.NOBODY, True)]
    assert [one.person for one in with_head.targets] == [chen]
    assert "尚无联络员，有6项任务等待填报" in with_head.targets[0].text
    assert row.content is not None
    assert row.content.choices == ()  # a head has nothing to type


async def test_a_backup_is_not_chased_beside_the_primary_and_a_lost_account_is_named(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        zhao = await office.enter("赵某某", Membership(Role.COORDINATOR))
        wang = await office.enter("王某某", Membership(Role.LIAISON, TECH), reachable=False)
        await office.enter("吴某某", Membership(Role.LIAISON, TECH, backup=True))
        found = await prepared(office, zhao, Wanted(Ground.UNREPORTED, TECH))
    assert found.targets == ()
    assert [(one.person, one.why) for one in found.left_out] == [(wang, Why.NO_ACCOUNT)]


async def test_one_person_of_two_departments_gets_one_chase(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        zhao = await office.enter("赵某某", Membership(Role.COORDINATOR))
        wang = await office.enter("王某某", Membership(Role.LIAISON, TECH), Membership(Role.LIAISON, "区党政办"))
        done = await sent(office, zhao, UNREPORTED, wang)
        (row,) = await outbox.waiting(tx, kinds=(Kind.CHASE,))
    assert set(done.targets[0].tasks) == {6, 12, 14, 16, 22, 23, 35}
    assert row.content is not None
    assert {one.label for one in row.content.choices} == {"填报 区科技产业局", "填报 区党政办"}


@pytest.mark.parametrize(
    ("wanted", "at", "tasks", "begins"),
    [
        (Wanted(Ground.NAMED, tasks=(6,)), FRIDAY, (6,), "您好，11月进展还差1项（6）"),
        (Wanted(Ground.OVERDUE, TECH), "2023-01-04 10:00", (6, 14, 16, 22, 23, 35), "您好，有6项任务已过完成时限"),
        (Wanted(Ground.OVERDUE, TECH), FRIDAY, (), ""),
        (Wanted(Ground.UNREPORTED, tasks=(14, 22)), FRIDAY, (14, 22), "您好，11月进展还差2项（14、22）"),
        (Wanted(Ground.NAMED, tasks=(6,), text="请今天内回复"), FRIDAY, (6,), "请今天内回复（涉及第6项）"),
    ],
)
async def test_what_is_chased_for(
    sqlite: Database, wanted: Wanted, at: str, tasks: tuple[int, ...], begins: str
) -> None:
    async with sqlite.write() as tx:
        office = await Office.open(tx)
        _, _, zhao = await cast(office)
        found = await prepared(office, zhao, wanted, at)
    assert sum((one.tasks for one in found.targets), ()) == tasks
    assert all(one.text.startswith(begins) for one in found.targets)


async def test_a_task_reported_in_this_cycle_can_still_be_asked_about(sqlite: Database) -> None:
    async with sqlite.write() as tx:
        office = await Office.open(tx)
        wang, _, zhao = await cast(office)
        await office.reports(wang, Entry(6, "2022", Status.ON_TRACK), at="2022-11-25 09:03")
        found = await prepared(office, zhao, Wanted(Ground.NAMED, tasks=(6,)))
    assert found.targets[0].text == "您好，请回复第6项的最新进展；确有困难请说明原因，直接回复即可。"


async def test_each_is_chased_in_their_own_language(sqlite: Database) -> None:
    async with sqlite.write() as tx:
        office = await Office.open(tx)
        zhao = await office.enter("赵某某", Membership(Role.COORDINATOR))
        smith = await office.enter("Smith", Membership(Role.LIAISON, TECH), language="en")
        await sent(office, zhao, UNREPORTED, smith)
        (row,) = await outbox.waiting(tx, kinds=(Kind.CHASE,))
    assert row.content is not None
    assert "Hello" in row.content.lines[0]
    assert "2022-11-25" not in row.content.lines[0]


async def test_only_a_coordinator_chases(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, _, zhao = await cast(office)
        admin = await office.enter("钱某某", Membership(Role.ADMIN))
        for person in (wang, admin):
            with pytest.raises(NotAllowed):
                await chase.prepare(await office.desk(person, FRIDAY), UNREPORTED)
            with pytest.raises(NotAllowed):
                await chase.send(await office.desk(person, FRIDAY), UNREPORTED, [wang.id])
            with pytest.raises(NotAllowed):
                await chase.withdraw(await office.desk(person, FRIDAY), [1])
        with pytest.raises(NotFound):
            await chase.prepare(await office.desk(zhao, FRIDAY), Wanted(Ground.NAMED, tasks=(99,)))


async def test_every_chase_is_in_the_record(database: Database) -> None:
    async with database.write() as tx:
        office = await Office.open(tx)
        wang, _, zhao = await cast(office)
        done = await sent(office, zhao, UNREPORTED, wang)
        await chase.withdraw(await office.desk(zhao, FRIDAY), done.rows)
        rows = (await tx.execute(tables.audit.select().order_by(tables.audit.c.id))).mappings().all()
    assert [(row["actor"], row["act"], row["subject"]) for row in rows] == [
        ("赵某某", "chase", "王某某"),
        ("赵某某", "withdraw chase", "outbox"),
    ]
    assert rows[0]["after"]["tasks"] == [6, 14, 16, 22, 23, 35]
    assert rows[0]["after"]["text"] == done.targets[0].text
