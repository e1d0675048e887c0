"""A speaker who edits the replies is told what is wrong, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.replies.intents import Intent
from domain.replies.pieces import ReplyContext
from locales.reply_data import COLUMNS, REPLIES, ReplyDataError, read_all, read_file

HEAD = "\t".join(COLUMNS)


def a_file(tmp_path: Path, *lines: str, head: str = HEAD) -> Path:
    path = tmp_path / "es.tsv"
    path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    return path


def test_a_line_is_a_reply_with_what_it_means(tmp_path: Path) -> None:
    [first, second, third] = read_file(
        a_file(
            tmp_path,
            "ya no me manden encuestas\topt_out:survey\tstandard\t",
            "4 bien\\ngracias\tsurvey_answer:4\tdialect\tsurvey",
            "ya basta\topt_out\tshouting",
        )
    )
    assert (first.written_in, first.intent, first.detail, first.label) == (
        "es",
        Intent.OPT_OUT,
        "survey",
        "opt_out:survey",
    )
    assert (second.text, second.detail, second.label) == ("4 bien\ngracias", "4", "survey_answer:4")
    assert second.context == ReplyContext(survey=True)
    assert (third.label, third.context) == ("opt_out", ReplyContext())


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("hola", "must have a text, an intent, a register and perhaps a context"),
        ("\tother\tstandard\t", "must have a text"),
        ("hola\thello\tstandard\t", "'hello' is no intent; it is one of opt_out, "),
        ("hola\tother:es\tstandard\t", "'es' says nothing more of other"),
        ("hola\tlanguage\tstandard\t", "say which language is wanted: language:en|es|"),
        ("hola\tlanguage:de\tstandard\t", "'de' says nothing more of language"),
        ("7\tsurvey_answer:7\tstandard\tsurvey", "'7' says nothing more of survey_answer"),
        ("hola\tother\tfunny\t", "'funny' is no register"),
        ("hola\tother\tstandard\tyesterday", "'yesterday' is no context"),
        ("alto\topt_out\tstandard\t", "stands in line 2 already"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_what_is_wrong(tmp_path: Path, line: str, problem: str) -> None:
    with pytest.raises(ReplyDataError) as told:
        read_file(a_file(tmp_path, "alto\topt_out\tstandard\t", line))
    [only] = told.value.problems
    assert only.startswith(f"{tmp_path}/es.tsv:3: {problem}")


def test_a_file_without_the_names_of_its_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReplyDataError, match=r"es\.tsv:1: the first line must name the columns"):
        read_file(a_file(tmp_path, "alto\topt_out\tstandard\t", head="text,intent"))


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ReplyDataError) as told:
        read_all(a_file(tmp_path, "a", "b").parent)
    assert len(told.value.problems) == 2 + 5  # two lines of Spanish, and five languages without a file


def test_what_we_ship_can_be_read() -> None:
    assert len(read_all(REPLIES)) > 10_000
