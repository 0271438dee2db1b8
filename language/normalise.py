"""Brings a message into one shape (half-width, simplified, lower case, no hesitation) without losing the original.

Every character of the plain text remembers which characters of the original it stands for, so that a liaison's own
words can be kept as they were typed. English phrases that officials use become the Chinese words for them: one
grammar reads both languages.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from language.lexicon import spoken
from language.lexicon.writing import ENGLISH, HESITATION, SLIPS, TRADITIONAL
from language.patterns import Pattern

_DROPPED = '“”"‘’「」『』《》〈〉【】\u200b\u200c\u200d\ufeff\ufe0f'
_SAME = {
    "—": "-",
    "–": "-",
    "－": "-",
    "−": "-",
    "～": "~",
    "〜": "~",
    "…": "。",
    "．": ".",
    "﹣": "-",
    "＃": "#",
    "→": "到",
    "√": "✓",
    "\u2714": "✓",
    "\u2705": "✓",
    "\u2611": "✓",
}
_NAME_SHAPE = str.maketrans({**TRADITIONAL, **dict.fromkeys(_DROPPED)})
_MENTION = Pattern(r"(?:^|\s)@[^\s@,:。]{1,32}(?:[\s,:]+|$)")
_LATIN = Pattern(r"[a-z]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # what nobody typed on purpose, and nobody sees


@dataclass(frozen=True, slots=True)
class Text:
    """A message: as typed and in plain shape; plain[i] stands for original[starts[i]:ends[i]]."""

    original: str
    plain: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """The original words behind plain[start:end], without the blanks around them."""
        if start >= end:
            return ""
        return self.original[self.starts[start] : max(self.ends[start:end])].strip()


def normalise(original: str) -> Text:
    """The plain shape of a message. Never raises; as long as the message at most a few times over."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(original):
        if char in _DROPPED:
            continue
        simple = _SAME.get(char) or unicodedata.normalize("NFKC", char)
        if char.isdecimal() and not char.isascii():
            simple = str(unicodedata.digit(char))  # full-width and Arabic-Indic digits
        if char != "〇" and "\ue000" <= char <= "\uf8ff":
            simple = " "  # private use: nobody can say what it was
        for piece in simple.lower():
            chars.append(TRADITIONAL.get(piece, piece))
            starts.append(index)
            ends.append(index + 1)
    text = Text(original, "".join(chars), tuple(starts), tuple(ends))
    text = _replace(text, _MENTION, " ")
    for pattern, instead in SLIPS + HESITATION:
        text = _replace(text, pattern, instead)
    if _LATIN.search(text.plain):
        for pattern, instead in (*spoken.ENGLISH, *ENGLISH):
            text = _replace(text, pattern, instead)
    for pattern, instead in spoken.IN_FULL:
        text = _replace(text, pattern, instead)
    return text


def clean(text: str) -> str:
    """The text without control and format characters (direction marks, BOM, zero width). Line breaks stay, and the tabs
    between the cells of a pasted table: without them two figures would become one."""
    kept = (char for char in text.replace("\r\n", "\n") if char in "\n\t" or unicodedata.category(char) not in _UNSEEN)
    return "".join(kept).strip()


def plain_name(name: str) -> str:
    """The shape in which names are compared: as `normalise`, without blanks; no translation."""
    return "".join(unicodedata.normalize("NFKC", name).lower().split()).translate(_NAME_SHAPE)


def _replace(text: Text, pattern: Pattern, instead: str) -> Text:
    """The text with every match replaced; what replaces it stands for the whole match."""
    if not pattern.may_match(text.plain) or not pattern.search(text.plain):
        return text
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in pattern.finditer(text.plain):
        start, end = match.span()
        chars.append(text.plain[done:start])
        starts += text.starts[done:start]
        ends += text.ends[done:start]
        new = match.expand(instead)
        chars.append(new)
        if end > start:
            starts += [text.starts[start]] * len(new)
            ends += [max(text.ends[start:end])] * len(new)
        done = end
    chars.append(text.plain[done:])
    starts += text.starts[done:]
    ends += text.ends[done:]
    return Text(text.original, "".join(chars), tuple(starts), tuple(ends))
