"""Reminder rules are kept, changed, rested and taken away; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from domain.errors import NotAllowed, NotFound, Refused
from domain.people import Membership, Role
from domain.recurrence import Monthly, OnDays, Weekly
from domain.rule_json import to_json
from domain.rules import Audience, Kind, Policy, Recipient, ReminderRule, Reporting, default_rules
from services import rehearsal, rules, schedule
from services.desk import Desk
from storage import audit
from storage import rules as kept
from storage.database import Database, Tx
from tests.services.test_people import desk, enter, load
from wording.words import Words

MONTHLY = ReminderRule("S-0", Kind.CYCLE, Monthly((25,)), policy=Policy.NEXT, reporting=Reporting())
WEEKLY = ReminderRule("S-0", Kind.CYCLE, Weekly((4,)), (time(16, 30),), audience=Audience(unreported_only=True))


async def admin(tx: Tx) -> Desk:
    """An admin's desk on a plan with the rules that an office starts with. It is Friday 2022-11-25, 09:00."""
    await load(tx)
    person = await enter(tx, "钱", Membership(Role.ADMIN))
    at = await desk(tx, person, "钱")
    await kept.seed(tx, at.loaded.id, default_rules(), at.now)
    return at


async def test_only_an_admin_may(database: Database) -> None:
    async with database.write() as tx:
        at = await admin(tx)
        for role in (Membership(Role.COORDINATOR), Membership(Role.LIAISON, "区团工委")):
            other = replace(at, person=await enter(tx, role.role.value, role))
            for attempt in (
                rules.look(other, MONTHLY),
                rules.save(other, MONTHLY),
                rules.listed(other),
                rules.pause(other, ["S-1"]),
                rules.remove(other, ["S-1"]),
                rehearsal.rehearse(other, MONTHLY),
            ):
                with pytest.raises(NotAllowed):
                    await attempt
        assert len(await kept.kept(tx, at.loaded.id)) == 5


async def test_a_preview_has_four_real_dates_and_says_who_is_missing(database: Database) -> None:
    async with database.write() as tx:
        at = await admin(tx)
        await enter(tx, "王", Membership(Role.LIAISON, "区科技产业局"))
        await enter(tx, "李", Membership(Role.LIAISON, "区社会事业局"))
        seen = await rules.look(at, MONTHLY)
        assert [f"{one.local:%Y-%m-%d %H:%M}" for one in seen.instants] == [
            "2022-12-26 09:00",
            "2023-01-28 09:00",
            "2023-02-27 09:00",
            "2023-03-27 09:00",
        ]
        (group,) = seen.groups
        assert (group.recipient, len(group.departments), group.bound) == (Recipient.LEAD, 8, 2)
        assert "区团工委" in group.missing
        assert "区科技产业局" not in group.missing
        assert seen.tasks == 36


async def test_a_rule_is_kept_under_the_next_key_and_in_the_record(database: Database) -> None:
    async with database.write() as tx:
        at = await admin(tx)
        line = await rules.save(at, MONTHLY)
        assert line.rule == replace(MONTHLY, key="S-6")
        assert line.next is not None
        assert line.next.fires_at == datetime(2022, 12, 26, 1, 0, tzinfo=UTC)
        assert (await kept.find(tx, at.loaded.id, "S-6")).changed_at == at.now
        assert await audit.broken_at(tx) is None


async def test_a_rule_that_never_comes_is_refused(database: Database) -> None:
    past = ReminderRule("S-0", Kind.ONCE, OnDays((date(2022, 11, 24),)))
    async with database.write() as tx:
        at = await admin(tx)
        with pytest.raises(Refused, match="rule_never_fires"):
            await rules.save(at, past)


async def test_a_rule_rests_and_wakes(database: Database) -> None:
    async with database.write() as tx:
        at = await admin(tx)
        (paused,) = await rules.pause(at, ["S-1"])
        assert paused.paused
        assert [one.key for one in await kept.active(tx, at.loaded.id)] == ["S-2", "S-3", "S-4", "S-5"]
        (woken,) = await rules.resume(at, ["S-1"])
        assert not woken.paused
        assert woken.next is not None
        assert f"{woken.next.local:%Y-%m-%d}" == "2022-12-22"
        (rested,) = await rules.pause(at, ["S-1"], until=date(2022, 12, 31))
        assert rested.next is not None
        assert f"{rested.next.local:%Y-%m-%d}" == "2023-01-20"  # the 22nd is in the spring festival
        with pytest.raises(Refused, match="rule_never_rests"):
            await rules.pause(at, ["S-1"], until=date(2022, 11, 1))


async def test_a_rule_is_deleted_and_comes_back_under_a_new_key(database: Database) -> None:
    async with database.write() as tx:
        at = await admin(tx)
        (gone,) = await rules.remove(at, ["S-1"])
        with pytest.raises(NotFound):
            await rules.find(at, "S-1")
        back = await rules.save(at, gone.rule)
        assert (back.rule.key, to_json(back.rule)["recurrence"]) == ("S-6", to_json(gone.rule)["recurrence"])


async def test_a_rule_moves_to_another_time_or_weekday(database: Database) -> None:
    async with database.write() as tx:
        at = await admin(tx)
        assert (await rules.retime(at, "S-1", time(10))).rule.at == (time(10),)
        assert (await rules.retime(at, "S-4", None, (3,))).rule.recurrence == Weekly((3,))
        with pytest.raises(Refused, match="rule_has_no_weekday"):
            await rules.retime(at, "S-1", None, (3,))


@pytest.mark.parametrize(
    ("audience", "asks"),
    [
        (Audience(departments=("区团工委",)), True),
        (Audience(unreported_only=True), False),
        (Audience((Recipient.HEAD,)), False),
    ],
)
def test_only_who_reports_is_asked_for_a_report(audience: Audience, asks: bool) -> None:
    assert (rules.readdressed(MONTHLY, audience).reporting is not None) is asks


@pytest.mark.parametrize(("said", "key"), [("S-3", "S-3"), ("s3", "S-3"), ("3", "S-3"), ("S-03", "S-3")])
def test_a_key_may_be_typed_short(said: str, key: str) -> None:
    assert rules.resolve(said) == key


async def test_what_a_rule_would_say_is_shown_without_buttons_and_nothing_is_sent(database: Database) -> None:
    async with database.write() as tx:
        at = await admin(tx)
        await enter(tx, "王", Membership(Role.LIAISON, "区科技产业局"))
        for rule in (MONTHLY, WEEKLY, *default_rules()):
            done = await rehearsal.rehearse(at, rule)
            assert done.message is not None
            assert done.message.choices == ()
        first = await rehearsal.rehearse(at, MONTHLY)
        assert (first.at, first.departments, first.people) == (datetime(2022, 12, 26, 1, 0, tzinfo=UTC), 8, 1)
        only = await rehearsal.rehearse(at, replace(MONTHLY, audience=Audience(departments=("区科技产业局",))))
        assert only.message is not None
        assert only.department == "区科技产业局"
        assert "暖心驿站" in only.message.text()


def test_the_pure_preview_prints_what_the_command_line_promises() -> None:
    from domain.workdays import Workdays
    from tests.bot.dialogue import ZONE

    shown = schedule.preview(
        replace(MONTHLY, reporting=None), date(2022, 12, 1), 2, words=Words(), workdays=Workdays(), zone=ZONE
    )
    told = shown.to_json()
    assert told["times"] == ["2022-12-26T09:00+08:00", "2023-01-28T09:00+08:00"]
    assert told["reasons"][0] == "25日周日，顺延"
