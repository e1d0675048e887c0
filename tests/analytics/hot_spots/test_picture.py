"""The map: every shape within its frame, and no number over another."""

from __future__ import annotations

import dataclasses
import math
import re
from itertools import combinations

import h3
import pytest

from analytics.example.town import beat_cells, boundary
from analytics.hot_spots.boundary import Boundary
from analytics.hot_spots.boundary_file import read_boundary
from analytics.hot_spots.choices import HotSpotChoice, TypeGroup
from analytics.hot_spots.findings import HotCell, HotSpot, HotSpotFinding, HotSpotFindings
from analytics.hot_spots.picture import HotSpotMap, picture_of
from tests.analytics.hot_spots.town_calls import town_findings

TOWN = read_boundary(boundary())


@pytest.fixture(scope="module")
def findings() -> HotSpotFindings:
    return town_findings()


def drawn(finding: HotSpotFinding, area: Boundary = TOWN) -> HotSpotMap:
    picture = picture_of(finding, area)
    assert picture is not None
    return picture


def with_spots(finding: HotSpotFinding, places: list[str]) -> HotSpotFinding:
    """The same with a hot spot of one cell at each place."""
    spots, cells = finding.spots[0], finding.cells[0]
    return dataclasses.replace(
        finding,
        spots=tuple(dataclasses.replace(spots, number=n) for n in range(1, len(places) + 1)),
        cells=tuple(dataclasses.replace(cells, spot=n, cell=cell) for n, cell in enumerate(places, 1)),
    )


def points(path: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in re.findall(r"-?\d+\.\d", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@pytest.fixture(scope="module")
def vehicles(findings: HotSpotFindings) -> HotSpotFinding:
    return findings.choices[HotSpotChoice(group=TypeGroup.VEHICLES).key]


def test_all_shapes_lie_within_the_picture_and_a_hot_cell_in_its_beat(vehicles: HotSpotFinding) -> None:
    picture = drawn(vehicles)
    for path in picture.beats + picture.cells:
        assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in points(path))
    old_town = points(picture.beats[4])
    assert len(picture.beats) == 9
    for x, y in points(picture.cells[0]):
        assert min(a for a, _ in old_town) < x < max(a for a, _ in old_town)
        assert min(b for _, b in old_town) < y < max(b for _, b in old_town)


def test_every_beat_of_the_town_is_named_and_the_first_spot_numbered_beside_it(vehicles: HotSpotFinding) -> None:
    picture = drawn(vehicles)
    assert {label.text for label in picture.names} == {beat.name for beat in TOWN.beats}
    first = picture.numbers[0]
    assert first.text == "1"
    assert 10 < math.dist((first.x, first.y), (first.to_x, first.to_y)) < 60


def test_numbers_of_many_spots_do_not_overlap(vehicles: HotSpotFinding) -> None:
    town = sorted(cell for cells in beat_cells().values() for cell in cells)
    numbers = drawn(with_spots(vehicles, town[::40])).numbers
    assert len(numbers) == 41
    close = [1 for one, other in combinations(numbers, 2) if math.dist((one.x, one.y), (other.x, other.y)) < 14]
    assert len(close) == 0


def test_the_bar_is_as_long_as_it_says(vehicles: HotSpotFinding) -> None:
    picture = drawn(vehicles)
    ring = TOWN.beats[0].polygons[0][0]
    apart = math.dist(*points(picture.beats[0])[:2])
    meters = h3.great_circle_distance(ring[0][::-1], ring[1][::-1], unit="m")
    assert picture.scale.miles == "1"
    assert picture.scale.length / 1609.344 == pytest.approx(apart / meters, rel=0.01)


def test_without_an_area_there_is_no_picture(vehicles: HotSpotFinding) -> None:
    assert picture_of(vehicles, Boundary(beats=())) is None


def test_a_tall_area_is_not_wider_than_the_picture_nor_higher_than_a_page(vehicles: HotSpotFinding) -> None:
    tall = [[-40.0, 40.0], [-39.99, 40.0], [-39.99, 41.0], [-40.0, 41.0], [-40.0, 40.0]]
    picture = drawn(with_spots(vehicles, []), read_boundary({"type": "Polygon", "coordinates": [tall]}))
    assert picture.height < 500
    assert all(0 <= x <= picture.width for x, _ in points(picture.beats[0]))


def test_a_name_that_has_no_room_gives_way_to_its_code(vehicles: HotSpotFinding) -> None:
    long = boundary()
    long["features"][0]["properties"]["name"] = "A quarter with a very long name indeed, by the river"
    names = {label.text for label in drawn(vehicles, read_boundary(long)).names}
    assert "N1" in names
    assert len(names) == 9


def spot_of(cell: HotCell, spots: tuple[HotSpot, ...]) -> HotSpot:
    return spots[cell.spot - 1]


def test_spots_are_numbered_from_the_one_with_most_calls(vehicles: HotSpotFinding) -> None:
    calls = [spot.calls or 0 for spot in vehicles.spots]
    assert calls == sorted(calls, reverse=True)
    assert all(spot_of(cell, vehicles.spots).number == cell.spot for cell in vehicles.cells)
