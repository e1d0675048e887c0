"""Database, keys and logs are for their owner only, also in a state directory that an older version left open (E10)."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from commands.private_state import WRITTEN, keep_private
from db import migrate
from engine.processes import Command, ManagedProcesses
from settings import Settings
from tests.conftest import ROOT

NAMES = ("caseline.db", "caseline.db-wal", "temporal.db", "api.log", "worker.log.1", "keys.json", "running.json")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def left_open(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).touch()
        (folder / name).chmod(0o644)
    folder.chmod(0o755)


def test_e10_what_an_older_version_left_open_is_closed(tmp_path: Path) -> None:
    state = tmp_path / "state"
    left_open(state, *NAMES)
    mended = keep_private(Settings(state_dir=state))
    assert set(mended.made_private) == {"state", *NAMES}
    assert mended.still_open == ()
    assert mode(state) == 0o700
    assert {mode(state / name) for name in NAMES} == {0o600}
    (said,) = mended.sentences()
    assert "keys.json" in said
    assert keep_private(Settings(state_dir=state)) == keep_private(Settings(state_dir=tmp_path / "nothing"))
    assert list(keep_private(Settings(state_dir=state)).sentences()) == []


def test_a_folder_that_holds_other_files_too_stays_as_it_is_and_so_do_they(tmp_path: Path) -> None:
    left_open(tmp_path, "caseline.db", "notes.txt")
    (tmp_path / "linked.db").symlink_to(tmp_path / "notes.txt")
    keep_private(Settings(state_dir=tmp_path))
    assert (mode(tmp_path), mode(tmp_path / "notes.txt"), mode(tmp_path / "caseline.db")) == (0o755, 0o644, 0o600)


def test_database_and_keys_elsewhere_are_closed_too(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    left_open(elsewhere, "data.sqlite", "data.sqlite-wal", "ring.json", "other.db")
    settings = Settings(
        state_dir=tmp_path / "state",
        database_url=f"sqlite:///{elsewhere}/data.sqlite",
        keys_file=elsewhere / "ring.json",
    )
    assert set(keep_private(settings).made_private) == {"data.sqlite", "data.sqlite-wal", "ring.json"}
    assert mode(elsewhere / "other.db") == 0o644
    assert keep_private(Settings(state_dir=tmp_path / "state", database_url="nonsense")).made_private == ()


def test_what_belongs_to_another_user_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left_open(tmp_path, "caseline.db")

    def refused(path: Path, mode: int) -> None:
        raise PermissionError(1, "not permitted", str(path), mode)

    monkeypatch.setattr(Path, "chmod", refused)
    mended = keep_private(Settings(state_dir=tmp_path))
    assert "caseline.db" in mended.still_open
    assert mended.made_private == ()


def test_e10_a_command_writes_private_files_and_says_what_it_closed(tmp_path: Path) -> None:
    state = tmp_path / "state"
    environment = {**os.environ, "CASELINE_STATE_DIR": str(state)}
    for variable in ("CASELINE_DATABASE_URL", "CASELINE_KEYS_FILE"):
        environment.pop(variable, None)

    def caseline(*words: str) -> str:
        script = "import os; os.umask(0o022); from cli import main; main()"
        command = [sys.executable, "-c", script, *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return done.stderr

    caseline("db", "upgrade")
    caseline("encryption", "init")
    assert mode(state) == 0o700
    assert {mode(path) for path in state.iterdir()} == {0o600}
    (state / "caseline.db").chmod(0o644)
    assert "caseline.db" in caseline("db", "upgrade")
    assert mode(state / "caseline.db") == 0o600


def test_every_kind_of_file_is_named_once() -> None:
    assert len(WRITTEN) == len(set(WRITTEN))


def test_e10_a_database_and_a_log_are_private_whatever_the_umask_is(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        migrate.upgrade(f"sqlite:///{tmp_path}/new/caseline.db")
        processes = ManagedProcesses()
        writes = "import pathlib; print('x'); pathlib.Path('written').touch()"
        words = [sys.executable, "-c", writes]
        for _ in range(2):
            made = processes.start(Command(name="writer", words=words, log=tmp_path / "new" / "w.log", folder=tmp_path))
            assert made.wait(30) == 0
            processes.stop_all()
    finally:
        os.umask(before)
    assert mode(tmp_path / "new") == 0o700
    assert {path.name: mode(path) for path in (tmp_path / "new").iterdir()} == {
        "caseline.db": 0o600,
        "w.log": 0o600,
        "w.log.1": 0o600,
    }
    assert mode(tmp_path / "written") == 0o600
