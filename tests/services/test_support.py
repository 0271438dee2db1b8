"""The parts of supporting departments, on both databases: asked for, given, reported jointly, given back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from domain.errors import Refused
from domain.progress import Entry, Source, Status
from services import progress, support
from storage.database import Database
from tests.services.cast import AT, HOUSING, LATER, Cast, at_work


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Cast]:
    async with at_work(database) as opened:
        yield opened


async def test_a_report_takes_the_parts_up_and_gives_them_back_when_it_is_taken_back(office: Cast) -> None:
    await support.contribute(await office.at(office.feng), 6, "已提供场地2处")
    assert await office.told(office.wang) == ["【配合情况】第6项 暖心驿站"]
    done = await support.report_jointly(await office.at(office.wang), 6)
    assert (await office.holds(6)).note == f"{HOUSING}：已提供场地2处"
    with pytest.raises(Refused, match="no_parts"):
        await support.report_jointly(await office.at(office.wang), 6)
    await progress.retract(await office.at(office.wang), done.receipt)
    _, waiting = await support.parts(await office.at(office.wang), 6)
    assert [one.words for one in waiting] == ["已提供场地2处"]


async def test_what_is_carried_over_is_no_joint_report(office: Cast) -> None:
    await support.contribute(await office.at(office.feng), 6, "已提供场地2处")
    carried = Entry(6, "2022", Status.ON_TRACK, source=Source.CARRIED)
    await office.reports(office.wang, carried, at=AT)
    _, waiting = await support.parts(await office.at(office.wang), 6)
    assert len(waiting) == 1


async def test_supporting_departments_are_asked_once_a_day(office: Cast) -> None:
    assert await support.ask(await office.at(office.wang), 6) == (HOUSING,)  # the others have no liaison here
    assert await support.ask(await office.at(office.wang, LATER), 6) == ()
    assert await support.ask(await office.at(office.wang, "2022-11-28 09:00"), 6) == (HOUSING,)
