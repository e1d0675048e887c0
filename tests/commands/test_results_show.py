"""`caseline results show`: tables for people, files and JSON for programs, and one sentence where there is nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import Result

from analytics import not_installed
from analytics.not_installed import NotInstalled, duckdb_module
from analytics.results.all_figures import SHAPES
from commands import results
from tests.analytics.extract_fixtures import NOON, ORI, an_extract
from tests.commands.conftest import Run

MAY, JUNE = date(2026, 5, 6), date(2026, 6, 3)


def a_call(day: date, minutes: int) -> dict[str, Any]:
    return {"local_day": day, "arrived_at": NOON + timedelta(minutes=minutes), "priority": 1}


TABLES: Mapping[str, list[dict[str, Any]]] = {
    "calls": [*[a_call(MAY, 12)] * 3, *[a_call(JUNE, 9)] * 5],
    "messages": [{"local_day": MAY}, {}, {"status": "withheld", "reason": "opted_out", "accepted": False}],
    "surveys": [
        {"invited": 90, "answered": None},
        {"question": "overall", "words": "How was it?", "rated_1": 77, "rated_2": 77},
        {
            "question": "polite",
            "words": "Was the officer polite?",
            "ratings": 20,
            **dict.fromkeys(("rated_1", "rated_2", "rated_3", "rated_4", "rated_5"), 4),
        },
    ],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where extracts are looked for; there is none yet."""
    monkeypatch.setenv("CASELINE_ANALYTICS_DIR", str(tmp_path / "analytics"))
    return tmp_path / "analytics"


@pytest.fixture
def show(run: Run, folder: Path) -> Run:
    """Types `caseline results show` where an extract of 2026 is."""
    an_extract(folder, TABLES, until=date(2026, 7, 10))

    def type_(*words: str) -> Result:
        return run(results.app, "show", *words)

    return type_


def shown(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def test_figures_are_shown_with_the_change_since_the_span_before(show: Run) -> None:
    text = shown(show("--span", "2026-06"))

    assert f"Seattle Police Department ({ORI}), 2026-06" in text
    assert "compared with 2026-05" in text
    assert "9.0 min" in text
    assert "3.0 min less" in text
    assert "2 more" in text
    assert "--table KEY: volume" in text


def test_the_last_whole_month_is_shown_if_none_is_named(show: Run) -> None:
    assert ", 2026-06: " in shown(show("--table", "cost"))


def test_a_span_that_still_runs_is_not_compared_and_says_so(show: Run) -> None:
    text = shown(show("--span", "2026-07", "--table", "answer_by_priority"))
    assert "9 of its days are in the extract" in text
    assert "not compared" in text


def test_an_invented_year_says_so(run: Run, folder: Path) -> None:
    an_extract(folder, TABLES, invented=True)
    assert "Invented" in shown(run(results.app, "show"))


def test_csv_and_json_and_parquet_hold_the_same(show: Run, tmp_path: Path) -> None:
    ask = ("--span", "2026-06", "--table", "answer_by_priority")
    [row] = csv.DictReader(io.StringIO(shown(show(*ask, "--csv"))))
    facts = json.loads(shown(show(*ask, "--json")))
    shown(show(*ask, "--parquet", str(tmp_path / "one.parquet")))

    assert (row["calls"], row["median_minutes"]) == ("5", "9.0")
    assert facts["tables"][0]["rows"][0] == {name: json.loads(value) for name, value in row.items()}
    assert (facts["before"], facts["tables_before"][0]["rows"][0]["calls"]) == ("2026-05", 3)
    with duckdb_module().connect() as connection:
        [read] = connection.read_parquet(str(tmp_path / "one.parquet")).fetchall()
    assert dict(zip(row, read, strict=True)) == facts["tables"][0]["rows"][0]


def test_every_table_is_written_into_a_folder(show: Run, tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    show("--span", "2026-Q2", "--out", str(out))
    assert {path.name for path in out.iterdir()} == {f"{key}.{end}" for key in SHAPES for end in ("csv", "parquet")}


def test_hidden_survey_figures_are_in_no_output(show: Run, tmp_path: Path) -> None:
    ask = ("--span", "2026-Q2")
    text = shown(show(*ask, "--table", "satisfaction"))
    facts = json.loads(shown(show(*ask, "--table", "all", "--json")))
    show(*ask, "--out", str(tmp_path / "out"))

    assert "How was it?" in text
    assert "77" not in text
    tables = {table["key"]: table["rows"] for table in facts["tables"]}
    overall, polite = tables["satisfaction"]
    assert {name for name, value in overall.items() if value is not None} == {"period", "question", "words"}
    assert polite["mean"] == 3.0
    assert [tables["response_rate"][0][name] for name in ("answered", "response_rate")] == [None, None]
    lines = (tmp_path / "out" / "satisfaction.csv").read_text().splitlines()
    assert lines[1] == "2026-Q2,overall,How was it?,,,,,,,"
    with duckdb_module().connect() as connection:
        read = connection.read_parquet(str(tmp_path / "out" / "satisfaction.parquet")).fetchall()
    assert read[0] == ("2026-Q2", "overall", "How was it?", *[None] * 7)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--span", "June"), "'June' is no span of days. Write it as 2026-W47 (a week)"),
        (("--span", "2025"), f"The extract of {ORI} holds nothing of 2025. It holds 2026, 2026-Q1 to 2026-Q3, 2026-01"),
        (("--table", "scores"), "There is no table scores. The tables are: volume,"),
        (("--csv",), "Say which table: --table KEY; or write all of them: --out FOLDER."),
        (("--agency", "XX0000000"), "There is no extract of XX0000000 yet. Make one: caseline results extract"),
        (("--table", "cost", "--parquet", "/dev/null/x"), "/dev/null/x cannot be written:"),
    ],
)
def test_what_cannot_be_shown_is_answered_in_a_sentence(show: Run, words: tuple[str, ...], sentence: str) -> None:
    result = show(*words)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_without_an_extract_it_says_how_to_make_one(run: Run, folder: Path) -> None:
    result = run(results.app, "show")
    assert result.exit_code == 1
    assert "caseline results extract" in result.stderr
    assert not folder.exists()


def test_with_extracts_of_several_agencies_it_asks_whose(run: Run, folder: Path) -> None:
    an_extract(folder)
    an_extract(folder, ori="CA0010000")
    result = run(results.app, "show")
    assert "Say whose results: --agency ORI, one of CA0010000, WA0171300." in result.stderr
    assert "Time to answer" in shown(run(results.app, "show", "--agency", "ca0010000"))


def test_a_file_that_is_broken_is_told_without_a_traceback(show: Run, folder: Path) -> None:
    [calls] = folder.glob("*/extracts/*/calls.parquet")
    calls.write_bytes(b"not Parquet")
    result = show()
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def test_without_the_extra_it_says_how_to_install_it(show: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> ModuleType:
        raise NotInstalled

    monkeypatch.setattr(not_installed, "library", missing)
    result = show()
    assert result.exit_code == 1
    assert "pip install 'caseline[analytics]'" in result.stderr
