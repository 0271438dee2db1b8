"""WeCom as a channel: what comes in is understood, presses are acknowledged, nothing is said twice or too fast."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.channels.wecom_office import WeComWorld, open_wecom
from tests.peers.wecom import Gateway

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


# ── in ────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_voice_is_words_already(world: WeComWorld) -> None:
    world.person("王").speaks("第六项已经建了四家")
    await world.quiet(1)
    assert "4/5家" in await world.last("王")


async def test_a_message_that_comes_again_is_answered_once(world: WeComWorld) -> None:
    body = world.person("王").says("6 已建4家")
    await world.quiet(1)
    world.gateway.again(body, world.person("王").chat)
    await world.quiet(1)
    assert len(await world.heard("王")) == 1
    await world.says("王", "确认")
    assert [one["task"] for one in await world.rows("SELECT task FROM progress_update")] == [6]


async def test_a_press_that_comes_again_and_one_in_the_flat_form(world: WeComWorld) -> None:
    await world.says("王", "6 已建4家")
    wang = world.person("王")
    card = wang.last
    wang.presses(card.buttons["确认报送"], card, flat=True, msgid="press-1")
    wang.presses(card.buttons["确认报送"], card, msgid="press-1")
    await world.quiet(2)
    assert "已报送1项" in await world.last("王")
    assert len(await world.rows("SELECT id FROM progress_update")) == 1


async def test_files_pictures_and_mixed_messages_become_evidence(world: WeComWorld) -> None:
    wang = world.person("王")
    await world.says("王", "6 已建4家")
    await world.says("王", "确认")
    world.gateway.media.busy = 2  # 503 now and then
    wang.sends("验收 100% 报告.pdf", b"%PDF-1.7 " + b"x" * 5000)
    await world.quiet(1)
    wang.sends("现场.png", PNG, image=True)
    await world.quiet(1)
    wang.sends_mixed("14 滞后 等区法务意见", PNG + b"1", PNG + b"2")
    await world.quiet(2)
    kept = await world.rows("SELECT name, size, failure, content_hash FROM attachment ORDER BY id")
    assert [(one["name"], one["failure"]) for one in kept] == [
        ("验收 100% 报告.pdf", None),
        ("现场.png", None),
        ("0.png", None),
        ("1.png", None),
    ]
    assert [one["size"] for one in kept] == [5009, len(PNG), len(PNG) + 1, len(PNG) + 1]
    assert all(one["content_hash"] for one in kept)


async def test_a_file_whose_address_has_died_is_asked_for_again(world: WeComWorld) -> None:
    wang = world.person("王")
    await world.says("王", "6 已建4家")
    await world.says("王", "确认")
    wang.sends("报告.pdf", b"%PDF-1.7 ....")
    world.gateway.media.expire()
    await world.quiet(1)
    assert [one["failure"] for one in await world.rows("SELECT failure FROM attachment")] == ["HTTP 404"]
    assert "重新" in await world.last("王") or "再发" in await world.last("王")


async def test_what_cannot_be_read_is_said_to_be_so(world: WeComWorld) -> None:
    wang = world.person("王")
    wang._said(wang._body("location", {"name": "x"}, wang.chat), wang.chat, "a place")
    await world.quiet(1)
    assert "读不出内容" in await world.last("王")


async def test_thumbs_with_words_reach_the_admin(world: WeComWorld) -> None:
    world.person("王").rates("数字不对")
    await world.quiet(1)
    assert "数字不对" in await world.last("钱")
    world.person("王").rates(" ")
    world.person("王").says("帮助")
    await world.quiet(1)
    assert len(await world.rows("SELECT id FROM inbox")) == 2, "a thumb alone is nothing to keep"


async def test_a_group_hears_what_all_may_know_and_the_rest_is_answered_alone(world: WeComWorld) -> None:
    group = world.gateway.group("wrGroup-AbC")
    world.person("赵").says("谁还没报", group)
    await world.quiet(1)
    assert group.sees
    before = len(group.shown)
    world.person("王").says("6 已建4家", group)
    await world.quiet(1)
    assert "我这样理解" in await world.last("王")
    assert "私信" in group.sees[-1]
    assert "4/5" not in group.sees[-1]
    world.person("孙").says("第6项进展", group)
    await world.quiet(1)
    assert "暖心驿站" not in "".join(one.text for one in group.shown[before:] if not one.mine)
    assert not any(one.buttons for one in group.shown)


async def test_a_quoted_file_in_a_group_is_taken(world: WeComWorld) -> None:
    await world.says("王", "6 已建4家")
    await world.says("王", "确认")
    wang, group = world.person("王"), world.gateway.group("wrGroup-AbC")
    quote = {"msgtype": "file", "file": wang.enclosed("纪要.docx", b"PK" + b"x" * 100)}
    wang.says("第6项佐证", group, quote=quote)
    await world.quiet(1)
    assert [one["name"] for one in await world.rows("SELECT name FROM attachment")] == ["纪要.docx"]


async def test_entering_the_chat_is_welcomed_and_says_nothing_to_strangers(world: WeComWorld) -> None:
    for who, words in (("孙", "邀请码"), ("王", "帮助")):
        world.person(who).enters()
        person = world.person(who)
        await world.gateway.until(lambda person=person: person.chat.shown, "a welcome")  # type: ignore[misc]
        assert words in person.chat.shown[-1].text
        assert "暖心驿站" not in person.chat.shown[-1].text


# ── onboarding, and who is silent ─────────────────────────────────────────────────────────────────────────


async def test_somebody_binds_with_a_code(world: WeComWorld) -> None:
    invited = await world.says("钱", "邀请 区科技产业局 联络员")
    code = next(line for line in invited.splitlines() if line.startswith("DB-"))
    assert "区科技产业局 联络员" in await world.says("孙", f"绑定 {code}")
    await world.taps("孙", "是")
    assert "已绑定" in await world.says("孙", "孙小妹") or any("已绑定" in one for one in await world.heard("孙"))


async def test_whoever_has_not_spoken_is_told_to_the_coordinator_and_comes_back(world: WeComWorld) -> None:
    world.person("王").chat.open = False
    await world.until("2022-10-21 09:00")
    assert any("王晓明" in one and "企业微信" in one for one in await world.heard("赵"))
    assert "王晓明（企业微信 未激活 ▲）" in await world.says("赵", "人员")
    await world.says("王", "帮助")
    assert "王晓明（企业微信）" in await world.says("赵", "人员")


async def test_a_bot_of_another_number_begins_with_nobody(
    new_sqlite: Callable[[Path], str], tmp_path: Path, gateway: Gateway
) -> None:
    url = new_sqlite(tmp_path)
    async with open_wecom(url, gateway) as world:
        await world.says("赵", "帮助")
    gateway.bot = "aibAnother"
    async with open_wecom(url, gateway) as world:
        states = await world.rows("SELECT DISTINCT state FROM account WHERE person_id IS NOT NULL")
        assert states == [{"state": "gone"}]
        assert "（企业微信 未激活 ▲）" in await world.says("赵", "人员")


# ── presses ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_press_redraws_its_card_in_place(world: WeComWorld) -> None:
    await world.until("2022-10-21 09:00")
    await world.taps("王", "逐项填写")
    below = len(world.person("王").chat.shown)
    assert "2/6" in await world.taps("王", "5家 达标")
    assert len(world.person("王").chat.shown) == below, "no new message"


async def test_a_press_is_acknowledged_within_a_second_while_the_database_is_busy(world: WeComWorld) -> None:
    await world.until("2022-10-21 09:00")
    async with world.duban.database.write():
        wang = world.person("王")
        wang.taps("逐项填写")
        await world.gateway.until(lambda: world.gateway.update_delays, "the acknowledgement")
        assert world.gateway.update_delays[-1] < 1.0
        assert list(wang.last.buttons) == ["已收到"]
    await world.quiet(1)
    assert "1/6" in await world.last("王"), "and the answer comes as a message"


async def test_a_press_after_a_restart_is_answered_and_its_card_redrawn(
    new_sqlite: Callable[[Path], str], tmp_path: Path, gateway: Gateway
) -> None:
    url = new_sqlite(tmp_path)
    async with open_wecom(url, gateway) as world:
        await world.says("王", "6 已建4家")
    async with open_wecom(url, gateway) as world, world.duban.database.write():
        world.person("王").taps("确认报送")
        await gateway.until(lambda: gateway.update_delays, "the acknowledgement")
        assert "我这样理解" in world.person("王").last.text, "its words were looked up"
    assert gateway.violations == []
