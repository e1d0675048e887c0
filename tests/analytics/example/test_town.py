"""The town of the example year: beats that fit together, and places that do not touch."""

from __future__ import annotations

import itertools

import h3

from analytics.example.town import PLACES, beat_cells, boundary


def test_no_cell_is_in_two_beats_and_the_town_has_about_1600_of_them() -> None:
    cells = [cell for beat in beat_cells().values() for cell in beat]

    assert len(cells) == len(set(cells))
    assert 1_500 < len(cells) < 1_700


def test_the_beats_leave_no_cell_between_them_out() -> None:
    town = {cell for beat in beat_cells().values() for cell in beat}
    around = {cell for inside in town for cell in h3.grid_disk(inside, 1)} - town

    assert not [cell for cell in around if set(h3.grid_ring(cell, 1)) <= town]


def test_every_place_is_in_the_town_and_no_two_touch() -> None:
    town = {cell for beat in beat_cells().values() for cell in beat}
    around = [{near for cell in place.cells for near in h3.grid_disk(cell, 2)} for place in PLACES]

    assert all(set(place.cells) <= town for place in PLACES)
    assert not any(one & other for one, other in itertools.combinations(around, 2))


def test_its_boundary_is_geojson_with_closed_rings_of_longitude_and_latitude() -> None:
    features = boundary()["features"]

    assert len(features) == 9
    for feature in features:
        ring = feature["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert all(-40.1 < longitude < -39.9 and 39.9 < latitude < 40.1 for longitude, latitude in ring)
