"""Prints precision and recall of what replies mean, at the end of every run that had these tests.

A plug-in named in tests/conftest.py, not a conftest.py of its own: under pytest-xdist the process that prints collects
no tests, so it would never find one.
"""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Computed anew here: under pytest-xdist the tests ran in other processes, and it takes seconds."""
    ran = (test for tests in terminalreporter.stats.values() for test in tests if hasattr(test, "nodeid"))
    if any("domain/replies/" in test.nodeid for test in ran):
        # Here, so that runs without these tests need not wait for it.
        from tests.intake.replies.labelled_set import report

        terminalreporter.section("What people mean by their replies")
        for line in report():
            terminalreporter.write_line(line)
