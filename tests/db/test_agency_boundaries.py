"""An agency's boundary: one for each, the newest in place of the one before."""

from __future__ import annotations

from datetime import timedelta

from db.connection.session import Database
from db.queries import agencies, agency_boundaries
from tests.database import NOW, an_agency

ORI = "WASPD0000"


async def test_the_newest_boundary_takes_the_place_of_the_one_before(database: Database) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI))
        await agency_boundaries.put(session, ORI, "old", by="operator:one", now=NOW)
    async with database.transaction() as session:
        await agency_boundaries.put(session, ORI, "new", by="operator:two", now=NOW + timedelta(days=1))
    async with database.reading() as session:
        found = await agency_boundaries.get(session, ORI)
        assert found is not None
        assert (found.geojson, found.set_by, found.set_at) == ("new", "operator:two", NOW + timedelta(days=1))
        assert await agency_boundaries.get(session, "WAOTH0000") is None
    async with database.transaction() as session:
        assert await agency_boundaries.take(session, ORI)
    async with database.transaction() as session:
        assert not await agency_boundaries.take(session, ORI)
