"""Whatever calls come, every row shares its when, where and what with at least seven others."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.open_data.call_rows import Row, call_rows, without_the_rare
from analytics.open_data.crowds import PlaceShown, TypeShown, crowds
from analytics.open_data.preview import told
from analytics.open_data.public_calls import FAMILIES, LEAST, PublicCall, family_of, may_be_a_row
from analytics.open_data.told_apart import told_apart
from domain.incident_types import HARMLESS, KNOWN
from domain.open_data import Prefer
from tests.analytics.open_data.invented_city import invented_calls

WHEN_WHERE_WHAT = (
    "reported_at first_day last_day from_time until_time place beat cell incident_family incident_type".split()
)
DAY = date(2026, 4, 1)
CELLS = ("8a2664cc2127fff", "8a2664cc2137fff", "8a2664cc2107fff")

some_calls = st.lists(
    st.builds(
        PublicCall,
        day=st.integers(0, 3).map(lambda days: DAY + timedelta(days=days)),
        minute=st.integers(0, 1439),
        beat=st.sampled_from(["A", "B", "C", None]),
        cell=st.sampled_from([*CELLS, None]),
        incident_type=st.sampled_from(["NOISE", "FIGHT", "MVA", "LARCENY"]),
        priority=st.sampled_from([1, 2, None]),
        ended=st.sampled_from(["handled", "cancelled", None]),
        arrival=st.sampled_from(["under 5", "20 to 40", None]),
    ),
    max_size=120,
)


def a_call(**known: object) -> PublicCall:
    plain: dict[str, object] = {"day": DAY, "minute": 600, "beat": "A", "cell": CELLS[0], "incident_type": "NOISE"}
    return PublicCall(**{**plain, **known})  # type: ignore[arg-type]


def shared_by(rows: list[Row]) -> Counter[tuple[object, ...]]:
    return Counter(tuple(row[name] for name in WHEN_WHERE_WHAT) for row in rows)


@given(some_calls, st.sampled_from(Prefer))
def test_a_row_is_never_alone(calls: list[PublicCall], prefer: Prefer) -> None:
    found = crowds(calls, prefer)
    rows = call_rows(found, iter(map(str, range(1000))).__next__)

    assert len(rows) == (len(calls) if len(calls) >= LEAST else 0)
    assert Counter(call for crowd in found for call in crowd.calls) == (Counter(calls) if rows else Counter())
    assert all(count >= LEAST for count in shared_by(rows).values())


@given(some_calls, st.sampled_from(Prefer))
def test_what_a_row_tells_is_true_of_its_call(calls: list[PublicCall], prefer: Prefer) -> None:
    for crowd in crowds(calls, prefer):
        if crowd.place >= PlaceShown.BEAT:
            assert len({call.beat for call in crowd.calls}) == 1
        if crowd.place is PlaceShown.CELL:
            assert len({call.cell for call in crowd.calls}) == 1
        if crowd.type >= TypeShown.FAMILY:
            assert len({call.family for call in crowd.calls}) == 1
        if crowd.type is TypeShown.TYPE:
            assert len({call.incident_type for call in crowd.calls}) == 1


@given(some_calls)
def test_what_became_of_a_call_is_told_only_if_seven_others_went_the_same_way(calls: list[PublicCall]) -> None:
    found = without_the_rare(calls)

    went = Counter((call.priority, call.ended, call.arrival) for call in found)
    assert all(count >= LEAST for way, count in went.items() if way != (None, None, None))


def test_eight_calls_from_one_street_at_one_time_show_all_of_it() -> None:
    (row, *others) = call_rows(crowds([a_call()] * 8), iter("abcdefgh").__next__)

    assert (row["cell"], row["beat"], row["place"]) == (CELLS[0], "A", "cell")
    assert (row["from_time"], row["until_time"]) == ("10:00", "10:15")
    assert (row["incident_type"], row["incident_name"]) == ("NOISE", "Noise complaint")
    assert len(others) == 7


def test_seven_calls_are_not_published() -> None:
    assert crowds([a_call()] * 7) == []


def test_a_ninth_call_from_elsewhere_takes_the_place_from_all() -> None:
    """Else a reader who knows of nine knows where the ninth was not."""
    rows = call_rows(crowds([a_call()] * 8 + [a_call(beat="B", cell=CELLS[1])]), iter("abcdefghi").__next__)

    assert {row["place"] for row in rows} == {"nothing"}


def test_midnight_is_the_end_of_a_day() -> None:
    rows = call_rows(crowds([a_call(minute=1439)] * 8), iter("abcdefgh").__next__)

    assert {(row["from_time"], row["until_time"]) for row in rows} == {("23:45", "24:00")}


@given(st.lists(st.sampled_from(["A", "B", "C", None]), max_size=60))
def test_what_is_left_is_never_few_beside_what_is_shown(values: list[str | None]) -> None:
    shown, rest = told_apart(values, lambda value: value, LEAST)

    assert all(len(group) >= LEAST for group in shown.values())
    assert not shown or not rest or len(rest) >= LEAST
    assert sum(map(len, shown.values())) + len(rest) == len(values)


def test_every_harmless_type_has_one_family_and_no_other_type_has_any() -> None:
    assert set().union(*FAMILIES.values()) == HARMLESS
    assert sum(len(codes) for codes in FAMILIES.values()) == len(HARMLESS)
    assert {code for code in KNOWN if may_be_a_row(code)} == HARMLESS
    assert not may_be_a_row(None)
    assert not may_be_a_row("DV")
    with pytest.raises(KeyError):
        family_of("DVA")


def test_what_an_agency_prefers_is_told_first() -> None:
    calls = invented_calls(1600, days=1)
    found = {prefer: told(crowds(calls, prefer)) for prefer in Prefer}
    place, time = found[Prefer.PLACE], found[Prefer.TIME]
    assert place is not None
    assert time is not None
    assert place.place[PlaceShown.NOTHING] < time.place[PlaceShown.NOTHING]
    assert place.type[TypeShown.NOTHING] > time.type[TypeShown.NOTHING]
    assert place.minutes > time.minutes
    assert (place.rows, place.days, time.rows, time.days) == (1600, 1, 1600, 1)
    assert told([]) is None
