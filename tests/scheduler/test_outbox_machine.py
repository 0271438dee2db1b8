"""The outbox as a state machine: whatever happens in whatever order, only legal changes, and nothing delivered twice.

Processes claim, answer, die and come back too late; people withdraw; time passes. 王 uses the local chat, where
delivery is exactly once; 李 uses a platform where a try may have been shown without anybody knowing.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from domain.messages import Channel, NotSent, Outcome, Push, Rejected, Throttled, Unknown
from scheduler.settler import Answer, Settler
from storage import claims, outbox, settling
from storage import tables as t
from storage.choice import Room
from storage.claims import Delivery
from storage.database import Database
from storage.outbox import BORN, TRANSITIONS, Kind, State
from tests.peers.channel import LocalChannel, ScriptedChannel
from tests.scheduler.office import LI, WANG, Office

OUTCOMES = st.sampled_from(
    [NotSent("no"), Throttled(timedelta(seconds=3)), Rejected("never"), Unknown("who knows"), None, None, None]
)


class Outbox(RuleBasedStateMachine):
    """None among the outcomes stands for what the channel says itself: sent."""

    new_url: Callable[[], str]

    @initialize()
    def begin(self) -> None:
        self.runner = asyncio.Runner()
        self.seen: dict[int, State] = {}
        self.epoch, self.flying, self.late = 1, list[Delivery](), list[Delivery]()
        self.runner.run(self._begin())

    async def _begin(self) -> None:
        channels: dict[str, Channel] = {"local": LocalChannel(), "telegram": ScriptedChannel()}
        self.office = await Office.open(await Database.open(self.new_url(), durable=False), channels)
        await self.office.second_account(LI, "telegram", "li")
        self.settler = Settler(self.office.database, self.office.clock, channels, None)
        for person in (WANG, LI):
            await self.office.remind("x", person, last_call=True)

    @rule(person=st.sampled_from([WANG, LI]), kind=st.sampled_from(Kind), last=st.booleans(), after=st.integers(0, 9))
    def remind(self, person: int, kind: Kind, last: bool, after: int) -> None:
        self.runner.run(self.office.remind("x", person, kind=kind, after=after, last_call=last))

    @rule(account=st.sampled_from([WANG, 4]), card=st.sampled_from([None, "c"]), born=st.booleans())
    def reply(self, account: int, card: str | None, born: bool) -> None:
        self.runner.run(self._reply(account, card, born))

    async def _reply(self, account: int, card: str | None, born: bool) -> None:
        epoch = str(self.epoch)
        row_id = await self.office.reply("r", account, epoch=epoch if born else None, card=card)
        async with self.office.database.read() as tx:
            self.flying += await claims.claimed(tx, [row_id], epoch)

    @rule()
    def claim(self) -> None:
        self.runner.run(self._claim())

    def send_something(self) -> None:
        if not self.flying:
            self.claim()
            self.every_change_is_legal()

    async def _claim(self) -> None:
        clock = self.office.clock
        async with self.office.database.write() as tx:
            claimed = await claims.claim(
                tx,
                now=clock.now(),
                machine=clock.machine(),
                epoch=str(self.epoch),
                room=Room(),
                compose=self.office.compose,
            )
        chats = Counter(one.row.account_id for one in claimed.deliveries)
        assert all(count == 1 for count in chats.values())
        assert not chats.keys() & {one.row.account_id for one in self.flying}
        self.flying += claimed.deliveries

    @rule(outcome=OUTCOMES, which=st.integers(0, 9))
    def answer(self, outcome: Outcome | None, which: int) -> None:
        self.send_something()
        if self.flying:
            self.runner.run(self._answer(self.flying.pop(which % len(self.flying)), outcome))

    @rule(outcome=OUTCOMES, which=st.integers(0, 9))
    def answer_of_a_dead_process(self, outcome: Outcome | None, which: int) -> None:
        if self.late:
            self.runner.run(self._answer(self.late.pop(which % len(self.late)), outcome))

    async def _answer(self, one: Delivery, outcome: Outcome | None) -> None:
        if outcome is None:
            channel = self.office.channels[one.platform]
            edits = one.edits if one.platform == "local" else None
            outcome = await channel.push(Push(one.row.id, one.address, one.message, edits))
        elif one.platform == "local" and isinstance(outcome, Unknown):
            return  # it cannot say so; its process died instead
        at = self.office.clock.machine()
        await self.settler.settle([Answer(one.row, one.platform, outcome, at, "x", one.edits, one.doubts)])
        assert not self.settler.unsettled

    @rule()
    def put_back(self) -> None:
        self.runner.run(self._put_back())

    async def _put_back(self) -> None:
        ids, self.flying = [one.row.id for one in self.flying], []
        async with self.office.database.write() as tx:
            await settling.release(tx, ids, str(self.epoch))

    @rule()
    def die_and_start_again(self) -> None:
        self.send_something()
        self.late, self.flying = self.late + self.flying, []
        self.epoch += 1
        self.runner.run(self._rescue())

    async def _rescue(self) -> None:
        at = self.office.clock.machine()
        async with self.office.database.read() as tx:
            left = await settling.orphans(tx, str(self.epoch))
        died = Unknown("died")
        await self.settler.settle(
            [Answer(one.row, one.platform, died, at, None, one.edits, one.doubts) for one in left]
        )

    @rule(which=st.integers(1, 30))
    def withdraw(self, which: int) -> None:
        self.runner.run(self._withdraw(which))

    async def _withdraw(self, which: int) -> None:
        async with self.office.database.write() as tx:
            await outbox.cancel(tx, [which], "withdrawn")

    @rule(seconds=st.sampled_from([1, 5, 400]))
    def time_passes(self, seconds: int) -> None:
        self.office.clock.pass_(seconds)

    @invariant()
    def every_change_is_legal(self) -> None:
        rows = self.runner.run(self.office.rows())
        for id_, row in rows.items():
            state, before = State(row["state"]), self.seen.get(id_)
            assert state is before or state in (BORN if before is None else TRANSITIONS[before]), f"{before} -> {state}"
            self.seen[id_] = state

    @invariant()
    def the_local_chat_shows_what_was_sent_once(self) -> None:
        shown, sent = self.runner.run(self._local())
        assert shown == sent
        assert all(count == 1 for count in shown.values())

    async def _local(self) -> tuple[Counter[int], Counter[int]]:
        async with self.office.database.read() as tx:
            shown = (await tx.execute(select(t.local_message.c.outbox_id))).scalars().all()
            local = t.outbox.c.account_id.in_(select(t.account.c.id).where(t.account.c.platform == "local"))
            sent = await tx.execute(select(t.outbox.c.id).where(t.outbox.c.state == State.SENT.value, local))
            return Counter(shown), Counter(sent.scalars().all())

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.runner.run(self.office.database.close())
            self.runner.close()


def test_nothing_illegal_and_nothing_twice(new_sqlite: Callable[[Path], str], tmp_path: Path) -> None:
    class Here(Outbox):
        new_url = staticmethod(lambda: new_sqlite(tmp_path))

    run_state_machine_as_test(
        Here,
        settings=settings(max_examples=10, stateful_step_count=30),
    )
