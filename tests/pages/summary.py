"""Prints how many barriers were found per page and language, at the end of a run that looked at all of them."""

from __future__ import annotations

import pytest

from domain.messages import LANGUAGES
from tests.thoroughness import THOROUGH


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Under pytest-xdist the figures come from other processes, with the reports of their tests."""
    found: dict[str, dict[str, int]] = {}
    for tests in terminalreporter.stats.values():
        for test in tests:
            for name, value in getattr(test, "user_properties", ()):
                if name == "barriers":
                    page, language, number = value
                    found.setdefault(page, {})[language] = number
    if not found or not THOROUGH:
        return
    terminalreporter.section("Barriers per page and language: axe-core and our own look")
    terminalreporter.write_line(f"{'page':32}" + "".join(f"{language:>5}" for language in LANGUAGES))
    for page, by_language in found.items():
        terminalreporter.write_line(
            f"{page:32}" + "".join(f"{by_language.get(language, '-'):>5}" for language in LANGUAGES)
        )
    total = sum(sum(by_language.values()) for by_language in found.values())
    looks = sum(len(by_language) for by_language in found.values())
    terminalreporter.write_line(f"{total} in {looks} looks")
