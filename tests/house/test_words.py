"""Words that people read stand only in wording/, so that every sentence can be read, translated and corrected there.

Words that are *recognised* stand where they are understood: in the parsers.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import name, room_files, tree

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
MAY_SPEAK = ("wording/",)
MAY_RECOGNISE = (
    "language/",
    "documents/",  # automatic numbers and dates as an office sees them
    "domain/plan.py",  # which units and names do not add up
)


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


def findings(path: Path, module: ast.Module) -> list[str]:
    return [f"{name(path, one)} {one.value!r}" for one in literals(module) if HAN.search(str(one.value))]


def test_chinese_words_stand_only_in_wording_and_the_parsers() -> None:
    found = [
        finding
        for path in room_files()
        if not name(path).startswith(MAY_SPEAK + MAY_RECOGNISE)
        for finding in findings(path, tree(path))
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
