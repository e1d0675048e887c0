"""Hot spots tried on invented cities, and measured: `python -m benchmarks.hot_spots [--cities 200] [--calls 1000000]`.

How many of the cities without any hot spot show one; how much of known hot spots is found, and how much beside them, by
Benjamini and Hochberg at several levels and by Benjamini and Yekutieli; and how long a large agency takes.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import h3
import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from analytics.hot_spots.find import find_all
from analytics.hot_spots.gi_star import gi_star
from tests.analytics.extract_fixtures import an_extract
from tests.analytics.hot_spots.cities import INTENSITIES, MIDDLE, SHAPES, shape, spotted_cities
from tests.analytics.hot_spots.town_calls import SINCE, UNTIL

WAYS: tuple[tuple[str, float], ...] = (("bh", 0.05), ("bh", 0.02), ("bh", 0.01), ("by", 0.05))
SPOTS: tuple[tuple[int, ...], ...] = ((1, 1, 1), (1, 2, 3), (2, 2))
CITIES_OF_A_KIND = 100


def main(
    cities: Annotated[int, typer.Option(help="Cities without hot spots, of each shape and intensity.")] = 200,
    calls: Annotated[int, typer.Option(help="Calls of the large agency; 0 leaves it out.")] = 1_000_000,
) -> None:
    """Print three tables."""
    console = Console(width=120)
    console.print(null_table(cities))
    console.print(spotted_table())
    if calls:
        console.print(f"{calls:,} calls in 20,000 cells, all choices: {large(calls):.1f} s")


def null_table(cities: int) -> Table:
    """Share of the cities in which a hot spot is found."""
    table = Table(title=f"Cities without hot spots that show one, of {cities}")
    for name in ("Shape", "Cells", "Calls a cell", *(f"{method} {level:g}" for method, level in WAYS)):
        table.add_column(name)
    for name in SHAPES:
        for intensity in INTENSITIES:
            shares = [f"{_with_some(name, intensity, cities, *way):.1%}" for way in WAYS]
            table.add_row(name, str(len(shape(name).cells)), f"{intensity:g}", *shares)
    return table


def _with_some(name: str, intensity: float, cities: int, method: str, level: float) -> float:
    places, chance = shape(name), np.random.default_rng(29)
    counts = (chance.poisson(intensity, len(places.cells)) for _ in range(cities))
    return sum(bool(gi_star(each, places.near, method=method, level=level).hot.any()) for each in counts) / cities


def spotted_table() -> Table:
    """Recall, and the share of the cells found that lie outside of every spot."""
    table = Table(title="Known hot spots: recall, and share of what is found that lies beside them")
    for name in ("Rings", "Quiet cells", "Strength", *(f"{method} {level:g}" for method, level in WAYS)):
        table.add_column(name)
    for rings in SPOTS:
        for quiet, strength in ((0.5, 10.0), (1.0, 6.0), (1.0, 10.0), (2.0, 4.0), (2.0, 7.0), (5.0, 3.0), (5.0, 4.0)):
            shares = [_found(rings, quiet, strength, *way) for way in WAYS]
            table.add_row(str(rings), f"{quiet:g}", f"{strength:g}", *shares)
    return table


def _found(rings: tuple[int, ...], quiet: float, strength: float, method: str, level: float) -> str:
    how = {"method": method, "level": level}
    found = list(spotted_cities(rings, quiet=quiet, strength=strength, cities=CITIES_OF_A_KIND, seed=31, **how))
    return f"{np.mean([each.recall for each in found]):.2f}, {np.mean([each.outside for each in found]):.1%}"


def large(calls: int) -> float:
    """Seconds for every choice of an agency with 20,000 cells, from its files to what is kept."""
    with tempfile.TemporaryDirectory() as folder:
        extract = an_extract(Path(folder), {"calls": Rows(calls)}, since=SINCE, until=UNTIL)  # type: ignore[dict-item]
        began = time.perf_counter()
        find_all(extract, None)
        return time.perf_counter() - began


class Rows:
    """Calls over a county, made as they are written."""

    def __init__(self, calls: int) -> None:
        self._calls = calls

    def __iter__(self) -> Iterator[dict[str, Any]]:
        chance, cells = np.random.default_rng(37), sorted(h3.grid_disk(MIDDLE, 81))
        kinds = ["LARCENY", "VEHSTLN", "BURGLARY", "VANDAL", "NOISE", "MVA"]
        days = (UNTIL - SINCE).days
        for _ in range(self._calls):
            day = SINCE.fromordinal(SINCE.toordinal() + int(chance.integers(days)))
            yield {
                "incident_type": kinds[int(chance.integers(6))],
                "cell": cells[int(len(cells) * chance.random() ** 1.5)],
                "local_day": day,
                "local_hour": int(chance.integers(24)),
                "local_weekday": day.isoweekday(),
            }


if __name__ == "__main__":
    typer.run(main)
