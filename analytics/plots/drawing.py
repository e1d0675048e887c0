"""Have plots drawn by a process of their own, started when first needed and ended when idle.

vl-convert holds Python's lock while it draws (25 ms a plot, half a second for the first), in which no other request
would be answered; and its JavaScript takes 170 MB that a process without a plot to draw need not have.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

from analytics.plots.look import PlotWidth
from analytics.plots.shapes import LinesPlot, RowsPlot

WORDS = (sys.executable, "-m", "analytics.plots.drawing_process")
IDLE_SECONDS = 300.0
LONGEST_SECONDS = 60.0
"""Of the first drawing on a busy machine; others take milliseconds."""


class NotDrawn(Exception):
    """A plot could not be drawn."""


class DrawingProcess:
    """One process, one drawing at a time. To be closed; it ends with ours in any case."""

    def __init__(self, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._ending: asyncio.TimerHandle | None = None

    async def draw(self, plot: RowsPlot | LinesPlot, width: PlotWidth) -> str:
        """The drawing as SVG. Raises NotDrawn."""
        order = f'{{"width": "{width}", "plot": {plot.model_dump_json()}}}\n'.encode()
        async with self._turn:
            if self._ending:
                self._ending.cancel()
            try:
                drawing = await asyncio.wait_for(self._ask(order), LONGEST_SECONDS)
            except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
                await self._end()
                drawing = b""
            self._ending = asyncio.get_running_loop().call_later(self._idle_seconds, self._let_end)
        if not drawing:
            raise NotDrawn
        return drawing.decode()

    async def close(self) -> None:
        """End it, if it runs."""
        async with self._turn:
            if self._ending:
                self._ending.cancel()
            await self._end()

    async def _ask(self, order: bytes) -> bytes:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(*WORDS, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        into, out = self._process.stdin, self._process.stdout
        assert into is not None  # noqa: S101  both are pipes
        assert out is not None  # noqa: S101
        into.write(order)
        await into.drain()
        return await out.readexactly(int(await out.readline()))

    def _let_end(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
