"""What rows would tell, were the calls of the last quarter released so: for an agency that decides how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from analytics.extracts import Extract
from analytics.open_data.crowds import Crowd, PlaceShown, TypeShown, crowds
from analytics.open_data.from_extract import calls_of
from analytics.open_data.public_calls import STEP, PublicCall
from domain.open_data import Prefer, ReleaseSpan

DAYS = 91


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldShares:
    """Shares of rows (0 to 1) by what they tell, and how long the spans of half the rows are, or shorter."""

    rows: int
    smallest_crowd: int
    place: dict[PlaceShown, float]
    type: dict[TypeShown, float]
    minutes: int
    days: int


def told(found: Iterable[Crowd]) -> ToldShares | None:
    """None where there are no rows."""
    sizes = [(crowd, len(crowd.calls)) for crowd in found]
    rows = sum(size for _, size in sizes)
    if not rows:
        return None
    places: Counter[PlaceShown] = Counter()
    types: Counter[TypeShown] = Counter()
    for crowd, size in sizes:
        places[crowd.place] += size
        types[crowd.type] += size
    return ToldShares(
        rows=rows,
        smallest_crowd=min(size for _, size in sizes),
        place={each: places[each] / rows for each in PlaceShown},
        type={each: types[each] / rows for each in TypeShown},
        minutes=median_low(minutes for crowd, size in sizes for minutes in [_minutes(crowd)] * size),
        days=median_low(days for crowd, size in sizes for days in [_days(crowd)] * size),
    )


def of_extract(extract: Extract, every: ReleaseSpan, prefer: Prefer) -> ToldShares | None:
    """From the last DAYS days that the extract holds whole."""
    until = extract.about.until
    begins = max(extract.about.since, until - timedelta(days=DAYS))
    with calls_of(extract) as extracted:
        return told(divided(extracted.rows_between(begins, until), every, prefer))


def divided(calls: Iterable[PublicCall], every: ReleaseSpan, prefer: Prefer) -> list[Crowd]:
    """The crowds of all releases that the days of these calls make."""
    by_release: dict[date, list[PublicCall]] = {}
    for call in calls:
        by_release.setdefault(every.end(call.day), []).append(call)
    return [crowd for of_one in by_release.values() for crowd in crowds(of_one, prefer)]


def _minutes(crowd: Crowd) -> int:
    steps = [call.minute // STEP for call in crowd.calls]
    return (max(steps) - min(steps) + 1) * STEP


def _days(crowd: Crowd) -> int:
    days = [call.day for call in crowd.calls]
    return (max(days) - min(days)).days + 1
