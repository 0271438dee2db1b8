"""The files that the house tests read: parsed once, in a fixed order, without what tools leave behind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = (
    "app",
    "web",
    "bot",
    "scheduler",
    "services",
    "storage",
    "reports",
    "documents",
    "language",
    "wording",
    "domain",
)
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".json",
    ".html",
    ".css",
    ".js",
    ".po",
    ".txt",
    ".svg",
    ".lock",
    ".ini",
    ".mako",
}
NOT_OURS = {".venv", ".git", "var", "dist", "__pycache__"}


def room_files(*rooms: str) -> list[Path]:
    """The Python files of the given rooms, or of all of them."""
    return [path for room in rooms or ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def text_files() -> Iterator[Path]:
    """Every text file of the project that a person wrote, and the locks."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        left_behind = any(part in NOT_OURS or part.endswith(("_cache", ".egg-info")) for part in parts)
        if path.is_file() and not left_behind and (path.suffix in TEXT or path.parent.name == ".ci"):
            yield path


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def name(path: Path, node: ast.AST | None = None) -> str:
    """How a finding names its place: `domain/plan.py:12`."""
    line = getattr(node, "lineno", None)
    return path.relative_to(ROOT).as_posix() + (f":{line}" if line else "")
