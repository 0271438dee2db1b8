"""Docs that cannot drift: what the code offers is written down, and what is written down is there."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import typer
from pydantic_settings import BaseSettings
from sqlmodel import SQLModel

from tests.house.sources import ROOT, room_files

OPERATIONS = "docs/operations.md"
NOT_SETTINGS = {"DUBAN_TESTS_NO_SKIP", "DUBAN_TESTS_FULL"}  # of the tests, not of the product


def read(*names: str) -> str:
    return "\n".join((ROOT / name).read_text("utf-8") for name in names)


def pages() -> str:
    """All of docs/ in English but the decisions, which tell of their time; see also `test_docs_in_chinese`."""
    return read(*(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("[!.]*.md")) if "zh-CN" not in page.name))


def settings() -> set[str]:
    """The environment names of all settings."""
    module = importlib.import_module("app.settings")
    classes = [
        one
        for _, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, BaseSettings) and one.__module__ == module.__name__
    ]
    return {f"DUBAN_{field.upper()}" for one in classes for field in one.model_fields}


def commands() -> Iterator[str]:
    """Every command as it is typed: `duban plan import`."""
    module = importlib.import_module("app.cli")
    offered = next(one for _, one in inspect.getmembers(module) if isinstance(one, typer.Typer))
    yield from leaves("duban", typer.main.get_command(offered))


def leaves(path: str, command: Any) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is None:
        yield path
        return
    for word, one in below.items():
        if not one.hidden:
            yield from leaves(f"{path} {word}", one)


def states() -> dict[str, set[str]]:
    """Class -> values, for each enumeration of the domain that is called a state."""
    domain = importlib.import_module("domain")
    modules = [importlib.import_module(f"domain.{one.name}") for one in pkgutil.iter_modules(domain.__path__)]
    return {
        f"{module.__name__}.{title}": {str(member.value) for member in one}
        for module in modules
        for title, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, StrEnum) and title.endswith(("State", "Status")) and one.__module__ == module.__name__
    }


def test_every_setting_is_in_the_operations_page_and_nothing_else_is() -> None:
    documented = set(re.findall(r"\bDUBAN_[A-Z][A-Z0-9_]*\b", read(OPERATIONS))) - NOT_SETTINGS
    assert settings()
    assert documented == settings()


def test_every_command_is_documented() -> None:
    text = read("README.md") + pages()
    offered = list(commands())
    assert offered
    missing = [one for one in offered if not re.search(rf"{re.escape(one)}(?![\w-])", text)]
    assert not missing, f"documented nowhere: {missing}"


def test_every_documented_command_exists() -> None:
    """`duban WORD` in code type, in either README or in the docs, is a command or a group of them."""
    text = read("README.md", "README.zh-CN.md", OPERATIONS)
    words = {one.split()[1] for one in commands()}
    named = set(re.findall(r"(?:`|^|bin/)duban ([a-z][a-z-]*)", text, re.MULTILINE))
    assert named <= words, f"no such command: {sorted(named - words)}"


def test_every_state_is_drawn() -> None:
    page = read("docs/states.md")
    assert states()
    missing = [f"{title}.{value}" for title, values in states().items() for value in values if value not in page]
    assert not missing, f"not in docs/states.md: {missing}"


def test_every_table_is_explained() -> None:
    importlib.import_module("storage.tables")
    text = pages()
    missing = [table for table in SQLModel.metadata.tables if f"`{table}`" not in text]
    assert SQLModel.metadata.tables
    assert not missing, f"on no page of docs/, in code type: {missing}"


def test_every_code_word_of_the_glossary_is_used() -> None:
    """The first column of each table of the glossary holds names of the code, in code type."""
    first_cells = re.findall(r"^\|([^|]*)\|", read("docs/glossary.md"), re.MULTILINE)
    words = {word for cell in first_cells for word in re.findall(r"`(\w+)`", cell)}
    code = {word.lower() for path in room_files() for word in re.findall(r"\w+", path.read_text("utf-8"))}
    assert words
    unused = {word for word in words if word.lower() not in code and word.lower().replace("_", "") not in code}
    assert not unused, f"nowhere in the code: {sorted(unused)}"
