"""Several test processes at once (pytest-xdist): what is slow begins first, and no process takes another's work."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
SLOWEST = ("pages", "commands", "killed_run", "workflows")
"""Folders in the order they begin; the others follow, so that what begins last ends soon."""

ONE_SERVER_FOR_ALL = "CASELINE_TEST_TEMPORAL_ADDRESS"

MOST = 6
"""Each process has a Temporal server, a PostgreSQL and a Chromium of its own."""


def pytest_xdist_auto_num_workers() -> int:
    """How many processes test: one more than there are processors, since many tests wait for other processes."""
    return min((os.cpu_count() or 1) + 1, MOST)


def pytest_configure(config: pytest.Config) -> None:
    """Workers of two processes on one Temporal server would take each other's calls."""
    if config.getoption("numprocesses", None) and os.environ.get(ONE_SERVER_FOR_ALL):
        raise pytest.UsageError(f"{ONE_SERVER_FOR_ALL} names a single server: let one process test (-n 0)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow folders first, but only where files are shared out: a single process tests in the usual order."""
    _require_own_ids(items)
    if os.environ.get("PYTEST_XDIST_WORKER"):
        items.sort(key=_turn)


def _require_own_ids(items: list[pytest.Item]) -> None:
    """xdist knows a test by its id: of several with one id it would run one and say nothing of the others."""
    twice = [name for name, times in Counter(item.nodeid for item in items).items() if times > 1]
    if twice:
        raise pytest.UsageError(f"several tests have the id {twice[0]}")


def _turn(item: pytest.Item) -> int:
    folder = item.path.relative_to(TESTS).parts[0]
    return SLOWEST.index(folder) if folder in SLOWEST else len(SLOWEST)
