"""The second place: a folder apart from the database, with a file for each agency and a line for each checkpoint.

Who changes the database cannot change what was written here before; an old copy of the database is behind it.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from audit.keys import is_signed
from domain.audit.canonical import written_time
from domain.audit.checkpoints import Checkpoint

_TAIL_BYTES = 8192
_FILE_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class SecondPlaceUnusable(Exception):
    """The folder cannot be written or read; says which file and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint with its signature and the public key that made it, both in hex."""

    checkpoint: Checkpoint
    signature: str
    public_key: str

    def as_mapping(self) -> dict[str, Any]:
        """As JSON has it."""
        each = self.checkpoint
        return {
            "ori": each.ori,
            "number": each.number,
            "size": each.size,
            "root": each.root,
            "at": written_time(each.at),
            "previous": each.previous,
            "key": each.key_id,
            "public_key": self.public_key,
            "signature": self.signature,
        }

    def is_genuine(self) -> bool:
        """True if the owner of its public key signed it; whose that is, is another question."""
        return is_signed(self.public_key, self.checkpoint.content(), self.signature)

    @classmethod
    def from_mapping(cls, raw: Any) -> SignedCheckpoint:
        """Raises ValueError, TypeError or KeyError if it is none."""
        texts = {name: str(raw[name]) for name in ("ori", "root", "previous", "key", "public_key", "signature")}
        return cls(
            checkpoint=Checkpoint(
                ori=texts["ori"],
                number=int(raw["number"]),
                size=int(raw["size"]),
                root=texts["root"],
                at=datetime.fromisoformat(raw["at"]),
                previous=texts["previous"],
                key_id=texts["key"],
            ),
            signature=texts["signature"],
            public_key=texts["public_key"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedLines:
    """What a file holds, in order; `unreadable`: the numbers of lines that are none."""

    lines: tuple[SignedCheckpoint, ...] = ()
    unreadable: tuple[int, ...] = ()

    @property
    def last(self) -> int:
        """The highest number; 0 if there is none."""
        return max((line.checkpoint.number for line in self.lines), default=0)


class SecondPlace:
    """The folder; several processes may write there at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file_of(self, ori: str) -> Path:
        """Where the checkpoints of an agency are. Raises SecondPlaceUnusable for what cannot name a file."""
        if not _FILE_NAME.fullmatch(ori):
            raise SecondPlaceUnusable(f"{ori!r} cannot name a file")
        return self.folder / f"{ori}.jsonl"

    def agencies(self) -> list[str]:
        """The ORIs of which there is a file."""
        return sorted(path.stem for path in self.folder.glob("*.jsonl")) if self.folder.is_dir() else []

    @contextmanager
    def held(self, ori: str) -> Iterator[PublishedFile]:
        """The agency's file, made if there is none, while no other process writes it. Raises SecondPlaceUnusable."""
        path = self.file_of(ori)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield PublishedFile(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise SecondPlaceUnusable(f"{path} cannot be written ({error.strerror})") from None

    def read(self, ori: str) -> PublishedLines:
        """Every line; none if there is no file. Raises SecondPlaceUnusable."""
        path = self.file_of(ori)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return PublishedLines()
        except OSError as error:
            raise SecondPlaceUnusable(f"{path} cannot be read ({error.strerror})") from None
        found = {n: _parsed(line) for n, line in enumerate(data.split(b"\n"), start=1) if line.strip()}
        return PublishedLines(
            lines=tuple(line for line in found.values() if line is not None),
            unreadable=tuple(n for n, line in found.items() if line is None),
        )


class PublishedFile:
    """One agency's file, open and locked."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def last(self) -> SignedCheckpoint | None:
        """The last line that can be read; None if there is none."""
        size = os.fstat(self._handle).st_size
        data = os.pread(self._handle, _TAIL_BYTES, max(0, size - _TAIL_BYTES))
        found = [line for each in data.split(b"\n") if (line := _parsed(each))]
        return found[-1] if found else None

    def append(self, lines: Sequence[SignedCheckpoint]) -> None:
        """All of them or none; on the disk when it returns. Raises OSError."""
        size = os.fstat(self._handle).st_size
        cut_short = size and os.pread(self._handle, 1, size - 1) != b"\n"
        data = (b"\n" if cut_short else b"") + b"".join(_lines(lines))
        try:
            while data:
                data = data[os.write(self._handle, data) :]
            os.fsync(self._handle)
        except OSError:
            os.ftruncate(self._handle, size)
            raise


def _lines(lines: Iterable[SignedCheckpoint]) -> Iterator[bytes]:
    yield from (json.dumps(line.as_mapping(), separators=(",", ":")).encode() + b"\n" for line in lines)


def _parsed(line: bytes) -> SignedCheckpoint | None:
    try:
        return SignedCheckpoint.from_mapping(json.loads(line))
    except (ValueError, TypeError, KeyError):
        return None
