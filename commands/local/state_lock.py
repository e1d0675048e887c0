"""Lock the state directory: one `caseline up` at a time, and the next waits for what a killed one left running."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.reaper import Reaper

LOCK = "up.lock"
LEFTOVERS_END_WITHIN = 30.0
"""Seconds the processes of a start that was killed have to end."""


class StateInUse(Exception):
    """Another `caseline up` runs on this state directory."""

    def __init__(self, state_dir: Path, pid: int) -> None:
        super().__init__(
            f"Another `caseline up` (process {pid}) uses {state_dir}. End it with Ctrl-C where it runs, or set "
            "CASELINE_STATE_DIR to another folder for this one."
        )


@contextlib.contextmanager
def locked_state(state_dir: Path, say: Callable[[str], None]) -> Iterator[Reaper]:
    """Hold the state directory for the length of the block. Raises StateInUse."""
    with _locked(state_dir, say) as lock:
        # It holds the lock as well: a start after a kill waits until the leftovers are gone.
        reaper = Reaper(keep_open=[lock])
        try:
            yield reaper
        finally:
            reaper.close()


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
            say("Waiting for what is left of a start that was killed ...")
            waited = True
        time.sleep(0.1)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it is another user's
    return True
