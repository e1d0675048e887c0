"""Lets one process at a time do something in a folder: a lock on a file, which ends with the process that has it."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[bool]:
    """True if we are the one, until the block ends; False if another has the lock. It does not wait. Raises OSError.

    The file stays. Workers on several machines need a file system that knows `flock`, as NFS of Linux does.
    """
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
