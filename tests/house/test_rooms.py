"""Who may know whom: the arrows between the rooms, one room for each library, a pure domain, one clock.

app -> web | bot | scheduler -> services -> storage | reports | documents | wording -> language -> domain
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.house.sources import ROOMS, ROOT, name, room_files, tree

BELOW_SERVICES = {"storage", "reports", "documents", "language", "wording", "domain"}
MAY_IMPORT = {
    "domain": set[str](),
    "language": {"domain"},  # what was written becomes values; pure
    "documents": {"domain"},  # a file becomes cells of text
    "wording": {"domain"},
    "storage": {"domain"},
    "reports": {"domain", "wording"},
    "services": BELOW_SERVICES,
    "scheduler": {"services", "storage", "domain"},  # it knows when, and no sentence
    "bot": {"services", "language", *BELOW_SERVICES},
    "web": {"services", *BELOW_SERVICES},
    "app": set(ROOMS),
}
LIVES_IN = {
    "aiohttp": {"web", "bot"},  # the one network library: a server there, a client here
    "aiosqlite": {"storage"},
    "alembic": {"storage"},
    "apscheduler": {"scheduler"},
    "asyncpg": {"storage"},
    "chinese_calendar": {"domain"},  # and there only in workdays.py
    "cryptography": {"bot"},
    "defusedxml": {"bot"},
    "fontTools": {"reports"},  # only the script that cuts the shipped font
    "jinja2": {"web"},
    "lxml": {"documents"},
    "pdfminer": {"documents"},
    "pdfplumber": {"documents"},
    "pydantic": {"app"},
    "pydantic_settings": {"app"},
    "python_calamine": {"documents"},
    "rapidfuzz": {"language"},
    "rich": {"app"},
    "segno": {"reports"},
    "sqlalchemy": {"storage"},
    "sqlmodel": {"storage"},
    "structlog": {"app"},  # the rooms log with the standard library; app decides how it looks
    "telegram": {"bot"},
    "typer": {"app"},
    "xlsxwriter": {"reports"},
}
OUTER_WORLD = {
    *("asyncio", "concurrent", "multiprocessing", "signal", "subprocess", "threading"),
    *("http", "io", "os", "pathlib", "shutil", "socket", "sqlite3", "ssl", "tempfile", "urllib"),
    *("logging", "random", "secrets", "time", "uuid"),
}
CLOCK = Path("scheduler/clock.py")


def imports(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Each import of a file with the top-level name it takes; a relative one stays in its own room."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node, node.module.partition(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_imports_follow_the_arrows(room: str) -> None:
    allowed = MAY_IMPORT[room] | {room}
    wrong = [
        f"{name(path, node)} imports {target}"
        for path in room_files(room)
        for node, target in imports(path)
        if (target in ROOMS and target not in allowed) or target in ("tests", "dev", "benchmarks")
    ]
    assert not wrong, "\n".join(wrong)


def test_each_library_lives_in_its_room() -> None:
    wrong = [
        f"{name(path, node)} imports {target}; it lives in {sorted(LIVES_IN.get(target, {'no room yet'}))}"
        for room in ROOMS
        for path in room_files(room)
        for node, target in imports(path)
        if target not in ROOMS and target not in sys.stdlib_module_names and room not in LIVES_IN.get(target, ())
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", ["domain", "language"])
def test_domain_and_language_are_pure(room: str) -> None:
    """No I/O, no clock, no await; a Protocol may say `async def`, for it only names what others do."""
    wrong = []
    for path in room_files(room):
        wrong += [f"{name(path, node)} imports {to}" for node, to in imports(path) if to in OUTER_WORLD]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith):
                wrong.append(f"{name(path, node)} awaits")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
                wrong.append(f"{name(path, node)} opens a file")
    holidays = {name(path) for path in room_files() for _, to in imports(path) if to == "chinese_calendar"}
    assert not wrong, "\n".join(wrong)
    assert holidays <= {"domain/workdays.py"}


def test_only_the_clock_reads_the_time() -> None:
    wrong = [
        f"{name(path, node)} reads the time"
        for path in room_files()
        if path != ROOT / CLOCK
        for node in ast.walk(tree(path))
        if reads_the_time(node)
    ]
    assert not wrong, "\n".join(wrong)


def reads_the_time(node: ast.AST) -> bool:
    """`datetime.now`, `datetime.datetime.now`, `date.today`, `time.time` and their kin, called or handed on."""
    if isinstance(node, ast.ImportFrom) and node.module == "time":
        return any(alias.name in ("time", "time_ns") for alias in node.names)
    if not isinstance(node, ast.Attribute):
        return False
    owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    if owner == "time":
        return node.attr in ("time", "time_ns")
    return owner in ("datetime", "date", "dt") and node.attr in ("now", "utcnow", "today")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("datetime.now(UTC)", True),
        ("datetime.datetime.utcnow()", True),
        ("field(default_factory=date.today)", True),
        ("time.time()", True),
        ("from time import time", True),
        ("clock.now()", False),
        ("time.monotonic()", False),
        ("datetime.fromisoformat(text)", False),
    ],
)
def test_reading_the_time_is_recognised(source: str, expected: bool) -> None:
    assert any(reads_the_time(node) for node in ast.walk(ast.parse(source))) is expected


# ── the README's map ──────────────────────────────────────────────────────────────────────────────────────


def arrows() -> set[tuple[str, str]]:
    """From room to room, drawn from the imports: without those that a longer way shows already."""
    direct = {
        room: {to for path in room_files(room) for _, to in imports(path) if to in ROOMS and to != room}
        for room in ROOMS
    }

    def reach(room: str) -> set[str]:
        return direct[room] | {far for near in direct[room] for far in reach(near)}

    return {
        (room, to)
        for room, below in direct.items()
        for to in below
        if not any(to in reach(other) for other in below - {to})
    }


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_map_shows_the_imports(page: str) -> None:
    drawn = (ROOT / page).read_text("utf-8").partition("```mermaid")[2].partition("```")[0]
    shown: set[tuple[str, str]] = set()
    for line in drawn.splitlines():
        left, arrow, right = re.sub(r"\[.*?\]", "", line).partition("-->")
        if arrow:
            shown |= set(product((one.strip() for one in left.split("&")), (one.strip() for one in right.split("&"))))
    assert shown == arrows()
