"""From a stranger to somebody."""

from __future__ import annotations

import pytest

from bot.flows import checkin, onboarding
from bot.turn import Floor, Here, Step, Turn
from domain.errors import Refused
from domain.messages import Outgoing
from domain.people import GUEST, Membership, Person, Role
from services.people import Checked
from tests.bot.dialogue import ADMIN, LIAISON, drive, here, plan, told

CODE = "DB-0123-4567-89AB-CDEF-GHJK"
WANG = Membership(Role.LIAISON, "区科技产业局")
HEAD = Membership(Role.HEAD, "区科技产业局")


@pytest.fixture(autouse=True)
def a_plain_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """The card itself is the check-in's business: here it is one line."""

    def open_card(here: Here, department: str | None = None) -> Step:
        yield from ()
        return Turn((Outgoing(title=f"填报卡 {here.person.name} {department}"),))

    monkeypatch.setattr(checkin, "open_card", open_card)


@pytest.mark.parametrize(
    "said",
    [
        f"/start {CODE}",
        f"绑定 {CODE}",
        f"绑定{CODE}",
        f"bind {CODE}",
        f"邀请码：{CODE}",
        CODE,
        CODE.lower(),
        "db0123456789abcdefghjk",
        "DB 0123 4567 89AB CDEF GHJK",
        "ＤＢ－0123－4567－89AB－CDEF－GHJK",
        "DB-O123-4567-89AB-CDEF-GHJK",  # a letter O where a zero stands
    ],
)
def test_a_code_in_any_shape_asks_who_one_is(said: str) -> None:
    spoken = drive(told(onboarding, said, {}, here(GUEST, said)), Checked(WANG))
    assert "您将以【区科技产业局 联络员】身份接收提醒" in spoken.text
    assert spoken.labels() == ["是", "不是我"]
    assert spoken.action("是") == {"flow": "onboarding", "do": "yes", "code": CODE}


def test_yes_binds_and_welcomes_a_liaison_with_the_first_card() -> None:
    person = Person(9, "王小明", "zh", (WANG,))
    action = {"flow": "onboarding", "do": "yes", "code": CODE}
    spoken = drive(onboarding.press(action, here(GUEST, name="王小明", card="bind:7")), (person, WANG), False)
    assert spoken.calls == (("redeem", (CODE, "王小明")), ("ask_one", (9, "区科技产业局")))
    assert spoken.text.startswith("王小明，您好！已绑定：区科技产业局 联络员 ✓")
    assert "填报卡 王小明 区科技产业局" in spoken.text
    assert spoken.turn
    assert spoken.turn.replies[0].card == "bind:7"


@pytest.mark.parametrize(
    ("membership", "expected"),
    [
        (HEAD, "抄送您"),
        (Membership(Role.COORDINATOR), "谁还没报"),
        (Membership(Role.ADMIN), "提醒列表"),
        (Membership(Role.LIAISON, "区科技产业局", backup=True), "您是B角"),
    ],
)
def test_the_welcome_suits_the_role(membership: Membership, expected: str) -> None:
    person = Person(9, "陈", "zh", (membership,))
    action = {"flow": "onboarding", "do": "yes", "code": CODE}
    nothing_to_confirm = [False] if membership.role is Role.LIAISON else []
    spoken = drive(onboarding.press(action, here(GUEST)), (person, membership), *nothing_to_confirm)
    assert expected in spoken.text
    assert ("填报卡" in spoken.text) == (membership.role is Role.LIAISON)


def test_who_has_no_name_is_asked_for_it() -> None:
    asked = drive(onboarding.press({"flow": "onboarding", "do": "yes", "code": CODE}, here(GUEST, name=None)))
    assert "怎么称呼" in asked.text
    assert asked.turn
    assert asked.turn.floor == Floor("onboarding", {"expects": "name", "code": CODE})
    state = asked.turn.floor.state
    person = Person(9, "王小明", "zh", (HEAD,))
    bound = drive(told(onboarding, "王小明", state, here(GUEST, "王小明", name=None)), (person, HEAD))
    assert bound.calls == (("redeem", (CODE, "王小明")),)
    said = drive(told(onboarding, "我叫王小明", state, here(GUEST, name=None)), (person, HEAD))
    assert said.calls == (("redeem", (CODE, "王小明")),)
    other = drive(told(onboarding, "我的信息", state, here(GUEST, name=None)))
    assert "怎么称呼" in other.text
    again = drive(told(onboarding, "13800001234", state, here(GUEST, "13800001234", name=None)))
    assert "没有读出姓名" in again.text
    assert again.turn
    assert again.turn.floor
    assert again.turn.floor.state == state


@pytest.mark.parametrize(("said", "expected"), [("是", "已绑定"), ("确认", "已绑定"), ("不是我", "没有绑定")])
def test_yes_and_no_may_be_typed(said: str, expected: str) -> None:
    state = {"asks": "confirm", "consent": True, "code": CODE}
    answers = [(Person(9, "陈", "zh", (HEAD,)), HEAD)] if expected == "已绑定" else []
    assert expected in drive(told(onboarding, said, state, here(GUEST, said)), *answers).text


def test_a_wrong_code_gives_no_hint_and_too_many_are_told() -> None:
    assert "无效、已用过或已过期" in drive(told(onboarding, "绑定 DB-1", {}, here(GUEST)), Checked(None)).text
    assert "一小时后再试" in drive(told(onboarding, CODE, {}, here(GUEST)), Checked(None, wait=True)).text


def test_a_code_spent_meanwhile_is_refused_in_one_sentence() -> None:
    action = {"flow": "onboarding", "do": "yes", "code": CODE}
    spoken = drive(onboarding.press(action, here(GUEST)), Refused("bad_invitation"))
    assert "无效、已用过或已过期" in spoken.text


@pytest.mark.parametrize("said", ["第6项进展怎么样", "谁还没报", "/start", "帮助", "/people", "hello", "6 已建4家", ""])
def test_a_stranger_hears_one_sentence_and_nothing_of_the_plan(said: str) -> None:
    spoken = drive(told(onboarding, said, {}, here(GUEST, said)))
    assert spoken.turn
    assert len(spoken.turn.replies) == 1
    assert not spoken.labels()
    names = [task.short for task in plan().tasks] + [one.name for one in plan().departments] + [plan().title]
    assert not [name for name in names if name in spoken.text]


def test_a_stranger_who_writes_english_is_answered_in_english() -> None:
    assert "invitation code" in drive(told(onboarding, "hello there", {}, here(GUEST))).text
    assert drive(onboarding.greet(here(GUEST))).text.startswith("您好")


def test_a_code_in_a_group_is_not_used() -> None:
    spoken = drive(told(onboarding, CODE, {}, here(GUEST, CODE, private=False)))
    assert "私聊" in spoken.text
    assert spoken.calls == ()


def test_who_is_known_may_get_a_further_role_and_is_not_asked_for_a_name() -> None:
    spoken = drive(told(onboarding, CODE, {}, here(ADMIN, CODE)), Checked(WANG))
    assert "钱某某" in spoken.text
    both = Person(4, "钱某某", "zh", (*ADMIN.memberships, WANG))
    bound = drive(onboarding.press(spoken.action("是"), here(ADMIN, name=None)), (both, WANG), False)
    assert "已绑定：区科技产业局 联络员" in bound.text


def test_other_words_of_the_known_are_not_for_this_flow() -> None:
    assert drive(told(onboarding, "6 已建4家", {}, here(LIAISON))).turn is None
