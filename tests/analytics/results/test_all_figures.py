"""Every table of the results is counted from the files of an extract, also of one that holds nothing."""

from __future__ import annotations

import string
from datetime import date
from pathlib import Path

import pytest

from analytics.results.all_figures import SHAPES, figures
from analytics.results.files import as_facts
from analytics.results.spans import span_named
from tests.analytics.extract_fixtures import an_extract
from tests.analytics.results.counted import Row

YEAR = span_named("2026")


def test_an_extract_without_rows_gives_every_table_without_rows(tmp_path: Path) -> None:
    found = figures(an_extract(tmp_path), YEAR)

    assert list(found) == list(SHAPES)
    for key, table in found.items():
        assert (table.key, table.rows) == (key, ())
        assert as_facts(table)["notes"]


def test_rows_have_a_value_for_each_column_and_notes_can_be_said(tmp_path: Path) -> None:
    rating = {"question": "overall", "ratings": 50, **{f"rated_{n}": 10 for n in range(1, 6)}}
    groups = [{}, {"dimension": "beat", "value": "C2"}]
    tables: dict[str, list[Row]] = {
        "calls": [{"delay_due_at": None}] * 3,
        "messages": [{}],
        "replies": [{}],
        "consents": [{}],
        "waiting": [{}],
        "surveys": [{**row, **group} for row in ({"invited": 90, "answered": 40}, rating) for group in groups],
    }
    found = figures(an_extract(tmp_path, tables), YEAR)

    filled = {key for key, table in found.items() if table.rows}
    empty = {"delay_told", "delay_not_told", "asked_again", "asked_again_compared"}
    assert filled == set(SHAPES) - empty - {"undelivered_reasons", "withheld_reasons"}
    for table in found.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert as_facts(table)["notes"]


def test_the_day_in_whose_night_the_extract_was_made_is_not_counted(tmp_path: Path) -> None:
    days = [date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)]
    tables = {"calls": [{"local_day": day} for day in days], "messages": [{"local_day": day} for day in days]}
    extract = an_extract(tmp_path, tables, until=date(2026, 6, 3))

    found = figures(extract, YEAR, only=("volume", "deliveries_by_channel"))

    assert found["volume"].rows == ((date(2026, 6, 1), 2, 2, 0),)
    assert found["deliveries_by_channel"].column("planned") == (2,)
    assert figures(extract, span_named("2026-07"), only=("volume",))["volume"].rows == ()


def test_only_what_is_asked_for_is_counted(tmp_path: Path) -> None:
    extract = an_extract(tmp_path, {"messages": [{}]})

    assert list(figures(extract, YEAR, only=("cost", "deliveries_by_language"))) == ["deliveries_by_language", "cost"]
    with pytest.raises(KeyError):
        figures(extract, YEAR, only=("score",))


def test_the_names_of_columns_are_unique_and_can_be_those_of_files() -> None:
    plain = {*string.ascii_lowercase, *string.digits, "_"}
    for shape in SHAPES.values():
        names = [column.name for column in shape.columns]
        assert len(set(names)) == len(names)
        assert {*shape.key, *"".join(names)} <= plain
        assert shape.notes
