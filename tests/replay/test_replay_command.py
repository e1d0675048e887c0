"""The command: what would be played, what is missing, what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from commands.replay import replay
from tests.exports.conftest import HEADER, MAPPING, a_row

app = typer.Typer()
app.command()(replay)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "e.csv").write_text("\n".join([HEADER, a_row(), a_row(Call="C2", Type="MARTIANS"), "x,y"]), "utf-8")
    return "e.csv", "m.toml"


def test_a_dry_run_says_what_would_be_played_and_writes_it_down(files: tuple[str, str], tmp_path: Path) -> None:
    export, mapping = files
    result = CliRunner().invoke(app, [export, "--mapping", mapping, "--dry-run", "--report", "r.json"])
    assert result.exit_code == 0, result.output
    assert "3 rows make 2 calls" in result.output
    assert "MARTIANS" in result.output
    assert "2 columns where the header has 14" in result.output
    written = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert (written["calls"], written["unmapped"]) == (2, {"Type": {"MARTIANS": 1}})
    assert written["unmapped_calls"] == 1
    assert "Calls with a value that is not mapped: 1." in result.output


def test_a_limit_plays_so_many_and_says_how_many_it_left(files: tuple[str, str]) -> None:
    export, mapping = files
    result = CliRunner().invoke(app, [export, "--mapping", mapping, "--dry-run", "--limit", "1"])
    assert "make 1 calls" in result.output
    assert "not played" in result.output


def test_a_bad_mapping_or_export_is_told_without_a_traceback(files: tuple[str, str], tmp_path: Path) -> None:
    export, mapping = files
    (tmp_path / mapping).write_text(MAPPING.replace("source =", "sauce ="), encoding="utf-8")
    result = CliRunner().invoke(app, [export, "--mapping", mapping, "--dry-run"])
    assert result.exit_code == 2
    assert "export.sauce: unknown key" in result.output
    assert "export.source: is missing" in result.output
    (tmp_path / mapping).write_text(MAPPING, encoding="utf-8")
    assert CliRunner().invoke(app, ["nowhere.csv", "--mapping", mapping, "--dry-run"]).exit_code == 2


@pytest.mark.parametrize("rows", [[], [a_row(Call="")], [a_row(Call="2.30101E10"), a_row(Call="2.30101E10")]])
@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_a_file_that_yields_nothing_ends_with_2_and_says_why(
    files: tuple[str, str], tmp_path: Path, rows: list[str], options: list[str]
) -> None:
    export, mapping = files
    (tmp_path / export).write_text("\n".join([HEADER, *rows]), "utf-8")
    result = CliRunner().invoke(app, [export, "--mapping", mapping, *options, "--report", "r.json"])
    assert result.exit_code == 2
    assert "e.csv yields no call that could be played" in result.output
    assert ("no rows below its header" in result.output) is (rows == [])
    assert f"{len(rows)} rows make 0 calls" in result.output
    written = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert (written["calls"], len(written["dropped_rows"])) == (0, len(rows))


def test_a_dry_run_refuses_the_policy_that_a_play_would_refuse(files: tuple[str, str], tmp_path: Path) -> None:
    export, mapping = files
    (tmp_path / "p.toml").write_text("[calls]\ntipes = []\n", encoding="utf-8")
    result = CliRunner().invoke(app, [export, "--mapping", mapping, "--dry-run", "--policy", "p.toml"])
    assert result.exit_code == 2
    assert "p.toml:2: calls.tipes: unknown key; did you mean types?" in result.output


def test_a_report_that_cannot_be_written_is_told_without_a_traceback(files: tuple[str, str]) -> None:
    export, mapping = files
    result = CliRunner().invoke(app, [export, "--mapping", mapping, "--dry-run", "--report", "no/such/place.json"])
    assert result.exit_code == 2
    assert "no/such/place.json: the report cannot be written: No such file or directory" in result.output


def test_numbers_that_a_spreadsheet_has_cut_are_told_in_words(files: tuple[str, str], tmp_path: Path) -> None:
    export, mapping = files
    cut = [a_row(Call="2.30101E10"), a_row(Call="2.30101E10", Type="NOISE")]
    (tmp_path / export).write_text("\n".join([HEADER, a_row(), *cut]), "utf-8")
    result = CliRunner().invoke(app, [export, "--mapping", mapping, "--dry-run"])
    assert result.exit_code == 0
    assert "3 rows make 1 calls" in result.output
    assert "a spreadsheet has cut this number" in result.output


def test_without_a_running_caseline_it_says_what_it_needs(files: tuple[str, str]) -> None:
    export, mapping = files
    result = CliRunner().invoke(app, [export, "--mapping", mapping])
    assert result.exit_code == 2
    assert "--agency" in result.output
