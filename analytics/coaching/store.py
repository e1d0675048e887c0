"""Coaching's own files of an agency: answers by call and id, and the pictures made of them; erased when it is closed.

They lie apart from extracts, which all who have a right to results read: `<analytics>/<ori>/coaching/`, mode 0700.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from analytics.coaching.comparing import PeerComparison
from analytics.coaching.material import RatedCall
from analytics.extracts import MEMORY, agency_folder
from analytics.not_installed import duckdb_module
from domain.coaching.terms import Direction, SubjectRole

ANSWERS, PICTURES = "answers.parquet", "pictures.json"

_COLUMNS = {
    "role": "VARCHAR",
    "of": "VARCHAR",
    "day": "DATE",
    "beat": "VARCHAR",
    "shift": "INTEGER",
    "incident_type": "VARCHAR",
    "rating": "DOUBLE",
    "answers": "INTEGER",
    "full_marks": "INTEGER",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What was made of the answers, all by one rule: of each role those with enough answers, by id."""

    made_at: datetime
    rule: str
    rule_since: datetime
    """When a picture was first made by this rule: no one is pointed at before they could be seen to be right."""
    since: date
    until: date
    """The days that are compared."""
    by_role: dict[SubjectRole, tuple[PeerComparison, ...]]
    invented: bool = False
    """No one lived it: `caseline coaching example` made it, and no real answer is put in its place."""

    def of(self, role: SubjectRole, subject: str) -> PeerComparison | None:
        """One subject's; None without enough answers."""
        return next((each for each in self.by_role.get(role, ()) if each.subject == subject), None)

    def to_json(self) -> str:
        """As it is kept."""
        plain = dataclasses.asdict(self)
        return json.dumps(plain, default=lambda moment: moment.isoformat())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` wrote."""
        raw: dict[str, Any] = json.loads(text)
        by_role = {
            SubjectRole(role): tuple(_compared(each) for each in found) for role, found in raw.pop("by_role").items()
        }
        raw |= {name: datetime.fromisoformat(raw[name]) for name in ("made_at", "rule_since")}
        raw |= {name: date.fromisoformat(raw[name]) for name in ("since", "until")}
        return cls(**raw, by_role=by_role)


def _compared(raw: dict[str, Any]) -> PeerComparison:
    direction = raw.pop("direction")
    return PeerComparison(**raw, direction=Direction(direction) if direction else None)


@dataclass(frozen=True, slots=True)
class CoachingStore:
    """The files of one agency."""

    folder: Path

    @classmethod
    def of_agency(cls, analytics_folder: Path, ori: str) -> Self:
        """Where they lie, whether they are there or not."""
        return cls(agency_folder(analytics_folder, ori) / "coaching")

    @property
    def exists(self) -> bool:
        """True if anything is kept."""
        return self.folder.exists()

    def erase(self) -> bool:
        """All of it. True if there was anything."""
        was_there = self.exists
        shutil.rmtree(self.folder, ignore_errors=True)
        return was_there

    def write_calls(self, calls: Sequence[RatedCall]) -> None:
        """In place of those of before. Raises NotInstalled, OSError."""
        with self._in_place_of(ANSWERS) as made:
            plain = made.with_suffix(".csv")
            with plain.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
                writer.writerows(_row(call) for call in calls)
            with duckdb_module().connect(config={"memory_limit": MEMORY, "threads": 2}) as connection:
                read = connection.read_csv(
                    str(plain),
                    header=False,
                    columns=_COLUMNS,
                    sep=",",
                    quotechar='"',
                    escapechar='"',
                    auto_detect=False,
                )
                read.write_parquet(str(made), compression="zstd")

    def calls(self, *, since: date | None = None) -> list[RatedCall]:
        """Those from that day on; none if nothing was written yet. Raises NotInstalled."""
        path = self.folder / ANSWERS
        if not path.exists():
            return []
        with duckdb_module().connect(config={"memory_limit": MEMORY, "threads": 2}) as connection:
            found = connection.read_parquet(str(path))
            rows = found.filter(f"day >= DATE '{since.isoformat()}'").fetchall() if since else found.fetchall()
        return [_call(row) for row in rows]

    def write_pictures(self, pictures: Pictures) -> None:
        """In place of those of before; plots that were drawn of them go."""
        for drawn in self.folder.glob("*.svg"):
            drawn.unlink(missing_ok=True)
        self.write_text(PICTURES, pictures.to_json())

    def pictures(self) -> Pictures | None:
        """The newest; None if there are none yet."""
        text = self.read_text(PICTURES)
        return Pictures.from_json(text) if text is not None else None

    def write_text(self, name: str, text: str) -> None:
        """A small file, whole or not at all."""
        with self._in_place_of(name) as made:
            made.write_text(text, encoding="utf-8")

    def read_text(self, name: str) -> str | None:
        """None if there is no such file."""
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    @contextmanager
    def _in_place_of(self, name: str) -> Iterator[Path]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".making-") as making:
            made = Path(making) / name
            yield made
            os.replace(made, self.folder / name)  # noqa: PTH105  it replaces, on every system


def _row(call: RatedCall) -> list[Any]:
    values = {**dataclasses.asdict(call), "role": call.role.value, "of": json.dumps(call.of)}
    return [values[name] for name in _COLUMNS]


def _call(row: Sequence[Any]) -> RatedCall:
    values = dict(zip(_COLUMNS, row, strict=True))
    values |= {"role": SubjectRole(values["role"]), "of": tuple(json.loads(values["of"]))}
    return RatedCall(**values)
