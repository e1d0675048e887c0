"""Prints what a command found: tables, JSON, and times in the agency's own zone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

MINUTES, SECONDS, DAYS = "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d"


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on standard output, as wide as the terminal."""
    table = Table(*columns)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def show_json(value: object) -> None:
    """Indented; times as ISO 8601."""
    typer.echo(json.dumps(value, default=lambda v: v.isoformat() if isinstance(v, datetime) else str(v), indent=2))


def local_time(at: datetime | None, zone: str = "UTC", form: str = MINUTES) -> str:
    """On the clocks of this IANA zone; - if there is no time."""
    return at.astimezone(ZoneInfo(zone)).strftime(form) if at else "-"


def spaced(name: str) -> str:
    """A value of ours as words: `deletion request` for deletion_request."""
    return name.replace("_", " ")
