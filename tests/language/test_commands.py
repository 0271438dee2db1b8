"""Short requests are recognised whole; what only begins like one is left to others."""

from __future__ import annotations

import pytest

from domain.people import Role
from language.commands import (
    Command,
    Invited,
    is_no,
    is_yes,
    read_command,
    read_invited,
    speaks_of_recurring,
    speaks_of_rules,
    speaks_of_sending,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", Command("start")),
        ("/start DB-AAAA", Command("redeem", "DB-AAAA")),
        ("绑定 DB-AB12", Command("redeem", "DB-AB12")),
        ("绑定", Command("redeem")),
        ("/help@duban_bot", Command("help")),
        ("？", Command("help")),
        ("你能做什么？", Command("help")),
        ("人员", Command("people")),
        ("/rules", Command("rules")),
        ("试发 S-3", Command("rehearse", "S-3")),
        ("停用 王某某", Command("revoke", "王某某")),
        ("/language en", Command("language", "en")),
        ("我叫王某某", Command("rename", "王某某")),
        ("My name is Wang Wei", Command("rename", "Wang Wei")),
        ("免打扰到周五", Command("quiet", "到周五")),
        ("意见：太吵了", Command("feedback", "太吵了")),
        ("在吗？", Command("hello")),
        ("收到，谢谢！", Command("thanks")),
        ("好的收到", Command("ack")),
        ("/whoami", Command("whoami")),
    ],
)
def test_a_request_is_recognised(text: str, expected: Command) -> None:
    assert read_command(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "6 已建4家",
        "绑定了3家企业",
        "人员已到位12名",
        "意见已采纳，第6项完成",
        "好的，第6项完成",
        "收到通知",
        "早上开会了",
        "帮助企业3家",
        "注销企业3家",
        "quietly done",
        "语言文字规范化已完成",
        "是",
        "x" * 4000,
    ],
)
def test_what_only_begins_like_one_is_not(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("区科技产业局 联络员", Invited("区科技产业局", Role.LIAISON, False)),
        ("科技局联络员（B角）", Invited("科技局", Role.LIAISON, True)),
        ("科技局联络员A角", Invited("科技局", Role.LIAISON, False)),
        ("科技局的责任领导", Invited("科技局", Role.HEAD, False)),
        ("统筹人员", Invited("", Role.COORDINATOR, False)),
        ("an admin", Invited("", Role.ADMIN, False)),
        ("区团工委", Invited("区团工委", None, False)),
    ],
)
def test_who_is_invited(rest: str, expected: Invited) -> None:
    assert read_invited(rest) == expected


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("是", True, False),
        ("对。", True, False),
        ("确认", True, False),
        ("不是我", False, True),
        ("取消", False, True),
        ("是60%", False, False),
    ],
)
def test_yes_and_no_and_nothing_more(text: str, yes: bool, no: bool) -> None:
    assert (is_yes(text), is_no(text)) == (yes, no)


@pytest.mark.parametrize(
    ("text", "sends", "recurs", "orders"),
    [
        ("每周五催一下没报的", True, True, False),
        ("10月底前先暂停提醒", True, False, True),
        ("截止前7天通知牵头部门", True, True, False),
        ("每月谁报得最晚", False, False, False),
        ("有哪些提醒被暂停了", False, False, False),
        ("第6项进展", False, False, False),
    ],
)
def test_what_a_text_speaks_of(text: str, sends: bool, recurs: bool, orders: bool) -> None:
    assert (speaks_of_sending(text), speaks_of_recurring(text), speaks_of_rules(text)) == (sends, recurs, orders)
