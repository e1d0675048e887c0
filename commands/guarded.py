"""One `caseline up` for each state directory, and nothing of it left behind, not even when it is killed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from commands import guardian

LOCK = "up.lock"
LEFTOVERS_END_WITHIN = 30.0
"""Seconds the processes of a start that was killed have to end."""


class StateInUse(Exception):
    """Another `caseline up` runs on this state directory."""

    def __init__(self, state_dir: Path, pid: int) -> None:
        super().__init__(
            f"Another `caseline up` (process {pid}) uses {state_dir}. End it with Ctrl-C where it runs, or set "
            "CASELINE_STATE_DIR to another folder for this one (and its ports to 0)."
        )


@dataclass(frozen=True, slots=True)
class Guardian:
    """Told of every process that must not outlive us."""

    _told: IO[str]

    def watch(self, pid: int) -> None:
        """This process leads a group of its own, which ends when we are gone."""
        self._told.write(f"{pid}\n")
        self._told.flush()


@contextlib.contextmanager
def guarded(state_dir: Path, say: Callable[[str], None]) -> Iterator[Guardian]:
    """Hold the state directory for the length of the block. Raises StateInUse."""
    with _locked(state_dir, say) as lock:
        # It holds the lock as well: who comes after a kill waits until the leftovers are gone.
        process = subprocess.Popen(
            [sys.executable, "-S", guardian.__file__],
            stdin=subprocess.PIPE,
            pass_fds=[lock],
            start_new_session=True,
            text=True,
        )
        with process:  # closing its input is what makes it end
            assert process.stdin is not None  # noqa: S101  a pipe was asked for
            yield Guardian(process.stdin)


@contextlib.contextmanager
def _locked(state_dir: Path, say: Callable[[str], None]) -> Iterator[int]:
    handle = os.open(state_dir / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(handle, state_dir, say)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield handle
    finally:
        os.close(handle)


def _take(handle: int, state_dir: Path, say: Callable[[str], None]) -> None:
    deadline = time.monotonic() + LEFTOVERS_END_WITHIN
    waited = False
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        holder = int(os.pread(handle, 20, 0) or 0)
        if _alive(holder) or time.monotonic() > deadline:
            raise StateInUse(state_dir, holder)
        if not waited:
            say("Waiting for what is left of a start that was killed")
            waited = True
        time.sleep(0.1)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's
    return True
