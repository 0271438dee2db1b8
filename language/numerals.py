"""Numbers as people write them in Chinese messages: 3, 1,000, 一百二十, 2000万, 1.2亿, 三千五.

`NUMBER` is a piece of a regular expression without groups; `number_value` gives what it stands for. Text is
expected to have gone through `normalise` (half-width digits, simplified characters).
"""

from __future__ import annotations

from language.patterns import Pattern

_DIGIT = "零〇一二两俩三四五六七八九"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,15})(?:\.\d{1,6})?"
_HAN = rf"[{_DIGIT}十][{_DIGIT}十百千万亿]{{0,15}}(?:点[{_DIGIT}]{{1,6}}[万亿]?)?"

NUMBER = (  # 3, 1,000, 1.2亿, 1亿2000万, 3万5千, 8千5百, 一百二十
    rf"(?:(?<![\d.百千万亿])(?:{_ARABIC}亿)?(?:{_ARABIC}万(?={_ARABIC}[百千]))?(?:{_ARABIC}千(?=\d百))?"
    rf"{_ARABIC}(?:[百千]?[万亿]|[百千])?(?!\d)|{_HAN})"
)

_VALUES = {
    char: value
    for value, chars in enumerate(("零〇", "一", "二两俩", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_ARABIC_PART = Pattern(rf"({_ARABIC})([百千]?)([万亿]?)")


def number_value(text: str) -> float | None:
    """What a number in Arabic or Chinese digits stands for, an int where it is whole; None if it is no number.

    >>> number_value("1.2亿"), number_value("一百二"), number_value("二零二三")
    (120000000, 120, 2023)
    """
    text = text.strip()
    if not text:
        return None
    if "0" <= text[0] <= "9":
        return _arabic_value(text)
    whole, _, fraction = text.partition("点")
    value = _han_value(whole)
    if value is None or not fraction:
        return value
    scale = _BIG.get(fraction[-1], 1)
    digits = "".join(str(_VALUES.get(char, "")) for char in fraction)
    return tidy(float(f"{value}.{digits or 0}") * scale)


def tidy(value: float) -> float:
    """An int where the value is whole, else rounded to six places: 20000000.0 -> 20000000."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _arabic_value(text: str) -> float | None:
    total, end = 0.0, 0
    for part in _ARABIC_PART.finditer(text):
        if part.start() != end:
            return None
        end = part.end()
        scale = _STEPS.get(part[2], 1) * _BIG.get(part[3], 1)
        total += float(part[1].replace(",", "")) * scale
    return tidy(total) if end == len(text) else None


def _han_value(text: str) -> int | None:
    if any(char not in _VALUES and char not in _STEPS and char not in _BIG for char in text):
        return None
    if len(text) > 1 and all(char in _VALUES for char in text):  # 二零二三: digit by digit
        return int("".join(str(_VALUES[char]) for char in text))
    total = section = digit = 0
    step = 1
    for char in text:
        if char in _VALUES:
            if digit:
                return None  # 三四十: about so many
            digit = _VALUES[char]
            step = 1 if digit == 0 else step
        elif char in _STEPS:
            step = _STEPS[char]
            section += (digit or 1) * step
            digit = 0
        else:
            step = _BIG[char]
            total = (total + section + digit) * step
            section = digit = 0
    spoken_short = text[-1] in _VALUES and len(text) > 1 and text[-2] in "百千万亿"  # 一百二 = 120, 一万二 = 12000
    return total + section + digit * (step // 10 if spoken_short else 1)
