"""Find hot spots in an extract: for one choice, or for all of them, as they are kept for the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy.sparse.csgraph import connected_components

from analytics.example.town import boundary as invented_boundary
from analytics.extracts import Extract
from analytics.hot_spots.backtest import BANDWIDTH, PERIODS, Ground, backtest
from analytics.hot_spots.best_hours import best_hours
from analytics.hot_spots.boundary import Boundary
from analytics.hot_spots.boundary_file import read_boundary
from analytics.hot_spots.choices import HotSpotChoice, every_choice
from analytics.hot_spots.findings import FEWEST_CALLS, FEWEST_SHOWN, HotCell, HotSpot, HotSpotFinding, HotSpotFindings
from analytics.hot_spots.gi_star import gi_star
from analytics.hot_spots.places import CellPlaces, hull_ring, kernel_weights, places_around, places_within, valid_cells
from analytics.hot_spots.public_calls import (
    NO_PLACE,
    OUTSIDE,
    ChosenCalls,
    PublicCalls,
    read_calls,
    seen_cells,
    window_before,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpotMaterial:
    """Where hot spots are looked for, and the calls there."""

    places: CellPlaces
    ground: Ground
    calls: PublicCalls
    outline: dict[str, Any]
    has_boundary: bool
    since: date
    until: date


def find_all(
    extract: Extract,
    boundary: Boundary | None,
    *,
    choices: Sequence[HotSpotChoice] | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> HotSpotFindings:
    """Hot spots of each choice (of all if none is named). Without a boundary: within the hull of the cells seen; an
    invented extract is of the invented town. `progress` is told how many of how many choices are done.

    Raises NotInstalled.
    """
    wanted = list(every_choice() if choices is None else choices)
    if boundary is None and extract.about.invented:
        boundary = read_boundary(invented_boundary())
    area, found = _area(extract, boundary), {}
    for number, choice in enumerate(wanted):
        progress(number, len(wanted))
        found[choice.key] = find(area, choice)
    progress(len(wanted), len(wanted))
    about = extract.about
    return HotSpotFindings(
        ori=about.ori,
        agency=about.agency,
        extract=extract.name,
        extracted_at=about.extracted_at,
        time_zone=about.time_zone,
        invented=about.invented,
        has_boundary=area.has_boundary,
        cells=len(area.places.cells),
        square_kilometers=round(area.places.square_kilometers, 2),
        outline=area.outline,
        choices=found,
    )


def _area(extract: Extract, boundary: Boundary | None) -> HotSpotMaterial:
    with extract.opened() as connection:
        seen = seen_cells(connection)
        places = places_within(boundary) if boundary else places_around(seen, seen)
        calls = read_calls(connection, places)
    return HotSpotMaterial(
        places=places,
        ground=Ground(near=places.near, weights=kernel_weights(places, BANDWIDTH)),
        calls=calls,
        outline=boundary.thinned().to_geojson() if boundary else _hull(list(seen)),
        has_boundary=boundary is not None,
        since=extract.about.since,
        until=extract.about.until,
    )


def _hull(cells: Sequence[str]) -> dict[str, Any]:
    ring = hull_ring(valid_cells(cells))
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring]] if ring else []}


def find(area: HotSpotMaterial, choice: HotSpotChoice) -> HotSpotFinding:
    """Hot spots of one choice, and what they were good for before."""
    chosen, cells = area.calls.of(choice), len(area.places.cells)
    begins, ends = window_before(area.until, choice.weeks)
    window = chosen.between(begins, ends)
    counts = window.counts(cells)
    facts: dict[str, Any] = {
        "key": choice.key,
        "begins": begins,
        "ends": ends,
        "calls": int(counts.sum()),
        "without_place": int((window.place == NO_PLACE).sum()),
        "outside": int((window.place == OUTSIDE).sum()),
        "expected": float(counts.sum()) / max(1, cells),
    }
    if counts.sum() < FEWEST_CALLS or begins < area.since:
        return HotSpotFinding(**facts, earlier=0)
    found = gi_star(counts, area.places.near)
    before = [gi_star(each, area.places.near).hot for each in _windows_before(chosen, choice, area, begins)]
    steady = np.sum([np.zeros(cells), *before], axis=0)
    number_of = spots_of(found.hot, counts, area.places)
    at_all_hours = area.calls.at_all_hours(choice.group).between(begins, ends)
    tried, said = backtest(chosen, area.ground, choice.weeks, since=area.since, until=area.until)
    hot = sorted(np.flatnonzero(found.hot).tolist(), key=lambda place: (number_of[place], -found.z[place], place))
    spots = tuple(
        _spot(number, [place for place in hot if number_of[place] == number], counts, before, area, at_all_hours)
        for number in range(1, int(number_of.max(initial=0)) + 1)
    )
    return HotSpotFinding(
        **facts,
        earlier=len(before),
        spots=spots,
        cells=tuple(
            HotCell(
                cell=area.places.cells[place],
                spot=int(number_of[place]),
                beat=area.places.beats[place],
                calls=_shown(int(counts[place])),
                z=round(float(found.z[place]), 2),
                p=float(f"{found.p[place]:.2g}"),
                steady=int(steady[place]),
            )
            for place in hot
        ),
        tried=tried,
        verdict=said,
    )


def _windows_before(chosen: ChosenCalls, choice: HotSpotChoice, area: HotSpotMaterial, begins: date) -> Iterator[Any]:
    """Counts of the windows that end where the one after them begins, the latest first."""
    for _ in range(PERIODS):
        first, last = window_before(begins, choice.weeks)
        if first < area.since:
            return
        counts = chosen.between(first, last).counts(len(area.places.cells))
        if counts.sum() >= FEWEST_CALLS:
            yield counts
        begins = first


def spots_of(hot: Any, counts: Any, places: CellPlaces) -> Any:
    """For each cell the number of its spot (hot cells that touch), 1 for that with most calls; 0 if it is not hot."""
    numbers = np.zeros(len(hot), dtype=np.int64)
    inside = np.flatnonzero(hot)
    if not len(inside):
        return numbers
    many, label = connected_components(places.near[inside][:, inside], directed=False)
    calls = np.bincount(label, weights=counts[inside], minlength=many)
    first = [places.cells[inside[label == each][0]] for each in range(many)]
    order = sorted(range(many), key=lambda each: (-calls[each], first[each]))
    rank = {each: number for number, each in enumerate(order, 1)}
    numbers[inside] = [rank[each] for each in label]
    return numbers


def _spot(
    number: int,
    places: Sequence[int],
    counts: Any,
    before: Sequence[Any],
    area: HotSpotMaterial,
    at_all_hours: ChosenCalls,
) -> HotSpot:
    when = best_hours(at_all_hours.times_in(places))
    beats = [area.places.beats[place] for place in places]
    return HotSpot(
        number=number,
        cells=len(places),
        beats=tuple(sorted(set(beats) - {""}, key=lambda beat: (-beats.count(beat), beat))),
        calls=_shown(int(counts[list(places)].sum())),
        expected=round(len(places) * float(counts.mean()), 2),
        steady=sum(bool(hot[list(places)].any()) for hot in before),
        hours=when.hours,
        days=when.days,
    )


def _shown(calls: int) -> int | None:
    return calls if calls >= FEWEST_SHOWN else None
