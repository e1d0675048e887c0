"""One table of the results: its page, its plot, and the table as a file."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Path as InPath
from fastapi import Query, Response

from analytics.not_installed import NotInstalled
from analytics.plots.drawing import NotDrawn
from analytics.plots.kept_plots import kept_plot
from analytics.plots.look import PlotWidth
from analytics.results.files import as_csv, as_parquet
from api.dependencies import Deps
from api.pages.page_frame import NothingThere
from api.pages.staff.results import frame, shown_table
from api.pages.staff.results_desk import SeesResults, ShownResults, not_installed
from api.pages.staff.routing import STAFF_HEADERS, staff_router

router = staff_router()

TableKey = Annotated[str, InPath(max_length=40)]

_OF_PLOTS = STAFF_HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "private, max-age=3600",
}
"""A plot has its own style, and its address names the extract: what it shows does not change."""


@router.get("/{ori}/results/{table}.svg")
async def show_plot(
    found: SeesResults, deps: Deps, table: TableKey, width: Annotated[PlotWidth, Query()] = PlotWidth.WIDE
) -> Response:
    """The plot of the table, for light and dark screens."""
    plot = found.plot(table)
    if plot is None:
        raise NothingThere
    try:
        drawing = await kept_plot(found.extract, plot, width, deps.drawing.draw)
    except NotDrawn:
        return Response(status_code=503, headers=STAFF_HEADERS)
    return Response(drawing, media_type="image/svg+xml", headers=_OF_PLOTS)


@router.get("/{ori}/results/{table}.csv")
async def download_csv(found: SeesResults, table: TableKey) -> Response:
    """The whole table for a spreadsheet; the mark at its beginning tells Excel that it is UTF-8."""
    text = "\ufeff" + as_csv(found.compared(table).now)
    return Response(text, media_type="text/csv; charset=utf-8", headers=_as_file(found, table, "csv"))


@router.get("/{ori}/results/{table}.parquet")
async def download_parquet(found: SeesResults, table: TableKey) -> Response:
    """The whole table with its types."""
    wanted = found.compared(table).now
    try:
        content = await asyncio.to_thread(as_parquet, wanted)
    except NotInstalled:
        return not_installed(found.here)
    headers = _as_file(found, table, "parquet")
    return Response(content, media_type="application/vnd.apache.parquet", headers=headers)


@router.get("/{ori}/results/{table}")
async def show_table(found: SeesResults, table: TableKey) -> Response:
    """Every row, and those of the span before."""
    compared = found.compared(table)
    return found.here.page.render(
        "results_table.html",
        here="results/table",
        title=compared.now.title,
        table=shown_table(found, compared.now),
        before=shown_table(found, compared.before) if compared.before else None,
        **frame(found),
    )


def _as_file(found: ShownResults, table: str, ending: str) -> dict[str, str]:
    name = f"{found.extract.about.ori}-{found.span.name}-{table}.{ending}"
    return STAFF_HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
