"""How the restores of the drill went, as a table, and whether that is good enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import typer

from benchmarks.drill_count import FIGURES, DrillCount
from benchmarks.drill_scenarios import Scenario, Store
from benchmarks.output import load, show_table

RPO, RTO = timedelta(minutes=5), timedelta(minutes=30)
"""How much work may be lost, and how long a restore may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """How one restore went. Differences are calls: reported of those that had to be, and reported though they agree."""

    scenario: Scenario
    counted: DrillCount
    differed: int
    must_differ: int
    not_compared: int
    not_reported: int
    reported_wrongly: int
    differ_in_the_end: int
    emails_withheld: int
    repeated: int
    work_lost: timedelta
    took: timedelta

    @property
    def is_clean(self) -> bool:
        """Nothing told twice or falsely, nothing lost, every difference reported and mended, and all of it in time."""
        differ = self.not_compared or self.not_reported or self.reported_wrongly or self.differ_in_the_end
        return self.counted.is_clean and not differ and self.work_lost <= RPO and self.took <= RTO


def show(store: Store, results: list[Restored]) -> None:
    """A row for each figure, a column for each restore."""
    figures: dict[str, Callable[[Restored], object]] = {
        **{name.replace("_", " "): partial(_of, name) for name in FIGURES},
        "calls that differed (must have)": lambda one: f"{one.differed} ({one.must_differ})",
        "not compared": lambda one: one.not_compared,
        "not reported": lambda one: one.not_reported,
        "reported though they agree": lambda one: one.reported_wrongly,
        "still differ in the end": lambda one: one.differ_in_the_end,
        "emails withheld as maybe sent": lambda one: one.emails_withheld,
        "events repeated by the feed": lambda one: one.repeated,
        f"seconds of work lost (at most {RPO.seconds})": lambda one: f"{one.work_lost.total_seconds():.1f}",
        f"seconds until `restore end` (at most {RTO.seconds})": lambda one: f"{one.took.total_seconds():.0f}",
    }
    rows = ((what, *(str(of(one)) for one in results)) for what, of in figures.items())
    for one in results:
        for detail in one.counted.details[:20]:
            typer.echo(f"{one.scenario.name}: {detail}", err=True)
    show_table(("", *(one.scenario.name for one in results)), rows, title=f"Restores on {store}, {load()}")


def _of(name: str, restored: Restored) -> object:
    return getattr(restored.counted, name)
