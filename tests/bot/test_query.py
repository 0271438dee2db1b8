"""Questions in a chat: what each answer says, who may hear it, and that 全部 really brings the rest."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.flows import query
from bot.turn import Floor
from domain.errors import NotFound
from domain.messages import MAX_CHOICES
from domain.people import Membership, Person, Role
from domain.progress import Current, Entry, Source, State, Status
from services import progress
from storage import dialogues, outbox, tables, updates
from storage.database import Database
from storage.dialogues import Dialogue
from storage.outbox import Kind, NewMessage
from tests.bot.dialogue import Spoken, plan
from tests.bot.office import Office, moment

TECH, SOCIAL = "区科技产业局", "区社会事业局"
BUILT = "建成珠海青年人才驿站不少于5家"
AT = "2022-11-25 15:10"


class Told(Office):
    """The office of every test here, with its people by name."""

    wang: Person
    li: Person
    chen: Person
    zhao: Person

    async def zhao_asks(self, text: str, at: str = AT, state: dict[str, object] | None = None) -> Spoken:
        return await self.hears(query, self.zhao, text, at, state)

    async def wang_asks(self, text: str, at: str = AT) -> Spoken:
        return await self.hears(query, self.wang, text, at)


@pytest.fixture
async def office(sqlite: Database) -> AsyncIterator[Told]:
    """王 has reported 6 (4 of 5), 14 (blocked) and 16; 赵 recorded 3 for 区社会事业局; 党群工作部 has only a head."""
    async with sqlite.write() as tx:
        office = Told(tx, (await Office.open(tx)).loaded)
        office.wang = await office.enter("王某某", Membership(Role.LIAISON, TECH))
        office.li = await office.enter("李某某", Membership(Role.LIAISON, SOCIAL))
        office.chen = await office.enter("陈某某", Membership(Role.HEAD, "区党群工作部"))
        office.zhao = await office.enter("赵某某", Membership(Role.COORDINATOR))
        built = Entry(6, "2022", Status.ON_TRACK, values={BUILT: 4}, source=Source.TEXT)
        await office.reports(office.wang, built, at="2022-11-25 09:03", words="6 已建4家")
        blocked = Entry(14, "2022", Status.BLOCKED, problem="等区法务意见")
        await office.reports(office.wang, blocked, Entry(16, "2022", Status.ON_TRACK), at="2022-11-25 09:04")
        on_phone = Entry(3, "2022", percent=40.0)
        await office.reports(office.zhao, on_phone, at="2022-11-25 10:00", words="电话：3完成40%", on_behalf=True)
        yield office


# ── who has not reported ──────────────────────────────────────────────────────────────────────────────────


async def test_who_has_not_reported_counts_first_and_names_each_department(office: Told) -> None:
    answer = await office.zhao_asks("谁还没报")
    lines = answer.text.splitlines()
    assert lines[0] == "11月 · 已报 4/36，8个牵头部门报齐0个"
    assert "○ 区党政办 缺1：12　尚无联络员 ▲" in lines
    assert "○ 区科技产业局 缺3：22、23、35　王某某 本期尚未提醒" in lines
    assert "数据截至 11-25 15:10" in lines
    assert answer.labels()[0] == "催办2人"


@pytest.mark.parametrize(
    ("state", "times", "expected"),
    [
        ("sent", {"sent_at": "2022-11-25 09:00"}, "王某某 已送达 09:00"),
        ("sent", {"sent_at": "2022-11-22 09:00"}, "王某某 已送达 11月22日(周二)09:00"),
        ("failed", {}, "王某某 未送达 ▲"),
        ("expired", {}, "王某某 未送达 ▲"),
        ("unknown", {}, "王某某 送达情况不明"),
        ("cancelled", {}, "王某某 本期尚未提醒"),
        ("pending", {"not_before": "2022-11-28 09:00"}, "王某某 待送达，11月28日(周一)09:00发出"),
    ],
)
async def test_what_became_of_the_reminder(office: Told, state: str, times: dict[str, str], expected: str) -> None:
    row = NewMessage("r:1", Kind.REMINDER, moment("2022-11-22 09:00"), person_id=office.wang.id, about={})
    await outbox.add(office.tx, row)
    values = {name: moment(at) for name, at in times.items()}
    await office.tx.execute(tables.outbox.update().values(state=state, **values))
    text = (await office.zhao_asks("科技局还有谁没报")).text
    assert expected in text
    assert "已读" not in text


async def test_a_liaison_who_chose_later_is_shown_so(office: Told) -> None:
    about = {"department": TECH}
    at = moment("2022-11-25 16:00")
    row = NewMessage("later:1", Kind.REMINDER, moment(AT), person_id=office.wang.id, about=about, not_before=at)
    await outbox.add(office.tx, row)
    assert "王某某 已选“稍后提醒”16:00" in (await office.zhao_asks("谁还没报")).text


async def test_what_was_reported_done_is_not_missing(office: Told) -> None:
    await office.reports(office.wang, Entry(22, "2022", Status.DONE), at="2022-10-24 09:00")
    assert "○ 区科技产业局 缺2：23、35" in (await office.zhao_asks("谁还没报")).text


# ── the questions of the product page ─────────────────────────────────────────────────────────────────────

QUESTIONS = [
    ("逾期的有哪些", AT, ["没有逾期未办结的任务。"]),
    ("逾期的有哪些", "2023-01-04 10:00", ["逾期未办结36项", "　逾期4天　", "…另24项，回复“全部”查看"]),
    ("本月到期", AT, ["2022年11月1日至2022年11月30日没有到期的任务。"]),
    ("本月到期", "2022-12-20 10:00", ["到期36项", "■ 14 小青新扶持　受阻：等区法务意见　2022年12月31日到期"]),
    ("红灯", AT, ["■ 红灯：共1项", "■ 14 小青新扶持　受阻：等区法务意见　区科技产业局"]),
    ("黄灯", AT, ["▲ 3 爱知高新　40%　滞后，落后49.9个百分点　区社会事业局"]),
    (
        "第6项进展",
        AT,
        ["6 暖心驿站 · ● 正常", "青年人才驿站：4/5家", "不少于5家。", "最近填报：王某某 11月25日(周五)09:03 R-1125-01"],
    ),
    ("第14项进展", AT, ["■ 受阻", "红灯：报告受阻（等区法务意见）"]),
    ("归雁计划怎么样了", AT, ["5 归雁 · ○ 未报", "归国人才：未报/10名"]),
    ("产业教授和雏鹰两项进展如何", AT, ["找到2项", "○ 22 产业教授　未报", "○ 23 雏鹰委培　未报"]),
    ("科技产业局牵头的任务", AT, ["区科技产业局 共6项", "● 6 暖心驿站　4/5家　正常"]),
    ("各部门完成率", AT, ["各部门完成率 · 办结 0/36", "区科技产业局　办结 0/6（0%）　有数的1项平均完成80%"]),
    ("今天谁更新了", AT, ["共3份填报，涉及4项、2个部门", "王某某　区科技产业局　14、16　R-1125-02"]),
    ("上周谁更新了", AT, ["11月14日(周一)至11月20日(周日)没有填报。"]),
    ("有哪些卡点", AT, ["有问题的任务1项", "■ 14 小青新扶持　等区法务意见（区科技产业局，11月25日(周五)）"]),
    ("已办结的", AT, ["已办结销号0个节点，已申请办结待核实0项，任务共36项"]),
    (
        "第6项目标",
        AT,
        [
            "6 实施高新“暖心驿站”计划",
            "2022年，建成珠海青年人才驿站不少于5家。",
            "目标（2023-2024，2024年12月31日到期）",
        ],
    ),
    ("科技局联络员是谁", AT, ["联络员：王某某", "这里不登记电话。"]),
    ("本季度汇总", AT, ["共36项 · 办结0项 · 逾期0项", "2022年10月1日至2022年12月31日：3份填报，更新4项"]),
    ("导出台账", AT, ["还不能在聊天中导出台账", "共36项"]),
    ("出一份通报", AT, ["还不能在聊天中生成通报", "共36项"]),
    ("延期申请", AT, ["没有延期申请。"]),
    ("哪个部门报得最及时", AT, ["不按报送快慢给部门排名", "区科技产业局　已报 3/6"]),
    ("文化站还没报", AT, ["您问的是哪一个？", "区文化中心"]),
]


@pytest.mark.parametrize(("text", "at", "expected"), QUESTIONS)
async def test_a_coordinator_asks(office: Told, text: str, at: str, expected: list[str]) -> None:
    answer = await office.zhao_asks(text, at)
    for piece in expected:
        assert piece in answer.text, answer.text
    assert len(answer.labels()) <= MAX_CHOICES
    assert all(len(reply.text().encode()) < 2048 for reply in (answer.turn.replies if answer.turn else ()))


async def test_every_table_says_as_of_when(office: Told) -> None:
    for text, at, _ in QUESTIONS:
        if text != "文化站还没报":
            assert "数据截至" in (await office.zhao_asks(text, at)).text, text


async def test_the_words_of_the_product_page_in_english(office: Told) -> None:
    assert "已报 4/36" in (await office.zhao_asks("who hasn't reported")).text
    assert "6 暖心驿站" in (await office.zhao_asks("status of task 6")).text


@pytest.mark.parametrize("text", ["你好", "谢谢", "好的", "全部", ""])
async def test_what_is_no_question_is_left_to_others(office: Told, text: str) -> None:
    assert (await office.zhao_asks(text)).turn is None


async def test_a_task_that_is_not_there(office: Told) -> None:
    with pytest.raises(NotFound) as refused:
        await office.zhao_asks("第99项进展")
    assert refused.value.facts == {"task": 99, "last": 36}


async def test_what_is_overdue_comes_longest_first(office: Told) -> None:
    rows = (await office.zhao_asks("逾期的有哪些", "2025-01-10 10:00")).text.splitlines()
    days = [int(row.split("逾期")[1].split("天")[0]) for row in rows if "　逾期" in row]
    assert days == sorted(days, reverse=True)
    assert days


async def test_done_names_what_was_closed_and_what_waits(office: Told) -> None:
    await office.reports(office.wang, Entry(22, "2022", Status.DONE), at="2022-11-25 11:00")
    closed = Current(6, "2022", State.CLOSED, Status.DONE, reported_at=moment("2022-11-25 09:03"))
    await updates.keep_current(office.tx, office.loaded.id, TECH, closed)
    text = (await office.zhao_asks("已办结的")).text
    assert "已办结销号1个节点，已申请办结待核实1项" in text
    assert "✓ 6 暖心驿站　2022　区科技产业局" in text
    assert "待核实　22 产业教授" in text
    assert "6 暖心驿站 · ✓ 办结" in (await office.zhao_asks("第6项进展")).text


async def test_an_oddity_of_the_source_is_shown_to_the_coordinator_only(office: Told) -> None:
    assert "相差十倍" in (await office.zhao_asks("第23项进展")).text
    assert "相差十倍" not in (await office.wang_asks("第23项进展")).text


# ── 全部 ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_all_brings_every_row_of_a_list_that_was_cut(office: Told) -> None:
    first = await office.zhao_asks("12月到期的")
    assert first.turn
    filters = {"from": "2022-12-01", "to": "2022-12-31"}
    held = {"intent": "list_due_soon", "filters": filters, "shown": 0, "expects": "more"}
    assert first.turn.floor == Floor("query", held)
    assert "…另24项，回复“全部”查看" in first.text
    whole = await office.zhao_asks("全部", state=dict(first.turn.floor.state))
    rows = [line for line in whole.text.splitlines() if "到期" in line and line[0] in "○●▲■✓"]
    assert len(rows) == len(plan().tasks)
    assert whole.turn
    assert whole.turn.floor is None
    assert all(len(reply.text().encode()) < 2048 for reply in whole.turn.replies)
    pressed = await office.presses(query, office.zhao, first.action("全部"), AT)
    assert pressed.text == whole.text


async def test_an_answer_does_not_take_the_floor_from_another_flow(office: Told) -> None:
    desk = await office.desk(office.zhao, AT)
    await dialogues.keep(office.tx, desk.account_id, Dialogue("schedule", {"draft": 1}), desk.now)
    answer = await office.zhao_asks("12月到期的")
    assert answer.turn
    assert answer.turn.keeps_floor
    assert "全部" in answer.labels()


async def test_a_short_answer_ends_the_floor_of_a_long_one(office: Told) -> None:
    state: dict[str, object] = {"intent": "list_due_soon", "filters": {}, "shown": 0}
    answer = await office.zhao_asks("红灯", state=state)
    assert answer.turn
    assert (answer.turn.floor, answer.turn.keeps_floor) == (None, False)


# ── where a figure comes from ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["第6项依据", "依据 6", "第6项的数据哪来的", "source of 6", "驿站的数是谁报的"])
async def test_a_figure_is_followed_to_the_message(office: Told, text: str) -> None:
    answer = await office.zhao_asks(text)
    assert answer.text.splitlines()[0] == "6 暖心驿站 · 依据（1条填报）"
    line = "4/5家（现行），正常　王某某　11月25日(周五)09:03　R-1125-01　文字填报，已确认　原话：「6 已建4家」"
    assert line in answer.text


async def test_a_correction_and_a_line_taken_back_stay_readable(office: Told) -> None:
    await office.reports(office.wang, Entry(6, "2022", values={BUILT: 3}), at="2022-11-25 11:00", words="不对，是3家")
    wrong = await office.reports(office.wang, Entry(6, "2022", values={BUILT: 5}), at="2022-11-25 11:10", words="5家")
    await progress.retract(await office.desk(office.wang, "2022-11-25 11:12"), wrong.receipt)
    lines = (await office.zhao_asks("第6项依据")).text.splitlines()
    assert lines[0] == "6 暖心驿站 · 依据（3条填报）"
    assert lines[2].startswith("〔已撤销〕5/5家　王某某　11月25日(周五)11:10　R-1125-05")
    assert lines[3].startswith("3/5家（现行）　王某某　11月25日(周五)11:00　R-1125-04")
    assert lines[4].startswith("4/5家，正常　王某某　11月25日(周五)09:03　R-1125-01")


async def test_what_was_recorded_on_the_phone_says_so(office: Told) -> None:
    assert (
        "40%　赵某某　代区社会事业局报　11月25日(周五)10:00　R-1125-03　原话：「电话：3完成40%」"
        in (await office.zhao_asks("依据 3")).text
    )


# ── a liaison's and head's own ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我还有哪些没报", "区科技产业局 本期待报3项"),
        ("谁还没报", "区科技产业局 本期待报3项"),
        ("我牵头的任务", "区科技产业局 牵头6项"),
        ("我们配合的有哪些", "区科技产业局 配合25项"),
        ("第6项进展", "青年人才驿站：4/5家"),
        ("第6项什么时候截止", "2022年12月31日到期"),
        ("第6项依据", "原话：「6 已建4家」"),
        ("第5项进展", "5 归雁 · ○ 未报"),  # supports it
        ("有哪些卡点", "■ 14 小青新扶持　等区法务意见"),
        ("科技局联络员是谁", "联络员：王某某"),
    ],
)
async def test_a_liaison_asks_about_what_is_theirs(office: Told, text: str, expected: str) -> None:
    assert expected in (await office.wang_asks(text)).text


@pytest.mark.parametrize(
    "text",
    [
        "第27项进展",  # neither leads nor supports it
        "第27项依据",
        "大学小镇目标是什么",
        "各部门完成率",
        "社事局还差几项没报",
        "社事局联络员是谁",
        "区社会事业局牵头的任务",
        "团工委牵头的任务",
    ],
)
async def test_what_is_not_theirs_is_refused_without_a_word_about_it(office: Told, text: str) -> None:
    answer = await office.wang_asks(text)
    assert "这超出了您可以查询的范围" in answer.text
    for leak in ("李某某", "50场", "40%", "缺", "办结 "):
        assert leak not in answer.text


async def test_lists_hold_only_what_is_theirs(office: Told) -> None:
    foreign = {one.number for one in plan().tasks if TECH not in (one.lead, *one.supporting)}
    assert foreign
    for text in ("12月到期的", "逾期的有哪些", "黄灯", "总体情况", "今天谁更新了"):
        first = await office.wang_asks(text, "2023-01-04 10:00")
        rows = [line for line in first.text.splitlines() if line[:1] in tuple("○●▲■✓") and line[2:3].isdigit()]
        assert not foreign & {int(row.split()[1]) for row in rows}, text
    assert "仅含区科技产业局牵头或配合的任务" in (await office.wang_asks("总体情况")).text


async def test_a_head_reads_the_department_and_types_nothing(office: Told) -> None:
    answer = await office.hears(query, office.chen, "我还有哪些没报", AT)
    assert "区党群工作部 本期待报8项" in answer.text
    assert answer.labels() == []


async def test_a_right_withdrawn_is_not_used(office: Told) -> None:
    nobody = await office.enter("周某某")
    assert "这超出了您可以查询的范围" in (await office.hears(query, nobody, "逾期的有哪些", AT)).text
