"""Figures in memory: counted once for each extract and span, however many ask for them at a time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from analytics.extracts import Extract
from analytics.results.all_figures import figures
from analytics.results.figure_table import DaySpan, FigureTable

MOST_KEPT = 64
"""Spans, each of about a thousand values."""

Figures = Mapping[str, FigureTable]


class KeptFigures:
    """Those of the newest MOST_KEPT spans that were asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Path, str], asyncio.Task[Figures]] = OrderedDict()

    async def of(self, extract: Extract, span: DaySpan) -> Figures:
        """Every table of the span. Raises NotInstalled."""
        key = (extract.folder, span.name)
        task = self._kept.get(key)
        if task is None or task.cancelled() or task.get_loop() is not asyncio.get_running_loop():
            task = self._kept[key] = asyncio.create_task(asyncio.to_thread(figures, extract, span))
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        try:
            return await asyncio.shield(task)  # who asked may go away while others wait for it
        except Exception:
            self._kept.pop(key, None)
            raise
