"""Steps of something slow: a bar on a terminal, few lines in a log."""

from __future__ import annotations

import io

from rich.console import Console

from commands.progress_display import Steps


def shown(*, terminal: bool) -> str:
    out = io.StringIO()
    with Steps(Console(file=out, force_terminal=terminal, width=100)) as say:
        say("looking")
        for done in range(1001):
            say("building", done, 1000)
    return out.getvalue()


def test_a_log_gets_a_line_per_step_and_per_tenth() -> None:
    lines = shown(terminal=False).splitlines()

    assert lines[:3] == ["looking", "building", "building: 100 of 1000"]
    assert lines[-1] == "building: 1000 of 1000"
    assert len(lines) == 12


def test_a_terminal_gets_one_moving_line() -> None:
    text = shown(terminal=True)

    assert "1000 of 1000" in text
    assert len(text.splitlines()) < 40
