"""The kill campaign: a real process on a fake platform, killed at random and at chosen points, its server restarted.

    python -m tests.crash.campaign --kills 500     Telegram and WeCom, on SQLite and PostgreSQL, a job store beside
                                                   them; writes the table

Reports, presses, decisions and reminders are in flight all the time. What people were shown is held against the ledger:
nothing confirmed is lost, nothing is there that nobody confirmed, and only what was in doubt came twice, marked.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.settings import PROJECT
from tests.crash import on_telegram, on_wecom
from tests.crash.jobstore import Jobs, job_store
from tests.crash.outcome import Outcome
from tests.crash.server import Server

RESULTS = PROJECT / "benchmarks" / "RESULTS.md"
CAMPAIGNS = {"telegram": on_telegram.campaign, "wecom": on_wecom.campaign}

HEAD = "## Killed under traffic"
ABOUT = """Written by `python3 dev.py crash --kills {kills}` on {day}, {machine}. A real `duban run` on the fake
Telegram and the fake WeCom of `tests/peers`, killed with SIGKILL at random and at chosen points (a send asked and not
carried out, shown and not answered, an edit, a press stored and not handled); PostgreSQL shut down at once
(SIGQUIT) and started under it in every tenth life. Reports and decisions are those that somebody has pressed.
"""
COLUMNS = (
    *("", "kills", "server restarts", "reports", "decisions", "messages shown"),
    *("in doubt", "marked copies", "lost", "invented or doubled"),
)
BESIDE = "A job per reminder in APScheduler's SQL store, on the same machine, killed the same way:\n"
JOBS = ("", "kills", "reminders", "lost", "sent twice, unmarked")
LOST = re.compile("missing|not stored|not handled|not answered|at the end|never asked|not in the ledger|given up")


async def command(kills: int, folder: Path) -> bool:
    """Both platforms on both databases, and the job store; writes the table. Returns whether all is well."""
    outcomes = []
    for name, campaign in CAMPAIGNS.items():
        home = _made(folder / f"{name}-file")
        outcomes.append(_tell(await campaign(f"sqlite:///{home / 'duban.db'}", home, kills)))
    server = await asyncio.to_thread(Server.start, folder / "pg")
    try:
        for name, campaign in CAMPAIGNS.items():
            url = await asyncio.to_thread(server.new_database, f"crash_{name}")
            outcomes.append(_tell(await campaign(url, _made(folder / f"{name}-server"), kills, server)))
    finally:
        server.stop()
    jobs = [await job_store(folder, max(kills // 20, 3), grace=grace) for grace in (1, None)]
    _write(kills, outcomes, jobs)
    return not any(one.faults for one in outcomes)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _tell(one: Outcome) -> Outcome:
    where = f"{one.platform} on {one.database}"
    sys.stderr.write(f"{where}: {one.kills} kills in {one.seconds:.0f} s, {len(one.faults)} faults\n")
    sys.stderr.writelines(f"  {fault}\n" for fault in one.faults)
    sys.stderr.flush()
    return one


def _write(kills: int, outcomes: Sequence[Outcome], jobs: Sequence[Jobs]) -> None:
    rows = []
    for one in outcomes:
        lost = sum(bool(LOST.search(fault)) for fault in one.faults)
        numbers = (one.kills, one.restarts, one.reports, one.decisions, one.messages, one.doubts, one.copies)
        rows.append((f"{one.platform}, {one.database}", *numbers, lost, len(one.faults) - lost))
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    about = ABOUT.format(kills=kills, day=f"{datetime.now(UTC):%Y-%m-%d}", machine=machine)
    beside = _table(JOBS, [(one.name, one.kills, one.reminders, one.lost, one.twice) for one in jobs])
    told = "\n".join((HEAD, "", about, _table(COLUMNS, rows), BESIDE, beside))
    page = RESULTS.read_text("utf-8") if RESULTS.exists() else "# Measured\n\nEach section is written by a command.\n"
    before, _, rest = page.partition(HEAD)
    after = rest.partition("\n## ")[2]
    RESULTS.write_text(f"{before.rstrip()}\n\n{told}" + (f"\n## {after}" if after else ""), "utf-8")


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=500)
    with tempfile.TemporaryDirectory(prefix="duban-crash-") as folder:
        sys.exit(0 if asyncio.run(command(asked.parse_args().kills, Path(folder))) else 1)


if __name__ == "__main__":
    main()
