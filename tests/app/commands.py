"""The command line in a folder of its own: `duban(...)` runs a command as typer would, `start(...)` a real process."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app import cli
from tests.house.sources import ROOT

Duban = Callable[..., Result]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to work in: no setting of the machine's reaches the commands, and the log is given back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    for name in [name for name in os.environ if name.startswith("DUBAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DUBAN_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def duban(folder: Path) -> Duban:
    """Run a command in the folder; `given` is its stdin."""

    def run(*words: str, given: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(cli.duban, list(words), input=given)
        unforeseen = result.exception if not isinstance(result.exception, SystemExit) else None
        assert unforeseen is None, f"a traceback: {unforeseen!r}"
        return result

    return run


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Start a command as a real process in the folder; it is ended with the test."""
    running: list[subprocess.Popen[str]] = []

    def begin(*words: str, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def value(result: Result) -> Any:
    """The JSON that a command printed."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def lines(result: Result) -> list[Any]:
    """The JSON lines that a command printed."""
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]
