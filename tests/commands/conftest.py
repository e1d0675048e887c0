"""A new installation, and somebody who types at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from commands import agency, database

ORI = "WASPD0000"
ADD = ("add", ORI, "--name", "Springfield Police", "--time-zone", "America/Los_Angeles")
PHONE = ("--non-emergency-phone", "(206) 555-0100")

Run = Callable[..., Result]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The settings of a new installation."""
    address = f"sqlite+aiosqlite:///{tmp_path}/state/caseline.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASELINE_DATABASE_URL", address)
    monkeypatch.setenv("CASELINE_KEYS_FILE", str(tmp_path / "state" / "keys.json"))
    monkeypatch.setenv("COLUMNS", "200")
    return address


@pytest.fixture
def run(url: str) -> Run:
    """Types a command of an administrator."""
    del url

    def type_(app: typer.Typer, *words: str, input: str | None = None) -> Result:
        return CliRunner().invoke(app, list(words), input=input)

    return type_


@pytest.fixture
def ready(url: str, run: Run, sqlite_template: Path) -> Run:
    """The same, with a database and one agency. Its tables are copied, as making them takes longest."""
    file = Path(url.removeprefix("sqlite+aiosqlite:///"))
    file.parent.mkdir(mode=0o700, exist_ok=True)  # a test may have put its key ring there
    shutil.copy(sqlite_template, file)
    assert run(database.app, "upgrade").exit_code == 0
    assert run(agency.app, *ADD, *PHONE).exit_code == 0
    return run
