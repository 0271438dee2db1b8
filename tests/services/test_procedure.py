"""Decisions, petitions and parts on both databases: who may, what is refused, what the record keeps, what is undone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.errors import Conflict, NotAllowed, NotFound, Refused, Stale
from domain.people import Membership, Role
from domain.procedure import Kind, PetitionState, Wish
from domain.progress import Entry, Move, State, Status
from domain.rules import Audience, ReminderRule
from domain.rules import Kind as RuleKind
from services import petitions, progress, rehearsal, reviews, rules, standing, support, tray
from storage import outbox, plans
from storage.database import Database
from tests.bot.office import moment
from tests.services.cast import AT, HOUSING, LATER, SOCIAL, TECH, Cast, at_work

DONE = Entry(6, "2022", Status.DONE)
UNTIL_MARCH = Wish(Kind.EXTENSION, TECH, 14, reason="用地审批未完成", proposed=date(2023, 3, 31))


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Cast]:
    async with at_work(database) as opened:
        yield opened


# ── who may ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["wang", "li", "feng", "chen", "qian"])
async def test_only_a_coordinator_decides(office: Cast, who: str) -> None:
    await office.reports(office.wang, DONE, at=AT)
    asked = await petitions.submit(await office.at(office.wang), UNTIL_MARCH)
    other = getattr(office, who)
    with pytest.raises(NotAllowed):
        await reviews.decide(await office.at(other), 6, "2022", Move.CLOSE)
    with pytest.raises(NotAllowed):
        await reviews.undo(await office.at(other), 6, "2022")
    with pytest.raises(NotAllowed):
        await petitions.grant(await office.at(other), asked.id)
    with pytest.raises(NotAllowed):
        await petitions.refuse(await office.at(other), asked.id, "不行")
    with pytest.raises(NotAllowed):
        await petitions.undo(await office.at(other), asked.id)
    with pytest.raises(NotAllowed):
        await tray.look(await office.at(other))
    assert (await office.holds(6)).state is State.REPORTED_DONE


@pytest.mark.parametrize("who", ["li", "feng", "chen", "zhao", "qian"])
async def test_only_the_lead_asks_for_its_own_tasks(office: Cast, who: str) -> None:
    other = getattr(office, who)
    for wish in (UNTIL_MARCH, replace(UNTIL_MARCH, kind=Kind.OBJECTION), Wish(Kind.HANDOVER, TECH, contact="张三")):
        with pytest.raises(NotAllowed):
            await petitions.submit(await office.at(other), wish)
    asked = await petitions.submit(await office.at(office.wang), UNTIL_MARCH)
    with pytest.raises(NotAllowed):
        await petitions.withdraw(await office.at(other), asked.id)


async def test_a_part_comes_from_a_department_that_supports_the_task(office: Cast) -> None:
    for other in (office.li, office.wang, office.chen, office.zhao):  # 李 supports task 16, not task 6
        with pytest.raises(NotAllowed):
            await support.contribute(await office.at(other), 6, "已办")
    with pytest.raises(NotAllowed):
        await support.ask(await office.at(office.feng), 6)
    with pytest.raises(NotAllowed):
        await support.report_jointly(await office.at(office.feng), 6)


# ── a milestone ───────────────────────────────────────────────────────────────────────────────────────────


async def test_what_was_decided_is_told_at_once_and_kept_with_before_and_after(office: Cast) -> None:
    await office.reports(office.wang, DONE, at=AT)
    await reviews.decide(await office.at(office.zhao), 6, "2022", Move.RETURN, reason="材料不足")
    assert await office.told(office.wang) == ["【退办】第6项 暖心驿站（2022）"]
    assert await office.told(office.chen) == [], "a head reads of it in the escalations"
    assert await office.told(office.li) == []
    actor, act, before, after = (await office.record())[-1]
    assert (actor, act) == ("赵某某", "return")
    assert (before["state"], after["state"], after["reason"]) == ("reported_done", "open", "材料不足")
    now = await office.holds(6)
    assert (now.state, now.status, now.returned) == (State.OPEN, None, "材料不足")


async def test_what_was_returned_is_owed_again_until_it_is_reported(office: Cast) -> None:
    await office.reports(office.wang, DONE, at=AT)
    await reviews.decide(await office.at(office.zhao), 6, "2022", Move.RETURN, reason="材料不足")
    seen = (await standing.seen(await office.at(office.wang), TECH)).of(6)
    assert seen
    assert seen.owes
    await office.reports(office.wang, Entry(6, "2022", Status.ON_TRACK), at=LATER)
    assert (await office.holds(6)).returned is None


async def test_a_decision_is_taken_back_once_and_only_while_nothing_followed(office: Cast) -> None:
    await office.reports(office.wang, DONE, at=AT)
    await reviews.decide(await office.at(office.zhao), 6, "2022", Move.CLOSE)
    await reviews.undo(await office.at(office.zhao), 6, "2022")
    assert (await office.holds(6)).state is State.REPORTED_DONE
    with pytest.raises(Conflict, match="decided_since"):
        await reviews.undo(await office.at(office.zhao), 6, "2022")
    await reviews.decide(await office.at(office.zhao), 6, "2022", Move.RETURN, reason="材料不足")
    await office.reports(office.wang, Entry(6, "2022", Status.ON_TRACK), at=LATER)
    with pytest.raises(Conflict, match="decided_since"):
        await reviews.undo(await office.at(office.zhao), 6, "2022")


async def test_what_holds_is_what_the_ledger_and_the_decisions_fold_to(office: Cast) -> None:
    await office.reports(office.wang, Entry(6, "2022", Status.BEHIND, problem="等批复"), at="2022-11-01 09:00")
    asked = await petitions.submit(await office.at(office.wang), replace(UNTIL_MARCH, task=6))
    await petitions.grant(await office.at(office.zhao), asked.id, date(2023, 2, 28))
    taken_back = await office.reports(office.wang, DONE, at=AT)
    await progress.retract(await office.at(office.wang), taken_back.receipt)
    await office.reports(office.wang, DONE, at=AT)
    await reviews.decide(await office.at(office.zhao), 6, "2022", Move.CLOSE)
    await reviews.decide(await office.at(office.zhao), 6, "2022", Move.REOPEN, reason="还差一家")
    await office.reports(office.wang, DONE, at=LATER)
    for step in (Move.CLOSE, None, Move.RETURN):
        desk = await office.at(office.zhao)
        await (reviews.decide(desk, 6, "2022", step, reason="x") if step else reviews.undo(desk, 6, "2022"))
        assert await progress.rebuilt(desk, 6, "2022") == await office.holds(6)
    assert (await office.holds(6)).due == date(2023, 2, 28)


async def test_a_closed_milestone_takes_neither_a_report_nor_a_retraction(office: Cast) -> None:
    done = await office.reports(office.wang, DONE, at=AT)
    await reviews.decide(await office.at(office.zhao), 6, "2022", Move.CLOSE)
    for step in (
        progress.record(await office.at(office.wang), [Entry(6, "2022", Status.ON_TRACK)]),
        progress.retract(await office.at(office.wang), done.receipt),
        reviews.decide(await office.at(office.zhao), 6, "2022", Move.CLOSE),
    ):
        with pytest.raises(Refused, match="milestone_closed"):
            await step
    with pytest.raises(NotFound):
        await reviews.decide(await office.at(office.zhao), 6, "2021", Move.CLOSE)


async def test_what_was_reported_since_it_was_seen_is_not_decided_on(office: Cast) -> None:
    await office.reports(office.wang, DONE, at=AT)
    seen = (await office.holds(6)).update_id
    again = await office.reports(office.wang, DONE, at=LATER)
    with pytest.raises(Stale, match="reported_since"):
        await reviews.decide(await office.at(office.zhao), 6, "2022", Move.CLOSE, seen=seen)
    await reviews.decide(await office.at(office.zhao), 6, "2022", Move.CLOSE, seen=again.changes[0].after.update_id)


# ── petitions ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("proposed", "at", "code"),
    [
        (None, AT, "extension_undated"),
        (date(2022, 12, 31), AT, "extension_not_later"),
        (date(2022, 11, 1), AT, "extension_not_later"),
        (date(2027, 1, 1), AT, "extension_too_far"),
        (date(2023, 1, 15), "2023-02-01 09:00", "extension_past"),
    ],
)
async def test_a_date_that_will_not_do_is_refused_with_its_reason(
    office: Cast, proposed: date | None, at: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        await petitions.submit(await office.at(office.wang, at), replace(UNTIL_MARCH, proposed=proposed))


async def test_a_preview_counts_from_the_date_that_was_granted(office: Cast) -> None:
    rule = ReminderRule("S-0", RuleKind.DEADLINE, offsets=(7,), audience=Audience(tasks=(14,)))
    desk = await office.at(office.qian)
    assert (await rules.look(desk, rule)).instants[0].due == date(2022, 12, 31)
    asked = await petitions.submit(await office.at(office.wang), UNTIL_MARCH)
    await petitions.grant(await office.at(office.zhao), asked.id)
    assert (await rules.look(desk, rule)).instants[0].due == date(2023, 3, 31)
    following = (await rules.save(desk, rule)).next
    assert following is not None
    assert following.due == date(2023, 3, 31)
    assert (await rehearsal.rehearse(desk, rule)).departments == 1


async def test_a_department_reads_the_extensions_of_the_tasks_that_it_takes_part_in(office: Cast) -> None:
    await petitions.submit(await office.at(office.wang), replace(UNTIL_MARCH, task=6))
    for who, count in ((office.wang, 1), (office.feng, 1), (office.chen, 1), (office.li, 0), (office.zhao, 1)):
        assert len(await petitions.listed(await office.at(who))) == count, who.name


async def test_a_decision_cannot_be_taken_out_of_the_ledger(office: Cast) -> None:
    await progress.record(await office.at(office.wang), [DONE])
    await reviews.decide(await office.at(office.zhao), 6, "2022", Move.CLOSE)
    changes = ["UPDATE review SET move = 'return'", "DELETE FROM review"]
    if office.tx.dialect.name == "postgresql":
        changes.append("TRUNCATE review")
    for change in changes:
        attempt = await office.tx.begin_nested()
        with pytest.raises(DBAPIError, match="only ever added"):
            await office.tx.execute(text(change))
        await attempt.rollback()


async def test_an_extension_asked_for_after_the_due_date_is_marked(office: Cast) -> None:
    assert not (await petitions.submit(await office.at(office.wang), UNTIL_MARCH)).late
    late = await petitions.submit(await office.at(office.wang, "2023-01-04 09:00"), UNTIL_MARCH)
    assert late.late
    (item,) = [one for one in (await tray.look(await office.at(office.zhao))).items if one.kind == "extension"]
    assert item.petition == late, "the new one replaces the one that was pending"


async def test_what_was_decided_is_not_decided_again(office: Cast) -> None:
    asked = await petitions.submit(await office.at(office.wang), UNTIL_MARCH)
    await petitions.refuse(await office.at(office.zhao), asked.id, "请按原时限推进")
    assert await office.told(office.wang) == ["【不同意延期】第14项（2022）"]
    for step in (
        petitions.grant(await office.at(office.zhao), asked.id),
        petitions.refuse(await office.at(office.zhao), asked.id, "再说"),
        petitions.withdraw(await office.at(office.wang), asked.id),
    ):
        with pytest.raises(Conflict, match="petition_decided"):
            await step
    assert (await petitions.undo(await office.at(office.zhao), asked.id)).state is PetitionState.PENDING
    await petitions.grant(await office.at(office.zhao), asked.id)
    assert (await office.holds(14)).due == date(2023, 3, 31)
    await petitions.undo(await office.at(office.zhao), asked.id)
    assert (await office.holds(14)).due is None
    assert [act for _, act, _, _ in await office.record()][-5:] == [
        "extension pending",
        "extension granted",
        "extend",
        "extension pending",
        "undo extend",
    ]


async def test_done_or_closed_there_is_nothing_to_put_off(office: Cast) -> None:
    await office.reports(office.wang, replace(DONE, task=14), at=AT)
    with pytest.raises(Refused, match="in_review"):
        await petitions.submit(await office.at(office.wang), UNTIL_MARCH)
    with pytest.raises(Refused, match="in_review"):
        await petitions.submit(await office.at(office.wang), replace(UNTIL_MARCH, kind=Kind.OBJECTION))


async def test_an_accepted_objection_ends_when_another_department_leads(office: Cast) -> None:
    asked = await petitions.submit(await office.at(office.wang), Wish(Kind.OBJECTION, TECH, 16, reason="不归我们"))
    await petitions.grant(await office.at(office.zhao), asked.id)
    assert await office.told(office.wang) == ["【非本单位事项】第16项 创业就业圆梦（2022）"], "once for the task"
    await petitions.undo(await office.at(office.zhao), asked.id)
    assert not (await office.holds(16)).excused
    assert not (await office.holds(16, "2023-2024")).excused
    await petitions.grant(await office.at(office.zhao), asked.id)
    assert (await office.holds(16, "2023-2024")).excused
    seen = (await standing.seen(await office.at(office.zhao))).of(16)
    assert seen
    assert not seen.asks
    moved = tuple(replace(one, lead=SOCIAL) if one.number == 16 else one for one in office.loaded.plan.tasks)
    await plans.save(office.tx, replace(office.loaded.plan, tasks=moved))
    office.loaded = await plans.loaded(office.tx) or office.loaded
    seen = (await standing.seen(await office.at(office.li), SOCIAL)).of(16)
    assert seen
    assert seen.asks
    assert not (await progress.rebuilt(await office.at(office.li), 16, "2022")).excused


async def test_the_invitation_of_a_hand_over_is_not_taken_back(office: Cast) -> None:
    asked = await petitions.submit(await office.at(office.wang), Wish(Kind.HANDOVER, TECH, contact=" 张三  123 "))
    assert asked.wish.contact == "张三 123"
    answered = await petitions.grant(await office.at(office.zhao), asked.id)
    assert answered.invited
    assert answered.invited.membership == Membership(Role.LIAISON, TECH)
    with pytest.raises(Conflict, match="invited_already"):
        await petitions.undo(await office.at(office.zhao), asked.id)
    with pytest.raises(Refused, match="contact_missing"):
        await petitions.submit(await office.at(office.wang), Wish(Kind.HANDOVER, TECH, contact="  "))


# ── the tray is told once an hour ─────────────────────────────────────────────────────────────────────────


async def test_what_needs_a_decision_is_one_message_an_hour_and_waits_for_the_morning(office: Cast) -> None:
    await office.reports(office.wang, DONE, at=AT)
    await petitions.submit(await office.at(office.wang, "2022-11-25 09:59"), UNTIL_MARCH)
    await office.reports(office.wang, Entry(22, "2022", Status.BEHIND, problem="缺资金"), at="2022-11-25 10:00")
    await office.reports(office.wang, Entry(23, "2022", Status.BLOCKED, problem="缺场地"), at="2022-11-25 21:00")
    await office.reports(office.wang, Entry(35, "2022", Status.BLOCKED, problem="缺人"), at="2022-11-26 11:00")
    rows = [row for row in await outbox.waiting(office.tx, office.zhao.id) if tray.is_announcement(row)]
    hours = ["2022-11-25 10:00", "2022-11-25 11:00", "2022-11-28 08:00"]  # the 26th is a Saturday
    assert [row.not_before for row in rows] == [moment(hour) for hour in hours]


async def test_what_is_on_track_tells_no_coordinator(office: Cast) -> None:
    await office.reports(office.wang, Entry(22, "2022", Status.BEHIND, problem="缺资金"), at=AT)
    before = len(await outbox.waiting(office.tx, office.zhao.id))
    await office.reports(office.wang, Entry(22, "2022", Status.BEHIND, problem="缺资金"), at=LATER)
    await office.reports(office.wang, Entry(6, "2022", Status.ON_TRACK), at=LATER)
    assert len(await outbox.waiting(office.tx, office.zhao.id)) == before


async def test_departments_that_nobody_reaches_stand_in_the_tray(office: Cast) -> None:
    found = await tray.look(await office.at(office.zhao))
    dead = {one.department for one in found.items if one.kind == "contact"}
    assert dead == {*office.loaded.plan.leads()} - {TECH, SOCIAL, HOUSING}
