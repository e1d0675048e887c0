"""A place to look for the server where nothing is yet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.server import Sources
from tests.engine.server.fakes import GO_MOD


@pytest.fixture
def nowhere(tmp_path: Path) -> Sources:
    """No address, no binary, an empty cache, no time to download, a recipe but no Go."""
    recipe = tmp_path / "recipe"
    recipe.mkdir()
    (recipe / "go.mod").write_text(GO_MOD)
    return Sources(
        search_path=str(tmp_path / "bin"),
        cache=tmp_path / "cache",
        download_within=timedelta(seconds=0.01),
        recipe=recipe,
    )


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """The only folder on PATH of `nowhere`."""
    return tmp_path / "bin"


@pytest.fixture
def no_installer(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pip that could fetch a Go."""
    monkeypatch.setattr("sys.executable", "/nowhere/python")
