"""A table as an answer: counts first, then about twelve lines, and the rest when somebody says 全部.

No message grows beyond what the narrowest channel takes: a long list becomes several messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.messages import MAX_CHOICES, Action, Choice, Outgoing
from wording.words import Words

SHORT = 12  # rows of the first answer
MESSAGES = 6  # that 全部 may take; what is still left is offered again
MAX_BYTES = 1800  # of UTF-8; WeCom cuts some messages at 2048


@dataclass(frozen=True, slots=True)
class Table:
    """`title` counts, `head` stands above the rows and `tail` below them; buttons: at most five beside 全部."""

    title: str
    rows: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


def short(words: Words, table: Table, as_of: datetime, whole: Action) -> tuple[Outgoing, int]:
    """The first answer, and how many rows it shows. `whole` is what the button for the rest means."""
    shown = _room(table.rows[:SHORT], _size((table.title, *table.head, *table.tail)))
    left = len(table.rows) - shown
    lines = [*table.head, *table.rows[:shown]]
    choices = table.choices
    if left:
        lines.append(_more(words, left))
        choices = (*choices[: MAX_CHOICES - 1], Choice(words.t("全部"), whole))
    return Outgoing(table.title, (*lines, *table.tail), choices, words.as_of(as_of)), shown


def rest(words: Words, table: Table, as_of: datetime, start: int, whole: Action) -> tuple[tuple[Outgoing, ...], int]:
    """The rows from `start` on, as many messages as it takes up to MESSAGES, and how many rows are shown by then.

    `whole` is what the button for what is still left means; `shown` is added to it.
    """
    messages: list[Outgoing] = []
    at = start
    while at < len(table.rows) and len(messages) < MESSAGES:
        count = _room(table.rows[at:], _size((table.title,)))
        title = words.t("{title}（{first}-{last}）", title=table.title, first=at + 1, last=at + count)
        messages.append(Outgoing(title, table.rows[at : at + count]))
        at += count
    if not messages:
        return (Outgoing(table.title, (*table.head, *table.tail), (), words.as_of(as_of)),), at
    left = len(table.rows) - at
    last = messages[-1]
    if left:
        last = replace(
            last, lines=(*last.lines, _more(words, left)), choices=(Choice(words.t("全部"), {**whole, "shown": at}),)
        )
    messages[-1] = replace(last, footer=words.as_of(as_of))
    return tuple(messages), at


def _room(rows: Sequence[str], used: int) -> int:
    """How many of the rows fit into one message: at least one."""
    for count, row in enumerate(rows):
        used += _size((row,))
        if used > MAX_BYTES:
            return max(count, 1)
    return len(rows)


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _more(words: Words, left: int) -> str:
    return words.t("…另{count}项，回复“全部”查看", count=left)
