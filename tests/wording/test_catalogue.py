"""Chinese first, English complete: every sentence that people can read has its English, with the same placeholders.

The sentences are found in the source: every Chinese string of wording/, since many are looked up in tables, and what is
handed to `t()` anywhere, also where it is nothing but punctuation ("、", "（{why}）").
"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from wording.words import CATALOGUE, Words

ROOT = Path(__file__).resolve().parents[2]
SPEAKING = ("wording", "bot", "web", "app", "scheduler", "services", "reports")
# These hold both languages side by side, mark messages whatever their language, read words, or put dates together.
BILINGUAL = {
    *("page.py", "cli.py", "cli_sentences.py", "cli_findings.py", "cli_importing.py", "cli_wecom.py"),
    *("rehearsal.py", "resent.py", "words.py", "shortening.py"),
}
LETTERS = re.compile(r"[\u3400-\u9fff]")
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")  # letters, 、「」（）; the wide space sets columns
TRANSLATING = {"t", "plain"}  # Words.t, figures.plain

# Chinese that stands in English sentences on purpose: departments and names keep theirs, a language says its own name.
KEPT = ("区科技产业局", "区团工委", "科技局", "中文")


@cache
def sources() -> tuple[tuple[Path, ast.Module], ...]:
    paths = sorted(path for room in SPEAKING for path in (ROOT / room).rglob("*.py"))
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in paths)


def literals(node: ast.AST) -> Iterator[ast.Constant]:
    """The string literals below a node; docstrings and the pieces of f-strings left out."""
    left_out = {id(piece) for one in ast.walk(node) if isinstance(one, ast.JoinedStr) for piece in one.values}
    left_out |= {id(one.value) for one in ast.walk(node) if isinstance(one, ast.Expr)}
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in left_out:
            yield one


def translated(tree: ast.Module) -> Iterator[ast.Constant]:
    """The literals that are handed to `t()`."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _name(call.func) in TRANSLATING:
            for given in call.args:
                yield from literals(given)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@cache
def sentences() -> dict[str, str]:
    """What has to have English, with the file that it stands in."""
    found: dict[str, str] = {}
    for path, tree in sources():
        given = [one.value for one in translated(tree) if CHINESE.search(str(one.value))]
        if path.parent.name == "wording" and path.name not in BILINGUAL:
            given += [one.value for one in literals(tree) if LETTERS.search(str(one.value))]
        found |= {str(sentence): str(path.relative_to(ROOT)) for sentence in given}
    return found


@cache
def english() -> dict[str, str]:
    """The catalogue as it stands, with entries that lack their English."""
    with CATALOGUE.open("rb") as file:
        return {str(entry.id): str(entry.string or "") for entry in read_po(file, locale="en") if entry.id}


def placeholders(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


def test_every_sentence_has_its_english() -> None:
    missing = sorted(f"{file}: {sentence}" for sentence, file in sentences().items() if not english().get(sentence))
    assert not missing, f"{len(missing)} sentences have no English:\n" + "\n".join(missing)


def test_the_english_has_the_same_placeholders() -> None:
    wrong = [said for said, told in english().items() if placeholders(said) != placeholders(told)]
    assert not wrong


def test_no_english_is_left_over() -> None:
    """Also what has no Chinese letter in it may differ in English ("{when}{act}"): any literal of wording/ counts."""
    said = {str(one.value) for path, tree in sources() if path.parent.name == "wording" for one in literals(tree)}
    assert not sorted(set(english()) - said - set(sentences()))


def test_the_english_is_english() -> None:
    strange = {}
    for said, told in english().items():
        left = told
        for kept in KEPT:
            left = left.replace(kept, "")
        if CHINESE.search(left):
            strange[said] = told
    assert not strange


def test_no_sentence_passes_the_catalogue_by() -> None:
    """An f-string is put together before anybody can look its English up, so it holds no Chinese; only the "text" of a
    button's action may: it stands for what the person would type, and nobody reads it."""
    passing = []
    for path, tree in sources():
        if path.parent.name != "wording" or path.name in BILINGUAL:
            continue
        typed = {id(one) for one in typed_for_the_person(tree)}
        for one in ast.walk(tree):
            if isinstance(one, ast.JoinedStr) and id(one) not in typed:
                pieces = [str(piece.value) for piece in one.values if isinstance(piece, ast.Constant)]
                passing += [f"{path.name}:{one.lineno} {piece}" for piece in pieces if CHINESE.search(piece)]
    assert not passing


def typed_for_the_person(tree: ast.Module) -> Iterator[ast.expr]:
    for one in ast.walk(tree):
        if isinstance(one, ast.Dict):
            yield from (value for key, value in zip(one.keys, one.values, strict=True) if is_text(key))


def is_text(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value == "text"


def test_the_catalogue_is_in_order() -> None:
    """Sorted and each sentence once, so that two people who add to it meet in one place."""
    ids = re.findall(r'^msgid "(.+)"$', CATALOGUE.read_text("utf-8"), re.MULTILINE)
    assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", "已报送 5/6 · 09:03 · 编号 R-1125-04"),
        ("en", "Reported 5/6 · 09:03 · R-1125-04"),
        ("fr", "已报送 5/6 · 09:03 · 编号 R-1125-04"),
    ],
)
def test_words_speak_the_language_of_the_person(language: str, told: str) -> None:
    facts = {"done": 5, "all": 6, "time": "09:03", "code": "R-1125-04"}
    assert Words(language).t("已报送 {done}/{all} · {time} · 编号 {code}", **facts) == told
