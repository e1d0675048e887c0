"""What an installation knows of itself: which key ring fits it, which Temporal is its own, restores from a backup."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.tables.base import moment, new_id


class KeyCanary(SQLModel, table=True):
    """A known word, sealed and hashed with the first key ring this database met: another ring cannot open it."""

    __tablename__ = "key_canaries"

    name: str = Field(primary_key=True)
    probe_sealed: str
    probe_mac: str
    """The same word by the first hash key, which no later one replaces: opt-outs are found with it."""
    made_at: datetime = moment()


class Restore(SQLModel, table=True):
    """A restore from a backup, from `caseline restore begin` to `caseline restore end`."""

    __tablename__ = "restores"

    id: str = Field(default_factory=new_id, primary_key=True)
    since: datetime = moment()
    """The moment of the older backup: what happened since then may be known to people, and to neither database."""
    stopped_at: datetime = moment()
    """From when on the lost system sent nothing more: what happened later, no person was told."""
    begun_at: datetime = moment()
    reconciled_at: datetime | None = moment(nullable=True)
    """When the database and Temporal's histories were last compared and mended."""
    ended_at: datetime | None = moment(nullable=True)


class InstallationFact(SQLModel, table=True):
    """A fact by its name: the id of this database, the id of the Temporal namespace that has its workflows."""

    __tablename__ = "installation_facts"

    name: str = Field(primary_key=True)
    value: str
    noted_at: datetime = moment()
