"""A sentence from which words are taken off as they are understood.

What was taken leaves a mark, so that its neighbours do not run together; what is left at the end was not understood.
"""

from __future__ import annotations

import re

from bot.understanding.patterns import Pattern

MARK = "§"


class Draft:
    """A plain text (normalised, without blanks) and what of it has not been understood yet."""

    def __init__(self, text: str) -> None:
        self.said = text
        self.text = text

    def take(self, pattern: Pattern) -> re.Match[str] | None:
        """The first match that holds anything, taken off; None if there is none."""
        for match in pattern.finditer(self.text):
            if match.end() > match.start():
                self.blank(match.start(), match.end())
                return match
        return None

    def take_all(self, pattern: Pattern) -> list[re.Match[str]]:
        """Every match, taken off, in order."""
        found = [match for match in pattern.finditer(self.text) if match.end() > match.start()]
        for match in found:
            self.blank(match.start(), match.end())
        return found

    def blank(self, start: int, end: int) -> None:
        """Mark [start, end) as understood; positions stay true."""
        self.text = self.text[:start] + MARK * (end - start) + self.text[end:]

    def left(self, idle: Pattern) -> str:
        """What is left once the marks and the words that mean nothing here are gone."""
        pieces = (idle.sub("", piece) for piece in self.text.split(MARK))
        return " ".join(piece for piece in pieces if piece)
