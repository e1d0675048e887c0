"""How benchmarks show what they measured: tables, a JSON file, the load of the machine, medians."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

Out = Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")]


def load() -> str:
    """How busy the machine is: figures of a busy one are worse."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """On standard output. The first column has names, the others figures."""
    table = Table(title=title or None)
    for n, name in enumerate(columns):
        table.add_column(name, justify="right" if n else "left")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)


def write_json(out: Path | None, figures: Mapping[str, Any]) -> None:
    """If a file was asked for."""
    if out is not None:
        out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def median_p95(times: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile; of at least two figures."""
    return statistics.median(times), statistics.quantiles(times, n=20, method="inclusive")[18]
