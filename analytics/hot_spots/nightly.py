"""Look for hot spots in the extract of the night, so that pages only read what was found."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Protocol

from analytics.extracts import Extract
from analytics.hot_spots.boundary import Boundary
from analytics.hot_spots.boundary_file import read_boundary_text
from analytics.not_installed import require_installed
from db.connection.session import Database
from db.queries import agency_boundaries


class HotSpotNight(Protocol):
    """What it needs of a night (`analytics.nightly.Night`)."""

    @property
    def database(self) -> Database:
        """Where the agency's boundary is."""
        ...

    @property
    def extract(self) -> Extract:
        """What was just made."""
        ...

    @property
    def analytics_folder(self) -> Path:
        """Of all agencies."""
        ...


async def find_hot_spots(night: HotSpotNight) -> None:
    """Find and keep them; done twice, the second takes the place of the first. Raises NotInstalled, OSError."""
    boundary = await stored_boundary(night.database, night.extract.about.ori)
    await asyncio.to_thread(find_and_keep, night.analytics_folder, night.extract, boundary)


async def stored_boundary(database: Database, ori: str) -> Boundary | None:
    """The agency's boundary; None if it gave none."""
    async with database.reading() as session:
        stored = await agency_boundaries.get(session, ori)
    return read_boundary_text(stored.geojson) if stored else None


def find_and_keep(analytics_folder: Path, extract: Extract, boundary: Boundary | None) -> Path:
    """Find and keep them, without a database: what follows the making of an invented year. Gives the file.

    Raises NotInstalled, OSError.
    """
    require_installed()
    from analytics.hot_spots import find, kept  # noqa: PLC0415  numpy and scipy take half a second

    return kept.keep(analytics_folder, find.find_all(extract, boundary))
