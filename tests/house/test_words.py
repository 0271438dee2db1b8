"""Words that people read stand only in wording/, and there only where `python3 dev.py words` finds them: a literal
inside `t()`, `N_()`, `NC_()` or `plain()`, or inside `verbatim()`, which says that it is no sentence (`wording.words`).

Words that are *recognised* stand where they are understood: in the parsers.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.sources import name, room_files, tree
from wording import commands
from wording.errors import SENTENCES
from wording.findings import FINDINGS

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
MAY_SPEAK = "wording/"
MAY_RECOGNISE = (
    "language/",
    "documents/",  # automatic numbers and dates as an office sees them
    "domain/plan.py",  # which units and names do not add up
    "wording/shortening.py",  # where a Chinese phrase may be cut
)
MARKED = {"t": 0, "N_": 0, "NC_": 1, "plain": 1, "verbatim": 0}  # which argument is the sentence
LOOKED_UP = ("t", "plain")  # they may also be given the name of a sentence that was marked where it stands


def literals(module: ast.Module) -> Iterator[ast.Constant]:
    """The string literals of a module, pieces of f-strings among them, docstrings left out."""
    docstrings = {
        owner.body[0].value
        for owner in ast.walk(module)
        if isinstance(owner, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and owner.body
        and isinstance(owner.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield node


def calls(module: ast.Module) -> Iterator[tuple[str, ast.Call, ast.expr]]:
    """What is marked or looked up: by which name, and the argument that is the sentence."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in MARKED and len(node.args) > MARKED[called]:
                yield called, node, node.args[MARKED[called]]


def unmarked(module: ast.Module) -> list[ast.Constant]:
    """The Chinese literals that stand outside of every mark."""
    marked = {sentence for _, _, sentence in calls(module)}
    return [literal for literal in literals(module) if HAN.search(str(literal.value)) and literal not in marked]


def is_literal(sentence: ast.expr) -> bool:
    return isinstance(sentence, ast.Constant) and isinstance(sentence.value, str)


def is_lookup(sentence: ast.expr) -> bool:
    """A name, `TABLE[key]` or `TABLE.get(key, OTHER)`; without a string, which Babel would take for the sentence."""
    got = isinstance(sentence, ast.Call) and isinstance(sentence.func, ast.Attribute) and sentence.func.attr == "get"
    named = isinstance(sentence, ast.Name | ast.Attribute | ast.Subscript) or got
    return named and not any(is_literal(node) for node in ast.walk(sentence) if isinstance(node, ast.expr))


def unfindable(module: ast.Module) -> list[ast.Call]:
    """Calls whose sentence the extraction would not find, or would find joined or half."""
    inside = {
        node
        for text in ast.walk(module)
        if isinstance(text, ast.JoinedStr)
        for piece in text.values
        for node in ast.walk(piece)
    }
    return [
        node
        for called, node, sentence in calls(module)
        if not (is_literal(sentence) and node not in inside) and not (called in LOOKED_UP and is_lookup(sentence))
    ]


def test_chinese_words_stand_only_in_wording_and_the_parsers() -> None:
    found = [
        f"{name(path, literal)} {literal.value!r}"
        for path in room_files()
        if not name(path).startswith((MAY_SPEAK, *MAY_RECOGNISE))
        for literal in literals(tree(path))
        if HAN.search(str(literal.value))
    ]
    assert not found, "\n".join(found)


def test_every_chinese_word_of_wording_is_marked() -> None:
    found = [
        f"{name(path, literal)} {literal.value!r}"
        for path in room_files("wording")
        if not name(path).startswith(MAY_RECOGNISE)
        for literal in unmarked(tree(path))
    ]
    assert not found, "\n".join(found)


def test_only_a_literal_a_name_or_a_lookup_stands_inside_t() -> None:
    speaking = [path for path in room_files() if not name(path).startswith(("language/", "bot/channels/"))]
    found = [f"{name(path, node)} {ast.unparse(node)[:90]}" for path in speaking for node in unfindable(tree(path))]
    assert not found, "\n".join(found)


def test_what_a_sentence_says_is_chosen_by_the_catalogue_alone() -> None:
    """No second mechanism: wording/ does not ask which language it speaks."""
    found = [
        name(path, node)
        for path in room_files("wording")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Compare)
        and any(isinstance(part, ast.Attribute) and part.attr == "language" for part in ast.walk(node))
        and path.name != "words.py"
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('"""督办"""\n\ndef f():\n    """督办"""\n', 0),
        ("unit = '家'  # 家", 1),
        ("text = f'第{n}项'", 2),
        ("def f(unit='家'):\n    return 'houses'", 1),
        ("mark = '％'", 0),
    ],
)
def test_literals_are_found(source: str, count: int) -> None:
    assert len([one for one in literals(ast.parse(source)) if HAN.search(str(one.value))]) == count


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("words.t('办结')", 0),
        ("plain(words, '办结')", 0),
        ("X = {'a': N_('办结'), 'b': NC_('page', '办结'), 'c': verbatim('办结')}", 0),
        ("X = {'a': '办结'}", 1),
        ("words.t('{what}', what='办结')", 1),
        ("words.t('办结' if closed else '退办')", 2),
    ],
)
def test_what_is_not_marked_is_found(source: str, count: int) -> None:
    assert len(unmarked(ast.parse(source))) == count


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("words.t('办结')", 0),
        ("words.t(sentence)", 0),
        ("words.t(commands.WRITTEN, file=f'{name}.po')", 0),
        ("words.t(NAMES[state])", 0),
        ("words.t(NAMES.get(state, OTHER))", 0),
        ("f'● {words.t(NAMES[state])}'", 0),
        ("words.t('办结' if closed else '退办')", 1),
        ("words.t(N_('办结') if closed else N_('退办'))", 1),
        ("words.t(f'第{n}项')", 1),
        ("words.t(NAMES['closed'])", 1),
        ("words.t(NAMES.get(state, '办结'))", 1),
        ("words.t('第' + number)", 1),
        ("N_(sentence)", 1),
        ("f\"● {words.t('办结')}\"", 1),  # a token of its own before Python 3.12: not looked into
    ],
)
def test_what_the_extraction_would_miss_is_found(source: str, count: int) -> None:
    assert len(unfindable(ast.parse(source))) == count


def test_every_sentence_that_has_a_name_is_said() -> None:
    """What is told by a code or a name is asked for somewhere: commands, refusals, findings of the doctor."""
    said = "\n".join(
        path.read_text("utf-8") for path in room_files() if path.name not in ("commands.py", "findings.py")
    )
    names = [title for title, sentence in vars(commands).items() if title.isupper() and isinstance(sentence, str)]
    unused = [title for title in names if not re.search(rf"\b(?:commands\.)?{title}\b", said)]
    codes = [*FINDINGS, *commands.SCRIPT, *commands.COPY_FAULTS, *SENTENCES]
    unused += [code for code in codes if said.count(f'"{code}"') < (2 if code in SENTENCES else 1)]
    assert not unused
