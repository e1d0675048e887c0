"""End what a process started once that process is gone, even if it was killed.

The reaper is a small process in a session of its own. It reads a pipe whose other end only its owner holds: however the
owner ends, the pipe closes, and the reaper ends every process group that is left. This file is also its program, which
needs nothing but the standard library.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

SIGNALS = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
"""How a group is ended, and the seconds it has for it."""
PROC = Path("/proc")
ENDED = frozenset("ZX")
"""States of a process that has ended and that its parent has not asked about."""


class Reaper:
    """Told of every process that must not outlive us."""

    def __init__(self, *, keep_open: Sequence[int] = ()) -> None:
        """`keep_open` are file descriptors, such as a lock's, that stay open until everything is ended."""
        reading, writing = os.pipe()
        self._pipe = os.fdopen(writing, "wb", buffering=0)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=keep_open,
            start_new_session=True,
        )
        os.close(reading)

    def watch(self, pid: int) -> None:
        """This process leads a group of its own, which ends when we are gone."""
        self._tell(f"+{pid}")

    def forget(self, pid: int) -> None:
        """This process has ended: its number may be another's soon."""
        self._tell(f"-{pid}")

    def remove(self, folder: Path) -> None:
        """Remove this folder too, once we are gone and what used it has ended."""
        self._tell(str(folder.resolve()))

    def close(self) -> None:
        """End what is left, and the reaper; returns when that is done."""
        self._pipe.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        # One write of a short line: threads do not mix theirs.
        self._pipe.write(f"{line}\n".encode())


@functools.cache
def own_reaper() -> Reaper:
    """The reaper of this process, started when it is first needed."""
    reaper = Reaper()
    atexit.register(reaper.close)
    return reaper


def main() -> None:
    """Read until the owner is gone, then end every group that is left and remove the folders."""
    groups, folders = _told(sys.stdin)
    for sign, seconds in SIGNALS:
        for group in groups:
            _signal(group, sign)
        deadline = time.monotonic() + seconds
        while (groups := {group for group in groups if is_running(group)}) and time.monotonic() < deadline:
            time.sleep(0.05)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _told(lines: Iterable[str]) -> tuple[set[int], set[str]]:
    groups: set[int] = set()
    folders: set[str] = set()
    for line in lines:
        match line[0], line[1:].strip():
            case "+", pid:
                groups.add(int(pid))
            case "-", pid:
                groups.discard(int(pid))
            case _:
                folders.add(line.rstrip("\n"))
    return groups, folders


def is_running(group: int) -> bool:
    """True if a process of the group runs. One that has ended may be listed for ever: in a container whose first
    process does not ask how the others ended, as in most, nothing takes it off the list.
    """
    if not _signal(group, 0):
        return False
    states = [state for state, its_group in _processes() if its_group == group]
    return not states or any(state not in ENDED for state in states)


def _processes() -> Iterator[tuple[str, int]]:
    """State and group of each process; none where there is no /proc, as on macOS."""
    for stat in PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it is gone
            # The name in parentheses may hold anything [man 5 proc_pid_stat].
            state, _, group, *_ = stat.read_text(errors="replace").rpartition(")")[2].split()
            yield state, int(group)


def _signal(group: int, sign: int) -> bool:
    """True if the group was there; signal 0 only asks."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, sign)
        return True
    return False


if __name__ == "__main__":
    main()
