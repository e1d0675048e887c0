"""The area of an agency as it drew it itself."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.tables.base import moment


class AgencyBoundary(SQLModel, table=True):
    """An agency's boundary; a new one takes the place of the old."""

    __tablename__ = "agency_boundaries"

    ori: str = Field(primary_key=True, foreign_key="agencies.ori")
    geojson: str
    """A FeatureCollection of its beats, checked before it is stored (`analytics.hot_spots.boundary_file`)."""
    set_at: datetime = moment()
    set_by: str
    """`str(domain.actors.Actor)`."""
