"""Drawing is done by another process, so that ours answers meanwhile; it ends when idle and starts anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from analytics.plots.drawing import DrawingProcess
from analytics.plots.kept_plots import kept_plot
from analytics.plots.look import PlotWidth
from analytics.plots.shapes import LinesPlot, RowsPlot
from tests.analytics.extract_fixtures import an_extract
from tests.analytics.plots.test_drawn import LINES, ROWS
from tests.patience import until


@pytest.fixture(scope="module")
async def drawing() -> AsyncIterator[DrawingProcess]:
    """One for all tests."""
    made = DrawingProcess()
    yield made
    await made.close()


async def test_plots_come_as_they_were_asked_for(drawing: DrawingProcess) -> None:
    drawn = await asyncio.gather(drawing.draw(ROWS, PlotWidth.WIDE), drawing.draw(LINES, PlotWidth.NARROW))

    assert [f'width="{width}"' in svg for svg, width in zip(drawn, (560, 340), strict=True)] == [True, True]
    assert "Priority 1" in drawn[0]
    assert "12 AM" in drawn[1]


async def test_one_that_was_killed_or_fell_asleep_is_started_anew(drawing: DrawingProcess) -> None:
    await drawing.draw(ROWS, PlotWidth.WIDE)
    process = drawing._process
    assert process is not None
    drawing._let_end()
    await until(lambda: process.returncode is not None)

    assert "Priority 1" in await drawing.draw(ROWS, PlotWidth.WIDE)


async def test_a_plot_is_drawn_once_and_goes_with_its_extract(tmp_path: object) -> None:
    from pathlib import Path

    extract, asked = an_extract(Path(str(tmp_path))), []

    async def draw(plot: RowsPlot | LinesPlot, width: PlotWidth) -> str:
        asked.append((plot.kind, width))
        return f"<svg>{plot.kind} {width}</svg>"

    once = await kept_plot(extract, ROWS, PlotWidth.WIDE, draw)
    again = await kept_plot(extract, ROWS, PlotWidth.WIDE, draw)
    narrow = await kept_plot(extract, ROWS, PlotWidth.NARROW, draw)

    assert once == again == b"<svg>rows wide</svg>"
    assert narrow == b"<svg>rows narrow</svg>"
    assert asked == [("rows", PlotWidth.WIDE), ("rows", PlotWidth.NARROW)]
    assert all(path.parent.parent == extract.folder for path in extract.folder.glob("plots/*"))
