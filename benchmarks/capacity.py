"""What a city, a state and the country need: `python -m benchmarks.capacity --costs FILE`, of docs/capacity.md.

The file is what `python -m benchmarks.rate --json FILE` measured: CPU and bytes of one call with nine events, which is
more than most calls cost. Printed as the table of the page, in Markdown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Annotated, Any

import typer

CALLS_PER_PERSON = 240e6 / 335e6
"""A year: 240 million calls of 335 million people [NENA]."""
PEAK = 40 / 7.6
"""The busiest hour of a year over the average, of the country; a single city may have more."""
YEAR = 365 * 86_400.0
BUSY = 0.6
"""How much of a core is used at the peak, so that a process that is lost, or a storm, finds room."""
OPEN_DAYS, KEPT_DAYS = 20, 90
"""How long a case is open, and how long Temporal keeps a history afterwards (CASELINE_TEMPORAL_RETENTION_DAYS)."""
GB = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How many people live there."""

    name: str
    people: float

    @property
    def average(self) -> float:
        """Calls a second."""
        return self.people * CALLS_PER_PERSON / YEAR

    @property
    def peak(self) -> float:
        """The same in the busiest hour."""
        return self.average * PEAK


PLACES = (
    Place(name="City of 1 million", people=1e6),
    Place(name="State of 10 million", people=10e6),
    Place(name="Country, 240 million calls a year", people=335e6),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Of one call: CPU milliseconds of each process, and bytes."""

    worker: float
    api: float
    temporal: float
    postgres: float
    ours: float
    theirs: float
    wal: float

    @classmethod
    def read(cls, figures: Mapping[str, Any]) -> Costs:
        """As `benchmarks.rate` wrote them."""
        cpu, size = figures["cpu_ms"], figures["bytes"]
        theirs = size["temporal"] + size["temporal_visibility"]
        kinds = {name: float(cpu[name]) for name in ("worker", "api", "temporal", "postgres")}
        return cls(**kinds, ours=float(size["caseline"]), theirs=float(theirs), wal=float(figures["wal"]))


def needs(place: Place, costs: Costs) -> Sequence[str]:
    """One row of the table."""
    kept = OPEN_DAYS + KEPT_DAYS
    return (
        place.name,
        f"{place.average:.3g} / {place.peak:.3g}",
        *(_processes(place.peak * spent) for spent in (costs.worker, costs.api)),
        *(_cores(place.peak * spent) for spent in (costs.temporal, costs.postgres)),
        f"{place.average * YEAR * costs.ours / GB:,.0f} GB",
        f"{place.average * kept * 86_400 * costs.theirs / GB:,.0f} GB",
        f"{place.peak * costs.wal / 1e6:.3g} MB/s",
    )


def _processes(milliseconds: float) -> str:
    """Each uses one core; two at least, so that one may end."""
    return str(max(2, ceil(milliseconds / 1000 / BUSY)))


def _cores(milliseconds: float) -> str:
    return f"{max(1, ceil(milliseconds / 1000 / BUSY))}"


COLUMNS = (
    "",
    "calls a second, average / peak",
    "workers",
    "APIs",
    "cores for Temporal",
    "cores for PostgreSQL",
    "our tables, a year",
    "Temporal's tables",
    "log at peak",
)


def table(costs: Costs) -> str:
    """In Markdown."""
    rows = [COLUMNS, ("---",) * len(COLUMNS), *(needs(place, costs) for place in PLACES)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(costs: Annotated[Path, typer.Option(help="What benchmarks.rate wrote.")]) -> None:
    """Print the costs of a call, and the table."""
    read = Costs.read(json.loads(costs.read_text(encoding="utf-8")))
    print(
        f"One call: worker {read.worker:.0f} ms, API {read.api:.0f} ms, Temporal {read.temporal:.0f} ms, "
        f"PostgreSQL {read.postgres:.0f} ms; {read.ours / 1000:.0f} kB in our tables, {read.theirs / 1000:.0f} kB in "
        f"Temporal's, {read.wal / 1000:.0f} kB of log.\n"
    )
    print(table(read))


if __name__ == "__main__":
    typer.run(main)
