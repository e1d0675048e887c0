"""Vendors' documents, standards and open data that lie beside the repository, in ../shared: not ours to hand out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared"
MISSING = "not in the folder beside the repository"


def shared(name: str) -> Path:
    """Where it is; the test that asks for what is missing is skipped."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{MISSING}: ../shared/{name}")
    return path


def naughty_strings() -> list[str]:
    """The Big List of Naughty Strings."""
    strings: list[str] = json.loads(shared("vectors/blns.json").read_text(encoding="utf-8"))
    return strings
