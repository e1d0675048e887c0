"""Samples a process from within, for `benchmarks.cpu_by_component`: Python imports it from a folder on PYTHONPATH.

After every few milliseconds of CPU time, what each thread has used since the last look is put down to the stack it
has now. A signal looks, not a thread: a thread gets its turn when the main one waits, and would see it wait always.
Threads without Python frames are Temporal's core (Rust).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections import Counter
from itertools import count
from pathlib import Path
from types import FrameType

EVERY = 0.004
DEPTH = 60
SAMPLED = ("worker", "api")
KEPT_EVERY = 200
"""Looks; a process may end by a signal without further words."""

_spent: Counter[str] = Counter()
_last: dict[int, int] = {}
_looks = count(1)
_folder = os.environ.get("CASELINE_BENCHMARK_SAMPLES", "")
_name = sys.orig_argv[-1]


def _cpu_ns(task: int) -> int:
    try:
        return int(Path(f"/proc/self/task/{task}/schedstat").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return _last.get(task, 0)


def _stack(frame: FrameType | None) -> str:
    places: list[str] = []
    while frame is not None and len(places) < DEPTH:
        places.append(f"{frame.f_code.co_filename}:{frame.f_code.co_qualname}")
        frame = frame.f_back
    return "|".join(places)


def _look(number: int, frame: FrameType | None) -> None:
    del number
    frames = sys._current_frames()
    stacks = {t.native_id: frames.get(t.ident) for t in threading.enumerate() if t.ident is not None}
    stacks[threading.get_native_id()] = frame
    for entry in Path("/proc/self/task").iterdir():
        task = int(entry.name)
        now = _cpu_ns(task)
        spent = now - _last.get(task, now)
        _last[task] = now
        if spent:
            _spent[_stack(stacks.get(task)) or "native"] += spent
    if next(_looks) % KEPT_EVERY == 0:
        Path(_folder, f"samples-{_name}.json").write_text(json.dumps(_spent), encoding="utf-8")


if _folder and _name in SAMPLED:
    signal.signal(signal.SIGPROF, _look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
