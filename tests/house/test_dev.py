"""dev.py decides what to install and when; here it does so in a folder of its own, with a recorder for pip."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

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
