"""Where a development server may come from, what was found, and the errors of a way that does not work."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

PINNED = "1.32.0"  # what tools/temporal/go.mod builds; a test holds the two together
OLDEST = "1.32"  # per-workflow time skipping begins here


class Progress(Protocol):
    """Told what happens; `done` of `total` when a step can be counted."""

    def __call__(self, text: str, done: int | None = None, total: int | None = None) -> None:
        """Show it."""


def silent(text: str, done: int | None = None, total: int | None = None) -> None:
    """A `Progress` that shows nothing."""


def numbers(version: str) -> tuple[int, ...]:
    """The numbers in `1.32.0`, for comparing."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


def default_cache() -> Path:
    """`~/.cache/caseline`, or as XDG_CACHE_HOME says."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "caseline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where to look, in the order of the fields; `recipe` is the folder with the pinning go.mod."""

    address: str = ""
    cli_path: Path | None = None
    search_path: str = field(default_factory=lambda: os.environ.get("PATH", ""))
    cache: Path = field(default_factory=default_cache)
    download_within: timedelta = timedelta(seconds=20)
    recipe: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """A server that runs already; nothing is started."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerBinary:
    """A `temporal` binary that is new enough, and how it was found."""

    path: Path
    version: str
    way: str


class NotThisWay(Exception):
    """This way of getting the server does not work here; the next one is tried."""


class WrongSetting(Exception):
    """A way the user asked for by name does not work; nothing else is tried."""
