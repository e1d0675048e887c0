"""What is found in an extract: known spots, with beats and hours; only calls that count; small numbers hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import h3
import numpy as np
import pytest

from analytics.example.town import HARBOR_BARS, STATION, beat_cells
from analytics.hot_spots.choices import DayPart, HotSpotChoice, TypeGroup
from analytics.hot_spots.find import find_all
from analytics.hot_spots.findings import AreaShare, CellRanking, CountingVerdict, HotSpotFinding, HotSpotFindings
from analytics.hot_spots.places import kernel_weights
from analytics.hot_spots.public_calls import in_part
from tests.analytics.extract_fixtures import an_extract
from tests.analytics.hot_spots.cities import shape
from tests.analytics.hot_spots.town_calls import CHOICES, SINCE, UNTIL, a_town_extract, town_findings

VEHICLES, DISORDER = HotSpotChoice(group=TypeGroup.VEHICLES), HotSpotChoice(group=TypeGroup.DISORDER)
LAST = UNTIL - timedelta(days=3)


@pytest.fixture(scope="module")
def findings() -> HotSpotFindings:
    return town_findings()


def in_cells(cells: list[str], **changes: Any) -> Iterator[dict[str, Any]]:
    """A call in each, shortly before the window ends."""
    for cell in cells:
        yield {"cell": cell, "local_day": LAST, "local_weekday": LAST.isoweekday()} | changes


def everywhere(calls: int = 60) -> list[dict[str, Any]]:
    """Calls spread over the town."""
    town = sorted(cell for cells in beat_cells().values() for cell in cells)
    return list(in_cells(town[:: len(town) // calls][:calls]))


def found_in(
    folder: Path, rows: list[dict[str, Any]], choice: HotSpotChoice = CHOICES[0], **about: Any
) -> HotSpotFinding:
    extract = an_extract(folder, {"calls": rows}, since=SINCE, until=UNTIL, **{"invented": True} | about)
    return find_all(extract, None, choices=[choice]).choices[choice.key]


def test_cars_stolen_at_the_station_are_found_there_on_weekend_nights(findings: HotSpotFindings) -> None:
    first, *others = findings.choices[VEHICLES.key].spots
    hot = {cell.cell for cell in findings.choices[VEHICLES.key].cells if cell.spot == 1}
    assert hot >= set(STATION.cells)
    assert first.beats == ("C2",)
    assert (first.hours, first.days) == ((21, 1), (5, 6))
    assert first.calls is not None
    assert first.calls > 20 * first.expected
    assert first.steady == findings.choices[VEHICLES.key].earlier == 2
    assert len(others) <= 1


def test_noise_at_the_harbor_is_found_there(findings: HotSpotFindings) -> None:
    found = findings.choices[DISORDER.key]
    assert {cell.cell for cell in found.cells if cell.spot == 1} >= set(HARBOR_BARS.cells)
    assert found.spots[0].beats[0] == "S1"


def test_where_calls_come_from_everywhere_no_spot_is_found(findings: HotSpotFindings) -> None:
    burglary = findings.choices[HotSpotChoice(group=TypeGroup.BURGLARY).key]
    assert burglary.is_enough
    assert burglary.spots == ()
    assert burglary.verdict is CountingVerdict.UNKNOWN


def test_with_too_few_calls_none_is_looked_for(findings: HotSpotFindings) -> None:
    few = findings.choices[CHOICES[-1].key]
    assert not few.is_enough
    assert (few.spots, few.cells, few.tried) == ((), (), ())


def test_each_way_is_tried_on_six_periods_and_each_area(findings: HotSpotFindings) -> None:
    tried = findings.choices[VEHICLES.key].tried
    assert [(each.area, each.method) for each in tried] == [
        (area, method) for area in AreaShare for method in CellRanking
    ]
    assert {each.periods for each in tried} == {6}
    assert {each.cells for each in tried if each.area is AreaShare.ONE} == {16}
    assert all(each.pai_lowest <= each.pai <= each.pai_highest for each in tried)
    assert all(0 < each.pei <= 1 for each in tried)


def test_twice_the_same_is_found(tmp_path: Path, findings: HotSpotFindings) -> None:
    again = find_all(a_town_extract(tmp_path), None, choices=[VEHICLES])
    assert again.choices[VEHICLES.key] == findings.choices[VEHICLES.key]


@pytest.mark.parametrize(
    "kind",
    [
        {"officer_initiated": True},
        {"sensitive": True},
        {"end": "merged"},
        {"officer_initiated": None},
        {"local_day": SINCE},
    ],
    ids=["officers", "sensitive", "merged", "unknown", "long-ago"],
)
def test_calls_that_do_not_count_make_no_hot_spot(tmp_path: Path, kind: dict[str, Any]) -> None:
    rows = everywhere() + list(in_cells(list(STATION.cells) * 20, **kind))
    found = found_in(tmp_path, rows)
    assert found.calls == 60
    assert found.cells == ()


def test_the_same_calls_of_the_public_do(tmp_path: Path) -> None:
    found = found_in(tmp_path, everywhere() + list(in_cells(list(STATION.cells) * 20)))
    assert found.calls == 200
    assert {cell.cell for cell in found.cells} == set(STATION.cells)


def test_fewer_than_five_calls_of_a_cell_are_not_told(tmp_path: Path) -> None:
    few = [cell for cell in STATION.cells for _ in range(4)]
    more = [HARBOR_BARS.cell] * 5 + [cell for cell in HARBOR_BARS.cells if cell != HARBOR_BARS.cell] * 2
    found = found_in(tmp_path, everywhere() + list(in_cells(few + more)))
    assert {cell.calls for cell in found.cells if cell.cell in STATION.cells} == {None}
    assert {cell.calls for cell in found.cells if cell.cell == HARBOR_BARS.cell} <= {5, 6}
    assert found.spots[0].calls is not None


def test_calls_without_a_place_and_outside_are_counted_apart(tmp_path: Path) -> None:
    away = h3.latlng_to_cell(47.6, -122.3, 10)
    rows = everywhere() + list(in_cells([away] * 3)) + list(in_cells([""], cell=None))
    found = found_in(tmp_path, rows)
    assert (found.calls, found.outside, found.without_place) == (60, 3, 1)


def test_without_a_boundary_the_hull_of_what_was_seen_is_the_area(tmp_path: Path) -> None:
    extract = an_extract(tmp_path, {"calls": everywhere(400)}, since=SINCE, until=UNTIL, invented=False)
    found = find_all(extract, None, choices=[CHOICES[0]])
    town = {cell for cells in beat_cells().values() for cell in cells}
    assert not found.has_boundary
    assert found.outline["type"] == "Polygon"
    assert 0.8 * len(town) < found.cells < 1.2 * len(town)


@pytest.mark.parametrize("cells", [[], [STATION.cell], ["no cell", "8928308280fffff"]])
def test_from_no_place_or_one_nothing_is_found_and_nothing_breaks(tmp_path: Path, cells: list[str]) -> None:
    extract = an_extract(tmp_path, {"calls": list(in_cells(cells * 60))}, since=SINCE, until=UNTIL)
    found = find_all(extract, None, choices=[CHOICES[0]]).choices[CHOICES[0].key]
    assert found.cells == ()


def test_a_window_that_the_extract_does_not_hold_whole_says_nothing(tmp_path: Path) -> None:
    rows = everywhere(100)
    extract = an_extract(tmp_path, {"calls": rows}, since=date(2026, 11, 1), until=UNTIL, invented=True)
    assert find_all(extract, None, choices=[CHOICES[0]]).choices[CHOICES[0].key].earlier == 0


def test_parts_of_the_day_meet_every_hour_once_and_weekend_nights_go_over_midnight() -> None:
    weekday = np.repeat(np.arange(1, 8, dtype=np.int32), 24)
    hour = np.tile(np.arange(24, dtype=np.int32), 7)
    parts = [DayPart.NIGHT, DayPart.MORNING, DayPart.AFTERNOON, DayPart.EVENING]
    assert (np.sum([in_part(hour, weekday, part) for part in parts], axis=0) == 1).all()
    nights = in_part(hour, weekday, DayPart.WEEKEND_NIGHTS)
    assert sorted(zip(weekday[nights].tolist(), hour[nights].tolist(), strict=True)) == (
        [(5, h) for h in range(20, 24)] + [(6, h) for h in (0, 1, 2, 3, 20, 21, 22, 23)] + [(7, h) for h in range(4)]
    )


def test_the_kernel_falls_with_distance_by_the_formula() -> None:
    places = shape("village")
    weights = kernel_weights(places, 250.0).toarray()
    apart = float(np.hypot(*(places.meters[0] - places.meters[1])))
    assert weights[0, 0] == 1.0
    assert weights[0, 1] == pytest.approx(np.exp(-(apart**2) / (2 * 250.0**2)))
    assert (weights[np.hypot(*(places.meters[:, None] - places.meters[None]).transpose(2, 0, 1)) > 750] == 0).all()
