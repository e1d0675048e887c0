"""`caseline survey results`: bars for people, CSV for programs, and when the first results come."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from commands import survey
from db.connection.session import Database
from tests.asked import ask
from tests.commands.conftest import ORI, Run
from tests.database import in_database


@pytest.fixture
def quarter(ready: Run, url: str) -> Run:
    """Three months in which 45 people answered."""
    in_database(url, three_beats)
    return ready


async def three_beats(database: Database) -> None:
    await ask(database, 30)
    await ask(database, 15, beat="C3", call_type="VANDAL")
    await ask(database, 3, beat=None, answers={})


def test_the_last_period_is_shown_with_bars_and_what_the_figures_mean(quarter: Run) -> None:
    result = quarter(survey.app, "results")
    assert result.exit_code == 0, result.output
    for said in ("WASPD0000 2026-Q3: 48 invited", "93.8 % (83-98)", "Overall, my call was handled well.", "██████████"):
        assert said in result.output
    assert "RR2 (AAPOR)" in result.output
    assert "--by month, beat" in result.output


def test_groups_are_shown_and_small_ones_are_hidden(quarter: Run) -> None:
    shown = quarter(survey.app, "results", "--by", "beat", "--period", "2026-q3", "--agency", ORI).output
    [hidden] = {tuple(line.split()) for line in shown.splitlines() if line.startswith("not known")}
    assert hidden == ("not", "known", "hidden")
    assert "VANDAL Vandalism" in quarter(survey.app, "results", "--by", "call_type").output


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_it_fits_the_terminal(quarter: Run, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = quarter(survey.app, "results", "--by", "channel").output
    assert max(map(len, shown.splitlines())) <= columns
    assert "…" not in shown
    assert "3.0" in shown


def test_programs_get_csv(quarter: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(quarter(survey.app, "results", "--csv").stdout)))
    assert {row["by"] for row in rows} == {"total", "month", "beat", "call_type", "language", "channel", "outcome"}
    assert (rows[0]["agency"], rows[0]["period"], rows[0]["invited"], rows[0]["n"]) == (ORI, "2026-Q3", "48", "45")


def test_before_the_first_results_it_says_when_they_come(ready: Run, url: str) -> None:
    in_database(url, lambda database: ask(database, 12, at=datetime.now(UTC)))
    result = ready(survey.app, "results")
    assert result.exit_code == 0
    assert "12 invited" in result.output
    assert "The period is not over. Its results come on " in result.output
    assert len(ready(survey.app, "results", "--csv").stdout.splitlines()) == 1


def test_where_too_few_answered_nothing_is_shown(ready: Run, url: str) -> None:
    in_database(url, lambda database: ask(database, 9))
    assert "nothing of it is shown" in ready(survey.app, "results").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--period", "2025-Q1"), "no period 2025-Q1"),
        (("--by", "officer"), "call_type"),
        (("--agency", "NOBODY"), "no agency NOBODY"),
    ],
)
def test_what_there_is_not_is_told(ready: Run, words: tuple[str, ...], said: str) -> None:
    result = ready(survey.app, "results", *words)
    assert result.exit_code != 0
    assert said in result.output


def test_an_analyst_sees_why_each_group_is_hidden(ready: Run, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    in_database(url, small_and_next)
    shown = ready(survey.app, "results", "--why", "--by", "beat").output
    because = {line.split("│")[1].strip(): line.split("│")[3].strip() for line in shown.splitlines() if "│" in line}
    assert because == {
        "beat D4": "9 answers, fewer than 10",
        "beat C3": "total less the shown groups is beat D4: 9 answers",
    }
    assert "Not for publication" in shown
    assert "D4" not in ready(survey.app, "results", "--why", "--by", "month").output


async def small_and_next(database: Database) -> None:
    await ask(database, 30)
    await ask(database, 15, beat="C3")
    await ask(database, 9, beat="D4")


def test_where_nothing_is_hidden_it_says_so(ready: Run, url: str) -> None:
    in_database(url, lambda database: ask(database, 30))
    assert "Nothing is hidden." in ready(survey.app, "results", "--why").output
