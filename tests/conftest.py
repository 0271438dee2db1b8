"""How the suite is run: the long tests on request, and no silent skips where a run must be complete.

pytest                        the default set
pytest --slow                 everything, the long tests too
DUBAN_TESTS_FULL=1            the long tests in their full size: all forms in real time, a hundred kills on WeCom
DUBAN_TESTS_NO_SKIP=1         a test that was skipped for want of PostgreSQL, Chromium or Node fails instead
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples

pytest_plugins = ["tests.databases", "tests.world"]

# How long an example takes is the machine's doing: on a busy one a deadline of 200 ms fails tests that are right.
examples.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("patient")

MUST_RUN = ("postgres", "chromium", "node")
LONG_FILES = ("e2e", "web", "scheduler")  # they go first: at the end one core would wait for them


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the long tests too: kills, floods, outages")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow tests out unless they were asked for; the files that take longest go first."""
    items.sort(key=lambda item: item.path.parent.name not in LONG_FILES)
    if config.getoption("--slow"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where the run must be complete, turn the skip of a test for want of one of them into a failure."""
    report = yield
    wanted = [name for name in MUST_RUN if item.get_closest_marker(name)]
    if report.skipped and wanted and os.environ.get("DUBAN_TESTS_NO_SKIP"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} needs {' and '.join(wanted)} here and was skipped: {reason}"
    return report
