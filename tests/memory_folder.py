"""The temporary files of a test run lie in memory where there is room: no test waits for a disk.

SQLite waits at each commit until the disk has it, and a PostgreSQL database begins as three hundred files: with both on
a disk, a third of the run is waiting. What survives a crash is tested by killing processes, which is alike on both.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import psutil
import pytest

from engine.reaper import own_reaper

MEMORY = Path("/dev/shm")  # noqa: S108  a folder with a random name is made in it
"""A file system in memory, on Linux. In a container it may be small."""

ROOM = 2 << 30
"""Bytes that must be free there, and in memory altogether; a whole run needs less than half of it."""

SET_BY_PEOPLE = "TMPDIR"


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Whoever set TMPDIR keeps it; the processes of a run side by side get that of the first."""
    if SET_BY_PEOPLE in os.environ or not has_room(MEMORY):
        return
    folder = Path(tempfile.mkdtemp(prefix="caseline-tests-", dir=MEMORY))
    folder.chmod(0o711)  # PostgreSQL, which does not run as root, must be able to pass through it
    own_reaper().remove(folder)
    os.environ[SET_BY_PEOPLE] = str(folder)
    tempfile.tempdir = None  # it is looked up again


def has_room(folder: Path) -> bool:
    """True if a run fits in, and programs may be run there."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    free = min(found.f_bavail * found.f_frsize, psutil.virtual_memory().available)
    return free >= ROOM and not found.f_flag & os.ST_NOEXEC and os.access(folder, os.W_OK | os.X_OK)
