"""What running processes have cost so far, by name."""

from __future__ import annotations

from collections.abc import Iterable

import psutil

from commands.town import Town

MIB = 1024 * 1024


def cpu_seconds(town: Town, names: Iterable[str]) -> dict[str, float]:
    """User and system time of each."""
    return {name: _cpu(town.children.pid(name)) for name in names}


def resident_mib(town: Town, name: str) -> float:
    """Memory in use."""
    return float(psutil.Process(town.children.pid(name)).memory_info().rss) / MIB


def _cpu(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
