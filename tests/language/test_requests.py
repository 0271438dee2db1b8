"""Short requests are recognised whole; what only begins like one is left to others."""

from __future__ import annotations

import unicodedata

import pytest

from domain.people import Role
from language.meanings import Invite
from language.requests import ANSWER, Entry, Request, entries, read_courtesy, read_request, says
from tests.language.plans import ADMIN, meaning


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def read(text: str) -> Request | None:
    return read_request(folded(text)) or read_courtesy(folded(text))


@pytest.mark.parametrize("entry", entries().values(), ids=[*entries()])
def test_the_examples_of_the_file_are_what_they_are_examples_of(entry: Entry) -> None:
    assert entry.examples, "say at least one"
    for text in entry.examples:
        found = entry.said(folded(text)) if entry.only == ANSWER else read(text)
        assert found is not None, text
        assert found.name == entry.name, text
    for text in entry.others:
        found = entry.said(folded(text)) if entry.only == ANSWER else read(text)
        assert found is None or found.name != entry.name, text


def test_every_form_has_both_languages_or_says_why_not() -> None:
    """A request that can be made in one language only would leave half of the people without it."""
    one_language = {"mine"}  # a command
    assert {one.name for one in entries().values() if len(one.forms) < 2} <= one_language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", ("start", "")),
        ("/start DB-AAAA", ("redeem", "DB-AAAA")),
        ("绑定 DB-AB12", ("redeem", "DB-AB12")),
        ("绑定", ("redeem", "")),
        ("/help@duban_bot", ("help", "")),
        ("？", ("help", "")),
        ("你能做什么？", ("help", "")),
        ("人员", ("people", "")),
        ("/rules", ("rules", "")),
        ("试发 S-3", ("rehearse", "3")),
        ("停用 王某某", ("revoke", "王某某")),
        ("/language en", ("language", "en")),
        ("我叫王某某", ("rename", "王某某")),
        ("My name is Wang Wei", ("rename", "Wang Wei")),
        ("免打扰到周五", ("quiet", "到周五")),
        ("意见：太吵了", ("feedback", "太吵了")),
        ("在吗？", ("hello", "")),
        ("收到，谢谢！", ("thanks", "")),
        ("好的收到", ("ack", "")),
        ("/whoami", ("whoami", "")),
    ],
)
def test_a_request_is_recognised(text: str, expected: tuple[str, str]) -> None:
    found = read(text)
    assert found is not None
    assert (found.name, "".join(one for one in found.slots.values() if one)) == expected


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
    assert read(text) is None


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("区科技产业局 联络员", ("区科技产业局", Role.LIAISON, False)),
        ("科技局联络员（B角）", ("科技局", Role.LIAISON, True)),
        ("科技局联络员A角", ("科技局", Role.LIAISON, False)),
        ("科技局的责任领导", ("科技局", Role.HEAD, False)),
        ("统筹人员", ("", Role.COORDINATOR, False)),
        ("区团工委", ("区团工委", None, False)),
    ],
)
def test_who_is_invited(rest: str, expected: tuple[str, Role | None, bool]) -> None:
    said = meaning(f"邀请 {rest}")
    assert isinstance(said, Invite)
    assert (said.said, said.role, said.backup) == expected


@pytest.mark.parametrize("text", ["邀请专家12名", "邀请区外企业座谈"])
def test_whom_nobody_can_be_is_not_invited(text: str) -> None:
    assert not isinstance(meaning(text), Invite)


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
    assert (says("yes", text), says("no", text)) == (yes, no)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("每周五催一下没报的", "rule"),
        ("10月底前先暂停提醒", "rule"),
        ("截止前7天通知牵头部门", "rule"),
        ("每月谁报得最晚", "question"),
        ("第6项进展", "question"),
    ],
)
def test_what_is_about_reminders(text: str, kind: str) -> None:
    assert meaning(text, ADMIN).kind == kind
