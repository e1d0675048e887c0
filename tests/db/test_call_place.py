"""The newest word on a place is kept, and none of a call that is sensitive or that does not count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.call_place import bar_place, forget_place, keep_place
from db.tables import Call
from tests.database import NOW

HERE, THERE = "8a28d542ca1ffff", "8a28d5421d47fff"
LATER = NOW + timedelta(minutes=1)


def a_row(**values: Any) -> Call:
    return Call(ori="WASPD0000", call_number="26-1", **values)


def test_the_newest_word_is_kept_whatever_comes_last() -> None:
    call = a_row()
    keep_place(call, THERE, at=LATER)
    keep_place(call, HERE, at=NOW)
    assert (call.cell, call.cell_at) == (THERE, LATER)
    keep_place(call, HERE, at=LATER)
    assert call.cell == HERE


def test_a_place_that_was_taken_back_stays_away_from_older_word() -> None:
    call = a_row(cell=HERE, cell_at=NOW)
    keep_place(call, None, at=LATER)
    keep_place(call, HERE, at=NOW)
    assert (call.cell, call.cell_at) == (None, LATER)


@pytest.mark.parametrize(
    "known",
    [
        {"sensitive_at": NOW},
        {"place_barred_at": NOW},
        {"state": {"sensitive": True}},
        {"state": {"officer_initiated": True}},
        {"state": {"merged_into": "26-2"}},
        {"snapshot": {"officer_initiated": True}},
        {"snapshot": {"merged_into": "26-2"}},
    ],
)
def test_a_call_that_may_have_no_place_takes_none(known: dict[str, Any]) -> None:
    call = a_row(**known)
    keep_place(call, HERE, at=LATER)
    assert (call.cell, call.cell_at) == (None, None)


def test_one_that_does_not_count_takes_a_place_again_once_it_does_and_a_barred_one_never() -> None:
    call = a_row(cell=HERE, cell_at=LATER)
    forget_place(call)
    keep_place(call, THERE, at=NOW)
    assert call.cell == THERE
    bar_place(call, now=LATER)
    bar_place(call, now=NOW)
    keep_place(call, HERE, at=LATER + timedelta(days=1))
    assert call.place_barred_at == LATER
    assert [call.cell, call.cell_at] == [None, None]
