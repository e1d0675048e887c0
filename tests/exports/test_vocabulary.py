"""A city's words are found exactly, by their beginning or by expression, in that order."""

from __future__ import annotations

import pytest

from intake.exports.value_mapping import BadPattern, ValueMapping, matches


def test_an_exact_value_wins_over_a_beginning_and_a_longer_beginning_over_a_shorter() -> None:
    words = ValueMapping.of({"BURG*": "a", "BURG - RES*": "b", "BURG - RESD": "c", "/RESD/": "d"})
    assert [words.find(value) for value in ("BURG", "BURG - RESIDENCE", "BURG - RESD")] == ["a", "b", "c"]


def test_the_first_expression_that_fits_wins() -> None:
    words = ValueMapping.of({r"/\bDV\b/": "DVA", "/DISTURB/": "DISORD"})
    assert words.find("Disturbance - DV") == "DVA"
    assert words.find("disturbance - DVD player") == "DISORD"


def test_capitals_and_spaces_do_not_matter() -> None:
    assert ValueMapping.of({"6XA - Major  Dist": 1}).find(" 6xa -  MAJOR DIST ") == 1


def test_a_value_nobody_mapped_means_nothing() -> None:
    assert ValueMapping.of({"THEFT": 1}).find("THEFT - CAR PROWL") is None


def test_a_single_star_at_the_front_is_an_ordinary_character() -> None:
    assert ValueMapping.of({"**PD REQUESTED": 1}).find("**pd requested") == 1


def test_a_blank_pattern_means_a_blank_value() -> None:
    assert matches("", [""])
    assert not matches("x", [""])


def test_a_bad_expression_says_so() -> None:
    with pytest.raises(BadPattern, match="is not a regular expression"):
        ValueMapping.of({"/(/": 1})
