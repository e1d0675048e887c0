"""The erasure ledger's file: kept apart from the database, since a restored backup knows of no later erasure."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.tables import Erasure

_ALWAYS = ("id", "ori")
_TIMES = ("erased_at", "received_at")
_TEXTS = (*_ALWAYS, "call_number", "call_id", "contact_id", "ref", "address_hash")


class LedgerUnusable(Exception):
    """The file cannot be written or read; says which file and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLines:
    """What a file holds; `unreadable`: the numbers of lines that are none."""

    lines: tuple[Erasure, ...]
    unreadable: tuple[int, ...] = ()


class ErasureLedger:
    """JSON objects, one a line: ids, call numbers, keyed hashes and times, in the order of the erasures."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, lines: Sequence[Erasure]) -> None:
        """On the disk when it returns. Raises LedgerUnusable; then nothing may be erased."""
        if not lines:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _locked(self.path) as handle:
                _write(handle, _separator(handle) + "".join(map(as_line, lines)).encode())
        except OSError as error:
            raise LedgerUnusable(f"{self.path} cannot be written ({error.strerror})") from None

    def read(self) -> LedgerLines:
        """Every line; none if there is no file yet. Raises LedgerUnusable."""
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            text = ""
        except OSError as error:
            raise LedgerUnusable(f"{self.path} cannot be read ({error.strerror})") from None
        found = {number: _parsed(line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()}
        return LedgerLines(
            lines=tuple(line for line in found.values() if line is not None),
            unreadable=tuple(number for number, line in found.items() if line is None),
        )


def as_line(line: Erasure) -> str:
    """A line of the file, with its end."""
    facts = {name: getattr(line, name) for name in _TEXTS if getattr(line, name)}
    times = {name: moment.isoformat() for name in _TIMES if (moment := getattr(line, name))}
    return json.dumps({**times, **facts}) + "\n"


def in_order(lines: Iterable[Erasure]) -> list[Erasure]:
    """Each once, the oldest first."""
    return sorted({line.id: line for line in lines}.values(), key=lambda line: (line.erased_at, line.id))


def _parsed(line: str) -> Erasure | None:
    try:
        raw = json.loads(line)
        times = {name: datetime.fromisoformat(raw[name]) for name in _TIMES if name == "erased_at" or name in raw}
        texts = {name: raw[name] if name in _ALWAYS else raw.get(name, "") for name in _TEXTS}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    usable = all(moment.tzinfo for moment in times.values()) and all(isinstance(text, str) for text in texts.values())
    if not usable:
        return None
    return Erasure(erased_at=times["erased_at"], received_at=times.get("received_at"), **texts)


def _write(handle: int, data: bytes) -> None:
    """All of it or nothing."""
    size = os.fstat(handle).st_size
    try:
        while data:
            data = data[os.write(handle, data) :]
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise


def _separator(handle: int) -> bytes:
    """A line that a full disk cut short must not swallow the next one."""
    size = os.fstat(handle).st_size
    return b"\n" if size and os.pread(handle, 1, size - 1) != b"\n" else b""


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)
