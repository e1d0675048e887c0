"""Releases on disk: each in a folder of its own, written whole, then never changed.

<open-data folder>/<ori>/data.json, catalog.jsonld, license.txt
<open-data folder>/<ori>/calls/schema.json, dictionary.md, releases.json      and so for places and sensitive
<open-data folder>/<ori>/calls/2026-06-03/release.json, calls.csv, calls.parquet, calls.geojson
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from analytics.not_installed import duckdb_module
from analytics.open_data.datasets import SQL_TYPES, DataSet, DataType
from analytics.open_data.outlines import feature_collection

READABLE = 0o644
"""Everything here is public, and read by a process of another user."""

FOLDERS = 0o755


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseAbout:
    """What a release is of. `ends` is the first day after it."""

    begins: date
    ends: date
    released_at: datetime
    rows: int
    files: dict[str, str]
    """Name -> SHA-256."""

    def to_json(self) -> str:
        """As it is kept beside the files."""
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat(), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` wrote."""
        raw: dict[str, Any] = json.loads(text)
        raw |= {name: date.fromisoformat(raw[name]) for name in ("begins", "ends")}
        return cls(**raw | {"released_at": datetime.fromisoformat(raw["released_at"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRelease:
    """One release on disk."""

    folder: Path
    about: ReleaseAbout


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyFolder:
    """The open data of one agency."""

    path: Path

    def releases(self, dataset: DataSet) -> list[StoredRelease]:
        """The oldest first; what is being written is hidden by its name."""
        found = sorted(self.path.glob(f"{dataset.name}/[0-9]*/release.json"))
        stored = (
            StoredRelease(folder=each.parent, about=ReleaseAbout.from_json(each.read_text(encoding="utf-8")))
            for each in found
        )
        return sorted(stored, key=lambda each: each.about.begins)

    def store(self, dataset: DataSet, name: str, about: ReleaseAbout, rows: Sequence[dict[str, Any]]) -> StoredRelease:
        """Write a release whole. Raises FileExistsError if there is one of this name: no release is made twice."""
        root = self.path / dataset.name
        final = root / name
        _public_folder(root)
        if final.exists():
            raise FileExistsError(f"{final} is released already")
        with tempfile.TemporaryDirectory(dir=root, prefix=".making-") as making:
            made = Path(making) / "made"
            made.mkdir()
            made.chmod(FOLDERS)
            about = ReleaseAbout(**{**asdict(about), "rows": len(rows), "files": _write(made, dataset, rows)})
            put(made / "release.json", about.to_json())
            made.rename(final)  # Fails if another process was quicker: a folder that holds files is not replaced.
        return StoredRelease(folder=final, about=about)


def put(path: Path, text: str) -> None:
    """Write a public file so that readers see the old one or the new one, and nothing between."""
    _public_folder(path.parent)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    making = path.with_name(f".{path.name}.making")
    making.write_text(text, encoding="utf-8")
    making.chmod(READABLE)
    making.replace(path)


def _public_folder(path: Path) -> None:
    """Made, with all above it that are missing; readable whatever the umask."""
    if not path.exists():
        _public_folder(path.parent)
        path.mkdir(exist_ok=True)
        path.chmod(FOLDERS)


def _write(folder: Path, dataset: DataSet, rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    names = {kind: folder / f"{dataset.name}.{kind}" for kind in ("csv", "parquet", "geojson")}
    _write_csv(names["csv"], dataset, rows)
    _write_parquet(names["parquet"], names["csv"], dataset)
    names["geojson"].write_text(json.dumps(feature_collection(rows), default=_plain), encoding="utf-8")
    for path in names.values():
        path.chmod(READABLE)
        with path.open("rb") as file:
            os.fsync(file.fileno())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in names.values()}


def columns_in_files(dataset: DataSet) -> dict[str, str]:
    """Name -> type in SQL, of all columns that files have."""
    return {each.name: SQL_TYPES[each.type] for each in dataset.columns if each.type is not DataType.POINT}


def _write_csv(path: Path, dataset: DataSet, rows: Sequence[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns_in_files(dataset)), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _plain(value) for name, value in row.items()} for row in rows)


def _write_parquet(path: Path, plain: Path, dataset: DataSet) -> None:
    with duckdb_module().connect() as connection:
        read = connection.read_csv(
            str(plain),
            header=True,
            columns=columns_in_files(dataset),
            sep=",",
            quotechar='"',
            escapechar='"',
            auto_detect=False,
        )
        read.write_parquet(str(path), compression="zstd")


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else value
