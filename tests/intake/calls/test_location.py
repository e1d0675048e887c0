"""A point becomes a cell while its body is read, whatever else is wrong with that body, and is never repeated."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import h3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from intake.calls.events import EventData, EventIn
from intake.calls.location import NoPlace, cell_around, cell_of, middle_of
from intake.calls.snapshots import Snapshot
from intake.refusals import Refused, read

HERE = {"latitude": 47.613371, "longitude": -122.342904}
CELL = "8a28d542ca1ffff"
ANYWHERE = st.tuples(st.floats(-60, 84), st.floats(-180, 180)).filter(all)
DIGITS = ("613371", "342904")

GARBAGE: list[Any] = [
    "47.613371,-122.342904",
    "POINT(-122.342904 47.613371)",
    "613371 Pine Street, Seattle, 342904",
    CELL,
    [47.613371, -122.342904],
    47.613371,
    True,
    {},
    {"lat": 47.613371, "lon": -122.342904},
    {"latitude": 47.613371},
    {"latitude": 47.613371, "longitude": None},
    {"latitude": "47.613371", "longitude": "-122.342904"},
    {"latitude": True, "longitude": -122.342904},
    {"latitude": -122.342904, "longitude": 47.613371},
    {"latitude": 91.613371, "longitude": -122.342904},
    {"latitude": 47.613371, "longitude": -180.342904},
    {"latitude": 47613371, "longitude": -122342904},
    {"latitude": 613371 * 10**400, "longitude": 342904},
    {"latitude": float("nan"), "longitude": -122.342904},
    {"latitude": float("inf"), "longitude": -122.342904},
    {"latitude": 0, "longitude": 0},
    {"latitude": -0.0, "longitude": -122.342904},
    {"latitude": 47.613371, "longitude": -122.342904, "address": "613371 Pine Street"},
    {"latitude": 47.613371, "longitude": -122.342904, "47.613371": 1},
    {"type": "Point", "coordinates": [-122.342904, 47.613371]},
    {"latitude": {"value": [[[[47.613371]]]]}, "longitude": -122.342904},
]


@pytest.mark.parametrize("model", [Snapshot, EventData])
def test_a_point_is_read_as_the_cell_around_it(model: type[Snapshot] | type[EventData]) -> None:
    body = model.model_validate_json(json.dumps({"location": HERE, "priority": 2}))
    assert (body.location, body.left_out) == (CELL, ())
    assert not any(digits in repr(body) + body.model_dump_json() for digits in DIGITS)


def test_the_cells_are_of_the_size_that_the_challenge_asked_for() -> None:
    square_feet = h3.average_hexagon_area(10, unit="m^2") / 0.3048**2
    assert 62_500 < square_feet < 360_000
    assert round(square_feet) == 161_970


def test_null_and_nothing_are_told_apart() -> None:
    assert "location" in Snapshot.model_validate_json('{"location": null}').model_fields_set
    assert "location" not in Snapshot.model_validate_json("{}").model_fields_set


@pytest.mark.parametrize("sent", GARBAGE, ids=repr)
@pytest.mark.parametrize("model", [Snapshot, EventData])
def test_what_is_no_location_is_left_out_and_never_repeated(model: type[Snapshot] | type[EventData], sent: Any) -> None:
    body = read(model, json.dumps({"location": sent, "priority": 2}))
    [warned] = body.fact_warnings("/data")
    assert (body.location, body.priority, "location" in body.model_fields_set) == (None, 2, False)
    assert warned.pointer == "/data/location"
    assert warned.detail.endswith("; it was left out")
    assert not any(digits in repr(body) + warned.detail for digits in DIGITS)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", "47." + "613371" * 7, "1" * 5000])
def test_numbers_that_json_alone_can_write_are_no_trouble(number: str) -> None:
    with suppress(Refused):
        body = read(Snapshot, f'{{"location": {{"latitude": {number}, "longitude": -122.342904}}}}')
        assert (body.location is None) == (not number.startswith("47."))


def test_forty_decimals_are_a_place_like_any_other() -> None:
    body = read(Snapshot, '{"location": {"latitude": 47.' + "613371" * 7 + ', "longitude": -122.342904}}')
    assert body.location == CELL


@pytest.mark.parametrize(
    ("latitude", "longitude", "words"),
    [
        (-122.342904, 47.613371, "perhaps the two are swapped"),
        (-75.16, 39.95, "perhaps the two are swapped"),
        (1_231_567.0, 226_118.0, "not in degrees"),
        (0.0, 0.0, "a place that is not known"),
        (47.6, 0, "a place that is not known"),
    ],
)
def test_the_reason_helps_who_sends_it(latitude: float, longitude: float, words: str) -> None:
    with pytest.raises(NoPlace, match=words):
        cell_around(latitude, longitude)


@given(ANYWHERE)
def test_the_middle_of_a_cell_is_in_it_so_that_a_cell_stays_what_it_is(point: tuple[float, float]) -> None:
    cell = cell_around(*point)
    middle = h3.cell_to_latlng(cell)
    if -60 <= middle[0] <= 84:
        assert cell_of(middle_of(cell)) == cell
    assert len(cell) == 15
    assert h3.get_resolution(cell) == 10


@given(ANYWHERE, st.floats(0, 0.95), st.integers(0, 5))
def test_any_point_inside_a_cell_gives_that_cell(point: tuple[float, float], share: float, corner: int) -> None:
    """Between its middle and any corner. A few cells at the dateline are spread over both sides of it."""
    cell = cell_around(*point)
    (latitude, longitude), corners = h3.cell_to_latlng(cell), h3.cell_to_boundary(cell)
    to_latitude, to_longitude = corners[corner % len(corners)]
    if abs(longitude) < 179 and -59.9 < latitude < 83.9:
        inside = latitude + (to_latitude - latitude) * share, longitude + (to_longitude - longitude) * share
        assert cell_around(*inside) == cell


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from([47.613371, -122.342904])
    | st.sampled_from(DIGITS)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["latitude", "longitude", "location", "lat", "coordinates", "47.613371"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["location", "priority", "beat", "contacts", "unset", "lat", "47.613371"]))
def test_whatever_a_body_looks_like_its_refusal_repeat_no_digits(sent: Any, name: str) -> None:
    event = {"type": "call.updated", "source": "cad", "id": "1", "time": 47.613371, "subject": "26-1"}
    for model, body in ((Snapshot, {name: sent}), (EventIn, event | {"data": {"location": HERE, name: sent}})):
        said = _answer(model, body)
        assert not any(digits in said for digits in DIGITS)


def _answer(model: type[BaseModel], body: dict[str, Any]) -> str:
    """All that may be said of a body, to its sender and in a log."""
    raised: Refused | None = None
    try:
        read(model, json.dumps(body))
    except Refused as refused:
        raised = refused
    return f"{raised} {raised and raised.errors} {raised and raised.__context__}"


def test_an_error_that_escapes_does_not_show_what_was_sent() -> None:
    with pytest.raises(ValidationError) as raised:
        Snapshot.model_validate_json(json.dumps({"officer_initiated": "613371", "location": HERE}))
    assert not any(digits in str(raised.value) for digits in DIGITS)


@pytest.mark.parametrize("name", ["case_number", "beat", "unit", "by", "call_taker"])
@pytest.mark.parametrize("text", ["47.613371 -122.342904", "47.613371:-122.342904", "47.6133/122.3429"])
def test_coordinates_in_another_field_are_left_out_too(name: str, text: str) -> None:
    body = EventData.model_validate_json(json.dumps({name: text}))
    assert (getattr(body, name), body.left_out) == (None, (name,))


@pytest.mark.parametrize("number", ["2026.001234", "26.001234", "A1.2.3", "18.4711-2026"])
def test_case_numbers_with_dots_are_no_coordinates(number: str) -> None:
    assert EventData.model_validate_json(json.dumps({"case_number": number})).case_number == number
