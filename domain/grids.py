"""What a file holds once its format is gone: stretches of text and tables of cells, each at its place.

`documents` makes these values from bytes, `language` reads them. Rows and columns are counted the way the office sees
them in its own program (from 1), so that a message can name the place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is read. `above` and `beside`: it is part of a merged cell that began in a row above or in a
    column to the left, whose text it repeats."""

    text: str
    above: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. `place` is its number in the sheet, or in its table of a text document."""

    place: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def text(self, column: int) -> str:
        """The text of a cell; empty where the row is shorter."""
        return self.cells[column].text if 0 <= column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table or a sheet of a workbook. `name` is the sheet's, `number` counts the tables of a text document."""

    rows: tuple[Row, ...]
    name: str = ""
    number: int = 1
    flattened: bool = False  # put together again from lines, so that empty cells may have shifted others


@dataclass(frozen=True, slots=True)
class Text:
    """What stands outside of tables, line by line. `first` is the place of its first line."""

    lines: tuple[str, ...]
    first: int = 1


class Remark(StrEnum):
    """What a file held beside what is read, and what became of it."""

    HIDDEN_SHEET = "hidden_sheet"  # not read
    HIDDEN_ROW = "hidden_row"  # not read
    MACROS = "macros"  # never run
    CUT_CELL = "cut_cell"  # longer than any cell of a task list


@dataclass(frozen=True, slots=True)
class Noticed:
    """One remark with the name of the sheet and the number of the row or cell (0: the whole)."""

    remark: Remark
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """The parts of a file in their order, and what was noticed on the way."""

    parts: tuple[Table | Text, ...]
    noticed: tuple[Noticed, ...] = ()


class Unreadable(StrEnum):
    """Why a file is not read. Each has its sentence, which says what to do."""

    OLD_WORD = "old_word"  # .doc
    WPS = "wps"  # .wps, .et, .dps
    PICTURE = "picture"  # a photo
    SCAN = "scan"  # a PDF without text
    ENCRYPTED = "encrypted"
    BOMB = "bomb"  # unpacks to more than any list needs
    TOO_BIG = "too_big"
    TOO_SLOW = "too_slow"
    BROKEN = "broken"
    EMPTY = "empty"
    UNKNOWN = "unknown"
