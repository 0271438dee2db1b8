"""The locks: every requirement pinned and hashed, no address, and in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import ROOT

RUN, DEV = "requirements.lock", "requirements-dev.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def entries(lock: str) -> list[str]:
    """The requirements of a lock, each with its hashes on one line, without comments."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def pins(lock: str) -> dict[str, str]:
    """Name -> version."""
    found: dict[str, str] = {}
    for entry in entries(lock):
        requirement = Requirement(entry.partition("--hash")[0].strip())
        found[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


@pytest.mark.parametrize("lock", [RUN, DEV])
def test_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"://|^\s*-|--(extra-)?index|--find-links|file:", text.replace("    --hash", ""), re.M)


@pytest.mark.parametrize("lock", [RUN, DEV])
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    wrong = [
        entry[:80]
        for entry in entries(lock)
        if not re.match(r"[a-z0-9][a-z0-9.-]*==[^\s;]+ .*--hash=sha256:[0-9a-f]{64}\b", entry)
    ]
    assert not wrong
    assert entries(lock)


@pytest.mark.parametrize(
    ("lock", "declared"),
    [
        (RUN, [*PROJECT["dependencies"], *EXTRAS["build"]]),
        (DEV, [*PROJECT["dependencies"], *EXTRAS["build"], *EXTRAS["dev"]]),
    ],
)
def test_is_in_step_with_pyproject(lock: str, declared: list[str]) -> None:
    pinned = pins(lock)
    for requirement in map(Requirement, declared):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in {lock}"
        assert requirement.specifier.contains(version), f"{requirement} but {lock} has {version}"


def test_what_tests_is_what_runs() -> None:
    """A test environment serves `dev.py run` too, so the two locks may not differ in what they share."""
    assert pins(RUN).items() <= pins(DEV).items()
