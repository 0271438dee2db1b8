"""Automatic numbers of a Word document: they stand in no text, only in how its lists are set up."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_CHINESE = ("chinese", "japanese", "taiwanese", "ideographDigital", "ideographTraditional")


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    pattern: str
    start: int


class Numbers:
    """Counts the numbered paragraphs of one document, to be asked in their order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}  # by the number of the list
        self._family: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._styles: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._learn(numbering)
        for style in styles.iter(f"{W}style") if styles is not None else ():
            set_up = _set_up(style.find(f"{W}pPr"))
            if set_up:
                self._styles[style.get(f"{W}styleId", "")] = set_up

    def _learn(self, numbering: etree._Element) -> None:
        families = {one.get(f"{W}abstractNumId", ""): _levels(one) for one in numbering.iter(f"{W}abstractNum")}
        for one in numbering.iter(f"{W}num"):
            family = one.find(f"{W}abstractNumId")
            if family is None:
                continue
            number, of = one.get(f"{W}numId", ""), family.get(f"{W}val", "")
            levels = dict(families.get(of, {}))
            for override in one.iter(f"{W}lvlOverride"):
                at, begins = _int(override.get(f"{W}ilvl")), override.find(f"{W}startOverride")
                levels |= _levels(override)
                if begins is not None and at in levels:
                    levels[at] = _Level(levels[at].kind, levels[at].pattern, _int(begins.get(f"{W}val"), 1))
            self._levels[number] = levels
            self._family[number] = number if one.find(f"{W}lvlOverride") is not None else of

    def label(self, paragraph: etree._Element) -> str:
        """The number before a paragraph (一、 3.1 （二）), and "" where it has none."""
        settings = paragraph.find(f"{W}pPr")
        set_up = _set_up(settings)
        if set_up is None and settings is not None:
            style = settings.find(f"{W}pStyle")
            set_up = self._styles.get(style.get(f"{W}val", "")) if style is not None else None
        if set_up is None or set_up[0] not in self._levels:
            return ""
        number, depth = set_up
        levels = self._levels[number]
        if depth not in levels:
            return ""
        counts = self._counts[self._family[number]]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        if levels[depth].kind in ("bullet", "none"):
            return ""

        def shown(found: re.Match[str]) -> str:
            level = int(found[1]) - 1
            one = levels.get(level, levels[depth])
            return spelled(counts.get(level, one.start), one.kind)

        return re.sub(r"%([1-9])", shown, levels[depth].pattern)


def spelled(number: int, kind: str) -> str:
    """A number as Word writes it: 12 -> 十二 for chineseCounting, l for lowerLetter."""
    if kind.startswith(_CHINESE):
        return _han(number)
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if kind == "upperRoman" else roman.lower()
    if kind.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def _levels(element: etree._Element) -> dict[int, _Level]:
    found = {}
    for one in element.findall(f"{W}lvl"):
        kind, pattern, start = (one.find(f"{W}{name}") for name in ("numFmt", "lvlText", "start"))
        found[_int(one.get(f"{W}ilvl"))] = _Level(
            kind.get(f"{W}val", "decimal") if kind is not None else "decimal",
            pattern.get(f"{W}val", "") if pattern is not None else "",
            _int(start.get(f"{W}val"), 1) if start is not None else 1,
        )
    return found


def _set_up(settings: etree._Element | None) -> tuple[str, int] | None:
    found = settings.find(f"{W}numPr") if settings is not None else None
    number = found.find(f"{W}numId") if found is not None else None
    if found is None or number is None:
        return None
    level = found.find(f"{W}ilvl")
    return number.get(f"{W}val", ""), _int(level.get(f"{W}val")) if level is not None else 0


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and text.lstrip("-").isdigit() else default


def _han(number: int) -> str:
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    marks = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, mark in marks:
        while number >= value:
            text, number = text + mark, number - value
    return text
