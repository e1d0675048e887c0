"""G9: what cannot be used at the start is told in one sentence, by processes of their own, and never in a traceback."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from db.encryption.keyring import KeyRing
from engine.server.ports import LOCALHOST
from tests.conftest import ROOT
from tests.database import NOW
from tests.postgres import PostgresServer

ENTRY_POINTS = ("db status", "db upgrade", "encryption init", "agency list", "api", "worker")
OF_KEYS = ("encryption init", "encryption check", "db upgrade", "api", "worker")
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def started(words: str, state: Path, environment: Mapping[str, str], prefix: tuple[str, ...]) -> subprocess.Popen[str]:
    settings = {"CASELINE_STATE_DIR": str(state), "CASELINE_PORT": "0", "TEMPORAL_ADDRESS": f"{LOCALHOST}:1"}
    command = [*prefix, sys.executable, "-c", "from cli import main; main()", *words.split()]
    pipe, given = subprocess.PIPE, {**os.environ, "COLUMNS": "300", **settings, **environment}
    return subprocess.Popen(command, cwd=ROOT, env=given, stdout=pipe, stderr=pipe, text=True)


def told(
    state: Path,
    *entry_points: str,
    environment: Mapping[str, str] | None = None,
    prefix: tuple[str, ...] = (),
) -> dict[str, str]:
    """Entry point -> its last line; each ended with exit code 1 and without a traceback."""
    running = {words: started(words, state, environment or {}, prefix) for words in entry_points}
    last: dict[str, str] = {}
    for words, process in running.items():
        out, err = process.communicate(timeout=120)
        assert (process.returncode, "Traceback" in out + err) == (1, False), f"{words}: {out}{err}"
        last[words] = (err or out).strip().splitlines()[-1]
    return last


@pytest.fixture
def state(tmp_path: Path, sqlite_template: Path) -> Path:
    """A state directory with tables and a key ring."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    shutil.copy(sqlite_template, folder / "caseline.db")
    KeyRing.create_once(folder / "keys.json", now=NOW)
    return folder


def make_newer(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")


def make_directory(file: Path) -> None:
    file.unlink()
    file.mkdir()


def damage(file: Path) -> None:
    pages = file.read_bytes()
    file.write_bytes(pages[:4096] + os.urandom(len(pages) - 4096))


HARM: dict[str, tuple[Callable[[Path], object], str]] = {
    "no database": (
        lambda file: file.write_bytes(b"x" * 8192),
        "is no SQLite database (file is not a database): restore",
    ),
    "damaged": (damage, "is damaged (database disk image is malformed): stop what uses it and restore it"),
    "a directory": (make_directory, "cannot be opened (unable to open database file): it must be a file"),
    "newer": (make_newer, "This program is older than the database (it is at 0099"),
}


@pytest.mark.parametrize("harm", HARM)
def test_g9_a_database_that_cannot_be_used_is_one_sentence(state: Path, harm: str) -> None:
    do, said = HARM[harm]
    do(state / "caseline.db")
    for words, line in told(state, *ENTRY_POINTS).items():
        assert said in line, words
        assert "db upgrade" not in line, words


def test_g9_a_read_only_disk_is_one_sentence(state: Path) -> None:
    prefix: tuple[str, ...] = ()
    if os.geteuid() != 0:
        state.chmod(0o500)
        (state / "caseline.db").chmod(0o400)
    elif subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0:
        prefix = ("unshare", "-m", "sh", "-c", READ_ONLY, str(state))
    else:
        pytest.skip("root may write everywhere, and may mount nothing here")
    try:
        for words, line in told(state, *ENTRY_POINTS, "up --no-play", prefix=prefix).items():
            assert "cannot be opened" in line or "cannot be written" in line or "cannot be used" in line, words
            assert str(state) in line, words
    finally:
        state.chmod(0o700)


def test_g9_a_state_directory_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.touch()
    for words, line in told(state, *ENTRY_POINTS, "up --no-play").items():
        assert f"{state} " in line, words
        assert "CASELINE_STATE_DIR" in line, words
        assert "db upgrade" not in line, words


@pytest.mark.parametrize("harm", ["directory", "empty", "another's"])
def test_g9_a_key_ring_that_cannot_be_used_is_one_sentence(state: Path, tmp_path: Path, harm: str) -> None:
    path = state / "keys.json"
    subprocess.run(  # plants the canary
        [sys.executable, "-c", "from cli import main; main()", "db", "upgrade"],
        cwd=ROOT,
        env={**os.environ, "CASELINE_STATE_DIR": str(state)},
        check=True,
    )
    path.unlink()
    if harm == "directory":
        path.mkdir(mode=0o700)
    elif harm == "empty":
        path.touch(mode=0o600)
    else:
        KeyRing.create_once(path, now=NOW)
    for words, line in told(state, *(each for each in OF_KEYS if each != "encryption check")).items():
        assert str(path) in line, words
        assert "your backup" in line, words
    told(state, "encryption check")


def test_g9_a_postgresql_that_lets_no_one_in_is_one_sentence_at_once(state: Path) -> None:
    server = PostgresServer()
    server.start()
    try:
        url = server.url().replace("postgresql://postgres@/postgres", "postgresql://postgres@/not_there")
        for words, line in told(state, *ENTRY_POINTS, environment={"CASELINE_DATABASE_URL": url}).items():
            assert 'database "not_there" does not exist' in line, words
            assert "Check CASELINE_DATABASE_URL" in line, words
    finally:
        server.remove()


@pytest.mark.parametrize("words", ["api", "worker"])
def test_older_tables_start_neither_api_nor_worker(state: Path, words: str) -> None:
    with sqlite3.connect(state / "caseline.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0013'")
    assert "run `caseline db upgrade`" in told(state, words)[words]
