"""WeCom's pure parts: how a message is drawn and cut, what a code means, how fast one may speak, what a frame holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom import drawing, updates
from bot.channels.wecom.media import name_in
from bot.channels.wecom.outcomes import outcome
from bot.channels.wecom.pacing import Windows
from bot.channels.wecom.sending import target
from domain.messages import Attachment, Choice, Inbound, NotSent, Other, Outgoing, Rejected, Sent, Throttled
from storage.inbox import Kept
from tests.peers.wecom_people import drawn as as_read
from tests.peers.wecom_rules import card_faults, refused
from wording.shortening import button_labels, shorten

# ── cutting by meaning ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("全部正常推进", "全部正常推进"),
        ("同意延期至2023年3月31日", "同意延期"),
        ("邀请 区科技产业局", "邀请 区科技产业局"),
        ("邀请 区党群工作部人才办公室", "邀请"),
        ("填报 区住房城乡建设局", "填报"),
        ("王晓明 区科技产业局 联络员", "王晓明 区科技产业局"),
        ("欧阳晓明 区住房城乡建设局 联络员", "欧阳晓明"),
        ("联合报送第14项", "联合报送第14项"),
        ("不是，仍3000万元（上期）", "不是，仍3000万元"),
        ("对，1234567890123万元", "对"),
        ("确认报送6项（含沿用上期）", "确认报送6项"),
        ("Report on all tasks", "Report on"),
        ("每月25日上午9点提醒牵头部门", "每月25日上午9点"),
    ],
)
def test_a_label_is_cut_by_meaning(label: str, short: str) -> None:
    assert shorten(label, 10) == short


def test_labels_that_would_be_alike_are_told_apart() -> None:
    labels = ["同意延期至2023年3月31日", "同意延期至2023年2月28日", "不同意"]
    assert button_labels(labels, 10) == ["同意延期", "2 同意延期", "不同意"]


def test_what_was_cut_stands_in_full_in_the_text() -> None:
    choices = tuple(Choice(label, key=f"k{n}") for n, label in enumerate(("同意延期至2023年3月31日", "改日期")))
    drawn = drawing.draw(Outgoing("延期申请", ("第14项",), choices), "t-1")
    assert len(drawn.texts) == 1
    assert "【同意延期】同意延期至2023年3月31日" in drawn.texts[0]
    assert drawn.card is not None
    assert [one["text"] for one in drawn.card["button_list"]] == ["同意延期", "改日期"]


def test_what_fits_is_one_card() -> None:
    drawn = drawing.draw(Outgoing("1/6 · 6 暖心驿站", ("目标≥5家，上期3家",), (Choice("4家", key="k"),)), "t-1")
    assert drawn.texts == ()
    assert drawn.card is not None
    assert drawn.card["main_title"] == {"title": "1/6 · 6 暖心驿站"}
    assert drawn.card["sub_title_text"] == "目标≥5家，上期3家"


@pytest.mark.parametrize(
    "line",
    ["14. 小青新扶持", "3*4*5=60", "5~10~15家", "# 标题", "> 引用", "[点这里](http://evil.example)", "`code`", "- 一项",
     "<think>藏起来</think>", "<@wang>", "**粗**", "---", "    缩进", "+3家"],
)  # fmt: skip
def test_nothing_that_people_write_becomes_markup(line: str) -> None:
    """A list would be counted anew, a star would eat figures, a link would lead elsewhere."""
    shown = drawing.line(line)
    assert not shown.startswith(("#", ">", "- ", "+", "---"))
    assert not any(sign in shown for sign in "*~`<[]")
    assert "14." not in shown
    folded = str.maketrans({"＊": "*", "～": "~", "｀": "`", "＜": "<", "［": "[", "］": "]"})
    assert as_read(shown).translate(folded) == line, "it reads as it was written"


WORDS = st.text(
    st.sampled_from("第6项暖心驿站5家 ，。（）已建3至2023年3月31日\nabc *_~`#>[]()<\U0001f600\u200b"), max_size=400
)
CHOICES = st.lists(WORDS.filter(str.strip), max_size=6)


@given(WORDS, st.lists(WORDS, max_size=6), CHOICES)
def test_whatever_is_said_the_gateway_takes_it(title: str, lines: list[str], labels: list[str]) -> None:
    choices = tuple(Choice(label, key=f"key-{n}") for n, label in enumerate(labels))
    message = Outgoing(title or None, tuple(lines), choices)
    drawn = drawing.draw(message, "duban-1-abc")
    for text in drawn.texts:
        assert refused({"msgtype": "markdown", "markdown": {"content": text}}, answer=False) is None
    assert drawn.texts or drawn.card
    if drawn.card is not None:
        assert list(card_faults(drawn.card)) == []
    assert list(card_faults(drawing.settled(message.text(), "已收到", "duban-1-abc"))) == []


def test_what_brings_a_file_takes_no_cards_place() -> None:
    message = Outgoing("附件", choices=(Choice("返回", key="k"),))
    assert drawing.in_place(message, "已收到", "t-1") is not None
    assert drawing.in_place(replace(message, file=Attachment("a.pdf", {})), "已收到", "t-1") is None
    assert drawing.in_place(replace(message, picture=Attachment("a.png", {})), "已收到", "t-1") is None
    settled = drawing.in_place(Outgoing("已报送 ✓"), "已收到", "t-1")
    assert settled is not None
    assert settled["button_list"] == [{"text": "已收到", "key": drawing.DONE_KEY}]


def test_a_very_long_text_is_cut_at_the_end_of_a_line() -> None:
    lines = tuple(f"{n} 创业就业圆梦行动" for n in range(3000))
    pieces = list(drawing.markdown(Outgoing("台账", lines)))
    assert len(pieces) > 3
    assert all(len(one.encode()) <= 20_480 for one in pieces)
    assert "\n".join(as_read(one) for one in pieces) == "\n".join(("台账", *lines))


@given(st.text(max_size=3000), st.integers(20, 2048))
def test_a_plain_text_in_pieces_loses_nothing(text: str, most: int) -> None:
    text = text.replace("\r", "")
    pieces = drawing.plain(text, most)
    assert all(len(one.encode()) <= most for one in pieces)
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")


# ── codes ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (0, Sent("r")),
        (42014, Sent("r")),
        (846607, Throttled(timedelta(seconds=60))),
        (45009, Throttled(timedelta(seconds=60))),
        (45033, Throttled(timedelta(seconds=60))),
        (846609, NotSent("846609 x")),
        (-1, NotSent("-1 x")),
        (853000, NotSent("853000 x")),
        (40014, NotSent("40014 x")),
        (42001, NotSent("42001 x")),
        (40001, NotSent("40001 x")),
        (60020, NotSent("60020 x")),
        (999_999, NotSent("999999 x")),
        (93006, Rejected("93006 x", contact_gone=True)),
        (93001, Rejected("93001 x", contact_gone=True)),
        (60111, Rejected("60111 x", contact_gone=True)),
        (81013, Rejected("81013 x", contact_gone=True)),
        (40008, Rejected("40008 x")),
        (45002, Rejected("45002 x")),
        (42049, Rejected("42049 x")),
    ],
)
def test_what_a_code_means(code: int, expected: object) -> None:
    assert outcome(code, "x", "r") == expected


# ── pacing ────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.floats(0, 90), max_size=200))
def test_the_windows_are_never_overfull(gaps: list[float]) -> None:
    windows, now, sent = Windows(((25, 60.0), (100, 3600.0))), 0.0, list[float]()
    for gap in gaps:
        now += gap
        if windows.wait("a", 1, now) == 0:
            windows.count("a", now)
            sent.append(now)
        else:
            later = now + windows.wait("a", 1, now)
            assert windows.wait("a", 1, later) == 0, "after the wait there is room"
    for at in sent:
        assert sum(at - 60 < one <= at for one in sent) <= 25
        assert sum(at - 3600 < one <= at for one in sent) <= 100
    assert windows.wait("b", 25, now) == 0, "one conversation is not another"


# ── what comes ────────────────────────────────────────────────────────────────────────────────────────────

KEYS = (
    *("msgid", "from", "userid", "chattype", "chatid", "msgtype", "text", "content", "mixed", "msg_item", "quote"),
    *("event", "eventtype", "template_card_event", "event_key", "task_id", "file", "image", "url", "aeskey", "voice"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)
BODIES = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6)


@given(BODIES, st.sampled_from(["text", "event", "mixed", "voice", "file", "image", "x"]))
def test_no_callback_is_too_odd(body: dict[str, Any], kind: str) -> None:
    told = {**body, "from": {"userid": "wang"}, "msgtype": kind}
    for raw in [*updates.raws(body, "bot"), *updates.raws(told, "bot")]:
        heard = updates.read(Kept(1, "wecom", raw.address, raw.payload, datetime(2022, 1, 1, tzinfo=UTC)))
        assert heard is None or isinstance(heard, Inbound)
    updates.conversation(body)
    updates.card_of(body)


def test_a_group_is_known_by_its_bare_chatid() -> None:
    assert target("group/wrAbC") == {"chatid": "wrAbC", "chat_type": 2}
    assert target("woWang") == {"chatid": "woWang", "chat_type": 1}


def test_a_voice_without_words_is_said_to_be_one() -> None:
    body = {"msgid": "1", "from": {"userid": "wang"}, "chattype": "single", "msgtype": "voice", "voice": {}}
    (raw,) = updates.raws(body, "bot")
    heard = updates.read(Kept(1, "wecom", raw.address, raw.payload, datetime(2022, 1, 1, tzinfo=UTC)))
    assert isinstance(heard, Inbound)
    assert heard.other is Other.VOICE


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename=\"file\"; filename*=UTF-8''%E9%AA%8C%E6%94%B6%20100%25.pdf", "验收 100%.pdf"),
        ('attachment; filename="two words.pdf"', "two words.pdf"),
        ('attachment; filename="100% done.pdf"', "100% done.pdf"),
        ("attachment; filename=%E9%AA%8C%E6%94%B6.pdf", "验收.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ("attachment; filename*=UTF-8''%FF%FE", None),
        ("attachment", None),
        ("", None),
        ("nonsense; ; ===", None),
    ],
)
def test_a_name_is_read_by_rfc_6266(disposition: str, name: str | None) -> None:
    assert name_in(disposition) == name
