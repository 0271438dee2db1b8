"""The roster, invitations, revoking, and what everybody may do with their own data."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.flows import people
from domain.errors import NotAllowed, NotFound
from domain.people import Membership, Person, Role
from services.people import Invited, Listed
from storage.people import Account
from tests.bot.dialogue import ADMIN, COORDINATOR, LIAISON, drive, here, told

WANG = Membership(Role.LIAISON, "区科技产业局")
CODE = "DB-0123-4567-89AB-CDEF-GHJK"
ENDS = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
ACCOUNT = Account(1, "telegram", "42", 1, "wang")


def test_the_roster_lists_people_and_marks_who_is_missing() -> None:
    listed = (Listed(LIAISON, ACCOUNT), Listed(COORDINATOR, None), Listed(ADMIN, None, "wecom"))
    invited = (Membership(Role.LIAISON, "区商务局"), Membership(Role.LIAISON, "区商务局"))
    spoken = drive(told(people, "人员", {}, here(COORDINATOR)), listed, invited)
    assert "已邀请、未激活：区商务局 联络员\n" in spoken.text
    assert "人员 · 共3人" in spoken.text
    assert "管理员 钱某某（企业微信 未激活 ▲）" in spoken.text
    assert "区科技产业局　联络员 王某某（Telegram）" in spoken.text
    assert "统筹人员 赵某某（未绑定 ▲）" in spoken.text
    assert "▲ 尚无联络员：" in spoken.text
    assert "区科技产业局" not in spoken.text.partition("▲ 尚无联络员")[2]
    assert len(spoken.labels()) == 5
    label = spoken.labels()[0]
    department = label.removeprefix("邀请 ")
    offered = Invited(CODE, Membership(Role.LIAISON, department), ENDS)
    pressed = drive(people.press(spoken.action(label), here(COORDINATOR)), offered)
    assert pressed.calls == (("offer", (Membership(Role.LIAISON, department),)),)


@pytest.mark.parametrize(
    ("said", "membership"),
    [
        ("邀请 区科技产业局 联络员", WANG),
        ("邀请科技局联络员", WANG),
        ("邀请 科技局 联络员 B角", Membership(Role.LIAISON, "区科技产业局", backup=True)),
        ("邀请住建局责任领导", Membership(Role.HEAD, "区住房城乡建设局")),
        ("邀请 统筹人员", Membership(Role.COORDINATOR)),
        ("invite coordinator", Membership(Role.COORDINATOR)),
        ("/invite 区团工委 liaison", Membership(Role.LIAISON, "区团工委")),
    ],
)
def test_an_invitation_shows_code_expiry_and_how_to_redeem(said: str, membership: Membership) -> None:
    link = f"https://t.me/duban_bot?start={CODE}"
    spoken = drive(told(people, said, {}, here(COORDINATOR, said)), Invited(CODE, membership, ENDS, link))
    assert spoken.calls == (("offer", (membership,)),)
    for expected in (CODE, f"“绑定 {CODE}”", "2026年3月9日", link):
        assert expected in spoken.text


def test_a_department_alone_asks_for_the_role() -> None:
    spoken = drive(told(people, "邀请 区团工委", {}, here(COORDINATOR)))
    assert spoken.labels() == ["联络员", "责任领导"]
    invited = Invited(CODE, Membership(Role.HEAD, "区团工委"), ENDS)
    pressed = drive(people.press(spoken.action("责任领导"), here(COORDINATOR)), invited)
    assert pressed.calls == (("offer", (Membership(Role.HEAD, "区团工委"),)),)


@pytest.mark.parametrize(
    "said", ["邀请专家12名", "邀请了3家企业路演", "6 已建4家", "人员已到位", "停用 S-3", "好的", "语言文字规范化"]
)
def test_reports_and_orders_for_others_are_left_to_them(said: str) -> None:
    assert drive(told(people, said, {}, here(COORDINATOR, said))).turn is None


def test_an_unknown_department_and_a_missing_right_are_refused() -> None:
    with pytest.raises(NotFound, match="no_such_department"):
        drive(told(people, "邀请 区文化站 联络员", {}, here(COORDINATOR)))
    with pytest.raises(NotAllowed):
        drive(told(people, "邀请 区团工委 联络员", {}, here(LIAISON)))
    with pytest.raises(NotAllowed):
        drive(told(people, "人员", {}, here(LIAISON)), NotAllowed("not_allowed"))


def test_revoking_asks_first_and_names_what_is_left_open() -> None:
    asked = drive(told(people, "停用 王某某", {}, here(ADMIN)), (LIAISON,))
    assert "停用 王某某？" in asked.text
    assert asked.labels() == ["停用", "取消"]
    done = drive(people.press(asked.action("停用"), here(ADMIN, card="people:7")), LIAISON, (Listed(ADMIN, None),))
    assert done.calls[0] == ("revoke", (1,))
    assert "已停用 王某某" in done.text
    assert "▲ 尚无联络员：区科技产业局" in done.text
    kept = drive(people.press(asked.action("取消"), here(ADMIN, card="people:7")))
    assert (kept.text, kept.calls) == ("好的，没有改动。", ())


def test_of_several_with_a_name_one_is_chosen() -> None:
    other = Person(8, "王某某", "zh", (Membership(Role.HEAD, "区团工委"),))
    asked = drive(told(people, "停用 王某某", {}, here(ADMIN)), (LIAISON, other))
    assert asked.labels() == ["王某某 区科技产业局 联络员", "王某某 区团工委 责任领导"]
    chosen = asked.action("王某某 区团工委")
    confirm = drive(people.press(chosen, here(ADMIN)), (Listed(LIAISON, None), Listed(other, None)))
    assert confirm.action("停用") == {"flow": "people", "do": "revoke", "person": 8}
    assert "没有叫“孙”的人" in drive(told(people, "停用 孙", {}, here(ADMIN)), ()).text
    assert drive(told(people, "停用 王某某", {}, here(LIAISON))).turn is None


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("English", "en"),
        ("/language en", "en"),
        ("切换到英文", "en"),
        ("中文", "zh"),
        ("/language zh", "zh"),
        ("switch to English", "en"),
    ],
)
def test_anybody_may_change_the_language(said: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = drive(told(people, said, {}, here(LIAISON, said)), LIAISON)
    assert spoken.calls == (("speak", (language,)),)


def test_language_without_one_is_asked() -> None:
    asked = drive(told(people, "/language", {}, here(LIAISON)))
    assert asked.labels() == ["中文", "English"]
    assert drive(people.press(asked.action("中文"), here(LIAISON)), LIAISON).calls == (("speak", ("zh",)),)


def test_ones_own_data_are_shown_corrected_and_deleted() -> None:
    shown = drive(told(people, "我的信息", {}, here(LIAISON)), (ACCOUNT,))
    for expected in ("姓名：王某某", "身份：区科技产业局 联络员", "账号：Telegram wang", "语言：中文"):
        assert expected in shown.text
    renamed = drive(told(people, "我叫王小明", {}, here(LIAISON)), Person(1, "王小明"))
    assert renamed.calls == (("rename", ("王小明",)),)
    asked = drive(told(people, "删除我的信息", {}, here(LIAISON)))
    left = drive(people.press(asked.action("删除"), here(LIAISON, card="people:7")), LIAISON, 1)
    assert [name for name, _ in left.calls] == ["leave", "tell"]
    assert "已解除绑定" in left.text
