"""Groups on Telegram: only what speaks to the bot is heard, what is personal is answered in private, addresses move."""

from __future__ import annotations

import pytest

from tests.channels.telegram_office import Office
from tests.peers.bot_api_state import Chat

AT = "@duban_test_bot"


@pytest.fixture
async def group(office: Office) -> Chat:
    """A small group with the bot in it."""
    group = office.api.group("人才专班")
    office.person("赵").adds_bot(group)
    await office.quiet()
    return group


async def test_nobody_is_answered_who_did_not_speak_to_the_bot(office: Office, group: Chat) -> None:
    group.sees_all = True  # as an administrator of the group it would be told everything
    for words in ("早上好", "6 已建4家", "谁还没报", "/mine@other_bot", "写给@other_bot的", "a@duban_test_bot.example"):
        office.person("王").says(words, group)
    await office.quiet()
    assert group.shown == []
    assert await office.rows("SELECT * FROM outbox") == []


async def test_a_question_of_the_office_is_answered_in_the_group(office: Office, group: Chat) -> None:
    office.person("赵").says(f"{AT} 第6项目标", group)
    await office.quiet()
    assert [one.buttons for one in group.shown] == [[]]
    assert "不少于5家" in group.shown[-1].text


@pytest.mark.parametrize("words", [f"/mine{AT}", f"{AT} 我的任务", f"{AT} 6 已建4家"])
async def test_what_is_personal_is_answered_in_private(office: Office, group: Chat, words: str) -> None:
    wang = office.person("王")
    wang.says(words, group)
    await office.quiet()
    assert len(group.shown) == 1
    assert AT in group.shown[-1].text
    assert "暖心驿站" not in group.shown[-1].text
    assert "暖心驿站" in wang.last.text


async def test_a_report_from_a_group_is_confirmed_in_private(office: Office, group: Chat) -> None:
    office.person("王").says(f"{AT} 6 已建4家", group)
    await office.quiet()
    await office.taps("王", "确认报送")
    assert [one["task"] for one in await office.rows("SELECT task FROM progress_update")] == [6]


async def test_a_code_is_not_spent_in_a_group(office: Office, group: Chat) -> None:
    said = await office.says("赵", "邀请 区党政办 联络员")
    code = next(word for word in said.split() if word.startswith("DB-")).rstrip("”。")
    office.person("孙").says(f"/start{AT} {code}", group)
    await office.quiet()
    assert await office.rows("SELECT used_at FROM invitation") == [{"used_at": None}]
    assert "区党政办" not in group.shown[-1].text
    assert code not in group.shown[-1].text


async def test_strangers_in_a_group_learn_nothing(office: Office, group: Chat) -> None:
    office.person("孙").says(f"{AT} 谁还没报", group)
    await office.quiet()
    told = "\n".join(one.text for one in group.shown)
    assert told
    assert "区" not in told


async def test_a_liaison_who_blocked_the_bot_is_not_bared_in_the_group(office: Office, group: Chat) -> None:
    wang = office.person("王")
    wang.blocks()
    wang.says(f"/mine{AT}", group)
    await office.quiet()
    assert len(wang.sees) == 0
    assert "暖心驿站" not in "\n".join(one.text for one in group.shown)


async def test_the_answer_stands_in_the_topic_of_the_question(office: Office) -> None:
    forum = office.api.group("督办", forum=True)
    zhao = office.person("赵")
    zhao.adds_bot(forum)
    forum.topics |= {7, 9}
    for topic in (7, 9, None):
        zhao.says(f"{AT} 第6项目标", forum, thread=topic)
        await office.quiet()
    assert [one.thread for one in forum.shown] == [7, 9, None]
    forum.topics.remove(7)
    zhao.says(f"{AT} 第6项目标", forum, thread=9)
    await office.quiet()
    assert [one.thread for one in forum.shown] == [7, 9, None, 9]


async def test_a_group_that_moved_while_an_answer_was_on_its_way(office: Office, group: Chat) -> None:
    """Telegram refuses the old address and names the new one: sent once more, and remembered."""
    zhao = office.person("赵")
    zhao.says(f"{AT} 第6项目标", group)
    moved = zhao.upgrades(group)
    await office.quiet()
    assert len(moved.shown) + len(group.shown) == 1
    zhao.says(f"{AT} 第6项目标", moved)
    await office.quiet()
    assert len(moved.shown) == 2 - len(group.shown)
    addresses = await office.rows("SELECT address FROM account WHERE address LIKE '-%' AND state = 'active'")
    assert addresses == [{"address": str(moved.id)}]
    assert await office.rows("SELECT DISTINCT state FROM outbox") == [{"state": "sent"}]


async def test_a_group_that_moved_unnoticed(office: Office, group: Chat) -> None:
    """Nobody told the bot: the refusal alone carries the new address."""
    zhao = office.person("赵")
    zhao.says(f"{AT} 第6项目标", group)
    await office.quiet()
    waiting = len(office.api.updates.queue)
    moved = zhao.upgrades(group)
    office.api.updates.queue = office.api.updates.queue[:waiting]
    zhao.chat.reached = True
    group.moved_to, moved.reached = None, True
    zhao.says(f"{AT} 第14项目标", group)
    group.moved_to = moved
    await office.quiet()
    assert len(moved.shown) == 1
    addresses = await office.rows("SELECT address FROM account WHERE address LIKE '-%'")
    assert addresses == [{"address": str(moved.id)}]


async def test_out_of_a_group_nothing_is_tried_any_more(office: Office, group: Chat) -> None:
    zhao = office.person("赵")
    zhao.says(f"{AT} 第6项目标", group)
    await office.quiet()
    zhao.removes_bot(group)
    await office.quiet()
    assert await office.rows("SELECT state FROM account WHERE address LIKE '-%'") == [{"state": "gone"}]
    assert len(zhao.sees) == 0
