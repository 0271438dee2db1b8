"""Messages as Telegram shows them: nothing that a person wrote is read as a mark, nothing is lost by cutting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_drawing import MOST, keyboard, parts
from domain.messages import Choice, Outgoing, Style
from tests.peers.bot_api_rules import Refusal, size
from tests.peers.bot_api_rules import keyboard as checked
from tests.peers.bot_api_text import formatted

HOSTILE = '<b>王</b> & <i>3 < 5</i> </b> &lt;区&gt; "A" <a href="x">1</a>'
LINES = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=3000), max_size=6)


def read(message: Outgoing) -> str:
    """What a person sees of all parts."""
    return "\n".join(formatted(one.html, "HTML")[0] for one in parts(message))


@pytest.mark.parametrize(
    "message",
    [
        Outgoing(title=HOSTILE, lines=(HOSTILE, "二"), footer=HOSTILE),
        Outgoing(lines=("&amp;", "<", "&#60;b&#62;")),
        Outgoing(title="6 暖心驿站"),
    ],
)
def test_what_was_written_is_what_is_seen(message: Outgoing) -> None:
    assert read(message) == message.text()
    assert "\n".join(one.plain for one in parts(message)) == message.text()


@given(title=st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=100), lines=LINES)
def test_any_text_is_taken_and_nothing_of_it_is_lost(title: str | None, lines: list[str]) -> None:
    message = Outgoing(title=title, lines=tuple(lines))
    shown = []
    for one in parts(message):
        try:
            text, _ = formatted(one.html, "HTML")
        except Refusal as refusal:
            raise AssertionError(f"{refusal.description}: {one.html!r}") from None
        assert 1 <= size(text) <= MOST or not message.text().strip()
        shown.append(text)
    assert "".join("".join(shown).split()) == "".join(message.text().split()) or not message.text().strip()


def test_a_long_one_is_cut_between_lines() -> None:
    message = Outgoing(title="台账", lines=tuple(f"{n} {'五' * 60}" for n in range(1, 151)))
    drawn = [formatted(one.html, "HTML")[0] for one in parts(message)]
    assert len(drawn) == 3
    assert "\n".join(drawn) == message.text()


def test_choices_become_rows_that_telegram_takes() -> None:
    labels = ["全部正常推进", "逐项填写", "稍后提醒", "转交同事", "✓", "‹返回"]
    choices = [
        Choice(label, style=Style.DANGER if label == "✓" else None, key=f"k{n}") for n, label in enumerate(labels)
    ]
    markup = keyboard(choices)
    assert markup is not None
    taken = checked(markup.to_dict(), private=True)
    assert taken is not None
    shown = [one for row in taken["inline_keyboard"] for one in row]
    assert [(one["text"], one["callback_data"]) for one in shown] == [(one.label, one.key) for one in choices]
    assert [one.get("style") for one in shown] == [None] * 4 + ["danger", None]


def test_no_choices_no_keyboard() -> None:
    assert keyboard([]) is None
    assert keyboard([Choice("没有键")]) is None
