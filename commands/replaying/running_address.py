"""Notes in the state directory where `caseline up` listens, so that other commands find it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "running.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Addresses and the key of the demonstration agency; the key opens nothing but this machine's demonstration."""

    api: str = ""
    phones: str = ""
    temporal: str = ""
    agency: str = ""
    key: str = ""


def write_running(state_dir: Path, running: Running) -> None:
    """Leave it for others of the same user."""
    write_private(state_dir / FILE, asdict(running))


def write_private(path: Path, content: Mapping[str, str]) -> None:
    """JSON that only this user may read (mode 600, from the first byte on)."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)


def read_running(state_dir: Path) -> Running:
    """What was left; empty when nothing was, or nothing that can be read."""
    try:
        raw = json.loads((state_dir / FILE).read_text(encoding="utf-8"))
        return Running(**{name: str(value) for name, value in raw.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return Running()


def forget_running(state_dir: Path) -> None:
    """Nothing listens there now."""
    (state_dir / FILE).unlink(missing_ok=True)
