"""CPU time of a process and of those it started, like the many of PostgreSQL."""

from __future__ import annotations

import contextlib

import psutil


def cpu_seconds(pid: int) -> float:
    """User and system time so far; of children that ended, too."""
    process = psutil.Process(pid)
    found = sum(process.cpu_times()[:4])
    for child in process.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            found += sum(child.cpu_times()[:2])
    return float(found)
