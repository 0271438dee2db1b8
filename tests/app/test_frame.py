"""The frame of the command line: help, exit codes, languages, a quick start, a log without secrets."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import cast

import pytest
import typer

from app import cli
from app.logs import Blotting, Brake, ExcInfo, blotted, discreet_traceback
from tests.app.commands import Duban, Start
from tests.house.test_docs import commands


@pytest.mark.parametrize("command", [*commands(), "duban", "duban plan", "duban schedule"])
def test_every_command_has_help(duban: Duban, command: str) -> None:
    result = duban(*command.split()[1:], "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


@pytest.mark.parametrize("words", [("fly",), ("plan", "fly"), ("plan", "show", "six"), ("run", "--fast")])
def test_what_does_not_exist_is_wrong_usage(duban: Duban, words: tuple[str, ...]) -> None:
    assert duban(*words).exit_code == 2


def test_errors_speak_the_language_that_was_set(duban: Duban, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "还没有数据库" in duban("status").stderr
    monkeypatch.setenv("DUBAN_LANGUAGE", "en")
    assert duban("status").stderr.startswith("There is no database yet")
    (folder / "duban.toml").write_text("language = 'klingon'\n")
    monkeypatch.delenv("DUBAN_LANGUAGE")
    assert "DUBAN_LANGUAGE" in duban("status").stderr


def test_help_loads_nothing_heavy(start: Start) -> None:
    """Each command imports what it needs itself: the frame stays light."""
    process = start("--help", PYTHONPROFILEIMPORTTIME="1")
    told = process.communicate(timeout=90)[1]
    loaded = {line.rpartition("|")[2].strip() for line in told.splitlines()}
    assert process.returncode == 0
    assert "typer" in loaded
    assert not loaded & {"sqlalchemy", "aiohttp", "pydantic", "apscheduler", "structlog", "telegram", "bot", "jinja2"}


def test_stdout_that_is_closed_early_is_no_fault(start: Start) -> None:
    process = start("plan", "export")
    assert process.stdout is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("token hunter2!", "token ***"),
        (
            "https://api.telegram.org/bot123456789:AAFb-abcdefghijklmnopqrstuvwxyz012345/getMe",
            "https://api.telegram.org/bot***/getMe",
        ),
        ("postgresql://duban:pa55@db/duban", "postgresql://***@db/duban"),
        ("绑定 DB-ABCD-EFGH-1234-5678-JKMN", "绑定 ***"),
        ("/cgi-bin/gettoken?corpid=ww1&corpsecret=s3cret", "/cgi-bin/gettoken?corpid=ww1&corpsecret=***"),
        ("nothing to hide at 09:00, task 6", "nothing to hide at 09:00, task 6"),
    ],
)
def test_secrets_are_blotted_out(line: str, shown: str) -> None:
    assert blotted(line, ["hunter2!"]) == shown


def test_a_traceback_is_blotted_too() -> None:
    formatter = Blotting(["hunter2!"], processors=[lambda _, __, event: f"{event['event']} {event.get('exc_info')}"])
    try:
        raise RuntimeError("hunter2!")
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "it said %s", ("hunter2!",), sys.exc_info())
    assert "hunter2!" not in formatter.format(record)


def test_the_entry_point_is_the_typer_app() -> None:
    assert isinstance(cli.duban, typer.Typer)
    assert callable(cli.main)


# ── what may not be seen, and what need not be seen twice ─────────────────────────────────────────────────


def test_an_error_of_pythons_own_does_not_quote() -> None:
    try:
        try:
            float("张三丰13800138000")
        except ValueError as error:
            raise RuntimeError("the turn failed") from error
    except RuntimeError:
        told = discreet_traceback(cast(ExcInfo, sys.exc_info()))
    assert "张三丰" not in told.replace('float("张三丰13800138000")', "")
    assert "ValueError" in told
    assert "RuntimeError: the turn failed" in told


def test_one_line_a_minute_says_how_often_it_was_meant() -> None:
    brake, passed = Brake(), []
    for second in range(150):
        for name in ("plan", "dispatch", "rescue"):
            record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "the tick %s failed", (name,), None)
            record.created = 1000.0 + second
            if brake.filter(record):
                passed.append(record.getMessage())
    assert passed == [
        "the tick plan failed",
        "the tick plan failed (and 179 more like this since)",
        "the tick plan failed (and 179 more like this since)",
    ]


def test_the_brake_keeps_different_lines_apart_and_outlives_a_clock_that_is_set_back() -> None:
    brake = Brake()

    def passes(message: str, at: float, level: int = logging.WARNING) -> bool:
        record = logging.LogRecord("x", level, "x.py", 1, message, None, None)
        record.created = at
        return brake.filter(record)

    assert passes("one", 5000)
    assert passes("two", 5000)
    assert not passes("one", 5001)
    assert passes("one", 1400)
    assert passes("info", 1400, logging.INFO)
    assert passes("info", 1400, logging.INFO)
