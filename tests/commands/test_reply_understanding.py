"""What an integrator, a supervisor or a speaker types to see how replies are understood."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from commands import reply, reply_understanding
from domain.messages import LANGUAGES
from locales.reply_data import COLUMNS, checksum
from locales.reply_weights import read_weights

HEAD = "\t".join(COLUMNS)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def typed(*words: str) -> Result:
    return CliRunner().invoke(reply.app, list(words))


def test_a_reply_is_explained_by_its_keyword_or_by_the_pieces_that_decided() -> None:
    keyword = typed("explain", "Stop!")
    assert keyword.exit_code == 0
    assert "opt out, probability 1.000" in keyword.stdout
    assert "the whole text is the keyword 'stop'" in keyword.stdout
    told = typed("explain", "he is at my door again with a knife")
    assert told.stdout.startswith("emergency, probability ")
    assert "+" in told.stdout.splitlines()[1]


def test_what_came_before_matters() -> None:
    assert typed("explain", "4", "--context", "survey").stdout.startswith("survey answer")
    assert "rating 4" in typed("explain", "4", "--context", "survey").stdout
    assert typed("explain", "4").stdout.startswith("language")
    assert typed("explain", "yes", "--context", "opted_out").stdout.startswith("opt in")


def test_a_file_is_explained_row_by_row_and_keeps_its_columns(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "text": "no more surveys please", "language": "", "context": ""},
        {"id": "2", "text": "5", "language": "en", "context": "survey"},
        {"id": "3", "text": "STOP", "language": "es", "context": ""},
        {"id": "4", "text": "español, por favor", "language": "es", "context": ""},
        {"id": "5", "text": "", "language": "", "context": ""},
    ]
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    with source.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    result = typed("explain", "--file", str(source), "--out", str(target))
    assert (result.exit_code, "5 replies explained" in result.stdout) == (0, True)
    with target.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["id"] for row in found] == ["1", "2", "3", "4", "5"]
    assert [(row["intent"], row["purpose"], row["rating"], row["asked_language"]) for row in found] == [
        ("opt_out", "survey", "", ""),
        ("survey_answer", "", "5", ""),
        ("opt_out", "all", "", ""),
        ("language", "", "", "es"),
        ("other", "", "", ""),
    ]
    assert all(0 <= float(row["probability"]) <= 1 for row in found)


@pytest.mark.parametrize(
    ("head", "line", "problem"),
    [("words", "stop", "column named text"), ("text,context", "stop,yesterday", "Row 2: context is empty, survey or")],
)
def test_a_file_that_cannot_be_explained_says_why(tmp_path: Path, head: str, line: str, problem: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text(f"{head}\n{line}\n", encoding="utf-8")
    result = typed("explain", "--file", str(source))
    assert result.exit_code == 2
    assert problem in " ".join(result.output.replace("│", " ").split())


def test_a_file_in_another_encoding_or_in_its_own_place_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes("text\nadiós\n".encode("cp1252"))
    assert "no CSV file in UTF-8" in typed("explain", "--file", str(source)).output
    assert "another file" in typed("explain", "--file", str(source), "--out", str(source)).output
    assert source.read_bytes() == "text\nadiós\n".encode("cp1252")


def test_without_a_reply_or_a_file_explain_says_what_it_wants() -> None:
    result = typed("explain")
    assert result.exit_code == 2
    assert "Give a reply" in result.output


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a few replies of each language, of which the weights are made."""
    said = (
        "stop this now",
        "stop all this",
        "thank you all",
        "many thanks to you",
        "the car is red",
        "a red car it was",
    )
    for language in LANGUAGES:
        intents = ("opt_out", "opt_out", "thanks", "thanks", "other", "other")
        lines = [f"{language} {text}\t{intent}\tstandard\t" for text, intent in zip(said, intents, strict=True)]
        (tmp_path / f"{language}.tsv").write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
    monkeypatch.setattr(reply_understanding, "REPLIES", tmp_path)
    return tmp_path


def test_one_command_learns_anew_from_the_files_that_a_speaker_edits(small: Path) -> None:
    result = typed("train")
    assert result.exit_code == 0, result.output
    meaning = read_weights(small / "meaning.weights.txt")
    assert meaning.made_from == checksum(small)
    assert meaning.model.labels == ("opt_out", "other", "survey_answer", "thanks")
    assert read_weights(small / "written_in.weights.txt").model.labels == tuple(sorted(LANGUAGES))


def test_a_mistake_in_the_files_is_named_and_nothing_is_learned(small: Path) -> None:
    with (small / "fr.tsv").open("a", encoding="utf-8") as file:
        file.write("bonjour\tsalut\tstandard\t\n")
    result = typed("train")
    assert result.exit_code == 1
    assert "fr.tsv:8: 'salut' is no intent" in result.output
    assert not (small / "meaning.weights.txt").exists()


def test_a_labeled_file_is_measured_by_intent_language_and_register(tmp_path: Path) -> None:
    path = tmp_path / "en.tsv"
    path.write_text(f"{HEAD}\nSTOP\topt_out\tshouting\t\nQUIT\tthanks\tstandard\t\n", encoding="utf-8")
    result = typed("measure", str(path), "--mistakes")
    assert result.exit_code == 0, result.output
    assert "1 of 2 understood" in result.stdout
    assert "en: 'QUIT' is thanks, understood as opt_out" in result.stdout
