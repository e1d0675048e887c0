"""What rows of open data tell, by the size of a city and how often it releases; and how long a million rows take.

python -m benchmarks.open_data            26,000 calls: shares of rows by what they tell, and how large crowds are
python -m benchmarks.open_data 1000000    releases of so many calls, and questions to the read API
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from analytics.open_data.crowds import PlaceShown, TypeShown
from analytics.open_data.datasets import CALLS
from analytics.open_data.preview import divided, told
from analytics.open_data.served import OpenDataServed
from domain.open_data import Prefer, ReleaseSpan
from tests.analytics.extract_fixtures import ORI
from tests.analytics.open_data.city_releases import extract_of, extract_row, publisher
from tests.analytics.open_data.invented_city import INVENTED_HOURS, invented_calls, milwaukee_hours

ROWS = 26_000
QUESTIONS = {
    "a page of rows": [],
    "the last page": [("$offset", "900000"), ("$limit", "1000")],
    "50,000 rows": [("$limit", "50000")],
    "by beat and family": [("$select", "beat,incident_family,count(*)"), ("$group", "beat,incident_family")],
    "by month, of a type": [
        ("$select", "date_trunc_ym(first_day) as m,count(*)"),
        ("$group", "m"),
        ("$where", "incident_type='NOISE'"),
    ],
    "words": [("$q", "noise B3"), ("$limit", "100")],
}
T = TypeVar("T")


def timed(what: str, work: Callable[[], T]) -> T:
    """The result; the seconds are printed."""
    begun = time.perf_counter()
    result = work()
    print(f"{what:40} {time.perf_counter() - begun:8.2f} s")
    return result


def shares() -> None:
    """A table for decision 25."""
    hours = milwaukee_hours()
    print("hours of Milwaukee" if hours else "invented hours (the real city's are not on this machine)")
    print("| Calls a day | Every | Prefer | Cell | Beat | No place | Type | Family | No type | Half within |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for days in (16, 91):
        calls = invented_calls(ROWS, days, hours or INVENTED_HOURS)
        for every in ReleaseSpan:
            for prefer in Prefer:
                crowds = divided(calls, every, prefer)
                found = told(crowds)
                assert found is not None
                places = [found.place[each] for each in sorted(PlaceShown, reverse=True)]
                types = [found.type[each] for each in sorted(TypeShown, reverse=True)]
                words = " | ".join(f"{share:.0%}" for share in [*places, *types])
                within = f"{found.minutes / 60:.1f} h of {found.days} d"
                print(f"| {ROWS // days:,} | {every} | {prefer} | {words} | {within} |")
                sizes = Counter(min(len(each.calls), 16) for each in crowds for _ in each.calls)
                spread = ", ".join(f"{size}: {count / found.rows:.0%}" for size, count in sorted(sizes.items()))
                print(f"    k at least {found.smallest_crowd}; rows by size of crowd (16 is 16 and more): {spread}")


def many(count: int) -> None:
    """Releases and questions."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        calls = timed(f"invent {count:,} calls", lambda: invented_calls(count, days=270))
        extract = timed("write the extract", lambda: extract_of(folder / "a", map(extract_row, calls)))
        releases = timed("release 270 days", lambda: publisher(extract, folder / "open").release())
        rows = sum(each.about.rows for each in releases if each.folder.parent.name == "calls")
        size = sum(path.stat().st_size for path in (folder / "open").rglob("*") if path.is_file())
        print(f"{len(releases)} releases, {rows:,} rows, {size / 1e6:.0f} MB")
        served = OpenDataServed(folder=folder / "open", seconds=60)
        timed("load them", served.current)
        for words, question in QUESTIONS.items():
            timed(words, lambda asked=question: served.ask(CALLS.id_of(ORI), asked))  # type: ignore[misc]
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    many(int(sys.argv[1])) if len(sys.argv) > 1 else shares()
