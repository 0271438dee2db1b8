"""What people do on Telegram every day: they come by a link, press buttons, send what they like, see their menu."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.channels import telegram_menus
from tests.channels.telegram_office import Office
from tests.peers.bot_api import Fault

LINK = re.compile(r"https://t\.me/duban_test_bot\?start=([\w-]+)")


# ── coming ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_link_brings_somebody_in(office: Office) -> None:
    said = await office.says("赵", "邀请 区党政办 联络员")
    link = LINK.search(said)
    assert link is not None
    sun = office.person("孙")
    sun.start(link[1])
    await office.quiet()
    assert "区党政办 联络员" in sun.last.text
    assert sun.last.buttons == ["是", "不是我"]
    await office.taps("孙", "是")
    assert "区党政办" in "\n".join(sun.sees)
    bound = await office.rows(
        "SELECT p.name FROM account a JOIN person p ON p.id = a.person_id WHERE a.address = '106'"
    )
    assert bound == [{"name": "孙某"}]

    wang = office.person("王")
    wang.start(link[1])
    await office.quiet()
    assert "邀请码" in wang.last.text
    assert "是" not in wang.last.buttons


async def test_start_and_help_suit_whoever_asks(office: Office) -> None:
    office.person("孙").start()
    await office.quiet()
    assert "邀请码" in office.person("孙").last.text
    liaison, coordinator = await office.says("王", "/help"), await office.says("赵", "/help")
    assert liaison != coordinator
    for who in ("王", "赵", "钱", "陈"):
        office.person(who).start()
        await office.quiet()
        assert "邀请码发给我" not in office.person(who).last.text


async def test_menus_follow_the_roles(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_menus, "PAUSE", 0.0)
    menu = office.api.profile.menu
    wang, zhao, sun = (office.person(who).chat for who in "王赵孙")
    await office.says("王", "/help")
    await office.says("赵", "/help")
    await office.api.until(lambda: "report" in menu(wang) and "unreported" in menu(zhao), "menus")
    assert menu(sun) == ["start", "help"]
    assert menu(sun, "en") == ["start", "help"]
    await office.says("王", "/language en")
    english = ("chat", wang.id, "")
    await office.api.until(lambda: "Report" in str(office.api.profile.menus[english]), "an English menu")


# ── cards ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_card_is_walked_through_in_place(office: Office) -> None:
    await office.until("2022-10-21 09:00")
    wang = office.person("王")
    card = wang.last
    assert card.buttons == ["全部正常推进", "逐项填写", "稍后提醒", "转交同事"]
    await office.taps("王", "逐项填写")
    assert card.text.startswith("1/6 · 6 暖心驿站")
    await office.taps("王", "5家 达标")
    assert card.text.startswith("2/6")
    assert wang.chat.shown == [card]
    assert len(office.api.made("editMessageText", wang.id)) == 2
    kept = await office.rows("SELECT task FROM progress_update")
    assert kept == [{"task": 6}]


async def test_every_press_is_answered_once(office: Office) -> None:
    await office.until("2022-10-21 09:00")
    wang = office.person("王")
    queries = [wang.taps("稍后提醒"), wang.taps("逐项填写")]
    await office.quiet()
    await office.api.until(lambda: all(len(one.answers) == 1 for one in queries), "answers to the presses")


async def test_a_press_that_can_no_longer_be_answered_still_counts(office: Office) -> None:
    await office.until("2022-10-21 09:00")
    wang = office.person("王")
    wang.taps("逐项填写").pressed_at -= 3600
    await office.quiet()
    assert wang.last.text.startswith("1/6")
    await office.api.until(lambda: office.api.made("answerCallbackQuery"))


async def test_pressing_twice_in_a_hurry_counts_once(office: Office) -> None:
    await office.until("2022-10-21 09:00")
    wang = office.person("王")
    await office.taps("王", "逐项填写")
    key = wang.last.key("5家")
    assert key is not None
    wang.presses(key, wang.last)
    wang.presses(key, wang.last)
    await office.quiet()
    assert [one["task"] for one in await office.rows("SELECT task FROM progress_update")] == [6]
    assert await office.rows("SELECT DISTINCT state FROM outbox") == [{"state": "sent"}]


async def test_redrawing_what_stands_there_is_a_success(office: Office) -> None:
    """The connection was lost after the redrawing: drawn again, it is "not modified"."""
    await office.until("2022-10-21 09:00")
    office.api.faults.next("editMessageText", Fault.DROP_AFTER)
    await office.taps("王", "逐项填写")
    await office.later(2)
    edits = office.api.made("editMessageText")
    assert [one.outcome.partition(":")[2][:24] for one in edits] == ["", " message is not modified"]
    assert [one.text[:3] for one in office.person("王").chat.shown] == ["1/6"]
    assert await office.rows("SELECT DISTINCT state FROM outbox") == [{"state": "sent"}]


async def test_a_card_that_cannot_be_edited_comes_anew(office: Office) -> None:
    await office.until("2022-10-21 09:00")
    wang = office.person("王")
    old = wang.last
    old.sealed = True
    await office.taps("王", "逐项填写")
    assert wang.last is not old
    assert wang.last.text.startswith("1/6")
    await office.taps("王", "5家 达标")
    assert [one.text[:3] for one in wang.chat.shown] == [old.text[:3], "2/6"]


# ── buttons that are not, or no longer, good ──────────────────────────────────────────────────────────────


async def test_another_persons_button_does_nothing(office: Office) -> None:
    """Forwarded, or read off somebody's screen: the key belongs to one account."""
    await office.until("2022-10-21 09:00")
    key = office.person("王").last.key("全部正常推进")
    assert key is not None
    for who in ("李", "赵", "钱"):
        person = office.person(who)
        before = len(person.sees)
        person.presses(key, office.person("王").last)
        await office.quiet()
        assert len(person.sees) > before
        assert "区科技产业局" not in "".join(person.sees[before:])
    sun = office.person("孙")
    sun.start()
    sun.presses(key, office.person("王").last)
    await office.quiet()
    assert "邀请码" in sun.last.text
    assert await office.rows("SELECT * FROM progress_update") == []


@pytest.mark.parametrize("forged", ["k", "1", "flow:report", "区" * 21, "'; DROP TABLE inbox; --"])
async def test_a_forged_button_gets_a_polite_answer(office: Office, forged: str) -> None:
    await office.until("2022-10-21 09:00")
    wang = office.person("王")
    wang.presses(forged, wang.last)
    await office.quiet()
    assert wang.last.text
    assert "失败" not in wang.last.text
    assert await office.rows("SELECT * FROM progress_update") == []


async def test_a_button_of_an_old_card_does_nothing_wrong(office: Office) -> None:
    await office.until("2022-10-21 09:00")
    wang = office.person("王")
    old = wang.last
    stale = {label: old.key(label) for label in old.buttons}
    await office.says("王", "6 已建4家;14滞后 等区法务意见;其余正常")
    confirm = wang.last.key("确认报送")
    assert confirm is not None
    card = wang.last
    wang.presses(confirm, card)
    await office.quiet()
    ledger = "SELECT task, kind, receipt FROM progress_update ORDER BY id"
    kept = await office.rows(ledger)
    assert len(kept) == 6
    wang.presses(confirm, card)
    for key in (stale["全部正常推进"], stale["稍后提醒"], stale["逐项填写"]):
        assert key is not None
        wang.presses(key, old)
        await office.quiet()
        assert wang.last.text
    assert [one["task"] for one in await office.rows(ledger)][:6] == [one["task"] for one in kept]
    figures = await office.rows("SELECT value FROM measurement ORDER BY id DESC LIMIT 1")
    assert [one["value"] for one in figures] == [4.0], "the figure that was confirmed stands"


# ── what people send ──────────────────────────────────────────────────────────────────────────────────────

HOSTILE = '6 已建4家 <b>&lt;区&gt;</b> </i> & "A" <script>'


async def test_what_people_write_is_no_markup(office: Office) -> None:
    said = await office.says("王", HOSTILE)
    assert [one.outcome for one in office.api.made("sendMessage")] == ["ok"]
    assert "4/5家" in said


async def test_what_telegram_cannot_parse_goes_plain(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should Telegram ever read its marks differently, people still get their words."""
    real = office.api.state
    from tests.peers import bot_api_sending, bot_api_text
    from tests.peers.bot_api_rules import bad

    def picky(text: str, parse_mode: str, entities: object = None) -> tuple[str, list[dict[str, object]]]:
        if parse_mode:
            raise bad('can\'t parse entities: Unsupported start tag "b" at byte offset 0')
        return bot_api_text.formatted(text, parse_mode, entities)

    monkeypatch.setattr(bot_api_sending, "formatted", picky)
    said = await office.says("王", "6 已建4家")
    assert "4/5家" in said
    assert "<b>" not in said
    assert real.chats[101].shown[-1].buttons == ["确认报送", "改一项", "取消"]
    await office.taps("王", "取消")
    assert len(office.person("王").chat.shown) == 1


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("photo", "已收到附件"),
        ("document", "4/5家"),
        ("own contact", "不需要您的电话号码"),
        ("foreign contact", "这是别人的名片"),
        ("edited", "4/5家"),
    ],
)
async def test_everything_gets_an_answer_and_nothing_a_wrong_effect(office: Office, what: str, answer: str) -> None:
    wang = office.person("王")
    match what:
        case "photo":
            wang.sends("现场.jpg", b"\xff\xd8\xff", photo=True)
        case "document":
            wang.sends("台账.xlsx", b"PK", "6 已建4家")
        case "own contact":
            wang.shares_contact()
        case "foreign contact":
            wang.shares_contact(office.person("李"))
        case "edited":
            message = wang.says("你好")
            await office.quiet()
            wang.edits(message, "6 已建4家")
    await office.quiet()
    assert answer in wang.last.text
    assert await office.rows("SELECT * FROM progress_update") == []
    assert await office.rows("SELECT failure FROM inbox WHERE failure IS NOT NULL OR handled_at IS NULL") == []


async def test_strangers_learn_nothing(office: Office) -> None:
    sun = office.person("孙")
    for words in ("谁还没报", "/people", "第6项进展", "/unreported@duban_test_bot"):
        assert "邀请码" in await office.says("孙", words)
    sun.sends("现场.jpg", b"\xff\xd8\xff", "谁还没报", photo=True)
    await office.quiet()
    told = "\n".join(sun.sees)
    assert not [one for one in ("暖心驿站", "区科技产业局", "王晓明") if one in told]


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}, "键盘上的麦克风"),
        ({"video_note": {"file_id": "n", "file_unique_id": "n", "duration": 3, "length": 240}}, "键盘上的麦克风"),
        ({"dice": {"emoji": "x", "value": 3}}, "读不出内容"),
    ],
)
async def test_what_cannot_be_read_gets_an_honest_sentence(office: Office, media: dict[str, Any], words: str) -> None:
    wang = office.person("王")
    wang._sent(wang.chat, media=media)
    await office.quiet()
    assert words in wang.last.text
    assert "没有登记" in wang.last.text
