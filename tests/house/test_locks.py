"""The locks: every requirement pinned and hashed, no address, and in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import ROOT, room_files
from tests.house.test_rooms import imports

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


NOT_IMPORTED = {
    "asyncpg",  # named in the address of the database: postgresql+asyncpg
    "tzdata",  # data; the standard library finds it
}


def test_what_runs_is_imported() -> None:
    """A library comes with the feature that uses it, not before."""
    modules: dict[str, set[str]] = {}
    for module, names in packages_distributions().items():
        for distribution in names:
            modules.setdefault(canonicalize_name(distribution), set()).add(module)
    imported = {target for path in room_files() for _, target in imports(path)}
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]} - NOT_IMPORTED
    assert not [name for name in sorted(declared) if not modules.get(name, set()) & imported]


def test_the_licence_stands_where_it_is_named() -> None:
    assert PROJECT["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License")
    assert all((ROOT / file).is_file() for file in PROJECT["license-files"])
