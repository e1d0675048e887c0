"""A city's words are found exactly, by wildcard or by expression, in that order."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.exports.value_mapping import BadPattern, ValueMapping, matches, squeeze


def test_an_exact_value_wins_over_a_beginning_and_a_longer_beginning_over_a_shorter() -> None:
    words = ValueMapping.of({"BURG*": "a", "BURG - RES*": "b", "BURG - RESD": "c", "/RESD/": "d"})
    assert [words.find(value) for value in ("BURG", "BURG - RESIDENCE", "BURG - RESD")] == ["a", "b", "c"]


def test_the_first_expression_that_fits_wins() -> None:
    words = ValueMapping.of({r"/\bDV\b/": "DVA", "/DISTURB/": "DISORD"})
    assert words.find("Disturbance - DV") == "DVA"
    assert words.find("disturbance - DVD player") == "DISORD"


def test_capitals_and_spaces_do_not_matter() -> None:
    assert ValueMapping.of({"6XA - Major  Dist": 1}).find(" 6xa -  MAJOR DIST ") == 1


def test_what_no_screen_shows_does_not_matter() -> None:
    words = ValueMapping.of({"Cafe\N{COMBINING ACUTE ACCENT} theft": 1, "NOISE\N{ZERO WIDTH SPACE}*": 2})
    assert words.find("CAFÉ\N{NO-BREAK SPACE}THEFT\N{ZERO WIDTH NO-BREAK SPACE}") == 1
    assert words.find("noise complaint") == 2


def test_a_value_nobody_mapped_means_nothing() -> None:
    assert ValueMapping.of({"THEFT": 1}).find("THEFT - CAR PROWL") is None


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("*ROBBERY", "ARMED ROBBERY"),
        ("*ROBBERY", "ROBBERY"),
        ("*ROBB*", "ATM ROBBERY - JUST OCCURRED"),
        ("BURG*RES*", "BURGLARY - RESIDENCE"),
        ("*", ""),
        ("DV *", "DV ASSAULT"),
        ("**PD REQUESTED", "**pd requested"),
        ("**PD REQUESTED", "--PD REQUESTED"),
        ("6X (*)", "6x (violence)"),
    ],
)
def test_a_star_stands_for_any_text_wherever_it_is(pattern: str, value: str) -> None:
    assert ValueMapping.of({pattern: 1}).find(value) == 1


@pytest.mark.parametrize(
    ("pattern", "value"),
    [("*ROBBERY", "ROBBERY ALARM"), ("BURG*RES", "BURG RES 2"), ("DV *", "DVD"), ("A.C*", "ABC"), ("*A*B*", "BA")],
)
def test_the_rest_of_a_wildcard_is_meant_as_it_is(pattern: str, value: str) -> None:
    assert ValueMapping.of({pattern: 1}).find(value) is None


def test_the_wildcard_that_says_most_wins_and_a_value_written_like_it_before_all() -> None:
    words = ValueMapping.of({"*THEFT*": "a", "THEFT*VEHICLE": "b", "*": "c", "/THEFT/": "d", "*THEFT AUTO": "e"})
    said = ["BIKE THEFT", "THEFT OF VEHICLE", "NOISE", "GRAND THEFT AUTO", "*theft*"]
    assert [words.find(value) for value in said] == ["a", "b", "c", "e", "a"]


@given(st.lists(st.sampled_from(["*", "AB", "B", "A "]), min_size=1, max_size=5), st.text("AB ", max_size=8))
def test_wildcards_agree_with_the_shells(parts: list[str], value: str) -> None:
    pattern = "".join(parts)
    oracle = fnmatch.fnmatchcase(squeeze(value), squeeze(pattern))
    assert matches(value, [pattern]) is oracle


def test_a_blank_pattern_means_a_blank_value() -> None:
    assert matches("", [""])
    assert not matches("x", [""])


def test_a_bad_expression_says_so() -> None:
    with pytest.raises(BadPattern, match="is not a regular expression"):
        ValueMapping.of({"/(/": 1})
