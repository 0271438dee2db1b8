"""Short requests in a fixed form: `requests.toml` read by a small engine. Whoever adds a form adds a line there.

A form becomes a regular expression; a text is a request only where a form fits all of it: “邀请 区团工委 联络员” is
one, “邀请专家12名” is a report.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from language.patterns import Pattern

_END = r"[\s。.!！?？~～]*$"
_GAP, _SOME_GAP = r"[\s:：,，]*", r"[\s:：,，。]+"
_TOKENS = Pattern(r"(?s)\{(?P<slot>\w+)\}|(?P<sign>[()\[\]|])|(?P<gap> )|(?P<some>_)|(?P<char>.)")
_SIGNS = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|"}
_MENTION = Pattern(r"^(/\w+)@\w+")
_AFTER_POLITE = r"[\s,，。.!！~～、?？]*[呀啊哦噢呢吧嘞啦了您你哈]*[\s,，。.!！~～、?？]*"
ANSWER, COURTESY = "answer", "courtesy"


@dataclass(frozen=True, slots=True)
class Request:
    """A request by its name in requests.toml, and what stood in its slots."""

    name: str
    slots: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Its name."""
        return self.name

    @property
    def certain(self) -> bool:
        """A fixed form is no matter of doubt."""
        return True

    def slot(self, *names: str) -> str:
        """What stood in the first of these slots that was filled; "" where none was."""
        return next((self.slots[name] for name in names if self.slots.get(name)), "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One request of the file: its forms, Chinese first, and what it is `only` good for ("": anybody, any time)."""

    name: str
    forms: tuple[str, ...]
    examples: tuple[str, ...]
    others: tuple[str, ...]
    only: str

    def said(self, folded: str) -> Request | None:
        """The request, where one of the forms fits all of a text."""
        for pattern in _compiled(self.name):
            match = pattern.match(folded)
            if match:
                return Request(self.name, {key: (value or "").strip() for key, value in match.groupdict().items()})
        return None


def read_request(folded: str) -> Request | None:
    """The request that a folded text is, or None where it is something else. Never raises."""
    plain = _MENTION.sub(r"\1", folded)
    return next((found for one in entries().values() if not one.only and (found := one.said(plain))), None)


def says(name: str, text: str) -> bool:
    """Whether a text is that request (yes, no, submit …) and nothing else."""
    return entries()[name].said(text.strip()) is not None


def read_courtesy(folded: str) -> Request | None:
    """收到，谢谢 is a thank-you: several polite words in a row and nothing else."""
    at, found = 0, set[str]()
    while at < len(folded):
        piece = _polite().match(folded, at)
        if piece is None:
            return None
        found |= {name for name, said in piece.groupdict().items() if said}
        at = piece.end()
    return next((Request(name) for name in entries() if name in found), None)


@cache
def entries() -> Mapping[str, Entry]:
    """The requests of the file by name, in its order."""
    return dict(_read(_file()))


def _read(document: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    for name, one in document.items():
        if name != "slots":
            forms = (*one.get("zh", ()), *one.get("en", ()))
            told = tuple(one.get("examples", ())), tuple(one.get("others", ()))
            yield name, Entry(name, forms, *told, one.get("only", ""))


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(files("language").joinpath("requests.toml").read_text(encoding="utf-8"))


@cache
def _compiled(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"^{_expression(form)}{_END}", re.IGNORECASE | re.DOTALL) for form in entries()[name].forms)


@cache
def _polite() -> re.Pattern[str]:
    polite = [one for one in entries().values() if one.only == COURTESY]
    kinds = "|".join(f"(?P<{one.name}>{'|'.join(map(_expression, one.forms))})" for one in polite)
    return re.compile(f"(?:{kinds}){_AFTER_POLITE}", re.IGNORECASE)


def _expression(form: str) -> str:
    """A form as a piece of a regular expression. Raises KeyError for a slot that is not in the file."""
    pieces, last = [], ""
    for token in _TOKENS.finditer(form):
        if token["slot"]:
            pieces.append(f"(?P<{token['slot']}>{_file()['slots'][token['slot']]})")
        elif token["sign"]:
            pieces.append(_SIGNS[token["sign"]])
        elif token["gap"]:
            pieces.append(rf"{_GAP}(?<![a-z](?=[a-z\d]))" if last.isascii() and last.isalpha() else _GAP)
        elif token["some"]:
            pieces.append(_SOME_GAP)
        else:
            pieces.append(re.escape(token["char"]))
            last = token["char"]
    return "".join(pieces)
