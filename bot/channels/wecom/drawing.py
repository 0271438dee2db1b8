"""A message as WeCom shows it: markdown, and a card for its buttons. Pure.

A card holds little: 26 characters of title, 112 of text, six buttons of ten. What fits becomes one card. Else the text
is a message of its own, whole, and a card below it holds the buttons. What must be shortened is cut by meaning: a note
in brackets goes first, then the last clause, never half of a word or a figure; of a button that was cut the text says
in full what it means. Nothing is lost, and everything can be typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from domain.messages import Choice, Outgoing
from wording import wecom as said
from wording.shortening import button_labels, shorten

TITLE, SUB_TITLE, LABEL = 26, 112, 10  # characters, document 101032
MOST_BYTES = 20_000  # of a text; WeCom takes 20 480: developer.work.weixin.qq.com/document/path/101463
MOST_LINES = 8  # of a card
DONE_KEY = "done"  # of a button that does nothing any more

_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_STARTS_A_BLOCK = re.compile(r"^(\s*)(#|>|[-+=*_]|```)")
_COUNTS = re.compile(r"^(\s*\d{1,9})([.)])")
_LOOKALIKES = str.maketrans({"*": "＊", "~": "～", "`": "｀", "<": "＜", "[": "［", "]": "］"})


@dataclass(frozen=True, slots=True)
class Drawn:
    """Texts (markdown), and the card below them: without texts it is the whole message. None: no buttons."""

    texts: tuple[str, ...]
    card: dict[str, Any] | None = None


def draw(message: Outgoing, task_id: str) -> Drawn:
    """The message; `task_id` becomes the card's."""
    choices = [one for one in message.choices if one.key is not None]
    if not choices:
        return Drawn(tuple(markdown(message)))
    labels = button_labels([one.label for one in choices], LABEL)
    explained = [f"【{label}】{one.label}" for one, label in zip(choices, labels, strict=True) if label != one.label]
    whole = card(message, choices, labels, task_id) if not explained else None
    if whole is not None:
        return Drawn((), whole)
    prompt = shorten(message.title or next(iter(message.lines), "") or "…", TITLE)
    below = _card(task_id, prompt, said.see_above(message.text()), _buttons(choices, labels))
    return Drawn(tuple(markdown(message, explained)), below)


def card(message: Outgoing, choices: Sequence[Choice], labels: Sequence[str], task_id: str) -> dict[str, Any] | None:
    """The whole message on one card, or None where it does not fit."""
    lines = [line for part in message.lines for line in part.split("\n")] + (message.footer or "").split("\n")
    title, text = message.title or "", "\n".join(line for line in lines if line.strip())
    if "\n" in title or len(title) > TITLE or len(text) > SUB_TITLE or text.count("\n") >= MOST_LINES:
        return None
    return _card(task_id, title if title.strip() or text else "…", text, _buttons(choices, labels))


def settled(text: str, label: str, task_id: str) -> dict[str, Any]:
    """A card that was pressed, for good: its beginning, and one button that says so and does nothing."""
    first, _, rest = text.partition("\n")
    done = [{"text": label, "key": DONE_KEY}]
    below = rest if len(rest) <= SUB_TITLE else shorten(rest, SUB_TITLE)
    return _card(task_id, shorten(first, TITLE) or label, below, done)


def in_place(message: Outgoing, label: str, task_id: str) -> dict[str, Any] | None:
    """A message in the place of the card that led to it; None where it does not fit, or brings a file. Without choices
    it has one button, `label`, that does nothing."""
    if message.picture or message.file:
        return None
    if message.choices:
        drawn = draw(message, task_id)
        return drawn.card if not drawn.texts else None
    return card(message, [Choice(label, key=DONE_KEY)], [label], task_id)


def _card(task_id: str, title: str, text: str, buttons: list[dict[str, Any]]) -> dict[str, Any]:
    drawn: dict[str, Any] = {"card_type": "button_interaction", "task_id": task_id, "button_list": buttons}
    if title.strip():
        drawn["main_title"] = {"title": title}
    if text.strip():
        drawn["sub_title_text"] = text
    return drawn


def _buttons(choices: Sequence[Choice], labels: Sequence[str]) -> list[dict[str, Any]]:
    return [{"text": label, "key": one.key} for one, label in zip(choices, labels, strict=True)]


# ── texts ─────────────────────────────────────────────────────────────────────────────────────────────────


def markdown(message: Outgoing, more: Sequence[str] = ()) -> Iterator[str]:
    """The text of a message, cut at the end of a line where it is too long for one."""
    rows = [f"**{line(one)}**" for one in (message.title or "").split("\n") if one.strip()]
    for part in (*message.lines, *more, *([message.footer] if message.footer else ())):
        rows += [line(one) for one in part.split("\n")]
    room, piece = MOST_BYTES, list[str]()
    for row in (cut for one in rows for cut in _pieces(one)):
        size = len(row.encode()) + 1
        if piece and size > room:
            yield "\n".join(piece)
            room, piece = MOST_BYTES, []
        piece.append(row)
        room -= size
    yield "\n".join(piece) if "".join(piece).strip() else "…"


def line(text: str) -> str:
    """One line that reads in markdown as it was meant: nothing becomes a link, a heading or a list of other numbers.

    `3*4*5` would lose its signs and `14. ` be counted anew; both are figures.
    """
    if not text.strip():
        return text
    text = text.translate(_LOOKALIKES)
    return _COUNTS.sub("\\1\u200b\\2", _STARTS_A_BLOCK.sub("\\1\u200b\\2", text))


def unmarked(text: str) -> str:
    """A text of `markdown` without its marks, for where marks are not read."""
    return _BOLD.sub(r"\1", text).replace("\u200b", "")


def _pieces(row: str) -> Iterator[str]:
    most = MOST_BYTES // 4  # characters, each of four bytes at most
    yield from (row[at : at + most] for at in range(0, max(len(row), 1), most))


def plain(text: str, most_bytes: int) -> list[str]:
    """A plain text in pieces of at most so many bytes, cut at the end of a line where there is one."""
    pieces: list[str] = [""]
    for row in text.split("\n"):
        for part in _fitting(row, most_bytes):
            if len(f"{pieces[-1]}\n{part}".encode()) <= most_bytes and pieces[-1]:
                pieces[-1] += f"\n{part}"
            elif pieces[-1]:
                pieces.append(part)
            else:
                pieces[-1] = part
    return pieces


def _fitting(row: str, most_bytes: int) -> Iterator[str]:
    while len(row.encode()) > most_bytes:
        at = most_bytes // 4
        yield row[:at]
        row = row[at:]
    yield row
