"""Which hash key the addresses of this database are found by."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.tables.base import moment


class HashKey(SQLModel, table=True):
    """A hash key that replaces the one before it. Without a row the first one of the key ring is in use.

    Here and not in the key ring, as a restored backup is found by the key of its own time.
    """

    __tablename__ = "hash_keys"

    key_id: str = Field(primary_key=True)
    began_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
    """When the last address had been hashed again; until then each is found by this key or by one before it."""
