#!/usr/bin/env python3
"""Set up Duban and do the everyday things. Needs Python 3.11 or later and nothing else.

    python3 dev.py run [OPTION ...]             set up what runs, then start `duban run`: the local chat
    python3 dev.py test [--slow] [OPTION ...]   every test but the long ones; --slow: the long ones too
    python3 dev.py test --changed[=COMMIT]      those of the rooms that differ from COMMIT (else from main)
    python3 dev.py check [--fix]                ruff, mypy, the house tests, known advisories against the locks where
                                                they can be asked for; --fix: ruff repairs what it can
    python3 dev.py words                        find the sentences of wording/, bring the English catalogue up to date
    python3 dev.py bench [NAME ...]             the benchmarks, or those named
    python3 dev.py crash [--kills N]            kill the bot N times (500) on both databases; writes the table

Further options are passed on: `run` gives them to duban, `test` to pytest (`test -k outbox -x`), `bench` to
the scripts. The exit code is that of the program that was started.

The environment is `.venv` beside this file. What goes into it stands, with hashes and without addresses, in
`requirements.lock` (what runs) and `requirements-dev.lock` (what tests and checks as well), so that whatever
package mirror pip is set to will do. Unchanged locks are not installed again. To refresh them, with uv:

    uv pip compile pyproject.toml --universal --upgrade --generate-hashes --no-header --no-emit-index-url \\
        --extra build -o requirements.lock
    uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-emit-index-url \\
        --extra build --extra dev -c requirements.lock -o requirements-dev.lock
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed.json"  # which lock is installed, and for which place; see `set_up`

RUN_LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
BESIDE = ("docs", "deploy", "findings", "benchmarks")  # what only the tests of the house look at
# What several folders of tests, or those of another name, look at
STANDS_UNDER = {"corpus": ("language", "frozen"), "peers": ("peers", "channels"), "scripts": ("wording",)}
ADVISORIES = "https://api.osv.dev/v1/querybatch"
CHECK = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("pytest", "-q", "tests/house"),
)
FIX = (("ruff", "check", "--fix"), ("ruff", "format"), *CHECK[2:])


def main(arguments: list[str]) -> int:
    """Carry out one command line and return its exit code."""
    commands = {"run": run, "test": test, "check": check, "words": words, "bench": bench, "crash": crash}
    if not arguments or arguments[0] not in commands:
        asked_for_help = arguments[:1] in (["-h"], ["--help"], ["help"])
        print(__doc__, file=sys.stdout if asked_for_help else sys.stderr)
        return 0 if asked_for_help else 2
    os.chdir(ROOT)
    return commands[arguments[0]](arguments[1:])


def run(options: list[str]) -> int:
    """Start the product with only what runs: an environment that tests can use will do too."""
    set_up(RUN_LOCK, or_else=DEV_LOCK)
    return become([str(BIN / "duban"), "run", *options])


def test(options: list[str]) -> int:
    """Run the tests on every core, a file on one; with --slow one after the other: floods want a quiet machine."""
    for option in [option for option in options if option.partition("=")[0] == "--changed"]:
        folders = tests_of(differing(option.partition("=")[2]))
        say(f"-- {' '.join(folders)}; without --changed: all of them")
        options = [*(other for other in options if other != option), *folders]
    set_up(DEV_LOCK)
    spread = [] if "--slow" in options else ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    return become([str(PYTHON), "-m", "pytest", *spread, *options])


def differing(commit: str) -> list[str]:
    """The files that are not as in `commit`, or as where this branch left main; new and removed ones among them."""
    since = commit or git("merge-base", "HEAD", "main") or git("merge-base", "HEAD", "origin/main") or "HEAD"
    if not git("rev-parse", "--verify", "--quiet", f"{since.strip()}^{{commit}}"):
        sys.exit(f"git knows no commit {since}.")
    changed = git("diff", "--name-only", "--no-renames", since.strip())
    return sorted({*changed.splitlines(), *git("ls-files", "--others", "--exclude-standard").splitlines()})


def git(*question: str) -> str:
    """What git answers; nothing where it says no."""
    return subprocess.run(["git", *question], capture_output=True, text=True, check=False).stdout


def tests_of(files: list[str]) -> list[str]:
    """The folders of tests that look at these files: a room's own, and the house's; all, where no one room has them."""
    folders = {"tests/house"}
    for file in files:
        place, *rest = file.split("/")
        if place == "tests" or file.startswith("bot/channels/"):
            place = rest[0]
        if place in STANDS_UNDER:
            folders |= {f"tests/{room}" for room in STANDS_UNDER[place]}
        elif (ROOT / "tests" / place).is_dir():
            folders.add(f"tests/{place}")
        elif not file.endswith(".md") and place not in BESIDE:
            return ["tests"]
    return sorted(folders)


def check(options: list[str]) -> int:
    """Run every check even when one fails, and say at the end which did."""
    if options not in ([], ["--fix"]):
        sys.exit("dev.py check takes no option but --fix.")
    set_up(DEV_LOCK)
    failed = []
    for step in FIX if options else CHECK:
        say(f"-- {' '.join(step)}")
        if subprocess.call([str(PYTHON), "-m", *step]):
            failed.append(" ".join(step))
    if known := advisories():
        failed.append("advisories")
        say("\n".join(known))
    say(f"check failed: {', '.join(failed)}" if failed else "check passed")
    return 1 if failed else 0


def advisories() -> list[str]:
    """What is known against the locked packages, as lines; says so where nobody could be asked (https://osv.dev)."""
    import re
    import urllib.request

    pinned = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^ ;\\]+)", (ROOT / DEV_LOCK).read_text("utf-8"), re.MULTILINE)
    asked = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in pinned]
    request = urllib.request.Request(ADVISORIES, json.dumps({"queries": asked}).encode(), {"User-Agent": "duban"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            found = json.load(answer)["results"]
    except (OSError, ValueError, KeyError) as error:
        say(f"-- advisories: NOT checked, {ADVISORIES} cannot be reached ({type(error).__name__})")
        return []
    say(f"-- advisories: {len(pinned)} locked packages asked about")
    return [
        f"{name} {version}: {', '.join(one['id'] for one in known['vulns'])}"
        for (name, version), known in zip(pinned, found, strict=True)
        if known.get("vulns")
    ]


def words(options: list[str]) -> int:
    """Bring wording/locale/en.po and en.mo in step with the sentences; says which have no English yet."""
    set_up(DEV_LOCK)
    return become([str(PYTHON), "-m", "scripts.catalogue", *options])


def bench(options: list[str]) -> int:
    """Run benchmarks/*.py, or those named first; each prints its own figures. The first failure ends it."""
    scripts = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("[!_]*.py"))}
    named = [option for option in options if option in scripts]
    passed_on = [option for option in options if option not in scripts]
    if unknown := [option for option in passed_on if not option.startswith("-")]:
        sys.exit(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(scripts) or 'none'}.")
    set_up(DEV_LOCK)
    for name in named or scripts:
        say(f"-- {name}")
        if code := subprocess.call([str(PYTHON), str(scripts[name]), *passed_on]):
            return code
    return 0


def crash(options: list[str]) -> int:
    """Kill a real bot under traffic, hold what people were shown against the ledger, write benchmarks/RESULTS.md."""
    set_up(DEV_LOCK)
    return become([str(PYTHON), "-m", "tests.crash.campaign", *options])


def become(command: list[str]) -> int:
    """Hand the process over to `command`, so that signals and the exit code are its own."""
    if os.name != "nt":  # there, exec would give the terminal back while the program still runs
        os.execv(command[0], command)
    return subprocess.call(command)


def set_up(lock: str, or_else: str | None = None) -> None:
    """See to it that `.venv` holds what `lock` names, or `or_else`, and the project itself.

    The stamp is written without a digest before anything is installed, and with it afterwards: what was cut
    short is begun again from an empty `.venv`. Exits with a sentence where an installation is not possible.
    """
    if is_installed(lock, or_else):
        return
    with alone():
        if is_installed(lock, or_else):
            return  # somebody else has just done it
        stamp = read_stamp()
        if not PYTHON.exists() or (stamp and (stamp["digest"] is None or stamp["place"] != here())):
            create_environment()
        say(f"Installing {lock} into {VENV} (once; until the lock changes) ...")
        write_stamp(lock, None)
        install(["--require-hashes", "-r", lock], ["--no-deps", "--no-build-isolation", "-e", "."])
        write_stamp(lock, digest(lock))


def is_installed(*locks: str | None) -> bool:
    """Whether `.venv` is sound, stands where it was made and holds one of these locks as it is now."""
    stamp = read_stamp()
    return PYTHON.exists() and any(stamp == stamp_of(lock, digest(lock)) for lock in locks if lock)


def read_stamp() -> dict[str, object] | None:
    try:
        stamp: dict[str, object] = json.loads(STAMP.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return stamp


def write_stamp(lock: str, finished: str | None) -> None:
    STAMP.write_text(json.dumps(stamp_of(lock, finished)), "utf-8")


def stamp_of(lock: str, finished: str | None) -> dict[str, object]:
    return {"place": here(), "lock": lock, "digest": finished}


def here() -> list[str]:
    """Where the environment stands and which Python it is made of; elsewhere it is of no use."""
    return [str(ROOT), os.path.realpath(PYTHON)]


def digest(lock: str) -> str:
    """A fingerprint of all that decides what gets installed."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    built_from = [project["build-system"], project["project"], project["tool"]["hatch"]]
    content = (ROOT / lock).read_bytes() + json.dumps(built_from, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()


@contextmanager
def alone() -> Iterator[None]:
    """Let only one dev.py install at a time. The lock goes with the process, however that ends."""
    try:
        import fcntl
    except ImportError:  # Windows: there, do not start two at once
        yield
        return
    with Path(__file__).open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another dev.py is setting up; waiting for it ...")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def create_environment() -> None:
    """Make an empty `.venv`. Without pip, which Debian keeps in a package of its own: `pip` finds one."""
    import venv

    say(f"Creating {VENV} ...")
    venv.EnvBuilder(clear=True, symlinks=os.name != "nt").create(VENV)


def install(*requests: list[str]) -> None:
    """Install each list of pip arguments, with uv where it is already there and able to, else with pip."""
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
        if all(subprocess.call([*command, *request], env=uv_settings()) == 0 for request in requests):
            return
        say("uv could not install it; trying pip ...")
    command = [*pip(), "install", "-qq", "--disable-pip-version-check", "--no-input"]
    settings = {**os.environ, "PIP_USER": "0"}  # a site-wide `user = true` cannot work in an environment
    for request in requests:
        if subprocess.call([*command, *request], env=settings):
            sys.exit("The installation failed; pip says why above. Start again when that is mended.")


def uv_settings() -> dict[str, str]:
    """Let uv use the mirror that pip is set to, and never download a Python."""
    settings = {"UV_PYTHON_DOWNLOADS": "never", **os.environ}
    asked = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    mirror = os.environ.get("PIP_INDEX_URL") or answer
    if mirror and not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & settings.keys():
        settings["UV_DEFAULT_INDEX"] = mirror
    return settings


def pip() -> list[str]:
    """A command line of pip that installs into `.venv`: its own pip, or else the one beside this Python."""
    for attempt in (["-m", "pip", "--version"], ["-m", "ensurepip", "--default-pip"]):
        if succeeds([str(PYTHON), *attempt]):
            return [str(PYTHON), "-m", "pip"]
    beside = [sys.executable, "-m", "pip", "--python", str(PYTHON)]  # pip 22.3 or later
    if succeeds([*beside, "--version"]):
        return beside
    sys.exit(
        f"There is no pip (22.3 or later) for {sys.executable}, and it cannot make one (no ensurepip).\n"
        "On Debian and Ubuntu: apt-get install python3-venv. Elsewhere: install pip or uv. Then start again."
    )


def succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit(
            f"Duban needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}.\n"
            "Start dev.py with a newer one, for example: python3.12 dev.py run"
        )
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
