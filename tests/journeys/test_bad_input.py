"""Bad input gets one clear answer and changes nothing that counts: no ledger, no rule, no person, no right.

What was said is kept with its update in any case; a figure is stored only after it was read back and confirmed.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels import webchat
from storage import people
from storage import tables as t
from tests.world import ZONE, World
from wording import onboarding
from wording.words import Words

COUNTS = (
    *(t.plan, t.department, t.task, t.task_support, t.milestone, t.indicator),
    *(t.person, t.membership, t.account, t.invitation, t.absence),
    *(t.rule, t.occurrence, t.setting),
    *(t.progress_update, t.measurement, t.attachment, t.review, t.petition, t.contribution, t.milestone_state, t.audit),
)

# What is said, and a part of the answer to each of: a liaison, the coordinator and the admin, a stranger.
UNCLEAR = re.compile("没有读懂|没有(读出|认出)(您说的)?是哪一项")
NOTHING_WAITS = "没有等您确认"
NOT_YOURS = re.compile("不在您的填报范围，没有登记|您说的是哪一项？您的原话已留存")
GO_AWAY = "仅供受邀人员使用"
TOO_LONG = "这条消息太长（最多4000字），没有读取。原文已留存"
Answer = str | re.Pattern[str]
NO_TASK = "没有第999项，本清单共36项"
CASES = {
    "5 000 letters": ("a" * 5000, TOO_LONG, TOO_LONG, TOO_LONG),
    "5 000 characters": ("进" * 5000, TOO_LONG, TOO_LONG, TOO_LONG),
    "5 000 characters, a report among them": ("6 已建4家" + "，很好" * 1700, TOO_LONG, TOO_LONG, TOO_LONG),
    "HTML": ("<b>进展</b><br/>", UNCLEAR, UNCLEAR, GO_AWAY),
    "a script": ("<script>alert(1)</script>", UNCLEAR, UNCLEAR, GO_AWAY),
    "markup and placeholders": ("&lt;x&gt; {name} {0} %s *_`[x](y)", UNCLEAR, UNCLEAR, GO_AWAY),
    "emoji": ("\U0001f389\U0001f468\u200d\U0001f469\u200d\U0001f467", UNCLEAR, UNCLEAR, GO_AWAY),
    "control characters": ("\x01\x02\x07\x1b[31m\x7f", UNCLEAR, UNCLEAR, GO_AWAY),
    "marks of direction": ("\u202e\u2066\u200f\u202c", UNCLEAR, UNCLEAR, GO_AWAY),
    "nothing that is seen": ("\u200b\ufeff\u2060", UNCLEAR, UNCLEAR, GO_AWAY),
    "half a character": ("\ud83d", UNCLEAR, UNCLEAR, GO_AWAY),
    "a very long number": ("9" * 400, UNCLEAR, UNCLEAR, GO_AWAY),
    "SQL": ("'; DROP TABLE progress_update; --", UNCLEAR, UNCLEAR, GO_AWAY),
    "more SQL": ("Robert'); TRUNCATE TABLE person; --", UNCLEAR, UNCLEAR, GO_AWAY),
    "a path": ("../../../../etc/passwd", UNCLEAR, UNCLEAR, GO_AWAY),
    "nothing": ("", UNCLEAR, UNCLEAR, GO_AWAY),
    "spaces": (" \t\n\u3000\u00a0", UNCLEAR, UNCLEAR, GO_AWAY),
    "a yes to nothing": ("确认", NOTHING_WAITS, NOTHING_WAITS, GO_AWAY),
    "a task that is not there": ("第999项 已完成", NO_TASK, NO_TASK, GO_AWAY),
    "somebody else's task": ("12 已完成", NOT_YOURS, "12 智慧样板城市 · ○ 未报", GO_AWAY),
}


async def what_counts(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that bad input must leave alone."""
    async with world.duban.database.read() as tx:
        return {table.name: [tuple(row) for row in await tx.execute(select(table))] for table in COUNTS}


async def presses(world: World, who: str, key: str) -> list[str]:
    """Somebody presses a key, wherever they have it from; returns what the bot has said to them since."""
    before = len(await world.heard(who))
    await webchat.press(world.duban.intake, world.address(who), key, f"press-{key}-{before}")
    await world.quiet()
    return (await world.heard(who))[before:]


async def key_of(world: World, who: str, label: str) -> str:
    """The key of a button in somebody's chat."""
    found = [c["key"] for one in await world.chat(who) for c in one["choices"] if c["label"].startswith(label)]
    return str(found[-1])


# ── texts ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def settled(world: World) -> World:
    """A world in which all four have been met, so that only their words can change anything."""
    for who in ("王", "赵", "钱", "孙"):
        await world.says(who, "你好")
    return world


@pytest.mark.parametrize(("text", "liaison", "office", "stranger"), CASES.values(), ids=CASES)
async def test_bad_words_get_one_clear_answer_and_change_nothing(
    text: str, liaison: Answer, office: Answer, stranger: str, settled: World
) -> None:
    before = await what_counts(settled)
    for who, expected in (("王", liaison), ("赵", office), ("钱", office), ("孙", stranger)):
        heard = len(await settled.heard(who))
        answer = await settled.says(who, text)
        if expected == GO_AWAY:
            assert is_turned_away(answer)
        else:
            assert re.search(expected, answer), answer
        assert len(await settled.heard(who)) == heard + 1
    assert await what_counts(settled) == before


def is_turned_away(answer: str) -> bool:
    """A stranger is answered in the language they wrote in."""
    return any(answer == onboarding.stranger(Words(language, ZONE)).text() for language in ("zh", "en"))


async def test_a_figure_beyond_sense_is_refused_when_it_is_confirmed(world: World) -> None:
    await world.says("王", "23 已落实委托培养对象9999999999999人")
    before = await what_counts(world)
    await world.says("王", "确认")
    assert "超出了合理范围，没有登记" in (await world.heard("王"))[-2]
    assert "还没确认" in await world.last("王"), "what was said is still there to be changed"
    assert await what_counts(world) == before


async def test_control_characters_do_not_hide_a_report(world: World) -> None:
    assert "4/5家" in await world.says("王", "\x016 已\x07建4\x00家\x7f")


async def test_what_looks_like_a_page_is_kept_as_it_was_said(world: World) -> None:
    """It goes out as the text that it is: what draws it escapes it."""
    await world.says("王", "6 已建4家，<b>其他</b>&amp;<script>alert(1)</script>")
    said = [one for one in await world.chat("王") if one["side"] == "me"]
    assert said[-1]["lines"] == ["6 已建4家，<b>其他</b>&amp;<script>alert(1)</script>"]


# ── buttons ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["no-such-key", "", "'; DROP TABLE button; --", "k" * 64, "\x00", "\U0001f389"])
async def test_an_unknown_button(key: str, settled: World) -> None:
    before = await what_counts(settled)
    [told] = await presses(settled, "王", key)
    assert "这个按钮已经失效" in told
    assert "没有改动任何内容" in told
    assert "[全部正常推进]" in told, "on a card that works"
    [told] = await presses(settled, "赵", key)
    assert "这个按钮已经失效" in told
    [told] = await presses(settled, "孙", key)
    assert GO_AWAY in told
    assert await what_counts(settled) == before


async def test_a_button_of_somebody_else(settled: World) -> None:
    await settled.says("王", "6 已建4家")
    await settled.says("李", "你好")
    before = await what_counts(settled)
    confirm = await key_of(settled, "王", "确认报送")
    for who, answer in (("李", "这个按钮已经失效"), ("赵", "这个按钮已经失效"), ("孙", GO_AWAY)):
        assert answer in (await presses(settled, who, confirm))[0]
    assert await what_counts(settled) == before
    assert "已报送" in await settled.taps("王", "确认报送"), "it still works for whom it was made"


async def test_a_button_of_a_card_that_has_moved_on(world: World) -> None:
    await world.says("王", "填报")
    fine = await key_of(world, "王", "全部正常推进")
    await world.taps("王", "逐项填写")
    before = await what_counts(world)
    told = await presses(world, "王", fine)
    assert "这个按钮已经失效" in told[0]
    assert await what_counts(world) == before


async def test_an_old_undo_does_not_take_back_what_came_after(world: World) -> None:
    await world.says("王", "6 已建4家")
    await world.taps("王", "确认报送")
    undo = await key_of(world, "王", "撤销")
    await world.taps("王", "撤销")
    before = await what_counts(world)
    told = await presses(world, "王", undo)
    assert "这个按钮已经失效" in told[0]
    assert await what_counts(world) == before


# ── somebody whose rights were withdrawn ──────────────────────────────────────────────────────────────────


async def test_a_revoked_person_is_answered_like_a_stranger_and_reminded_of_nothing(world: World) -> None:
    await world.until("2022-10-21 09:00")
    await world.says("王", "6 已建4家")
    confirm, fine = await key_of(world, "王", "确认报送"), await key_of(world, "王", "全部正常推进")
    async with world.duban.database.write() as tx:
        account = await people.meet(tx, webchat.PLATFORM, world.address("王"), None)
        assert account.person_id is not None
        await people.revoke(tx, account.person_id, world.clock.now())
    before = await what_counts(world)
    for key in (confirm, fine):
        [told] = await presses(world, "王", key)
        assert GO_AWAY in told
    for text in ("确认", "6 已建5家", "我的任务", "谁还没报", "填报"):
        assert GO_AWAY in await world.says("王", text)
    assert await what_counts(world) == before
    heard = len(await world.heard("王"))
    await world.until("2022-10-27 18:00")
    assert len(await world.heard("王")) == heard
