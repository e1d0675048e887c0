"""What the restore drill restores, and of which store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from benchmarks.drill_postgres import PostgresStores
from benchmarks.drill_sqlite import SqliteStores
from benchmarks.drill_stack import DrillStack, Place, Stores


class Store(StrEnum):
    """What keeps calls."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


STORES: Mapping[Store, Callable[[Place], Stores]] = {Store.SQLITE: SqliteStores, Store.POSTGRES: PostgresStores}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What is drilled, and where.

    `begin`: whether it is said that it is a restore. `keep`: where each state directory is kept.
    """

    store: Store
    calls: int
    seed: int
    begin: bool
    folder: Path
    ports: Mapping[str, int]
    keep: Path | None = None

    def stack(self, name: str) -> DrillStack:
        """What lives in the folder of this name; the backups are beside it."""
        place = Place(state=self.folder / name, backups=self.folder / "backups", ports=self.ports)
        return DrillStack(stores=STORES[self.store](place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Which backup each database is restored from: 1 the older, 2 the newer, 0 none."""

    name: str
    caseline: int
    temporal: int


SCENARIOS = (
    Scenario(name="both of one moment", caseline=1, temporal=1),
    Scenario(name="Caseline older", caseline=1, temporal=2),
    Scenario(name="Caseline newer", caseline=2, temporal=1),
    Scenario(name="Temporal new and empty", caseline=2, temporal=0),
)
