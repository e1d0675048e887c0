"""A copy of the catalogs that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from locales.catalog_loader import LOCALES


@pytest.fixture
def catalogs_copy(tmp_path: Path) -> Path:
    """The folder of a copy, without compiled catalogs."""
    copy = tmp_path / "locales"
    shutil.copytree(LOCALES, copy, ignore=shutil.ignore_patterns("*.mo", "*.py", "__pycache__"))
    return copy
