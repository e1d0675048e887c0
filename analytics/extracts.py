"""Extracts on disk: one folder for each, written whole, then never changed; the newest is the one in force.

<analytics folder>/<ori>/extracts/20261128T033000Z/about.json, calls.parquet, messages.parquet ...
"""

from __future__ import annotations

import contextlib
import csv
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from analytics.columns import TABLES, Column
from analytics.not_installed import duckdb_module
from analytics.only_one import only_one

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = Sequence[Any]
"""Values in the order of a table's columns: str, int, bool, aware datetime, date or None."""

KEPT = 2
"""Extracts of an agency that stay: the one in force, and that of before, which a page may still read."""

MEMORY = "512MB"
"""What a query may use; more goes to the disk."""

_NULL = "\\N"
_AS_THEY_ARE = frozenset({str, int, bool})
_MAKING = ".making-"
_TO_THE_SECOND = len("2026-11-28 03:30:00")


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
        with _duckdb() as connection:
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


class UnderWay(Exception):
    """Another process writes an extract of the agency right now; the message is a whole sentence."""

    def __init__(self, ori: str) -> None:
        super().__init__(f"An extract of {ori} is being made right now. Wait for it, or try again later.")


class ExtractWriter:
    """An extract that is being written, table by table in any order; there is nothing of it until it is finished.

    Rows go to CSV files, which DuckDB reads in portions at the end: a million of them never lie in memory.
    """

    def __init__(self, making: Path, files: contextlib.ExitStack) -> None:
        self._making = making
        self._counts = dict.fromkeys(TABLES, 0)
        self._writers = {
            name: csv.writer(
                files.enter_context((making / f"{name}.csv").open("w", encoding="utf-8", newline="")),
                quoting=csv.QUOTE_ALL,
                lineterminator="\n",
            )
            for name in TABLES
        }
        self._files = files

    def add(self, table: str, rows: Iterable[Row]) -> int:
        """Write these as well; returns how many rows of the table that makes. Raises OSError."""
        writer, count = self._writers[table], self._counts[table]
        for row in rows:
            writer.writerow([value if type(value) in _AS_THEY_ARE else _cell(value) for value in row])
            count += 1
        self._counts[table] = count
        return count

    def finish(self, about: ExtractAbout) -> Extract:
        """Put it in force, and remove those that are too old. Raises NotInstalled, OSError."""
        self._files.close()
        made, root = self._making / "made", self._making.parent
        made.mkdir(mode=0o700)
        for name, columns in TABLES.items():
            _to_parquet(self._making / f"{name}.csv", made / f"{name}.parquet", columns)
        about = replace(about, rows=self._counts)
        (made / "about.json").write_text(about.to_json(), encoding="utf-8")
        final = root / f"{about.extracted_at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"
        made.rename(final)
        for old in _whole_ones(root)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        return Extract(folder=final, about=about)


@contextlib.contextmanager
def being_written(analytics_folder: Path, ori: str) -> Iterator[ExtractWriter]:
    """Write an extract of the agency, whole or not at all; one process at a time.

    Raises UnderWay, NotInstalled, OSError. What a run that was killed left behind is removed by the next one.
    """
    duckdb_module()
    root = agency_folder(analytics_folder, ori) / "extracts"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_one(root / ".lock") as ours:
        if not ours:
            raise UnderWay(ori)
        for left in root.glob(f"{_MAKING}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=_MAKING) as making, contextlib.ExitStack() as files:
            yield ExtractWriter(Path(making), files)


def write(
    analytics_folder: Path,
    about: ExtractAbout,
    tables: Mapping[str, Iterable[Row]],
    *,
    progress: Callable[[str, int], None] = lambda table, rows: None,
) -> Extract:
    """Write all tables (those that are missing stay empty) and put the extract in force, or leave all as it was.

    `progress` is told the table and how many of its rows are written. Raises UnderWay, NotInstalled, OSError.
    """
    with being_written(analytics_folder, about.ori) as writer:
        for name, rows in tables.items():
            for portion in _portions(rows):
                progress(name, writer.add(name, portion))
        return writer.finish(about)


def _all(analytics_folder: Path, ori: str) -> list[Path]:
    return _whole_ones(agency_folder(analytics_folder, ori) / "extracts")


def _whole_ones(root: Path) -> list[Path]:
    """The oldest first; what is being written is hidden by its name."""
    return sorted(each for each in root.glob("[0-9]*") if (each / "about.json").exists())


_PORTION = 10_000


def _portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while portion := list(islice(left, _PORTION)):
        yield portion


def _duckdb() -> DuckDBPyConnection:
    """In memory; what does not fit goes to a folder of its own, as two processes must not share one."""
    spill = Path(tempfile.gettempdir()) / f"caseline-duckdb-{uuid4().hex}"
    connection: DuckDBPyConnection = duckdb_module().connect(
        config={"memory_limit": MEMORY, "threads": 2, "temp_directory": str(spill)}
    )
    return connection


def _to_parquet(plain: Path, path: Path, columns: Sequence[Column]) -> None:
    with _duckdb() as connection:
        read = connection.read_csv(
            str(plain),
            header=False,
            columns={column.name: column.type.value for column in columns},
            na_values=_NULL,
            sep=",",
            quotechar='"',
            escapechar='"',
            auto_detect=False,
        )
        read.write_parquet(str(path), compression="zstd")
    plain.unlink()


def _cell(value: Any) -> Any:
    if value is None:
        return _NULL
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ", "seconds")[:_TO_THE_SECOND]
    return value
