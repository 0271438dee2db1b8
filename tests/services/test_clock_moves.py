"""The clock of the machine is moved while the bot runs: nothing is lost and nothing is said twice."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from scheduler.clock import MovableClock
from scheduler.planner import plan
from storage.database import Database
from tests.services.stage import LEADS, TECH, Curtain, Stage, at, curtain


class LooseClock(MovableClock):
    """A clock that somebody sets, back too."""

    def set(self, instant: datetime) -> None:
        self._rebase(instant)


@pytest.fixture
def stage(database: Database) -> Curtain:
    return curtain(database)


def loosely(s: Stage, start: str) -> tuple[Stage, LooseClock]:
    clock = LooseClock(at(start), ticking=False)
    return Stage(s.database, clock, s.plan_id), clock


async def run(s: Stage, clock: LooseClock, until: str) -> None:
    """Tick by tick, as the clockwork does."""
    while clock.now() <= at(until):
        await plan(s.database, clock.now())
        await s.dispatcher.dispatch()
        s._take()
        clock.set(clock.now() + timedelta(minutes=30))


@pytest.mark.parametrize(
    ("when", "moved"),
    [
        ("2022-10-26 09:00", timedelta(hours=-1)),  # just after the chase
        pytest.param("2022-10-26 08:30", timedelta(hours=1), marks=pytest.mark.slow),  # over the chase
        pytest.param(
            "2022-10-28 09:00", timedelta(hours=-1), marks=pytest.mark.slow
        ),  # just after a step of the ladder
        ("2022-10-28 08:00", timedelta(hours=1)),
        pytest.param("2022-10-27 23:30", timedelta(days=-1), marks=pytest.mark.slow),
    ],
)
async def test_an_hour_back_or_on_gives_what_a_straight_clock_gives(
    sqlite: Database, when: str, moved: timedelta
) -> None:
    async with curtain(sqlite)("2022-10-20 08:00") as opened:
        s, clock = loosely(opened, "2022-10-20 08:00")
        await run(s, clock, when)
        clock.set(clock.now() + moved)
        await run(s, clock, "2022-11-10 12:00")
        said = Counter((head.split(" ", 2)[2], push.message.title) for head, push in s.sent)
        assert set(said.values()) == {1}, "nothing twice"
        assert [title.split("】")[0] for title in (line[12:] for line in s.of(TECH))] == [
            "【进展填报提醒",
            "【再次提醒",
            "【逾期催办",
            "【逾期催办·抄送责任领导",
            "【逾期催办·抄送责任领导、统筹人员",
            "【逾期催办·再次抄送责任领导、统筹人员",
        ]
        assert {who for who, _ in said} >= set(LEADS)


async def test_a_year_on_is_one_message_a_person_and_a_year_back_is_silence(stage: Curtain) -> None:
    async with stage("2022-10-20 08:00") as opened:
        s, clock = loosely(opened, "2022-10-20 08:00")
        await run(s, clock, "2022-10-24 12:00")
        before = len(s.sent)
        clock.set(at("2023-10-24 12:00"))
        await run(s, clock, "2023-10-24 13:00")
        heard = Counter(head.split(" ", 2)[2] for head, _ in s.sent[before:])
        assert set(heard.values()) == {1}
        assert set(heard) >= {*LEADS, "coordinator"}
        assert "2022年目标" in s.last(TECH).message.text()
        assert "10月进展" in s.last(TECH).message.text()
        after = len(s.sent)
        clock.set(at("2022-10-24 12:30"))
        await run(s, clock, "2022-11-10 12:00")
        assert len(s.sent) == after, "what was said for that time is not said again"
