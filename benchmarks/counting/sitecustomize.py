"""Counts the SQL of a process from within, for `benchmarks.statements`: Python imports it from a folder on PYTHONPATH.

What was counted so far is written down whenever the process gets SIGUSR2.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

COUNTED = ("worker", "api")
_BEGIN = "BEGIN"

_folder = os.environ.get("CASELINE_BENCHMARK_COUNTS", "")
_name = sys.orig_argv[-1]
_counts: dict[str, Counter[str]] = {"statements": Counter(), "transactions": Counter()}


def _count_all() -> None:
    from sqlalchemy import Engine, event  # noqa: PLC0415  only in the processes that are counted

    def executed(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        del connection, cursor, rest
        if not statement.startswith(_BEGIN):  # SQLite's; PostgreSQL's driver says it by itself
            _counts["statements"][statement] += 1

    def ended(how: str) -> Any:
        return lambda connection: _counts["transactions"].update([how])

    event.listen(Engine, "before_cursor_execute", executed)
    event.listen(Engine, "commit", ended("committed"))
    event.listen(Engine, "rollback", ended("only read, or rolled back"))


def _write(number: int, frame: object) -> None:
    del number, frame
    path = Path(_folder, f"counts-{_name}.json")
    path.with_suffix(".new").write_text(json.dumps(_counts), encoding="utf-8")
    path.with_suffix(".new").rename(path)


if _folder and _name in COUNTED:
    _count_all()
    signal.signal(signal.SIGUSR2, _write)
