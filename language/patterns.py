"""Regular expressions that are compiled when they are first used.

The word lists of this package come to some hundred patterns; compiling them all takes longer than reading a message,
and most commands of the product read none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

_parser = import_module("re._parser")  # the standard library's own reading of a pattern; typeshed does not know it


class Pattern:
    """A regular expression with the methods of `re.Pattern` that are needed here, which are its own once it is used."""

    __slots__ = ("compiled", "finditer", "fullmatch", "match", "search", "source", "sub", "telling")

    compiled: re.Pattern[str]
    search: Callable[[str], re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]  # text, start = 0
    fullmatch: Callable[[str], re.Match[str] | None]
    finditer: Callable[[str], Iterator[re.Match[str]]]
    sub: Callable[[str | Callable[[re.Match[str]], str], str], str]

    def __init__(self, source: str) -> None:
        self.source = source
        self.telling: frozenset[str] | None = None

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet: the pattern is compiled. Raises re.error where the source is none."""
        if name not in self.__slots__:
            raise AttributeError(name)
        self.compiled = compiled = re.compile(self.source)
        self.search, self.match, self.fullmatch = compiled.search, compiled.match, compiled.fullmatch
        self.finditer, self.sub = compiled.finditer, compiled.sub
        return getattr(self, name)

    def may_match(self, text: str) -> bool:
        """False only where the text has none of the words of which every match has one: a fifteenth of a search."""
        if self.telling is None:
            parsed = _parser.parse(self.source)
            self.telling = frozenset() if parsed.state.flags & re.IGNORECASE else _telling(parsed)
        for word in self.telling:
            if word in text:
                return True
        return not self.telling

    def findall(self, text: str) -> list[str]:
        """Every match, whatever groups the pattern has."""
        return [match[0] for match in self.finditer(text)]


def _telling(parsed: Any) -> frozenset[str]:
    """Words of which every match has at least one; none where a match needs no letters."""
    best: frozenset[str] = frozenset()
    run = ""
    for operation, argument in [*parsed, (None, None)]:
        if operation is _parser.LITERAL:
            run += chr(argument)
            continue
        found = frozenset({run} if run else ())
        run = ""
        best = max(best, found, _required(operation, argument), key=_tells)
    return best


def _required(operation: Any, argument: Any) -> frozenset[str]:
    """What one part of a pattern that is no letter brings to every match."""
    if operation is _parser.SUBPATTERN:
        return _telling(argument[-1])
    if operation is _parser.BRANCH:
        ways = [_telling(way) for way in argument[1]]
        return frozenset().union(*ways) if all(ways) else frozenset()
    if operation in (_parser.MAX_REPEAT, _parser.MIN_REPEAT) and argument[0] > 0:
        return _telling(argument[2])
    return frozenset()


def _tells(words: frozenset[str]) -> int:
    """Longer words are rarer."""
    return min(map(len, words), default=0)
