"""Invitations, people and notices, on both databases."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.errors import NotAllowed, NotFound, Refused
from domain.messages import Choice, Outgoing
from domain.people import GUEST, Membership, Person, Role
from domain.planfile import loads
from services import feedback, notices, people, quiet
from services.desk import Desk
from storage import audit, dialogues, inbox, outbox, plans, settings
from storage import people as known
from storage.database import Database, Tx
from storage.dialogues import Dialogue
from tests.bot.dialogue import PLAN_FILE

NOW = datetime(2022, 11, 25, 1, 0, tzinfo=UTC)  # Friday 09:00 in the plan's zone
MACHINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WANG = Membership(Role.LIAISON, "区科技产业局")
ADMIN, COORDINATOR = Membership(Role.ADMIN), Membership(Role.COORDINATOR)


async def load(tx: Tx) -> None:
    await plans.save(tx, loads(PLAN_FILE.read_bytes()))


async def desk(tx: Tx, person: Person = GUEST, address: str = "a", machine: datetime = MACHINE) -> Desk:
    """A desk at which `person` asks, with an account and a message of its own."""
    loaded = await plans.loaded(tx)
    assert loaded is not None
    account = await known.meet(tx, "local", address, None)
    kept = await inbox.store(tx, [inbox.Raw("local", "bot", f"{address}-{machine}", address, {})], NOW, MACHINE)
    return Desk(tx, NOW, machine, loaded, person, account.id, kept[0].id if kept else 1)


async def enter(tx: Tx, name: str, *memberships: Membership, address: str | None = None) -> Person:
    """Somebody who is there already, with an account."""
    person_id = await known.add(tx, name, memberships, NOW)
    account = await known.meet(tx, "local", address or name, None)
    await known.bind(tx, account.id, person_id, NOW)
    found = await known.person(tx, person_id)
    assert found is not None
    return found


async def test_a_code_is_long_unambiguous_and_fits_a_deep_link(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        codes = {(await people.invite(tx, MACHINE, WANG, "cli")).code for _ in range(20)}
    assert len(codes) == 20
    for code in codes:
        assert re.fullmatch(r"DB(-[0-9A-HJKMNP-TV-Z]{4}){5}", code)
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", code)


async def test_an_invitation_says_what_the_command_line_prints(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        await settings.write(tx, people.TELEGRAM_BOT, {"name": "duban_bot"})
        invited = await people.invite(tx, MACHINE, WANG, "cli")
    assert invited.to_json() == {
        "code": invited.code,
        "role": "liaison",
        "department": "区科技产业局",
        "expires_at": "2026-03-09T08:00:00+00:00",
        "telegram_link": f"https://t.me/duban_bot?start={invited.code}",
    }


@pytest.mark.parametrize(
    "membership", [Membership(Role.LIAISON), Membership(Role.HEAD, "区文化站"), Membership(Role.LIAISON, "")]
)
async def test_a_department_that_is_not_there_is_refused(database: Database, membership: Membership) -> None:
    async with database.write() as tx:
        await load(tx)
        with pytest.raises(Refused) as refused:
            await people.invite(tx, MACHINE, membership, "cli")
    assert refused.value.code == "no_such_department"


async def test_redeeming_makes_a_person_and_spends_the_code(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        code = (await people.invite(tx, MACHINE, WANG, "cli")).code
        guest = await desk(tx)
        assert (await people.check(guest, code.lower())).membership == WANG
        person, membership = await people.redeem(guest, code, " 王\n小明 ")
        assert (person.name, person.memberships, membership) == ("王 小明", (WANG,), WANG)
        account = await known.account_of(tx, person.id)
        assert account is not None
        assert account.id == guest.account_id
        other = await desk(tx, address="b")
        assert (await people.check(other, code)).membership is None
        with pytest.raises(Refused, match="bad_invitation"):
            await people.redeem(other, code, "李")
        assert await audit.broken_at(tx) is None


async def test_who_is_known_gets_one_role_more(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        wang = await enter(tx, "王", WANG)
        code = (await people.invite(tx, MACHINE, COORDINATOR, "cli")).code
        person, _ = await people.redeem(await desk(tx, wang, "王"), code)
        assert person.id == wang.id
        assert person.memberships == (WANG, COORDINATOR)


async def test_an_expired_code_is_as_good_as_none(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        code = (await people.invite(tx, MACHINE, WANG, "cli")).code
        last = await desk(tx, machine=MACHINE + people.LASTS - timedelta(seconds=1))
        assert (await people.check(last, code)).membership == WANG
        late = replace(last, machine=MACHINE + people.LASTS)
        assert (await people.check(late, code)).membership is None
        with pytest.raises(Refused, match="bad_invitation"):
            await people.redeem(late, code, "王")


async def test_five_wrong_codes_and_an_account_waits_an_hour(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        code = (await people.invite(tx, MACHINE, WANG, "cli")).code
        guest = await desk(tx)
        for tries in range(1, 6):
            assert (await people.check(guest, "DB-1")).wait is (tries == 5)
        assert (await people.check(guest, code)).wait  # not even the right one is looked at
        assert (await people.check(replace(guest, account_id=guest.account_id + 1), code)).membership == WANG
        later = replace(guest, machine=MACHINE + people.WRONG_WITHIN)
        assert (await people.check(later, code)).membership == WANG


async def test_only_coordinators_and_admins_invite_and_only_admins_make_admins(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        wang, zhao, qian = (
            await enter(tx, "王", WANG),
            await enter(tx, "赵", COORDINATOR),
            await enter(tx, "钱", ADMIN),
        )
        assert (await people.offer(await desk(tx, zhao), WANG)).membership == WANG
        assert (await people.offer(await desk(tx, qian), ADMIN)).membership == ADMIN
        for person, membership in ((wang, WANG), (GUEST, WANG), (zhao, ADMIN)):
            with pytest.raises(NotAllowed):
                await people.offer(await desk(tx, person), membership)


async def test_revoking_takes_everything_that_waits(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        wang, qian = await enter(tx, "王", WANG), await enter(tx, "钱", ADMIN)
        account = await known.account_of(tx, wang.id)
        assert account is not None
        await dialogues.keep(tx, account.id, Dialogue("report", {"entries": [1]}), NOW)
        row = outbox.NewMessage("x", outbox.Kind.REMINDER, NOW, person_id=wang.id, about={"occurrences": []})
        await outbox.add(tx, row)
        gone = await people.revoke(await desk(tx, qian), wang.id)
        assert gone.name == "王"
        assert await known.person(tx, wang.id) is None
        assert await outbox.waiting(tx, wang.id) == ()
        assert (await dialogues.dialogue(tx, account.id)).flow is None
        with pytest.raises(NotFound):
            await people.revoke(await desk(tx, qian), wang.id)


async def test_the_last_admin_stays_and_a_coordinator_revokes_none(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        zhao, qian = await enter(tx, "赵", COORDINATOR), await enter(tx, "钱", ADMIN)
        with pytest.raises(NotAllowed):
            await people.revoke(await desk(tx, zhao), qian.id)
        with pytest.raises(Refused, match="last_admin"):
            await people.leave(await desk(tx, qian))
        await enter(tx, "孙", ADMIN)
        await people.leave(await desk(tx, qian))
        assert await known.person(tx, qian.id) is None


async def test_a_person_who_was_revoked_comes_back_by_a_new_code(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        wang = await enter(tx, "王", WANG)
        await known.revoke(tx, wang.id, NOW)
        code = (await people.invite(tx, MACHINE, WANG, "cli")).code
        person, _ = await people.redeem(await desk(tx, address="王"), code, "王")
        assert person.id != wang.id
        account = await known.account_of(tx, person.id)
        assert account is not None
        assert account.address == "王"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (" 王\n某 ", "王 某"),
        ("a\u202eb\x00c", "a b c"),
        ("长" * 50, "长" * 20),
        ("\u200b \t", ""),
        ("欧阳·娜", "欧阳·娜"),
    ],
)
def test_a_name_is_one_short_line(raw: str, shown: str) -> None:
    assert people.clean_name(raw) == shown


async def test_a_name_and_a_language_can_be_changed_and_found(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        wang, qian = await enter(tx, "sunny88", WANG), await enter(tx, "钱", ADMIN)
        await people.rename(await desk(tx, wang), "王小明")
        await people.speak(await desk(tx, wang), "en")
        assert [(one.id, one.language) for one in await people.named(await desk(tx, qian), "小明")] == [(wang.id, "en")]
        with pytest.raises(NotAllowed):
            await people.named(await desk(tx, wang), "钱")


# ── notices ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_notice_reaches_each_of_a_role_once_and_its_buttons_stay_good(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        await enter(tx, "钱", ADMIN)
        await enter(tx, "孙", ADMIN)
        await enter(tx, "王", WANG)
        await known.add(tx, "无账号", (ADMIN,), NOW)
        message = Outgoing(title="意见", choices=(Choice("看", {"flow": "people", "do": "roster"}),), card="n")
        at = await desk(tx)
        assert await notices.tell(at, Role.ADMIN, message, "k") == 2
        rows = await outbox.waiting(tx)
        keys = [one.content.choices[0].key for one in rows if one.content]
        assert [one.kind for one in rows] == [outbox.Kind.NOTICE] * 2
        assert await notices.tell(at, Role.ADMIN, message, "k") == 0
        assert len(await outbox.waiting(tx)) == 2
        for key in keys:
            button = await dialogues.button(tx, str(key))
            assert button is not None
            assert button.action == {"flow": "people", "do": "roster"}


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        ("2022-11-25 09:00", "2022-11-25 09:00"),
        ("2022-11-24 22:00", "2022-11-25 08:00"),
        ("2022-11-26 10:00", "2022-11-28 08:00"),  # a Saturday
    ],
)
async def test_a_notice_waits_for_the_morning(sqlite: Database, now: str, goes: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    async with sqlite.write() as tx:
        await load(tx)
        await enter(tx, "钱", ADMIN)
        at = replace(await desk(tx), now=datetime.fromisoformat(now).replace(tzinfo=zone).astimezone(UTC))
        await notices.tell(at, Role.ADMIN, Outgoing(title="意见"), "k")
        (row,) = await outbox.waiting(tx)
    assert f"{row.not_before.astimezone(zone):%Y-%m-%d %H:%M}" == goes


async def test_feedback_is_kept_and_told_and_not_from_guests(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        wang = await enter(tx, "王", WANG)
        assert await feedback.send(await desk(tx, wang, "王"), "太吵", Outgoing(title="意见")) == 0
        with pytest.raises(NotAllowed):
            await feedback.send(await desk(tx), "太吵", Outgoing(title="意见"))


async def test_quiet_lasts_until_its_moment(database: Database) -> None:
    async with database.write() as tx:
        await load(tx)
        wang = await enter(tx, "王", WANG)
        at = await desk(tx, wang, "王")
        assert (await quiet.look(at)).until is None
        seen = await quiet.rest_to(at, date(2022, 11, 28))
        assert seen.until == datetime(2022, 11, 28, 0, 0, tzinfo=UTC)
        assert await quiet.until(tx, wang.id, NOW) == seen.until
        assert await quiet.until(tx, wang.id, datetime(2022, 11, 28, 0, 0, tzinfo=UTC)) is None
        with pytest.raises(Refused, match="quiet_too_long"):
            await quiet.rest(at, NOW + timedelta(days=60))
        await quiet.wake(at)
        assert await quiet.until(tx, wang.id, NOW) is None
