"""What every table is made of: ids, moments, plain facts, and names for constraints."""

from __future__ import annotations

from typing import Any, Self
from uuid import uuid4

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from db.connection.types import UtcDateTime

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(column_0_label)s",
}
"""A constraint without a name could not be altered later on SQLite."""


def new_id() -> str:
    """An opaque identifier: 128 random bits, safe in logs, payloads and links."""
    return uuid4().hex


class Shareable(SQLModel):
    """A row of which a copy may be read by many at once: once it is shared, it cannot be changed."""

    def share(self) -> Self:
        """This row, for others to read. Only one that is in no session, and never will be."""
        self.__dict__["is_shared"] = True
        return self

    def __setattr__(self, name: str, value: Any) -> None:
        if self.__dict__.get("is_shared"):
            raise TypeError(f"a copy of {type(self).__name__} that others read cannot be changed: load the row")
        super().__setattr__(name, value)


def moment(*, index: bool = False, nullable: bool = False, primary_key: bool = False) -> Any:
    """A column for an aware time."""
    return Field(default=None, sa_column=Column(UtcDateTime, index=index, nullable=nullable, primary_key=primary_key))


def facts_column() -> Any:
    """A column for plain facts, empty at first."""
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


def ids_column() -> Any:
    """A column for a list of ids, empty at first."""
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False))
