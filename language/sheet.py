"""A message with what was recognised in it: the shape that grammar is read from.

Each stage of reading replaces what it knows by one capital letter, and keeps what it knows as a mark:

    第6项已建4家，12月底前完成85%   ->   T已建Q,D前完成P

Plain text is lower case, so capitals never collide with it; the tables of words (`lexicon`) are regular expressions
over shapes and need not know what a date or a quantity looks like.

    T task   A department   D date   H time of day   P percent   Q quantity
    O a phase or ordinal (二期, 第一批)   X a number that counts nothing here
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from language.normalise import Text
from language.patterns import Pattern

TASK, DEPARTMENT, DATE, TIME, PERCENT, QUANTITY, PHASE, IDLE = "TADHPQOX"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something recognised: its letter, where it stands in the plain text, and what it means."""

    symbol: str
    start: int
    end: int
    value: Any


class Sheet:
    """The shape of one message and its marks; each character of the shape knows the plain text it stands for."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.shape = text.plain
        self._cells: list[Mark | tuple[int, int]] = [(at, at + 1) for at in range(len(text.plain))]

    def copy(self) -> Self:
        """The same sheet, to be written on."""
        twin = type(self)(self.text)
        twin.shape, twin._cells = self.shape, list(self._cells)
        return twin

    def take(self, symbol: str, pattern: Pattern, value: Callable[[re.Match[str]], Any] | None = None) -> None:
        """Replace each match by `symbol`, with the value that `value` gives it; None leaves the match as it is."""
        spans = []
        for match in pattern.finditer(self.shape):
            meant = value(match) if value else match[0]
            if meant is not None and match.end() > match.start():
                spans.append((match.start(), match.end(), meant))
        self.put(symbol, spans)

    def put(self, symbol: str, spans: list[tuple[int, int, Any]]) -> None:
        """Replace stretches (start, end, value) of the shape, given in order and not overlapping."""
        shape, cells, done = [], [], 0
        for start, end, value in spans:
            shape += [self.shape[done:start], symbol]
            cells += self._cells[done:start]
            cells.append(Mark(symbol, self._plain(start)[0], self._plain(end - 1)[1], value))
            done = end
        if spans:
            self.shape = "".join([*shape, self.shape[done:]])
            self._cells = [*cells, *self._cells[done:]]

    def crop(self, start: int, end: int) -> None:
        """Leave only [start, end) of the shape."""
        self.shape, self._cells = self.shape[start:end], self._cells[start:end]

    def mark(self, at: int) -> Mark | None:
        """The mark that stands at a place of the shape, if one does."""
        cell = self._cells[at]
        return cell if isinstance(cell, Mark) else None

    def marks(self, symbol: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, Mark]]:
        """The marks with that letter in [start, end) of the shape, each with its place."""
        for at in range(start, len(self.shape) if end is None else end):
            cell = self._cells[at]
            if isinstance(cell, Mark) and cell.symbol == symbol:
                yield at, cell

    def findings(self) -> list[tuple[str, str]]:
        """Every mark: its letter, its words and what they mean, for people who want to know why."""
        marks = [cell for cell in self._cells if isinstance(cell, Mark)]
        return [(mark.symbol, f"{self.text.plain[mark.start : mark.end]} -> {mark.value}") for mark in marks]

    def words(self, start: int, end: int) -> str:
        """The speaker's own words behind [start, end) of the shape."""
        return self.text.words(*self._span(start, end)) if start < end else ""

    def plain(self, start: int, end: int) -> str:
        """The plain text behind [start, end) of the shape."""
        if start >= end:
            return ""
        first, last = self._span(start, end)
        return self.text.plain[first:last]

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return self._plain(start)[0], self._plain(end - 1)[1]

    def _plain(self, at: int) -> tuple[int, int]:
        cell = self._cells[at]
        return (cell.start, cell.end) if isinstance(cell, Mark) else cell
