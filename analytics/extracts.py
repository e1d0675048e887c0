"""Extracts on disk: one folder for each, written whole, then never changed; the newest is the one in force.

<analytics folder>/<ori>/extracts/20261128T033000Z/about.json, calls.parquet, messages.parquet ...
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from analytics.columns import TABLES, Column
from analytics.not_installed import duckdb_module

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = Sequence[Any]
"""Values in the order of a table's columns: str, int, bool, aware datetime, date or None."""

KEPT = 2
"""Extracts of an agency that stay: the one in force, and that of before, which a page may still read."""

MEMORY = "512MB"
"""What a query may use; more goes to the disk."""

_NULL = "\\N"


class NoExtract(Exception):
    """The agency has no extract yet; `caseline results extract` makes one."""

    def __init__(self, ori: str) -> None:
        super().__init__(f"There is no extract of {ori} yet. Make one: caseline results extract --agency {ori}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractAbout:
    """What an extract is of. Days are the agency's; `until` is the first day that it does not hold whole."""

    ori: str
    agency: str
    time_zone: str
    extracted_at: datetime
    since: date
    until: date
    invented: bool = False
    """No one lived it: `caseline results example` made it."""
    sms_per_segment: str = "0"
    email: str = "0"
    currency: str = "USD"
    """What messages cost, about, as decimals in text."""
    rows: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> str:
        """As it is kept beside the tables."""
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat(), indent=2, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` wrote."""
        raw: dict[str, Any] = json.loads(text)
        raw |= {name: date.fromisoformat(raw[name]) for name in ("since", "until")}
        return cls(**raw | {"extracted_at": datetime.fromisoformat(raw["extracted_at"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """One extract on disk; `name` is unique among those of its agency."""

    folder: Path
    about: ExtractAbout

    @property
    def name(self) -> str:
        """The moment it was made, as 20261128T033000Z."""
        return self.folder.name

    @contextlib.contextmanager
    def opened(self) -> Iterator[DuckDBPyConnection]:
        """A connection of DuckDB that has each table as a view. Raises NotInstalled."""
        with duckdb_module().connect(config={"memory_limit": MEMORY, "threads": 2}) as connection:
            for name in TABLES:
                connection.read_parquet(str(self.folder / f"{name}.parquet")).create_view(name)
            yield connection


def agency_folder(analytics_folder: Path, ori: str) -> Path:
    """Where all of an agency's analytics lie."""
    return analytics_folder / ori


def current(analytics_folder: Path, ori: str) -> Extract:
    """The newest extract of the agency. Raises NoExtract."""
    found = _all(analytics_folder, ori)
    if not found:
        raise NoExtract(ori)
    newest = found[-1]
    return Extract(folder=newest, about=ExtractAbout.from_json((newest / "about.json").read_text(encoding="utf-8")))


def write(
    analytics_folder: Path,
    about: ExtractAbout,
    tables: Mapping[str, Iterable[Row]],
    *,
    progress: Callable[[str, int], None] = lambda table, rows: None,
) -> Extract:
    """Write all tables (those that are missing stay empty) and put the extract in force, or leave all as it was.

    `progress` is told the table and how many of its rows are written. Raises NotInstalled, OSError.
    """
    root = agency_folder(analytics_folder, about.ori) / "extracts"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".making-") as making:
        made = Path(making) / "made"
        made.mkdir(mode=0o700)
        counts = {
            name: _write_table(made / f"{name}.parquet", columns, tables.get(name, ()), _told(progress, name))
            for name, columns in TABLES.items()
        }
        about = replace(about, rows=counts)
        (made / "about.json").write_text(about.to_json(), encoding="utf-8")
        final = root / f"{about.extracted_at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"
        made.rename(final)
    for old in _all(analytics_folder, about.ori)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return Extract(folder=final, about=about)


def _told(progress: Callable[[str, int], None], table: str) -> Callable[[int], None]:
    return lambda rows: progress(table, rows)


def _all(analytics_folder: Path, ori: str) -> list[Path]:
    """The oldest first; what is being written is hidden by its name."""
    root = agency_folder(analytics_folder, ori) / "extracts"
    return sorted(each for each in root.glob("[0-9]*") if (each / "about.json").exists())


TOLD_EVERY = 10_000


def _write_table(path: Path, columns: Sequence[Column], rows: Iterable[Row], told: Callable[[int], None]) -> int:
    """By way of a CSV file, which DuckDB reads in portions: a million rows never lie in memory."""
    plain, count = path.with_suffix(".csv"), 0
    with plain.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for row in rows:
            writer.writerow([_cell(value) for value in row])
            count += 1
            if count % TOLD_EVERY == 0:
                told(count)
    told(count)
    with duckdb_module().connect(config={"memory_limit": MEMORY, "threads": 2}) as connection:
        types = {column.name: column.type.value for column in columns}
        read = connection.read_csv(
            str(plain),
            header=False,
            columns=types,
            na_values=_NULL,
            sep=",",
            quotechar='"',
            escapechar='"',
            auto_detect=False,
        )
        read.write_parquet(str(path), compression="zstd")
    os.unlink(plain)  # noqa: PTH108  a plain file that we made
    return count


def _cell(value: Any) -> Any:
    if value is None:
        return _NULL
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return value
