"""催办 in a chat: nothing leaves before it was shown; the card follows what happens."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.flows import chase, query
from bot.turn import Floor
from domain.people import Membership, Person, Role
from domain.progress import Entry, Status
from storage import outbox, tables
from storage.database import Database
from storage.outbox import Kind
from tests.bot.dialogue import ADMIN, HEAD, LIAISON, Spoken, drive, here, told
from tests.bot.office import Office

TECH, SOCIAL = "区科技产业局", "区社会事业局"
AT = "2022-11-25 15:10"
SATURDAY = "2022-11-26 15:10"
ALL_OF_TECH = [Entry(number, "2022", Status.ON_TRACK) for number in (6, 14, 16, 22, 23, 35)]


class Told(Office):
    """The office of every test here: 王 and 李 speak for two departments, 陈 heads a third one without a liaison."""

    wang: Person
    li: Person
    chen: Person
    zhao: Person

    async def asks(self, text: str, at: str = AT, state: dict[str, object] | None = None) -> Spoken:
        return await self.hears(chase, self.zhao, text, at, state)

    async def taps(self, seen: Spoken, label: str, at: str = AT) -> Spoken:
        assert seen.turn
        return await self.presses(chase, self.zhao, seen.action(label), at, seen.turn.replies[0].card)

    async def waiting(self) -> list[str]:
        """The sentences of the chases that wait."""
        rows = await outbox.waiting(self.tx, kinds=(Kind.CHASE,))
        return [row.content.lines[0] for row in rows if row.content]


@pytest.fixture
async def office(sqlite: Database) -> AsyncIterator[Told]:
    async with sqlite.write() as tx:
        office = Told(tx, (await Office.open(tx)).loaded)
        office.wang = await office.enter("王某某", Membership(Role.LIAISON, TECH))
        office.li = await office.enter("李某某", Membership(Role.LIAISON, SOCIAL))
        office.chen = await office.enter("陈某某", Membership(Role.HEAD, "区党群工作部"))
        office.zhao = await office.enter("赵某某", Membership(Role.COORDINATOR))
        yield office


def card(spoken: Spoken) -> str | None:
    assert spoken.turn
    return spoken.turn.replies[0].card


# ── the way of the example ────────────────────────────────────────────────────────────────────────────────


async def test_from_the_answer_to_the_chase_and_back(office: Told) -> None:
    await office.reports(office.wang, *ALL_OF_TECH[:3], at="2022-11-25 09:03")
    answer = await office.hears(query, office.zhao, "谁还没报", AT)
    shown = await office.taps(answer, "催办2人")
    lines = shown.text.splitlines()
    assert lines[0] == "将私信2人，尚未发送"
    assert "王某某（区科技产业局）今日第1次：" in lines
    assert "「您好，11月进展还差3项（22、23、35），请于今天17:30前报送，直接回复即可。」" in lines
    assert "区党群工作部 尚无联络员 ▲，无人可催，是否告知责任领导？" in lines
    assert [line for line in lines if "请先邀请联络员" in line]
    assert shown.labels() == ["发送", "改措辞", "告知责任领导", "取消"]
    assert await office.waiting() == []

    done = await office.taps(shown, "发送", "2022-11-25 15:11")
    assert done.text.splitlines()[:2] == ["已催2人 15:11", "李某某、王某某"]
    assert card(done) == card(shown)
    assert done.labels() == ["撤回未送达的"]
    assert len(await office.waiting()) == 2

    back = await office.taps(done, "撤回", "2022-11-25 15:12")
    assert "已撤回2条，对方没有收到。" in back.text
    assert card(back) == card(shown)
    assert await office.waiting() == []


async def test_what_was_sent_is_what_was_shown(office: Told) -> None:
    shown = await office.asks("催一下科技产业局")
    await office.taps(shown, "发送")
    (sentence,) = await office.waiting()
    assert f"「{sentence}」" in shown.text


async def test_what_has_left_cannot_be_taken_back(office: Told) -> None:
    done = await office.taps(await office.asks("催办没报的"), "发送")
    await office.tx.execute(tables.outbox.update().values(state="sent"))
    assert "都已发出，没有可以撤回的。" in (await office.taps(done, "撤回")).text


async def test_cancelling_sends_nothing(office: Told) -> None:
    shown = await office.asks("催办没报的")
    assert "已取消，没有发送。" in (await office.taps(shown, "取消")).text
    assert await office.waiting() == []


async def test_whoever_answered_after_the_preview_is_left_alone(office: Told) -> None:
    shown = await office.asks("催一下科技产业局")
    await office.reports(office.wang, *ALL_OF_TECH, at="2022-11-25 15:10")
    done = await office.taps(shown, "发送", "2022-11-25 15:11")
    assert "没有发送：名单上的人都已报送或已催过" in done.text
    assert done.labels() == []


async def test_who_was_chased_today_is_named_and_left_out(office: Told) -> None:
    await office.taps(await office.asks("催一下科技产业局"), "发送")
    again = await office.asks("催办没报的", "2022-11-25 16:00")
    assert "区科技产业局 王某某当天已催过，每人每天最多一次，这次不发" in again.text
    assert "王某某（" not in again.text


# ── wording, heads, hours ─────────────────────────────────────────────────────────────────────────────────


async def test_own_words_are_shown_again_before_they_leave(office: Told) -> None:
    shown = await office.asks("催办 6")
    asked = await office.taps(shown, "改措辞")
    assert asked.turn
    assert asked.turn.floor
    assert asked.labels() == ["用原来的措辞", "取消"]
    again = await office.asks("请今天下班前回复，谢谢", state=dict(asked.turn.floor.state))
    assert "「请今天下班前回复，谢谢（涉及第6项）」" in again.text
    assert again.turn
    assert again.turn.floor is None
    assert card(again) != card(asked)  # typed below: the card above would not be looked at
    assert await office.waiting() == []
    await office.taps(again, "发送")
    assert await office.waiting() == ["请今天下班前回复，谢谢（涉及第6项）"]


async def test_words_that_are_too_long_are_not_taken_and_asked_for_again(office: Told) -> None:
    asked = await office.taps(await office.asks("催办 6"), "改措辞")
    assert asked.turn
    assert asked.turn.floor
    answer = await office.asks("请" * 301, state=dict(asked.turn.floor.state))
    assert "措辞太长（最多300字）" in answer.text
    assert answer.turn
    assert answer.turn.floor == Floor("chase", asked.turn.floor.state)


async def test_an_order_while_words_are_awaited_is_an_order(office: Told) -> None:
    asked = await office.taps(await office.asks("催办 6"), "改措辞")
    assert asked.turn
    assert asked.turn.floor
    answer = await office.asks("催办 22", state=dict(asked.turn.floor.state))
    assert "还差1项（22）" in answer.text


async def test_the_head_is_told_only_when_asked_for(office: Told) -> None:
    shown = await office.asks("催一下党群部")
    assert "现在没有可以催办的人" in shown.text
    assert shown.labels() == ["告知责任领导", "取消"]
    with_head = await office.taps(shown, "告知责任领导")
    assert "陈某某（区党群工作部）今日第1次：" in with_head.text
    assert "尚无联络员，有8项任务等待填报" in with_head.text
    assert with_head.labels() == ["发送", "改措辞", "取消"]
    assert card(with_head) == card(shown)


async def test_on_a_saturday_monday_is_offered(office: Told) -> None:
    shown = await office.asks("催一下科技产业局", SATURDAY)
    assert "现在是11月26日(周六)15:10，不在工作时间。改为11月28日(周一)09:00发送？" in shown.text
    assert shown.labels() == ["11月28日(周一)09:00发送", "改措辞", "取消"]
    done = await office.taps(shown, "11月28日", SATURDAY)
    assert done.text.startswith("已排好：11月28日(周一)09:00催1人\n王某某")
    assert done.labels() == ["撤回未送达的"]


async def test_a_preview_of_the_afternoon_does_not_send_at_night(office: Told) -> None:
    shown = await office.asks("催一下科技产业局")
    late = await office.taps(shown, "发送", "2022-11-25 20:30")
    assert "改为11月28日(周一)09:00发送？" in late.text
    assert card(late) == card(shown)
    assert await office.waiting() == []


# ── orders in words ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("催办 6", "还差1项（6）"),
        ("催办第6项", "还差1项（6）"),
        ("催一下驿站", "还差1项（6）"),
        ("催一下6和14", "还差2项（6、14）"),
        ("催一下科技产业局", "还差6项"),
        ("催一下科技局", "还差6项"),
        ("催办没报的", "将私信2人"),
        ("催办", "将私信2人"),
        ("催办逾期的", "没有逾期未办结的任务，不用催办。"),
        ("chase 6", "还差1项（6）"),
    ],
)
async def test_an_order_in_words(office: Told, text: str, expected: str) -> None:
    answer = await office.asks(text)
    assert expected in answer.text
    assert await office.waiting() == []


@pytest.mark.parametrize("text", ["催一下施工方", "每周五下午4:30催一下没报的", "谁还没报", "第6项进展", "已催办", ""])
async def test_what_is_no_order_is_left_to_others(office: Told, text: str) -> None:
    assert (await office.asks(text)).turn is None


@pytest.mark.parametrize("person", [LIAISON, HEAD, ADMIN])
def test_only_a_coordinator_is_listened_to(person: Person) -> None:
    assert drive(told(chase, "催办没报的", {}, here(person))).turn is None


async def test_a_preview_stays_within_a_message_and_still_names_everybody(office: Told) -> None:
    names = [f"吕某{place}" for place in range(20)]
    for name in names:
        await office.enter(name, Membership(Role.LIAISON, SOCIAL))
    shown = await office.asks("催办没报的")
    assert "将私信22人" in shown.text
    assert all(name in shown.text for name in names)
    assert len(shown.text.encode()) < 2048


async def test_nothing_to_chase_for(office: Told) -> None:
    await office.reports(office.wang, *ALL_OF_TECH, at="2022-11-25 09:03")
    assert "都已报送，没有需要催办的。" in (await office.asks("催一下科技产业局")).text
