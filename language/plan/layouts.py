"""A list that came as text: its lines become tables of cells again.

Cells stand behind tabs (one row a line, or one cell a line and an empty line between rows, as a word processor saves
them), between pipes, or apart by runs of blanks; or a table was flattened until every cell, and every line of a cell,
became a line of its own. What is in no table stays text, for `language.plan.paragraphs`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from domain.grids import Cell, Row, Table, Text
from language.plan.columns import header_of
from language.plan.flattened import rows_of_flattened

_RULE = re.compile(r"[\s|:+=─—-]+")
_NUMBER = re.compile(r"序号|编号|No\.?|#", re.IGNORECASE)

Cells = Callable[[str], list[str]]


def parts_of_text(text: Text) -> tuple[Table | Text, ...]:
    """The tables of a text and what stands around them, in their order."""
    lines = [line.rstrip("\r") for line in text.lines]
    for split in (_tabs, _pipes, _blanks):
        head = next((at for at, line in enumerate(lines) if _is_header(split(line))), None)
        if head is not None:
            return _one_row_a_line(lines, head, split, text.first)
    saved = _saved_by_a_word_processor(lines)
    if saved is not None:
        return saved
    flat = rows_of_flattened(lines)
    if flat is not None:
        head, rows = flat
        return Text(tuple(lines[:head]), text.first), Table(rows, number=0, flattened=True)
    return (text,)


def _is_header(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and header_of([_row(1, cells)]) is not None


def _row(place: int, cells: Sequence[str]) -> Row:
    return Row(place, tuple(Cell(one.strip()) for one in cells))


def _tabs(line: str) -> list[str]:
    return line.split("\t")


def _pipes(line: str) -> list[str]:
    if line.count("|") + line.count("｜") < 2:
        return [line]
    return line.replace("｜", "|").strip().removeprefix("|").removesuffix("|").split("|")


def _blanks(line: str) -> list[str]:
    return re.split(r"[ \u3000]{2,}", line.strip())


def _one_row_a_line(lines: list[str], head: int, split: Cells, first: int) -> tuple[Table | Text, ...]:
    width = len(split(lines[head]))
    rows: list[Row] = []
    for at, line in enumerate(lines[head:], head):
        if not line.strip() or (split is _pipes and _RULE.fullmatch(line)):
            continue
        cells = split(line)
        if split is _blanks and rows and len(cells) != width and len(cells) > 1:
            cells = _aligned(cells, [one.text for one in rows[0].cells])
        rows.append(_row(first + at, cells))
    return Text(tuple(lines[:head]), first), Table(tuple(rows), number=0)


def _aligned(cells: list[str], headings: list[str]) -> list[str]:
    """The cells of a row that has fewer or more than its header, put where they fit best."""
    found = rows_of_flattened([*headings, *cells], joined=False)
    return [one.text for one in found[1][1].cells] if found and len(found[1]) == 2 else cells


def _saved_by_a_word_processor(lines: list[str]) -> tuple[Table | Text, ...] | None:
    """One cell a line, an empty line between rows; the tabs before the cells may have been lost."""
    shown = lines
    if not any(line.startswith("\t") for line in lines):
        head = next((at for at, line in enumerate(lines) if _NUMBER.fullmatch(line.strip())), len(lines))
        shown = lines[:head] + ["\t" + line if line.strip() else "" for line in lines[head:]]
    rows: list[tuple[int, list[str]]] = []
    in_table = False  # a cell stands behind a tab; a line without one is a heading, or goes on with the cell before
    for at, line in enumerate(shown, 1):
        if not line:
            in_table = False
        elif line.startswith("\t"):
            if not in_table:
                rows.append((at, []))
            rows[-1][1].append(line.strip())
            in_table = True
        elif in_table:
            rows[-1][1][-1] += line.strip()
        else:
            rows.append((at, [line.strip()]))
    begins = next((at for at, (_, cells) in enumerate(rows) if _is_header(cells)), None)
    if begins is None:
        return None
    width = len(rows[begins][1])
    body = rows[begins:]
    if sum(len(cells) == width for _, cells in body) * 3 < len(body) * 2:
        return None  # flattened further: empty lines stand between cells too
    above = tuple("".join(cells) for _, cells in rows[:begins])
    return Text(above), Table(tuple(_row(at, cells) for at, cells in body), number=0)


def table_of_lines(text: Text) -> Table:
    """Any lines as a table, one row a line: behind tabs, bars, commas or runs of blanks, whichever there are most of."""
    splits: tuple[Cells, ...] = (_tabs, _pipes, _commas, _blanks)
    split = max(splits, key=lambda one: sum(len(one(line)) for line in text.lines[:50]))
    rows = [_row(at, split(line)) for at, line in enumerate(text.lines, text.first) if line.strip()]
    return Table(tuple(rows), number=0)


def _commas(line: str) -> list[str]:
    return re.split(r"[,，]", line)


def lines_of(parts: Sequence[Table | Text]) -> Iterator[str]:
    """All lines of text, those of tables too: for what may stand anywhere, such as the year."""
    for part in parts:
        if isinstance(part, Text):
            yield from part.lines
        else:
            yield from (cell.text for row in part.rows for cell in row.cells if cell.text)
