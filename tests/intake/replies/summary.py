"""Prints precision and recall on the blind replies at the end of every run that had tests of replies.

A plug-in named in tests/conftest.py, not a conftest.py of its own: under pytest-xdist the process that prints collects
no tests, so it would never find one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from locales.reply_data import LabeledReply, read_file

BLIND = Path(__file__).parent / "blind"


def blind_replies() -> list[LabeledReply]:
    """Of every language; nothing is ever learned from them."""
    return [reply for path in sorted(BLIND.glob("*.tsv")) for reply in read_file(path)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Computed anew here: under pytest-xdist the tests ran in other processes, and it takes seconds."""
    ran = (test for tests in terminalreporter.stats.values() for test in tests if hasattr(test, "nodeid"))
    if any("intake/replies/" in test.nodeid for test in ran):
        # Here, so that runs without these tests need not wait for it.
        from intake.replies.understanding.measure import scores, understood_as

        terminalreporter.section("What is understood of replies that nothing was learned from (blind sets)")
        terminalreporter.write_line("intent         replies  precision  recall")
        for (_, intent), score in scores((reply, understood_as(reply)) for reply in blind_replies()).items():
            terminalreporter.write_line(
                f"{intent:<14} {score.labeled:>7} {score.precision:>10.3f} {score.recall:>7.3f}"
            )
