"""A file of GeoJSON becomes a boundary, or a sentence that says what is wrong in it and where."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.example.town import boundary as town_boundary
from analytics.hot_spots.boundary_file import BoundaryUnusable, read_boundary, read_boundary_text

RING = [[-40.0, 40.0], [-39.9, 40.0], [-39.9, 40.1], [-40.0, 40.0]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}


def feature(geometry: Any = POLYGON, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"beat": "C2"} | properties, "geometry": geometry}


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def ring(*points: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(points)]}


def test_the_beats_of_the_invented_town_are_read_and_written_again() -> None:
    read = read_boundary(town_boundary())
    assert [beat.code for beat in read.beats] == ["N1", "N2", "N3", "C1", "C2", "C3", "S1", "S2", "S3"]
    assert read.name_of("C2") == "Old Town"
    assert read_boundary(read.to_geojson()) == read


@pytest.mark.parametrize("file", [POLYGON, feature(), {"type": "MultiPolygon", "coordinates": [[RING]]}])
def test_a_boundary_without_beats_is_one_area(file: Any) -> None:
    (whole,) = read_boundary(file).beats
    assert (whole.code, whole.polygons) == ("", ((tuple(map(tuple, RING)),),))


def test_a_boundary_without_beats_is_read_again_too() -> None:
    read = read_boundary(POLYGON)
    assert read_boundary(read.to_geojson()) == read


def test_properties_of_other_names_can_be_the_beat_and_its_name() -> None:
    file = collection({"type": "Feature", "properties": {"sector": 7, "says": " حي‎ الميناء "}, "geometry": POLYGON})
    (beat,) = read_boundary(file, beat_property="sector", name_property="says").beats
    assert (beat.code, beat.name) == ("7", "حي الميناء")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ([], "the file: expected a Polygon or MultiPolygon, found none"),
        ({"type": "Point", "coordinates": [0, 0]}, "found Point"),
        (collection(), "features: expected a list with at least one feature"),
        (collection(*[feature()] * 501), "features: 501 are more than 500"),
        (collection(7), "features[0]: expected a Feature"),
        (collection(feature(beat=None, sector=4), feature()), 'features[0].properties: no "beat", which names'),
        (collection(feature(name="x" * 61)), "at most 60 characters"),
        (collection(feature(), feature()), "features[1]: beat C2 is in features[0] already"),
        (collection(feature(geometry=None)), "features[0].geometry: expected a Polygon or MultiPolygon, found none"),
        ({"type": "Polygon", "coordinates": []}, "the file.coordinates: expected a list that is not empty"),
        ({"type": "MultiPolygon", "coordinates": [[RING], []]}, "the file.coordinates[1]: expected a list"),
        (ring(*RING[:3]), "the file.coordinates[0]: a ring has at least four points"),
        (ring([0, 0], [1, 0], [1, 1], [0, 1]), "its last is its first"),
        (ring([0, 0], [1, 0], [2, 0], [0, 0]), "this ring encloses nothing"),
        (ring([0, "1"]), "the file.coordinates[0][0]: expected [longitude, latitude]"),
        (ring([0, True]), "expected [longitude, latitude]"),
        (ring([0, float("nan")]), "expected [longitude, latitude]"),
        (ring([0, 10**400]), "expected [longitude, latitude]"),
        (ring([1_270_000.5, 230_000]), "1.27e+06, 230000 are no degrees of longitude and latitude"),
        (ring([-179, 0], [179, 0], [179, 1], [-179, 0]), "it goes around half the earth"),
        (ring([0, 0], [9, 0], [9, 9], [0, 0]), "square kilometers, more than 20,000"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(file: Any, words: str) -> None:
    with pytest.raises(BoundaryUnusable) as error:
        read_boundary(file)
    assert words in str(error.value)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"a": ' * 100_000, "null", "7", '"x"'])
def test_a_text_that_is_no_geojson_is_refused(text: str) -> None:
    with pytest.raises(BoundaryUnusable):
        read_boundary_text(text)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(BoundaryUnusable, match="more than 4 MB"):
        read_boundary_text(json.dumps(POLYGON) + " " * 4_000_000)


def test_a_picture_has_no_more_points_than_can_be_seen_and_the_same_shape() -> None:
    circle = [[math.cos(n / 5000 * math.pi) / 10, math.sin(n / 5000 * math.pi) / 10] for n in range(10_000)]
    island = [[0.2 + x / 1e4, y / 1e4] for x, y in circle[::2500]]
    file = {"type": "MultiPolygon", "coordinates": [[[*circle, circle[0]]], [[*island, island[0]]]]}
    thin = read_boundary(file).thinned()
    large, small = (polygon[0] for polygon in thin.beats[0].polygons)
    assert 3_000 < len(large) < 7_000
    assert len(small) == 5
    assert read_boundary(thin.to_geojson()) == thin
    assert read_boundary(town_boundary()).thinned() == read_boundary(town_boundary())


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "features", "properties", "geometry", "beat"]), inner)
    ),
    max_leaves=20,
)


@given(json_values, st.sampled_from(["FeatureCollection", "Feature", "Polygon", "MultiPolygon"]))
def test_whatever_the_file_holds_it_is_read_or_refused(value: Any, kind: str) -> None:
    file = value | {"type": kind} if isinstance(value, dict) else {"type": kind, "coordinates": value}
    try:
        read_boundary(file)
    except BoundaryUnusable:
        return
