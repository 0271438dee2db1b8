"""Invitations to hand out: a sheet for the office, and a page to print with a QR code for each person."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import segno
import xlsxwriter

from wording import invitations as said
from wording.words import Words


@dataclass(frozen=True, slots=True)
class Handed:
    """One invitation: for whom (data, as the roster has it), and how to redeem it. `until` is a civil day in words."""

    name: str
    department: str
    role: str
    phone: str
    code: str
    link: str | None
    until: str


def sheet(words: Words, invited: Sequence[Handed]) -> bytes:
    """An .xlsx, one person a row; every cell is text."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    for column, (heading, width) in enumerate(zip(said.headings(words), (12, 26, 14, 16, 30, 44, 18), strict=True)):
        page.write_string(0, column, heading, bold)
        page.set_column(column, column, width)
    for at, one in enumerate(invited, 1):
        cells = (one.name, one.department, one.role, one.phone, one.code, one.link or "", one.until)
        for column, cell in enumerate(cells):
            page.write_string(at, column, cell, text)
    page.freeze_panes(1, 0)
    book.close()
    return target.getvalue()


def printable(words: Words, title: str, invited: Sequence[Handed]) -> str:
    """An HTML page that needs nothing else: one slip a person, to be cut apart."""
    slips = "\n".join(_slip(words, one) for one in invited)
    return f"""<!doctype html>
<html lang="{words.language}"><meta charset="utf-8"><title>{escape(said.title(words, title))}</title>
<style>
body {{ font: 14px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 12mm; }}
main {{ display: grid; grid-template-columns: 1fr 1fr; gap: 6mm; }}
section {{ border: 1px dashed #888; padding: 4mm; display: flex; gap: 5mm; break-inside: avoid; }}
svg {{ width: 32mm; height: 32mm; flex: none; }} h2 {{ font-size: 16px; margin: 0; }} p {{ margin: 1mm 0; }}
code {{ font-size: 12px; }}
</style>
<h1>{escape(said.title(words, title))}</h1>
<main>
{slips}
</main></html>
"""


def _slip(words: Words, one: Handed) -> str:
    code = segno.make(one.link or said.redeeming(one.code), error="m")
    picture = code.svg_inline(scale=4, border=2)
    whom = escape(" · ".join(part for part in (one.department, one.role) if part))
    how = escape(said.how(words, one.code, one.until))
    told = f"<h2>{escape(one.name)}</h2><p>{whom}</p><p>{how}</p><code>{escape(one.code)}</code>"
    return f"<section>{picture}<div>{told}</div></section>"
