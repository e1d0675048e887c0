"""The year that is measured is one that can be counted: every call of it is found again, in each span once."""

from __future__ import annotations

from pathlib import Path

from analytics.results.all_figures import figures
from analytics.results.spans import span_after, span_named
from benchmarks.results import YEAR, write_year

CALLS = 2_000


def test_calls_of_a_year_are_those_of_its_months_together(tmp_path: Path) -> None:
    extract = write_year(tmp_path, CALLS)
    months = [span_named(f"{YEAR}-01")]
    while len(months) < 12:
        months.append(span_after(months[-1]))

    of_year = figures(extract, span_named(str(YEAR)))
    told = sum(sum(figures(extract, month, only=("told",))["told"].column("calls")) for month in months)

    volume = of_year["volume"]
    assert sum(volume.column("public")) + sum(volume.column("officers")) == CALLS
    assert sum(volume.column("public")) == sum(of_year["told"].column("calls")) == told
    assert sum(of_year["deliveries_by_channel"].column("planned")) == 4 * CALLS
