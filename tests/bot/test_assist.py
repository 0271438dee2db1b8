"""Help, small talk, quiet hours, feedback, cautions, and the last resort."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.flows import assist, checkin
from bot.turn import Floor, Here, Step, Turn
from domain.messages import Outgoing
from domain.people import Person
from language.meanings import Unread
from services.quiet import Quiet
from tests.bot.dialogue import ADMIN, COORDINATOR, HEAD, LIAISON, drive, here, told

MONDAY = datetime(2022, 11, 28, 0, 0, tzinfo=UTC)
DUE = datetime(2022, 11, 25, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("person", "said", "expected", "absent"),
    [
        (LIAISON, "帮助", "发“填报”打开卡片", "谁还没报"),
        (LIAISON, "/help", "这个转给张三办", "提醒列表"),
        (HEAD, "?", "本部门进展", "发“填报”"),
        (COORDINATOR, "help", "谁还没报", "发“填报”"),
        (ADMIN, "你能做什么", "提醒列表", "发“填报”"),
        (Person(9, "孙", "zh", (*LIAISON.memberships, *ADMIN.memberships)), "帮助", "提醒列表", "代报"),
    ],
)
def test_help_suits_the_role(person: Person, said: str, expected: str, absent: str) -> None:
    spoken = drive(told(assist, said, {}, here(person, said)))
    assert expected in spoken.text
    assert absent not in spoken.text
    assert spoken.turn
    assert spoken.turn.keeps_floor


def test_start_of_somebody_known_greets_and_helps() -> None:
    assert "王某某，您好！您的身份：区科技产业局 联络员" in drive(told(assist, "/start", {}, here(LIAISON))).text


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("在吗", "我在"),
        ("您好！", "我在"),
        ("谢谢", "不客气"),
        ("收到，谢谢", "不客气"),
        ("收到", "好的。"),
        ("OK", "好的。"),
    ],
)
def test_small_talk_is_short_and_takes_no_floor(said: str, expected: str) -> None:
    spoken = drive(told(assist, said, {}, here(LIAISON, said)))
    assert expected in spoken.text
    assert spoken.turn
    assert spoken.turn.keeps_floor


@pytest.mark.parametrize(
    ("person", "labels"),
    [
        (LIAISON, ["填报本期进展", "我的任务", "帮助", "作为意见转给管理员"]),
        (COORDINATOR, ["谁还没报", "待办", "逾期的有哪些", "各部门完成率", "帮助", "作为意见转给管理员"]),
        (ADMIN, ["提醒列表", "人员", "帮助", "作为意见转给管理员"]),
    ],
)
def test_the_last_resort_says_so_and_offers_by_role(person: Person, labels: list[str]) -> None:
    spoken = drive(told(assist, "天气不错啊", {}, here(person)))
    assert "没有读懂" in spoken.text
    assert "原话已留存" in spoken.text
    assert spoken.labels() == labels


def test_the_last_resort_offers_the_nearest_tasks_within_six_buttons() -> None:
    spoken = drive(assist.hear(Unread((6,)), {}, here(COORDINATOR)))
    assert len(spoken.labels()) <= 6
    assert spoken.labels()[0].startswith("第6项")
    own = drive(assist.hear(Unread((6,)), {}, here(LIAISON)))
    wanted = {"flow": "checkin", "do": "change_one", "department": "区科技产业局", "task": 6}
    assert own.action("第6项") == wanted


def test_what_was_not_understood_can_be_passed_on() -> None:
    spoken = drive(told(assist, "食堂几点开饭", {}, here(LIAISON)))
    sent = drive(assist.press(spoken.action("作为意见"), here(LIAISON)), 1)
    name, (words, notice) = sent.calls[0]
    assert (name, words) == ("send", "食堂几点开饭")
    assert "意见 · 王某某（区科技产业局 联络员）\n食堂几点开饭" in notice.text()
    assert "已原样转给管理员" in sent.text


def test_feedback_at_once_or_in_the_next_message() -> None:
    assert drive(told(assist, "意见：提醒太早", {}, here(LIAISON)), 1).calls[0][1][0] == "提醒太早"
    asked = drive(told(assist, "/feedback", {}, here(LIAISON)))
    assert asked.turn
    assert asked.turn.floor == Floor("assist", {"expects": "remark", "consent": True})
    state = asked.turn.floor.state
    assert drive(told(assist, "提醒太早", state, here(LIAISON)), 0).text.startswith("谢谢您的意见，已留存")
    assert drive(told(assist, "取消", state, here(LIAISON))).text == "好的，没有转。"
    assert drive(told(assist, "人员", state, here(LIAISON))).turn is None  # a command of another flow


def test_quiet_shows_the_hours_and_can_be_chosen_and_ended() -> None:
    shown = drive(told(assist, "免打扰", {}, here(LIAISON)), Quiet(None, DUE, (MONDAY,)))
    assert "工作日8:00-20:00" in shown.text
    assert "本期报送截止11月25日(周五)17:30" in shown.text
    assert shown.labels() == ["11月28日(周一)08:00"]
    rested = drive(assist.press(shown.action("11月28日"), here(LIAISON)), Quiet(MONDAY, DUE, (MONDAY,)))
    assert rested.calls == (("rest", (MONDAY,)),)
    assert "已暂停到11月28日(周一)08:00" in rested.text
    assert "▲ 本期报送截止11月25日(周五)17:30，在暂停期内" in rested.text  # never silently past the deadline
    assert drive(assist.press(rested.action("恢复提醒"), here(LIAISON)), None).text == "好的，提醒已恢复。"
    assert drive(told(assist, "免打扰 关", {}, here(LIAISON)), None).calls[0][0] == "wake"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("免打扰到下周三", date(2022, 11, 30)),
        ("免打扰 12月1日", date(2022, 12, 1)),
        ("免打扰3天", date(2022, 11, 28)),
        ("别提醒我了，到11月28日", date(2022, 11, 28)),
        ("免打扰今天", date(2022, 11, 25)),
        ("quiet until Friday", date(2022, 11, 25)),
        ("quiet until next Monday", date(2022, 11, 28)),
    ],
)
def test_quiet_until_a_day(said: str, day: date) -> None:
    spoken = drive(told(assist, said, {}, here(LIAISON, said)), Quiet(MONDAY, None, ()))
    assert spoken.calls == (("rest_to", (day,)),)


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("此件为内部资料，第6项4家", True),
        ("机密\u260510年", True),
        ("【内部】6 已建4家", True),
        ("附件是秘密级文件", True),
        ("top secret: task 6", True),
        ("6 内部装修完成60%", False),
        ("14 卡在内部审批", False),
        ("6 已建4家", False),
        ("部门内部协调中", False),
    ],
)
def test_marks_of_secrecy_are_warned_about(said: str, marked: bool) -> None:
    assert (assist.caution(said, here(LIAISON)) is not None) is marked


def test_an_old_button_gets_one_sentence_and_a_liaison_a_fresh_card(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_card(here: Here, department: str | None = None) -> Step:
        yield from ()
        return Turn((Outgoing(title="填报卡"),))

    monkeypatch.setattr(checkin, "open_card", open_card)
    stale = drive(assist.stale(here(LIAISON)))
    assert stale.text.startswith("填报卡\n这个按钮已经失效")
    assert stale.turn is not None
    assert len(stale.turn.replies) == 1
    assert drive(assist.stale(here(COORDINATOR))).text.count("\n") == 0
