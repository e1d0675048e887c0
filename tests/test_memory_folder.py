"""Where a test run's temporary files lie."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import ROOT
from tests.memory_folder import ROOM, SET_BY_PEOPLE, has_room


@pytest.mark.parametrize(
    ("blocks", "flags", "room"),
    [(ROOM >> 12, 0, True), ((ROOM >> 12) - 1, 0, False), (ROOM >> 12, os.ST_NOEXEC, False)],
    ids=["enough", "small, as in a container", "nothing runs there"],
)
def test_there_must_be_room_for_files_and_programs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, blocks: int, flags: int, room: bool
) -> None:
    plenty = SimpleNamespace(available=ROOM)
    monkeypatch.setattr("tests.memory_folder.psutil", SimpleNamespace(virtual_memory=lambda: plenty))
    found = SimpleNamespace(f_bavail=blocks, f_frsize=1 << 12, f_flag=flags)
    with monkeypatch.context() as patched:
        patched.setattr(os, "statvfs", lambda _: found)
        assert has_room(tmp_path) is room
    plenty.available = ROOM - 1
    assert not has_room(tmp_path)


def test_a_machine_without_such_a_folder_has_no_room(tmp_path: Path) -> None:
    assert not has_room(tmp_path / "shm")


IN_A_RUN = """
import sys, tempfile
from pathlib import Path
from tests import memory_folder
memory_folder.MEMORY, memory_folder.has_room = Path(sys.argv[1]), Path.is_dir
memory_folder.pytest_configure()
Path(tempfile.mkstemp()[1]).write_text("left behind")
print(tempfile.gettempdir())
"""


def folder_of_a_run(memory: Path, **environment: str) -> Path:
    """The folder for temporary files of a run with these variables, which has ended; `memory` stands for /dev/shm."""
    kept = {name: value for name, value in os.environ.items() if name != SET_BY_PEOPLE}
    words = [sys.executable, "-c", IN_A_RUN, str(memory)]
    run = subprocess.run(words, cwd=ROOT, env=kept | environment, capture_output=True, text=True, check=True)
    return Path(run.stdout.strip())


def test_a_run_has_a_folder_of_its_own_in_memory_and_leaves_nothing_there(tmp_path: Path) -> None:
    assert folder_of_a_run(tmp_path).parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_without_room_it_lies_where_others_do(tmp_path: Path) -> None:
    assert not folder_of_a_run(tmp_path / "shm").is_relative_to(tmp_path)


def test_who_sets_a_folder_keeps_it(tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    assert folder_of_a_run(tmp_path, TMPDIR=str(chosen)) == chosen
    assert len(list(chosen.iterdir())) == 1
