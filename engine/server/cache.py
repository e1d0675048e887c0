"""Our own folder of server binaries: newest first, put in place whole, one writer at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from engine.server.local import usable
from engine.server.sources import NotThisWay, Progress, ServerBinary, Sources, numbers

WAY = "our cache"


def newest(sources: Sources, say: Progress) -> ServerBinary:
    """The newest usable binary of the cache."""
    candidates = sorted(sources.cache.glob("temporal-*"), key=lambda path: numbers(path.name), reverse=True)
    reasons = [f"{sources.cache} has none"] if not candidates else []
    for path in candidates:
        try:
            return usable(path, way=WAY)
        except NotThisWay as reason:
            reasons.append(str(reason))
    raise NotThisWay("; ".join(reasons))


def keep(binary: Path, cache: Path, *, version: str, way: str) -> ServerBinary:
    """Copy a binary into the cache so that no other process sees half of it."""
    target = cache / f"temporal-{version}"
    with workspace(cache) as folder:
        whole = folder / target.name
        shutil.copyfile(binary, whole)
        whole.chmod(0o755)
        whole.replace(target)
    return usable(target, way=way)


@contextlib.contextmanager
def workspace(cache: Path) -> Iterator[Path]:
    """A folder on the cache's own disk that is gone afterwards."""
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".work-") as folder:
        yield Path(folder)


@contextlib.contextmanager
def alone(cache: Path, say: Progress) -> Iterator[None]:
    """Hold the cache's lock; the system lets go of it when we die."""
    cache.mkdir(parents=True, exist_ok=True)
    handle = os.open(cache / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another Caseline that is getting the Temporal server")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
