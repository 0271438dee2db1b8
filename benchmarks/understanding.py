"""How long a message takes to understand: p50 and p99 for each audience, with the shipped plan and with 2 000 tasks.

    python3 dev.py bench understanding

One core, the messages of tests/corpus in turn, each read by `language.read` as said by somebody who says such things,
once to warm up (patterns are compiled when first used) and then timed in processor time, the best of five. The last
line is the processor time that the room takes to import in a process of its own. The goals stand beside the figures;
the exit code is 1 where one is missed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from domain.people import Person
from domain.planfile import loads
from language import Context, Vocabulary, read
from tests.language.plans import ADMIN, COORDINATOR, LIAISON, NOW, large_plan

ROOT = Path(__file__).resolve().parents[1]
SPEAKERS = {"liaison": LIAISON, "coordinator": COORDINATOR, "admin": ADMIN}
GOALS = {36: 3.0, 2000: 15.0}  # p99 in ms
IMPORT_GOAL = 150.0
IMPORTS = (
    "from time import process_time; start = process_time()\n"
    "import language, language.requests; language.requests.entries()\n"
    "print((process_time() - start) * 1000)"
)


def main() -> int:
    """Print the table; 1 where a goal is missed."""
    print(f"{'plan':>10}  {'audience':<12} {'messages':>8} {'p50 ms':>8} {'p99 ms':>8} {'goal':>6}")
    missed = False
    plans = (loads((ROOT / "data" / "plan.json").read_bytes()), large_plan(2000))
    for plan in plans:
        vocabulary, size = Vocabulary.of(plan), len(plan.tasks)
        for audience, who in SPEAKERS.items():
            texts = messages(audience)
            times = timed(who, texts, vocabulary)
            cuts = quantiles(times, n=100)
            missed |= cuts[98] > GOALS[size]
            print(
                f"{size:>4} tasks  {audience:<12} {len(texts):>8} {cuts[49]:>8.2f} {cuts[98]:>8.2f} {GOALS[size]:>6.0f}"
            )
    took = min(imported() for _ in range(3))
    print(f"import in a fresh process: {took:.0f} ms (goal {IMPORT_GOAL:.0f})")
    return 1 if missed or took > IMPORT_GOAL else 0


def messages(audience: str) -> list[str]:
    """The texts of the corpus."""
    lines = (ROOT / "tests" / "corpus" / f"{audience}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def timed(who: Person, texts: list[str], vocabulary: Vocabulary) -> list[float]:
    """Milliseconds a message, the best of five readings after a first one: what else the machine does is not ours."""
    context = Context(vocabulary, NOW, department=next(iter(who.departments()), None))
    best = []
    for _ in range(6):
        times = []
        for text in texts:
            start = process_time()
            read(text, who, context)
            times.append((process_time() - start) * 1000)
        best.append(times)
    return [min(taken) for taken in zip(*best[1:], strict=True)]


def imported() -> float:
    """Milliseconds that the imports take in a process of their own, compiled as they are from the second start on."""
    with TemporaryDirectory() as folder:
        place = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        for _ in range(2):
            done = subprocess.run(
                [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True, cwd=ROOT, env=place
            )
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
