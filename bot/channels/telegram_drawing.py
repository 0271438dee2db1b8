"""A message as Telegram shows it: HTML with everything escaped, the same without marks, and an inline keyboard.

A text that is too long for one message is cut at the end of a line; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from domain.messages import Choice, Outgoing, Style

MOST = 4096  # UTF-16 units, after the marks are read: core.telegram.org/bots/api#sendmessage
MOST_CAPTION = 1024  # core.telegram.org/bots/api#sendphoto
LONGEST_LABEL = 64  # ours: Telegram names no limit, and a phone shows far less
ROW = 24  # columns of labels side by side that a narrow phone still shows whole; a Chinese character takes two
WIDEST_ROW = 3  # buttons
STYLES = {Style.PRIMARY: "primary", Style.DANGER: "danger"}


@dataclass(frozen=True, slots=True)
class Part:
    """One message of Telegram's: with marks, and plain."""

    html: str
    plain: str


def parts(message: Outgoing, most: int = MOST) -> list[Part]:
    """The text of a message in parts of at most `most` UTF-16 units; usually one, never none."""
    drawn: list[Part] = []
    rows: list[tuple[str, str]] = []
    room = most
    for tag, text in _lines(message, most):
        if rows and _length(text) + 1 > room:
            drawn.append(_part(rows))
            rows, room = [], most
        rows.append((tag, text))
        room -= _length(text) + 1
    drawn.append(_part(rows))
    return drawn


def _lines(message: Outgoing, most: int) -> Iterator[tuple[str, str]]:
    """Every line with its mark; one that fills more than a message is cut."""
    said = (("b", message.title), *(("", line) for line in message.lines), ("i", message.footer))
    for tag, text in said:
        for line in (text or "").split("\n") if text else ():
            yield from ((tag, piece) for piece in _pieces(line, most))


def _pieces(line: str, most: int) -> Iterator[str]:
    while _length(line) > most:
        yield line[: most // 2]
        line = line[most // 2 :]
    yield line


def _part(rows: Sequence[tuple[str, str]]) -> Part:
    html = "\n".join(
        f"<{tag}>{escape(text, quote=False)}</{tag}>" if tag and text.strip() else escape(text, quote=False)
        for tag, text in rows
    )
    plain = "\n".join(text for _, text in rows)
    return Part(html, plain) if plain.strip() else Part("…", "…")  # Telegram refuses a message without a character


def _length(text: str) -> int:
    """As Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """The choices as rows of buttons; short ones stand side by side."""
    rows: list[list[InlineKeyboardButton]] = []
    room = 0
    for choice in choices:
        if choice.key is None:
            continue
        label = choice.label[:LONGEST_LABEL] or "…"
        width = max(4, sum(2 if ord(char) > 0x2E7F else 1 for char in label))
        button = InlineKeyboardButton(
            label, callback_data=choice.key, style=STYLES.get(choice.style) if choice.style else None
        )
        if rows and width <= room and len(rows[-1]) < WIDEST_ROW:
            rows[-1].append(button)
        else:
            rows.append([button])
            room = ROW
        room -= width + 2
    return InlineKeyboardMarkup(rows) if rows else None
