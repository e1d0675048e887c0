"""Each plot is drawn once and kept as a file beside the tables of its extract, with which it goes."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from analytics.extracts import Extract
from analytics.plots.look import PlotWidth
from analytics.plots.shapes import LinesPlot, RowsPlot

log = structlog.get_logger(__name__)

MOST_KEPT = 4000
"""Files of one extract, about 40 MB; when there are more, all but the newest half are drawn anew when asked for."""

Draw = Callable[[RowsPlot | LinesPlot, PlotWidth], Awaitable[str]]


async def kept_plot(extract: Extract, plot: RowsPlot | LinesPlot, width: PlotWidth, draw: Draw) -> bytes:
    """The drawing as SVG; two plots that show the same are one file. Raises what `draw` does."""
    named = hashlib.sha256(f"{width}{plot.model_dump_json()}".encode()).hexdigest()[:32]
    path = extract.folder / "plots" / f"{named}.svg"
    with contextlib.suppress(FileNotFoundError):
        return await asyncio.to_thread(path.read_bytes)
    drawing = (await draw(plot, width)).encode()
    try:
        await asyncio.to_thread(_keep, path, drawing)
    except OSError as error:  # a folder that may not be written to costs time, not the plot
        log.warning("plot.not_kept", reason=type(error).__name__)
    return drawing


def _keep(path: Path, drawing: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    making = path.with_suffix(f".{os.getpid()}")
    making.write_bytes(drawing)
    making.replace(path)
    kept = sorted(path.parent.glob("*.svg"), key=lambda each: each.stat().st_mtime)
    for old in kept[: -MOST_KEPT // 2] if len(kept) > MOST_KEPT else ():
        old.unlink(missing_ok=True)
