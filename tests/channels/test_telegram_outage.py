"""40 seconds at nine in the morning in which the network takes messages and swallows the answers: all eight departments
are reminded within two minutes after it, and nobody is told anything that the network said in Telegram's place."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from domain.people import Membership, Role
from storage import people
from tests.channels.telegram_office import Office, open_office
from tests.peers.bot_api import BotApi
from tests.peers.bot_api_faults import Fault
from wording.resent import MARK

SOON, NINE = "2022-10-21 08:59", "2022-10-21 09:00"
ALL = range(201, 209)
FORMS = (Fault.DROP_AFTER, Fault.PORTAL, Fault.HANG_AFTER, Fault.BAD_GATEWAY)
MORE = (Fault.DROP_BEFORE, Fault.GARBAGE, Fault.FIREWALL, Fault.LOGIN, Fault.PROXY_LOGIN, Fault.GATEWAY)
CASES = [
    *[(form, False) for form in FORMS],
    (Fault.DROP_AFTER, True),
    *[pytest.param(form, whole, marks=pytest.mark.slow) for form in MORE for whole in (False, True)],
    *[pytest.param(form, True, marks=pytest.mark.slow) for form in FORMS[1:]],
]


@pytest.fixture
async def eight(url: str, api: BotApi) -> AsyncIterator[Office]:
    """The office of the cast, with one liaison in each of the departments that lead, and no other."""
    async with open_office(url, api) as office:
        await seat_eight(office)
        yield office


async def seat_eight(office: Office) -> None:
    """One liaison for each lead department; 王 and 李 of the cast give theirs up."""
    leads = sorted(office.duban.plan.leads())
    assert len(leads) == 8
    async with office.duban.database.write() as tx:
        for one in await people.everyone(tx):
            if one.has(Role.LIAISON):
                await people.revoke(tx, one.id, office.clock.now())
        for number, lead in zip(ALL, leads, strict=True):
            person = office.api.person(f"联络员{number}", number=number)
            person.chat.reached = True
            account = await people.meet(tx, "telegram", str(number), person.user.first_name)
            membership = Membership(Role.LIAISON, lead)
            id_ = await people.add(tx, person.user.first_name, (membership,), office.clock.now())
            await people.bind(tx, account.id, id_, office.clock.now())


def reminded(api: BotApi) -> int:
    """How many of the eight have a reminder in their chat."""
    return sum(any("填报" in one for one in api.people[number].sees) for number in ALL)


@pytest.mark.parametrize(("form", "whole"), CASES)
async def test_forty_seconds_in_which_answers_are_lost(eight: Office, form: Fault, whole: bool) -> None:
    api = eight.api
    await eight.until(SOON)
    api.faults.next("*" if whole else "sendMessage", form, 10_000)
    await eight.until(NINE)
    for _ in range(20):
        await eight.later(2)
    api.faults.clear()
    api.release()
    minute = 0
    while reminded(api) < 8 and minute < 24:
        await eight.later(5)
        minute += 1
    assert reminded(api) == 8, await eight.rows("SELECT state, failure FROM outbox")
    for number in ALL:
        seen = [one for one in api.people[number].sees if "填报" in one]
        assert len(seen) <= 3
        assert all(MARK in one for one in seen[1:])
    assert await eight.rows("SELECT state FROM account WHERE state <> 'active'") == []


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS if os.environ.get("DUBAN_TESTS_FULL") else FORMS[:1])
async def test_the_same_in_real_time(url: str, api: BotApi, form: Fault) -> None:
    """The clock runs, the ticks beat, calls wait as long as they do in an office."""
    from bot.channels.telegram_request import Patience

    async with open_office(
        url, api, "2022-10-21 08:59", real=lambda: datetime.now(UTC), patience=Patience(), beating=True
    ) as office:
        await seat_eight(office)
        office.api.faults.next("sendMessage", form, 10_000)
        office.clock.move_to(office.clock.now() + timedelta(seconds=58))
        office.clock.tick(True)
        await asyncio.sleep(42)
        api.faults.clear()
        api.release()
        await api.until(lambda: reminded(api) == 8, "eight of eight", patience=120)
