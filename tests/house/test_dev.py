"""dev.py decides what to install and when; here it does so in a folder of its own, with a recorder for pip."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import dev
from tests.house.sources import ROOT

RUN, DEV = dev.RUN_LOCK, dev.DEV_LOCK


class Workshop:
    """A project in a folder of its own. `done` tells, in order, what was made and installed."""

    def __init__(self, root: Path) -> None:
        self.root, self.done, self.breaks = root, list[str](), False
        self.python = root / ".venv/bin/python"

    def create(self) -> None:
        self.done.append("new .venv")
        self.python.parent.mkdir(parents=True, exist_ok=True)
        self.python.touch()
        (self.root / ".venv/installed.json").unlink(missing_ok=True)

    def install(self, *requests: list[str]) -> None:
        self.done.append(requests[0][-1])
        if self.breaks:
            raise KeyboardInterrupt

    def lock(self, name: str, content: str) -> None:
        (self.root / name).write_text(content, "utf-8")


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    shop = Workshop(tmp_path)
    for lock in (RUN, DEV):
        shop.lock(lock, "one==1\n")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for place, path in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "PYTHON": shop.python,
        "STAMP": tmp_path / ".venv/installed.json",
    }.items():
        monkeypatch.setattr(dev, place, path)
    monkeypatch.setattr(dev, "create_environment", shop.create)
    monkeypatch.setattr(dev, "install", shop.install)
    return shop


def test_an_unchanged_lock_is_installed_once(workshop: Workshop) -> None:
    dev.set_up(DEV)
    dev.set_up(DEV)
    assert workshop.done == ["new .venv", DEV]


def test_a_changed_lock_is_installed_into_the_same_environment(workshop: Workshop) -> None:
    dev.set_up(DEV)
    workshop.lock(DEV, "one==2\n")
    dev.set_up(DEV)
    assert workshop.done == ["new .venv", DEV, DEV]


def test_what_tests_can_run_too_but_not_the_other_way_round(workshop: Workshop) -> None:
    dev.set_up(RUN, or_else=DEV)
    dev.set_up(DEV)
    dev.set_up(RUN, or_else=DEV)
    assert workshop.done == ["new .venv", RUN, DEV]


def test_an_interrupted_installation_begins_again_from_nothing(workshop: Workshop) -> None:
    workshop.breaks = True
    with pytest.raises(KeyboardInterrupt):
        dev.set_up(RUN)
    workshop.breaks = False
    dev.set_up(RUN)
    assert workshop.done == ["new .venv", RUN, "new .venv", RUN]


def test_an_environment_that_was_moved_is_made_anew(workshop: Workshop) -> None:
    dev.set_up(RUN)
    stamp = workshop.root / ".venv/installed.json"
    there = json.loads(stamp.read_text("utf-8"))
    stamp.write_text(json.dumps({**there, "place": ["elsewhere", there["place"][1]]}), "utf-8")
    dev.set_up(RUN)
    assert workshop.done == ["new .venv", RUN, "new .venv", RUN]


def test_an_environment_made_by_hand_is_kept(workshop: Workshop) -> None:
    workshop.python.parent.mkdir(parents=True)
    workshop.python.touch()
    dev.set_up(DEV)
    assert workshop.done == [DEV]


@pytest.mark.parametrize(
    ("files", "tests"),
    [
        ([], ["tests/house"]),
        (["services/chase.py", "wording/locale/en.po"], ["tests/house", "tests/services", "tests/wording"]),
        (["tests/bot/test_chase.py"], ["tests/bot", "tests/house"]),
        (["bot/router.py", "bot/channels/wecom/app.py"], ["tests/bot", "tests/channels", "tests/house"]),
        (["tests/peers/wecom.py"], ["tests/channels", "tests/house", "tests/peers"]),
        (["README.md", "docs/states.md", "deploy/Dockerfile"], ["tests/house"]),
        (["services/chase.py", "tests/conftest.py"], ["tests"]),
        (["pyproject.toml"], ["tests"]),
        (["data/plan.json"], ["tests"]),
        (["a_new_room/speech.py"], ["tests"]),
    ],
)
def test_what_changed_is_looked_at_by_the_tests_of_its_room(files: list[str], tests: list[str]) -> None:
    assert dev.tests_of(files) == tests


def test_what_differs_is_asked_of_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("init --quiet --initial-branch=main", "config user.email a@b.c", "config user.name Wang"):
        dev.git(*command.split())
    for file, content in {"kept.py": "1", "changed.py": "1", "gone.py": "1"}.items():
        (tmp_path / file).write_text(content, "utf-8")
    dev.git("add", ".")
    dev.git("commit", "--quiet", "--message", "first")
    dev.git("checkout", "--quiet", "-b", "mine")
    (tmp_path / "changed.py").write_text("2", "utf-8")
    (tmp_path / "new.py").write_text("1", "utf-8")
    (tmp_path / "gone.py").unlink()
    assert dev.differing("") == ["changed.py", "gone.py", "new.py"]
    dev.git("add", ".")
    dev.git("commit", "--quiet", "--message", "second")
    assert dev.differing("") == ["changed.py", "gone.py", "new.py"]
    assert dev.differing("HEAD") == []
    with pytest.raises(SystemExit, match="git knows no commit"):
        dev.differing("of-yesterday")


def test_no_property_fails_for_being_slow() -> None:
    """Hypothesis's own limits of time are off (tests/conftest.py), and no test sets one of its own."""
    assert settings.default is not None
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check
    own = [path.name for path in (ROOT / "tests").rglob("*.py") if "deadline" + "=" in path.read_text("utf-8")]
    assert own == ["conftest.py"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "python3 dev.py run"),
        (["--help"], 0, "python3 dev.py run"),
        (["fly"], 2, "python3 dev.py run"),
        (["check", "--quick"], 1, "takes no option but --fix"),
        (["bench", "no-such-benchmark"], 1, "No benchmark is called no-such-benchmark"),
    ],
)
def test_what_it_does_not_understand_it_says(arguments: list[str], code: int, said: str) -> None:
    answer = subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), *arguments], capture_output=True, text=True, check=False
    )
    assert answer.returncode == code
    assert said in answer.stdout + answer.stderr
