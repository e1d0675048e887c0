"""`caseline encryption init` makes the key ring once."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.encryption import app


def test_the_key_ring_is_made_once_and_only_for_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = tmp_path / "state" / "keys.json"
    monkeypatch.setenv("CASELINE_KEYS_FILE", str(ring))
    first = CliRunner().invoke(app, ["init"])
    made = ring.read_text()
    again = CliRunner().invoke(app, ["init"])
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout == again.stdout
    assert ring.read_text() == made
    assert ring.stat().st_mode & 0o777 == 0o600
    assert "hash_key" not in first.stdout
