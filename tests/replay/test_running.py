"""`caseline up` leaves word where it listens, for its own user only."""

from __future__ import annotations

import stat
from pathlib import Path

from commands.replaying.running_address import FILE, Running, forget_running, read_running, write_running


def test_what_was_left_is_found_and_forgotten(tmp_path: Path) -> None:
    where = Running(api="http://127.0.0.1:8080", temporal="127.0.0.1:7233", agency="WA0000000", key="k")
    write_running(tmp_path, where)
    write_running(tmp_path, where)
    assert read_running(tmp_path) == where
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    forget_running(tmp_path)
    assert read_running(tmp_path) == Running()


def test_what_cannot_be_read_counts_as_nothing(tmp_path: Path) -> None:
    for content in ("[]", "{", '{"shoe_size": 44}'):
        (tmp_path / FILE).write_text(content, encoding="utf-8")
        assert read_running(tmp_path) == Running()
