"""In CI a test is skipped only for what no installation mends; every other skip is a failure there.

A skip that hides a missing program looks like a green run: that is how pages went untested.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

from tests.shared_material import MISSING

ALLOWED = (MISSING, "CASELINE_TEST_THOROUGH=1 runs it", "names a server that is not ours")

Report = pytest.TestReport | pytest.CollectReport


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that skips itself, or is skipped by its marks or fixtures."""
    report = yield
    _judge(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A file that skips itself as a whole."""
    report = yield
    _judge(report)
    return report


def _judge(report: Report) -> None:
    # An expected failure is "skipped" to pytest too, with no reason of this shape.
    if not (os.environ.get("CI") and report.skipped and isinstance(report.longrepr, tuple)):
        return
    reason = report.longrepr[2].removeprefix("Skipped: ")
    if not any(allowed in reason for allowed in ALLOWED):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where it must run: {reason}"
