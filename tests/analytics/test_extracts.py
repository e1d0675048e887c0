"""Extracts on disk are written whole or not at all, and the newest is in force."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analytics.columns import TABLES
from analytics.extracts import KEPT, NoExtract, current
from tests.analytics.extract_fixtures import NOON, ORI, an_extract

MADE = datetime(2027, 1, 1, 11, 30, tzinfo=UTC)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    odd = 'A "quoted", line\nof two, \\N'
    an_extract(tmp_path, {"calls": [{"beat": odd, "priority": None}, {"beat": None}, {"beat": ""}]})

    found = current(tmp_path, ORI)

    assert found.about.rows == {name: 3 if name == "calls" else 0 for name in TABLES}
    with found.opened() as opened:
        rows = opened.sql("SELECT call_id, received_at, beat, priority, told FROM calls ORDER BY call_id").fetchall()
    moment = NOON.replace(tzinfo=None)
    assert rows == [
        ("call-1", moment, odd, None, True),
        ("call-2", moment, None, 3, True),
        ("call-3", moment, "", 3, True),
    ]


def test_every_table_is_there_with_its_columns(tmp_path: Path) -> None:
    with an_extract(tmp_path).opened() as opened:
        for name, columns in TABLES.items():
            found = opened.sql(f"DESCRIBE {name}").fetchall()
            assert [row[:2] for row in found] == [(column.name, column.type.value) for column in columns]


def test_the_newest_is_in_force_and_few_stay(tmp_path: Path) -> None:
    made = [an_extract(tmp_path, extracted_at=MADE + timedelta(days=n)) for n in range(KEPT + 2)]

    assert current(tmp_path, ORI) == made[-1]
    assert [each.folder.exists() for each in made] == [False] * 2 + [True] * KEPT


def test_one_that_could_not_be_written_leaves_no_trace(tmp_path: Path) -> None:
    whole = an_extract(tmp_path, {"calls": [{}]})

    with pytest.raises(Exception, match=r"Conversion|CSV"):
        an_extract(tmp_path, {"calls": [{"priority": "none"}]}, extracted_at=MADE + timedelta(days=1))

    assert current(tmp_path, ORI) == whole
    assert sorted(each.name for each in whole.folder.parent.iterdir()) == [".lock", whole.name]


def test_an_agency_without_one_is_told_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(NoExtract, match=f"caseline results extract --agency {ORI}"):
        current(tmp_path, ORI)
