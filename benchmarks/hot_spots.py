"""Hot spots tried on invented cities, and measured: `python -m benchmarks.hot_spots [--cities 200] [--calls 1000000]`.

How many of the cities without any hot spot show one; how much of known hot spots is found, and how much beside them, by
Benjamini and Hochberg at several levels and by Benjamini and Yekutieli; and how long a large agency takes.
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path
from typing import Annotated

import duckdb
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
        console.print(f"{calls:,} calls in {large(calls)}")


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


def large(calls: int) -> str:
    """How long every choice of an agency with 20,000 cells takes, from its files to what is kept."""
    with tempfile.TemporaryDirectory() as folder:
        extract = an_extract(Path(folder), since=SINCE, until=UNTIL)
        _write_calls(extract.folder / "calls.parquet", calls)
        began, worked = time.perf_counter(), time.process_time()
        found = find_all(extract, None)
        took, cpu = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{found.cells:,} cells, all choices: {took:.1f} s, of which {cpu:.1f} s of CPU; at most {peak:,.0f} MB"


def _write_calls(path: Path, calls: int) -> None:
    """Over a county, more in its middle, at random by their numbers."""
    cells = h3.grid_disk(MIDDLE, 81)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE cells AS SELECT unnest($1) AS cell", [list(cells)])
        connection.execute(
            """CREATE TABLE drawn AS SELECT n, hash(n) % 1000003 / 1000003.0 AS one, hash(n + 0.5) % 1009 AS two,
               DATE '2026-01-05' + (hash(-n) % 322)::INTEGER AS day FROM range($1) AS r(n)""",
            [calls],
        )
        connection.execute(
            f"""COPY (SELECT cells.cell, '' AS beat, false AS officer_initiated, false AS sensitive, NULL AS "end",
                ['LARCENY', 'VEHSTLN', 'BURGLARY', 'VANDAL', 'NOISE', 'MVA'][(1 + two % 6)::INTEGER] AS incident_type,
                day AS local_day, (two % 24)::INTEGER AS local_hour, isodow(day)::INTEGER AS local_weekday
                FROM drawn JOIN (SELECT cell, row_number() OVER () - 1 AS place FROM cells) AS cells
                ON cells.place = floor({len(cells)} * pow(one, 1.5))) TO '{path}' (FORMAT parquet)"""  # noqa: S608
        )


if __name__ == "__main__":
    typer.run(main)
