"""Keep the English catalogue in step with the sentences: `python3 dev.py words [OTHER.po ...]`.

The sentences are found in `wording/` by Babel's extraction and stand in `en.po` in the order of the source, each with
the card that says it: `#. chase.preview` is said by `preview` of `wording/chase.py`. The English is taken from `en.po`
as it is now, and where it has none, from the other catalogues that are named (a merge's other side). Then `en.mo` is
compiled, which is what runs. Neither file holds a date or a line number: the same sentences give the same bytes.

Ends with 1 where a sentence has no English, and names each. What is said no more is printed with its English, since a
sentence that was only changed may want it again.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from wording.words import CATALOGUE, COMPILED

# What marks a sentence, and which of its arguments are one: gettext's way of writing it, `c` for the context.
KEYWORDS = {"t": None, "N_": None, "NC_": ((1, "c"), 2), "plain": (2,)}
CHINESE = re.compile(
    r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]"
)  # letters, 、「」（）; not the wide space, which sets columns
HEAD = "# English for Duban, in the order of wording/. Kept in step with it by: python3 dev.py words"
WORDING = CATALOGUE.parents[1]


class _Timeless(Catalog):
    """A catalogue whose head tells only what a reader needs: no date, no version of Babel."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", "en"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def extracted() -> Catalog:
    """The sentences of `wording/`, in the order of the source, without English."""
    found = _Timeless(header_comment=HEAD, fuzzy=False)
    for path in sorted(WORDING.glob("*.py")):
        with path.open("rb") as file:
            for _, sentence, (card,), place in extract(_with_cards, file, KEYWORDS):
                found.add(sentence, auto_comments=[f"{path.stem}.{card}"], context=place)
    return found


def _with_cards(file: Any, keywords: Any, tags: Any, options: Any) -> Iterator[tuple[int, Any, Any, Any]]:
    """Babel's extraction of Python; the comment of each message is the function or table that it stands in."""
    source = file.read()
    cards = {line: _name(node) for node in ast.parse(source).body for line in range(node.lineno, _last(node) + 1)}
    for line, keyword, messages, _ in extract_python(BytesIO(source), keywords, tags, options):
        yield line, keyword, messages, [cards[line]]


def _last(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    named = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return named.id if isinstance(named, ast.Name) else "module"


def read(path: Path) -> Catalog:
    """A catalogue as it stands."""
    with path.open("rb") as file:
        return read_po(file, locale="en")


def translated(*known: Catalog) -> Catalog:
    """The sentences with their English, from the first of the catalogues that has it; what holds no Chinese, such as
    "{task} {name}", is its own English unless one of them knows better."""
    found = extracted()
    for message in sentences(found):
        english = (each.get(message.id, message.context) for each in known)
        itself = "" if CHINESE.search(str(message.id)) else message.id
        message.string = next((each.string for each in english if each and each.string), itself)
    return found


def sentences(catalogue: Catalog) -> Iterator[Message]:
    """All but the head."""
    return (message for message in catalogue if message.id)


def as_po(catalogue: Catalog) -> bytes:
    """What stands in the .po file."""
    file = BytesIO()
    write_po(file, catalogue, width=0, no_location=True, ignore_obsolete=True)
    return file.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """What it compiles to."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main(others: list[str]) -> int:
    """Bring both files up to date."""
    before = read(CATALOGUE)
    now = translated(before, *(read(Path(other)) for other in others))
    CATALOGUE.write_bytes(as_po(now))
    COMPILED.write_bytes(as_mo(now))
    for message in sentences(before):
        if not now.get(message.id, message.context):
            sys.stdout.write(f"said no more: {message.id} = {message.string}\n")
    missing = [message.id for message in sentences(now) if not message.string]
    for sentence in missing:
        sys.stdout.write(f"no English yet, write it into {CATALOGUE.name} and start again: {sentence}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
