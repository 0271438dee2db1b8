"""`duban run` as a real process: it serves the page, keeps the clock, says no to a second one and stops cleanly."""

from __future__ import annotations

import json
import signal
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.app.commands import Duban, Start

RUN = ("run", "--no-browser", "--port", "0")
PATIENCE = 90  # seconds; far more than anything here takes, also where all cores are busy


def address(process: subprocess.Popen[str]) -> str:
    """The line that says where the page is."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("http://127.0.0.1:"), (line, process.communicate())
    return line.strip()


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        body: bytes = answer.read()
        return body


def world(url: str) -> Any:
    return json.loads(get(f"{url}api/world"))


def end(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """Stop it; returns what it said on stderr."""
    process.send_signal(number)
    said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 0, said
    assert "Traceback" not in said
    return said


def test_it_serves_the_page_refuses_a_second_and_goes_on_where_it_stopped(start: Start, folder: Path) -> None:
    first = start(*RUN, "--as-of", "2022-10-24T10:00+08:00")
    url = address(first)
    assert json.loads(get(f"{url}health")) == {"status": "ok"}
    assert "<html" in get(url).decode()
    assert world(url)["now"].startswith("2022-10-24T10:0")
    told = json.loads(get(f"{url}api/messages?persona=liaison-04&after=0"))
    assert [one["at"][:16] for one in told] == ["2022-10-21T09:00", "2022-10-24T09:00"]

    second = start(*RUN, DUBAN_LANGUAGE="en")
    said = second.communicate(timeout=PATIENCE)
    assert (second.returncode, said[0]) == (1, "")
    assert said[1].startswith("Another Duban process already works on this database")
    assert len(said[1].splitlines()) == 1

    assert "已停止" in end(first, signal.SIGTERM)

    again = start(*RUN, "--as-of", "2022-10-22")
    assert world(address(again))["now"].startswith("2022-10-24T10:0")
    assert "不往回拨" in end(again, signal.SIGINT)


def test_a_new_local_chat_may_begin_earlier(start: Start) -> None:
    process = start(*RUN, "--as-of", "2022-03-01")
    assert world(address(process))["now"].startswith("2022-03-01T00:0")
    end(process, signal.SIGTERM)


def test_an_invitation_made_beside_it_is_redeemed_in_the_chat(start: Start, duban: Duban) -> None:
    process = start(*RUN)
    url = address(process)
    made = duban("invite", "--role", "liaison", "--department", "区科技产业局", "--json")
    code = json.loads(made.stdout)["code"]
    body = json.dumps({"persona": "stranger", "text": f"绑定 {code}", "client_id": "1"}).encode()
    headers = {"Content-Type": "application/json", "X-Duban": "1"}
    with urllib.request.urlopen(urllib.request.Request(f"{url}api/say", body, headers), timeout=PATIENCE) as answer:
        assert answer.status == 200
    shown = ""
    for _ in range(200):
        shown = get(f"{url}api/messages?persona=stranger&after=0").decode()
        if json.loads(shown)[-1]["side"] == "bot":
            break
    assert "区科技产业局 联络员" in json.dumps(json.loads(shown), ensure_ascii=False)
    end(process, signal.SIGTERM)


@pytest.mark.parametrize(
    ("options", "settings", "code", "names"),
    [
        (["--as-of", "gestern"], {}, 2, "--as-of"),
        (["--port", "70000"], {}, 2, "--port"),
        (["--host", "0.0.0.0"], {}, 1, "DUBAN_WEB_HOST"),
        (["--host", "duban.example.gov.cn"], {}, 1, "DUBAN_WEB_HOST"),
        ([], {"DUBAN_TELEGRAM_TOKEN": "half-a-token"}, 1, "DUBAN_TELEGRAM_TOKEN"),
        ([], {"DUBAN_TELEGRAM_TOKEN": "1:a", "DUBAN_TELEGRAM_WEBHOOK_SECRET": "two words"}, 1, "WEBHOOK_SECRET"),
        ([], {"DUBAN_WECOM_BOT_ID": "b"}, 1, "DUBAN_WECOM_BOT_SECRET"),
        ([], {"DUBAN_WECOM_BOT_ID": "b", "DUBAN_WECOM_WS_URL": "ws://wecom.example"}, 1, "DUBAN_WECOM_WS_URL"),
        ([], {"DUBAN_LOCAL_CHAT": "0"}, 1, "DUBAN_LOCAL_CHAT"),
        ([], {"DUBAN_WEB_PORT": "http"}, 1, "DUBAN_WEB_PORT"),
        ([], {"DUBAN_TIMEZONE": "Mars/Olympus"}, 1, "DUBAN_TIMEZONE"),
        ([], {"DUBAN_PLAN_FILE": "missing.json"}, 1, "missing.json"),
        ([], {"DUBAN_DATA_DIR": "taken/var"}, 1, "taken"),
    ],
)
def test_what_cannot_begin_says_why_in_one_sentence(
    duban: Duban,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    settings: dict[str, str],
    code: int,
    names: str,
) -> None:
    (folder / "taken").write_text("no folder")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    result: Result = duban("run", "--no-browser", *options)
    assert result.exit_code == code
    assert names in result.stderr
    assert not (folder / "var" / "local.db").exists() or settings.get("DUBAN_PLAN_FILE")


def test_a_file_that_is_no_database_is_left_alone(duban: Duban, folder: Path) -> None:
    (folder / "var").mkdir()
    file = folder / "var/local.db"
    file.write_bytes(b"letters, not a database" * 100)
    result = duban("run", "--no-browser")
    assert result.exit_code == 1
    assert "local.db" in result.stderr
    assert file.read_bytes() == b"letters, not a database" * 100


def test_a_token_is_not_told(duban: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_TELEGRAM_TOKEN", "topsecret")
    assert "topsecret" not in duban("run").output
