"""G9: what cannot be used at the start is told in one sentence, by processes of their own, and never in a traceback."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.encryption.keyring import KeyRing
from engine.server.ports import LOCALHOST
from tests.commands.forked_commands import Forks, Order, forks
from tests.database import NOW
from tests.postgres import PostgresServer

ENTRY_POINTS = ("db status", "db upgrade", "encryption init", "agency list", "api", "worker")
OF_KEYS = ("encryption init", "encryption check", "db upgrade", "api", "worker")


@pytest.fixture(scope="module")
def forked() -> Iterator[Forks]:
    """What commands are forked from."""
    with forks() as found:
        yield found


@dataclass(frozen=True, kw_only=True)
class Typed:
    """Commands typed where something cannot be used."""

    forked: Forks
    state: Path

    def told(
        self, *entry_points: str, environment: Mapping[str, str] | None = None, read_only: bool = False
    ) -> dict[str, str]:
        """Entry point -> its last line; each ended with exit code 1 and without a traceback."""
        surroundings = {"CASELINE_PORT": "0", "COLUMNS": "300", "TEMPORAL_ADDRESS": f"{LOCALHOST}:1"}
        orders = [
            Order(
                words=words,
                output=str(self._output(words)),
                environment={"CASELINE_STATE_DIR": str(self.state), **surroundings, **(environment or {})},
                read_only=str(self.state) if read_only else "",
            )
            for words in entry_points
        ]
        codes = self.forked.run(*orders)
        said = {words: self._output(words).read_text() for words in entry_points}
        for (words, text), code in zip(said.items(), codes, strict=True):
            assert (code, "Traceback" in text) == (1, False), f"{words}: {text}"
        return {words: text.strip().splitlines()[-1] for words, text in said.items()}

    def upgrade(self) -> None:
        """Bring the database to today's tables."""
        order = Order(
            words="db upgrade", output=str(self._output("up")), environment={"CASELINE_STATE_DIR": str(self.state)}
        )
        assert self.forked.run(order) == [0]

    def _output(self, words: str) -> Path:
        return self.state.parent / f"{words.replace(' ', '-')}.txt"


@pytest.fixture
def state(tmp_path: Path, sqlite_template: Path) -> Path:
    """A state directory with tables and a key ring."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    shutil.copy(sqlite_template, folder / "caseline.db")
    KeyRing.create_once(folder / "keys.json", now=NOW)
    return folder


@pytest.fixture
def typed(state: Path, forked: Forks) -> Typed:
    """Commands typed in that state directory."""
    return Typed(forked=forked, state=state)


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
def test_g9_a_database_that_cannot_be_used_is_one_sentence(typed: Typed, state: Path, harm: str) -> None:
    do, said = HARM[harm]
    do(state / "caseline.db")
    for words, line in typed.told(*ENTRY_POINTS).items():
        assert said in line, words
        assert "db upgrade" not in line, words


def test_g9_a_read_only_disk_is_one_sentence(typed: Typed, state: Path) -> None:
    mounted = os.geteuid() == 0
    if not mounted:
        state.chmod(0o500)
        (state / "caseline.db").chmod(0o400)
    elif subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("root may write everywhere, and may mount nothing here")
    try:
        for words, line in typed.told(*ENTRY_POINTS, "up --no-play", read_only=mounted).items():
            assert "cannot be opened" in line or "cannot be written" in line or "cannot be used" in line, words
            assert str(state) in line, words
    finally:
        state.chmod(0o700)


def test_g9_a_state_directory_that_is_a_file_is_one_sentence(forked: Forks, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.touch()
    typed = Typed(forked=forked, state=state)
    for words, line in typed.told(*ENTRY_POINTS, "up --no-play").items():
        assert f"{state} " in line, words
        assert "CASELINE_STATE_DIR" in line, words
        assert "db upgrade" not in line, words


@pytest.mark.parametrize("harm", ["directory", "empty", "another's"])
def test_g9_a_key_ring_that_cannot_be_used_is_one_sentence(typed: Typed, state: Path, harm: str) -> None:
    path = state / "keys.json"
    typed.upgrade()  # plants the canary
    path.unlink()
    if harm == "directory":
        path.mkdir(mode=0o700)
    elif harm == "empty":
        path.touch(mode=0o600)
    else:
        KeyRing.create_once(path, now=NOW)
    for words, line in typed.told(*(each for each in OF_KEYS if each != "encryption check")).items():
        assert str(path) in line, words
        assert "your backup" in line, words
    typed.told("encryption check")


def test_g9_a_postgresql_that_lets_no_one_in_is_one_sentence_at_once(typed: Typed) -> None:
    server = PostgresServer()
    server.start()
    try:
        url = server.url().replace("postgresql://postgres@/postgres", "postgresql://postgres@/not_there")
        for words, line in typed.told(*ENTRY_POINTS, environment={"CASELINE_DATABASE_URL": url}).items():
            assert 'database "not_there" does not exist' in line, words
            assert "Check CASELINE_DATABASE_URL" in line, words
    finally:
        server.remove()


@pytest.mark.parametrize("words", ["api", "worker"])
def test_older_tables_start_neither_api_nor_worker(typed: Typed, state: Path, words: str) -> None:
    with sqlite3.connect(state / "caseline.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0013'")
    assert "run `caseline db upgrade`" in typed.told(words)[words]
