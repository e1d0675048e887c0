"""What running processes have cost so far, by name."""

from __future__ import annotations

from collections.abc import Iterable

import psutil

from commands.local.stack import LocalStack

MIB = 1024 * 1024


def cpu_seconds(stack: LocalStack, names: Iterable[str]) -> dict[str, float]:
    """User and system time of each."""
    return {name: _cpu(stack.processes[name].pid) for name in names}


def resident_mib(stack: LocalStack, name: str) -> float:
    """Memory in use."""
    return float(psutil.Process(stack.processes[name].pid).memory_info().rss) / MIB


def _cpu(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
