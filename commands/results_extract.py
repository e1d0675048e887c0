"""`caseline results extract`: read an agency's calls into files without people, which all figures are read from."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import typer

from analytics.extract.make import ExtractOrder, make_extract
from analytics.extracts import Extract, UnderWay
from analytics.hot_spots.nightly import find_and_keep, stored_boundary
from analytics.not_installed import NotInstalled
from commands.find_rows import OnlyOri, agencies_by_ori
from commands.open_database import notes, opened, stop
from commands.progress_display import Steps
from db.connection.session import Database
from db.tables import Agency
from settings import Settings


def extract(agency: OnlyOri = "") -> None:
    """Read an agency's calls into files without people, which all figures are read from.

    Of all agencies without --agency; then it looks for hot spots in them. A worker does the same each night
    (CASELINE_EXTRACT_HOUR), and releases what of it is open data. The files lie in CASELINE_ANALYTICS_DIR;
    docs/analytics-files.md says what is in them.
    """
    for made in asyncio.run(_extract(Settings(), agency)):
        typer.echo(summary(made))


def summary(made: Extract) -> str:
    """What was made, in a line."""
    counts = ", ".join(f"{rows:,} {name}" for name, rows in made.about.rows.items() if rows) or "nothing yet"
    invented = " All of it is invented." if made.about.invented else ""
    return f"{made.about.ori}: {counts}, in {made.folder}.{invented}"


async def _extract(settings: Settings, ori: str) -> list[Extract]:
    async with opened(settings) as database:
        async with database.reading() as session:
            agencies = list((await agencies_by_ori(session, ori)).values()) or stop("There is no agency yet.")
        with Steps(notes) as steps:
            try:
                return [await _one(settings, database, each, steps) for each in agencies]
            except (NotInstalled, UnderWay) as error:
                stop(str(error))


async def _one(settings: Settings, database: Database, agency: Agency, steps: Steps) -> Extract:
    order = ExtractOrder(
        agency=agency, analytics_folder=settings.analytics_path, prices=settings.prices, now=datetime.now(UTC)
    )
    made = await make_extract(
        database, order, progress=lambda what, done, total: steps(f"{what} of {agency.ori}", done, total)
    )
    steps(f"Looking for hot spots of {agency.ori}")
    boundary = await stored_boundary(database, agency.ori)
    await asyncio.to_thread(find_and_keep, settings.analytics_path, made, boundary)
    return made
