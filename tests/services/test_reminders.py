"""From rules to messages on the real plan: planner, composer and dispatcher, a clock that is moved, real dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from domain.people import Membership, Role
from domain.progress import State
from domain.recurrence import OnDays, Weekly
from domain.rules import Audience, Kind, Recipient, ReminderRule
from services import reminders
from storage import rules
from storage.database import Database
from tests.services.stage import LEADS, PLAN, SOCIAL, TECH, Curtain, at, curtain

RED = "【逾期催办·再次抄送责任领导、统筹人员】"


@pytest.fixture
def stage(database: Database) -> Curtain:
    return curtain(database)


# ── a cycle ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_one_message_a_lead_department_lists_all_its_tasks(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        sent = await s.until("2022-10-21 23:00")
        assert sorted(head for head, _ in sent) == sorted(f"10-21 09:00 {lead}" for lead in LEADS)
        card = s.last(TECH).message
        assert card.title == "【进展填报提醒】10月进展填报 · 区科技产业局（6项）"
        assert "10月25日(周二)17:30前报送" in card.text()
        assert [one for one in card.lines if one.startswith("○")] == [
            "○ 6 暖心驿站　尚未报送",
            "○ 14 小青新扶持　尚未报送",
            "○ 16 创业就业圆梦　尚未报送",
            "○ 22 产业教授　尚未报送",
            "○ 23 雏鹰委培　尚未报送",
            "○ 35 一站式平台　尚未报送",
        ]
        assert [one.label for one in card.choices] == ["全部正常推进", "逐项填写", "稍后提醒", "转交同事"]
        assert all(one.key for one in card.choices)
        assert (card.card or "").startswith("checkin:区科技产业局:2022-10:")
        for word in ("S-1", "办结", "延期", "免打扰"):
            assert word in (card.footer or "")


async def test_silence_leads_to_a_second_reminder_and_a_chase(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        await s.until("2022-10-27 00:00")
        assert s.of(TECH) == [
            "10-21 09:00 【进展填报提醒】10月进展填报 · 区科技产业局（6项）",
            "10-24 09:00 【再次提醒】10月进展填报 · 区科技产业局（6项）",
            "10-26 09:00 【逾期催办】10月进展填报 · 区科技产业局（6项）",
        ]
        assert "还有1天" in next(push.message.text() for head, push in s.sent if head == f"10-24 09:00 {TECH}")
        assert "已逾期1天（10月25日(周二)17:30截止）" in s.last(TECH).message.text()
        assert len({push.message.card for head, push in s.sent if head.endswith(TECH)}) == 3, "each alerts anew"


async def test_what_is_answered_falls_out(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        await s.until("2022-10-22 12:00")
        for task in (6, 14, 16, 22):
            await s.report(task)
        for one in PLAN.led_by(SOCIAL):
            await s.report(one.number)
        await s.until("2022-10-27 00:00")
        assert s.of(TECH)[1:] == [
            "10-24 09:00 【再次提醒】10月进展填报 · 区科技产业局（2项）",
            "10-26 09:00 【逾期催办】10月进展填报 · 区科技产业局（2项）",
        ]
        assert [one for one in s.last(TECH).message.lines if one.startswith("○")] == [
            "○ 23 雏鹰委培　尚未报送",
            "○ 35 一站式平台　尚未报送",
        ]
        assert s.of(SOCIAL) == ["10-21 09:00 【进展填报提醒】10月进展填报 · 区社会事业局（12项）"]


async def test_an_answer_while_the_message_waits_withdraws_it(stage: Curtain) -> None:
    late = ReminderRule("x", Kind.ONCE, OnDays((date(2022, 10, 21),)), (time(21, 0),))
    async with stage("2022-10-21 08:00", (late,)) as s:
        await s.until("2022-10-21 22:00")
        assert s.sent == [], "quiet hours"
        for lead in LEADS:
            for one in PLAN.led_by(lead):
                await s.report(one.number)
        await s.until("2022-10-25 00:00")
        assert s.sent == []
        assert await s.states() == {"cancelled": 8}


async def test_reported_done_ends_the_due_reminders_too(stage: Curtain) -> None:
    async with stage("2022-11-29 08:00") as s:
        for one in PLAN.led_by(TECH):
            await s.report(one.number)  # on track: still due on 12-31
        for one in PLAN.led_by(SOCIAL):
            await s.report(one.number, state=State.REPORTED_DONE)
        await s.until("2022-12-01 10:00")
        assert s.of(TECH) == ["12-01 09:00 【节点到期提醒】区科技产业局（6项）"]
        text = s.last(TECH).message.text()
        assert "2022年目标将于12月31日(周六)到期，还有30天" in text
        assert "2022年，建成珠海青年人才驿站不少于5家。" in text, "the first target verbatim"
        assert s.of(SOCIAL) == []


async def test_the_turn_of_the_year(stage: Curtain) -> None:
    """Due dates, a cycle and what is overdue, where they meet: 2022-12-31 is a Saturday, 春节 is 21 to 27 January."""
    async with stage("2022-11-29 08:00") as s:
        await s.until("2023-02-01 00:00")
        assert s.of(TECH) == [
            "12-01 09:00 【节点到期提醒】区科技产业局（6项）",
            "12-16 09:00 【节点到期提醒】区科技产业局（6项）",
            "12-22 09:00 【进展填报提醒】12月进展填报 · 区科技产业局（6项）",
            "12-23 09:00 【再次提醒】12月进展填报 · 区科技产业局（6项）",  # and 7 days before the due date
            "12-27 09:00 【逾期催办】12月进展填报 · 区科技产业局（6项）",
            "12-28 09:00 【节点到期提醒】区科技产业局（6项）",
            "12-29 09:00 【逾期催办·抄送责任领导】12月进展填报 · 区科技产业局（6项）",
            "12-30 09:00 【节点到期提醒】区科技产业局（6项）",  # one day before and the day itself
            "01-03 09:00 【逾期提醒】区科技产业局（6项）",
            "01-04 09:00 【逾期催办·抄送责任领导、统筹人员】12月进展填报 · 区科技产业局（6项）",
            "01-05 09:00 【逾期催办·抄送责任领导】到期未办结 · 区科技产业局（6项）",
            "01-10 09:00 【逾期催办·抄送责任领导、统筹人员】到期未办结 · 区科技产业局（6项）",
            f"01-11 09:00 {RED}12月进展填报 · 区科技产业局（6项）",
            "01-17 09:00 【逾期催办·再次抄送责任领导、统筹人员】到期未办结 · 区科技产业局（6项）",
            "01-20 09:00 【进展填报提醒】1月进展填报 · 区科技产业局（6项）",  # the 22nd lies in 春节
            "01-28 09:00 【逾期提醒】区科技产业局（6项）",  # the 24th too; the 28th is worked
            "01-29 09:00 【逾期催办】1月进展填报 · 区科技产业局（6项）",  # due on the 28th; the 29th is worked
            "01-31 09:00 【逾期催办·抄送责任领导】1月进展填报 · 区科技产业局（6项）",
        ]
        both = next(push.message.text() for head, push in s.sent if head == f"12-23 09:00 {TECH}")
        assert "上述6项任务的2022年目标将于12月31日(周六)到期，还有8天" in both
        assert "S-1（进展填报）、S-2（完成时限）" in both


# ── downtime, quiet hours, budget ─────────────────────────────────────────────────────────────────────────


async def test_after_two_weeks_of_downtime_each_person_gets_one_message(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        sent = await s.asleep_until("2022-11-03 10:00")
        assert sorted(head for head, _ in sent) == sorted(
            [*(f"11-03 10:00 {lead}" for lead in LEADS), "11-03 10:00 coordinator"]
        )
        assert "报送已逾期9天" in s.last(TECH).message.text()
        assert await s.states() == {"sent": 9}


async def test_after_downtime_over_the_due_date_question_and_overdue_are_one_message(stage: Curtain) -> None:
    async with stage("2022-12-15 08:00") as s:
        await s.asleep_until("2023-01-11 10:00")
        assert s.of(TECH) == ["01-11 10:00 【逾期催办】12月进展填报 · 区科技产业局（6项）"]
        assert "逾期11天尚未办结" in s.last(TECH).message.text()
        assert await s.states() == {"sent": 19, "merged": 8}  # the ten who only support are asked for their part


async def test_planning_the_same_stretch_again_changes_nothing(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        async with s.database.write() as tx:
            assert await reminders.plan(tx, at("2022-10-21 10:00"), at("2022-10-20 08:00")) == 8
        async with s.database.write() as tx:
            assert await reminders.plan(tx, at("2022-10-21 10:00"), at("2022-10-20 08:00")) == 0


FRIDAYS = ReminderRule(
    "x", Kind.CYCLE, Weekly((4,)), (time(16, 30),), audience=Audience(departments=(TECH,), unreported_only=True)
)
SATURDAY = ReminderRule("x", Kind.CYCLE, Weekly((5,)), (time(9, 0),), audience=Audience(departments=(TECH,)))
EVENING = ReminderRule("x", Kind.CYCLE, Weekly((0,)), (time(21, 0),), audience=Audience(departments=(TECH,)))
AFTERNOON = ReminderRule("x", Kind.CYCLE, Weekly((4,)), (time(15, 0),), audience=Audience(departments=(TECH,)))


@pytest.mark.parametrize(
    ("rule", "since", "until", "when"),
    [
        (EVENING, "2022-11-07 12:00", "2022-11-09 12:00", ["11-08 08:00"]),  # Monday night: Tuesday morning
        (SATURDAY, "2022-11-11 12:00", "2022-11-15 12:00", ["11-14 08:00"]),  # the weekend: Monday morning
        (SATURDAY, "2022-09-30 20:00", "2022-10-09 12:00", ["10-08 09:00"]),  # 国庆; the 8th is worked: on time
        (replace(SATURDAY, ignore_quiet=True), "2022-11-11 12:00", "2022-11-15 12:00", ["11-12 09:00"]),
        (replace(EVENING, ignore_quiet=True), "2022-11-07 12:00", "2022-11-09 12:00", ["11-07 21:00"]),
    ],
)
async def test_quiet_hours_delay_and_never_skip(
    stage: Curtain, rule: ReminderRule, since: str, until: str, when: list[str]
) -> None:
    async with stage(since, (rule,)) as s:
        await s.until(until)
        assert [one[:11] for one in s.of(TECH)] == when


async def test_what_waited_over_the_weekend_joins_mondays_own_bundle(stage: Curtain) -> None:
    async with stage("2022-10-21 12:00") as s:  # Friday after the opening; Monday 09:00 is the second reminder
        await s.add(SATURDAY)
        await s.until("2022-10-24 23:00")
        assert s.of(TECH) == ["10-24 09:00 【再次提醒】10月进展填报 · 区科技产业局（6项）"]


async def test_a_day_has_room_for_one_bundle_and_one_chase(stage: Curtain) -> None:
    async with stage("2022-10-21 08:00") as s:
        await s.add(AFTERNOON)  # a second bundle on Friday the 21st: joins the next workday's
        await s.add(FRIDAYS)  # a chase: has its own room
        await s.until("2022-10-21 23:00")
        assert [one[:21] for one in s.of(TECH)] == ["10-21 09:00 【进展填报提醒】1", "10-21 16:30 【催办】10月进展"]
        await s.until("2022-10-24 23:00")
        assert s.of(TECH)[2:] == ["10-24 09:00 【再次提醒】10月进展填报 · 区科技产业局（6项）"]


async def test_a_bundle_that_found_no_room_is_not_lost(stage: Curtain) -> None:
    other = replace(AFTERNOON, audience=Audience(tasks=(6,)))
    async with stage("2022-11-04 08:00", (replace(other, at=(time(9, 0),)),)) as s:
        await s.add(replace(AFTERNOON, audience=Audience(tasks=(14,))))
        await s.until("2022-11-08 00:00")
        assert [one[:11] for one in s.of(TECH)] == ["11-04 09:00", "11-07 08:00"]
        assert "第14项“小青新扶持”" in s.last(TECH).message.text()


# ── who ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_primaries_are_told_and_a_backup_only_where_there_is_none(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        await s.join("second", Membership(Role.LIAISON, TECH))
        await s.join("backup of tech", Membership(Role.LIAISON, TECH, backup=True))
        await s.leave(SOCIAL)
        await s.join("backup of social", Membership(Role.LIAISON, SOCIAL, backup=True))
        await s.until("2022-10-21 10:00")
        told = {head.split(" ", 2)[2] for head, _ in s.sent}
        assert told == {*LEADS, "second", "backup of social"} - {SOCIAL}


async def test_a_department_without_liaison_stands_in_the_digest(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        await s.leave("区团工委")
        await s.until("2022-10-24 10:00")
        digest = s.last("coordinator").message
        assert digest.title == "督办周报 · 10月24日(周一)"
        assert "尚无联络员、提醒无人接收的牵头部门：区团工委" in digest.text()
        assert "本期填报：已报 0/36，截止10月25日(周二)17:30" in digest.text()
        assert "数据截至 10-24 09:00" in digest.text()
        assert len(s.of("区团工委")) == 0


async def test_the_digest_counts_what_was_said(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        await s.until("2022-10-22 10:00")
        for one in PLAN.led_by(SOCIAL):
            await s.report(one.number)
        await s.report(36, state=State.CLOSED)
        await s.until("2022-10-24 10:00")
        text = s.last("coordinator").message.text()
        assert "✓ 办结 1　" in text
        assert "已报 12/35" in text
        assert SOCIAL not in text
        assert "近7天有新填报13项" in text


async def test_one_person_of_two_departments_gets_one_message(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        await s.leave(TECH)
        await s.leave(SOCIAL)
        await s.join("both", Membership(Role.LIAISON, TECH), Membership(Role.LIAISON, SOCIAL))
        await s.until("2022-10-21 10:00")
        assert s.of("both") == ["10-21 09:00 【进展填报提醒】10月进展填报 · 2个部门（18项）"]
        message = s.last("both").message
        assert [one.label for one in message.choices] == [f"填报 {SOCIAL}", f"填报 {TECH}"]
        assert f"{TECH}联络员您好" in message.text()
        assert f"{SOCIAL}联络员您好" in message.text()
        assert len(message.text().encode()) <= 2048


async def test_heads_and_supporting_departments_are_informed_without_buttons(stage: Curtain) -> None:
    heads = ReminderRule(
        "x", Kind.DEADLINE, offsets=(7,), audience=Audience((Recipient.HEAD, Recipient.SUPPORTING), tasks=(6,))
    )
    async with stage("2022-12-20 08:00", (heads,)) as s:
        await s.until("2022-12-27 10:00")  # the 24th is a Saturday and the rule does not move: Monday
        assert s.of("head") == ["12-26 08:00 【节点到期提醒】区科技产业局（1项）"]
        message = s.last("head").message
        assert message.choices == ()
        assert "供您知悉" in (message.footer or "")
        assert {head.split(" ", 2)[2] for head, _ in s.sent} == {"head", *PLAN.tasks[5].supporting}


async def test_who_was_revoked_or_whose_rule_was_deleted_hears_nothing(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as s:
        async with s.database.write() as tx:
            await reminders.plan(tx, at("2022-10-21 09:00"), at("2022-10-20 08:00"))
            cycle = await rules.find(tx, s.plan_id, "S-1")
            await rules.move_mark(tx, s.plan_id, at("2022-10-21 09:00"))
        await s.leave(TECH)
        s.clock.move_to(at("2022-10-21 09:00"))
        async with s.database.write() as tx:
            narrowed = replace(cycle.rule, audience=Audience(departments=(TECH, SOCIAL)))
            await rules.change(tx, s.plan_id, narrowed, cycle.version, s.clock.now())
        await s.until("2022-10-21 10:00")
        assert [head for head, _ in s.sent] == [f"10-21 09:00 {SOCIAL}"]
        assert await s.states() == {"sent": 1, "cancelled": 7}
