"""Cutting by meaning where there is little room: a note in brackets goes first, then the last words, never half a word.

Chinese is not segmented: a phrase is cut where it joins (的, 至, 到), and a figure keeps its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_NOTE = re.compile(r"\s*(?:（[^（）]*）|\([^()]*\))")
_WORDS = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日|第?\d+(?:[.:/]\d+)*[^\W\d_a-zA-Z]?|[A-Za-z]+(?:['-][A-Za-z]+)*"
    r"|[\u3400-\u9fff]+|\s+|."
)
_JOINTS = re.compile(r"(?<=[的至到])|(?=[的至到])")
_LOOSE_END = " \u3000，。；：、,;:·—-的至到›"


def button_labels(labels: Sequence[str], most: int) -> list[str]:
    """Labels of at most `most` characters for buttons, no two alike."""
    drawn: list[str] = []
    for number, label in enumerate(labels, 1):
        short = shorten(label, most) or str(number)
        if short in drawn:
            short = f"{number} {shorten(label, most - len(str(number)) - 1)}".strip()
        drawn.append(short)
    return drawn


def shorten(text: str, most: int) -> str:
    """The text in at most `most` characters: whole, or without notes, clauses, words at its end."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    without_notes = _NOTE.sub("", text).strip()
    if 0 < len(without_notes) <= most:
        return without_notes
    text, kept = without_notes or text, ""
    for word in _words(text):
        if len(kept) + len(word) > most:
            break
        kept += word
    kept = kept.rstrip(_LOOSE_END)
    return kept if kept else f"{text[: most - 1]}…"  # one word that is longer than the room


def _words(text: str) -> Iterator[str]:
    """Where a text may be cut: between words, figures with their units, and at the joints of a Chinese phrase."""
    for found in _WORDS.findall(text):
        yield from (part for part in _JOINTS.split(found) if part) if re.match(r"[\u3400-\u9fff]", found) else (found,)
