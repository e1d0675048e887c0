"""What the read API answers from: released files, read into memory by a DuckDB that can then read nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.not_installed import duckdb_module
from analytics.open_data.datasets import DATASETS, DataSet
from analytics.open_data.soql.mistakes import SoqlCode, SoqlError
from analytics.open_data.soql.questions import SoqlQuestion, asked
from analytics.open_data.stored import AgencyFolder, StoredRelease, columns_in_files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "512MB"
SECONDS = 5.0
"""What one question may take."""

AGAIN_SECONDS = 0.02
AT_ONCE = 4
WAITING_SECONDS = 3.0
"""How many questions are answered at the same time, and how long another waits for its turn."""


LOOKED_EVERY_SECONDS = 10.0
"""How long a new release may be unseen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedDataSet:
    """One dataset of one agency, with all its releases."""

    id: str
    ori: str
    title: str
    dataset: DataSet
    releases: tuple[StoredRelease, ...]

    @property
    def rows(self) -> int:
        """Of all releases."""
        return sum(each.about.rows for each in self.releases)

    @property
    def modified(self) -> datetime:
        """When the newest release was made; the beginning of time if there is none."""
        return max((each.about.released_at for each in self.releases), default=datetime(1970, 1, 1, tzinfo=UTC))

    @property
    def table(self) -> str:
        """Its name in DuckDB."""
        return f"{self.dataset.name}_{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Rows in the order of `question.columns`. `mark` changes whenever the answer may."""

    question: SoqlQuestion
    rows: list[tuple[Any, ...]]
    of: ServedDataSet
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """All that is released at one moment. `version` is different for different releases."""

    version: str
    datasets: dict[str, ServedDataSet]
    connection: DuckDBPyConnection


@dataclass(slots=True, kw_only=True)
class OpenDataServed:
    """The open data of a folder. `current` looks for new releases; nothing else touches the disk."""

    folder: Path
    clock: Callable[[], float] = time.monotonic
    seconds: float = SECONDS
    at_once: int = AT_ONCE
    patience: float = WAITING_SECONDS
    _loaded: Loaded | None = None
    _looked_at: float = 0.0
    _loading: threading.Lock = field(default_factory=threading.Lock)
    _turns: threading.BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        self._turns = threading.BoundedSemaphore(self.at_once)

    def current(self) -> Loaded:
        """What is released now. Raises NotInstalled, OSError."""
        with self._loading:
            now = self.clock()
            if self._loaded is not None and now - self._looked_at < LOOKED_EVERY_SECONDS:
                return self._loaded
            version, self._looked_at = self._version(), now
            if self._loaded is None or self._loaded.version != version:
                self._loaded = load(self.folder, version)
            return self._loaded

    def ask(self, dataset_id: str, given: Sequence[tuple[str, str]]) -> Answer:
        """The answer to a question. Raises SoqlError, NotInstalled."""
        loaded = self.current()
        found = loaded.datasets.get(dataset_id)
        if found is None:
            raise SoqlError(SoqlCode.NO_DATASET, "There is no such dataset.", http_status=404)
        question = asked(found.dataset, found.table, given)
        mark = hashlib.sha256(repr((loaded.version, question.sql, question.values)).encode()).hexdigest()[:32]
        with self.turn():
            rows = _run(loaded.connection, question, self.seconds)
        return Answer(question=question, rows=rows, of=found, mark=mark)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """One of those that are answered at the same time. Raises SoqlError if none ends in time."""
        if not self._turns.acquire(timeout=self.patience):
            raise SoqlError(SoqlCode.BUSY, "Many ask just now. Ask again in some seconds.", http_status=429)
        try:
            yield
        finally:
            self._turns.release()

    def _version(self) -> str:
        """From the names of the releases: what is in them never changes."""
        names = sorted(str(each.parent) for each in self.folder.glob("*/*/[0-9]*/release.json"))
        return hashlib.sha256("\n".join(names).encode()).hexdigest()


def load(folder: Path, version: str) -> Loaded:
    """Every release of every agency of the folder, in memory. Raises NotInstalled, OSError."""
    connection = duckdb_module().connect(config={"memory_limit": MEMORY, "threads": 2, "temp_directory": ""})
    datasets: dict[str, ServedDataSet] = {}
    for agency in sorted(each for each in folder.glob("*") if each.is_dir() and not each.name.startswith(".")):
        titles = _titles(agency)
        for name, dataset in DATASETS.items():
            found = ServedDataSet(
                id=dataset.id_of(agency.name),
                ori=agency.name,
                title=titles.get(dataset.id_of(agency.name), dataset.title),
                dataset=dataset,
                releases=tuple(AgencyFolder(path=agency).releases(dataset)),
            )
            datasets[found.id] = found
            columns = ", ".join(f'"{column}" {kind}' for column, kind in columns_in_files(dataset).items())
            connection.execute(f'CREATE TABLE "{found.table}" ({columns})')
            if files := [str(each.folder / f"{name}.parquet") for each in found.releases]:
                connection.read_parquet(files).insert_into(found.table)
    # From here on it reads no file, and no question can allow it to.
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return Loaded(version=version, datasets=datasets, connection=connection)


def _titles(agency: Path) -> dict[str, str]:
    with contextlib.suppress(OSError, ValueError, KeyError):
        listed = json.loads((agency / "data.json").read_text(encoding="utf-8"))["dataset"]
        return {each["identifier"].rsplit("/", 1)[-1]: each["title"] for each in listed}
    return {}


def _run(connection: DuckDBPyConnection, question: SoqlQuestion, seconds: float) -> list[tuple[Any, ...]]:
    duckdb = duckdb_module()
    with connection.cursor() as cursor, _stopped_after(cursor, seconds):
        try:
            rows: list[tuple[Any, ...]] = cursor.execute(question.sql, list(question.values)).fetchall()
        except duckdb.InterruptException:
            raise SoqlError(SoqlCode.TIMEOUT, f"It takes longer than {seconds:.0f} seconds.", http_status=408) from None
        except duckdb.BinderException:
            raise SoqlError(SoqlCode.NOT_GROUPED, "Whatever is selected must be in $group, or be counted.") from None
        except duckdb.Error:
            raise SoqlError(SoqlCode.FAILED, "It cannot be worked out.") from None
    return rows


@contextlib.contextmanager
def _stopped_after(cursor: DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """What runs on the cursor is interrupted, again and again, as it may not have begun the first time."""
    done = threading.Event()

    def stop() -> None:
        waiting = seconds
        while not done.wait(waiting):
            cursor.interrupt()
            waiting = AGAIN_SECONDS

    watch = threading.Thread(target=stop, daemon=True)
    watch.start()
    try:
        yield
    finally:
        done.set()
        watch.join()
