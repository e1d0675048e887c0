"""Question sets are data: complete in every language, checked by line, chosen by how the call ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.call_state import CallState
from domain.messages import LANGUAGES
from domain.sms_segments import segments
from domain.surveys.outcome import outcome_of
from domain.surveys.questions import About, SurveyOutcome, newest_for
from policies.question_file import parse_questions
from policies.toml_file import TomlError

FILES = sorted((Path(__file__).resolve().parents[2] / "policies" / "surveys").glob("*.toml"))
SMALL = """\
name = "short"
version = 2
outcome = "nobody_came"
[items.overall]
about = "whole"
""" + "".join(f'{language} = "?"\n' for language in LANGUAGES)
SAME_ID = '[comments.overall]\nabout = "whole"\n' + "".join(f'{language} = "?"\n' for language in LANGUAGES)


def problems_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(TomlError) as raised:
        parse_questions(text)
    return [(problem.line or 0, str(problem)) for problem in raised.value.problems]


def test_there_are_questions_for_every_outcome() -> None:
    sets = {found.key: found for found in (parse_questions(path.read_text()) for path in FILES)}
    assert {f"{key}.toml" for key in sets} == {path.name for path in FILES}
    for outcome in SurveyOutcome:
        found = newest_for(sets, outcome)
        assert found.items[-1].id == "overall"
        assert len({question.id for question in found.items}) == len(found.items)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_question_fits_three_parts_of_a_text_in_every_language(path: Path) -> None:
    found = parse_questions(path.read_text())
    for question in (*found.items, *found.comments):
        for language, text in question.text.items():
            assert segments(text).segments <= 3, (question.id, language)


def test_call_taker_and_officers_are_asked_about_apart() -> None:
    came = next(parse_questions(path.read_text()) for path in FILES if path.name == "officer_came.1.toml")
    assert {item.about for item in came.items} == set(About)
    assert {comment.about for comment in came.comments} == {About.CALL_TAKER, About.OFFICERS}


def test_a_newer_version_is_asked_from_now_on_and_the_older_stays() -> None:
    old, new = parse_questions(SMALL), replace(parse_questions(SMALL), version=3)
    assert newest_for({old.key: old, new.key: new}, SurveyOutcome.NOBODY_CAME) is new
    with pytest.raises(LookupError, match="officer_came"):
        newest_for({old.key: old}, SurveyOutcome.OFFICER_CAME)


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("version = 2", 'version = "2"'), 2, "version"),
        (('outcome = "nobody_came"', 'outcome = "nobody_cam"'), 3, "did you mean nobody_came?"),
        (('about = "whole"', 'about = "dispatcher"'), 5, "known here: call_taker, officers, whole"),
        (('sw = "?"\n', ""), 4, "items.overall.sw: is missing"),
        (('en = "?"', f'en = "{"?" * 201}"'), 6, "201 characters"),
        (
            ('name = "short"', 'name = "Short set"'),
            1,
            "'Short set' does not fit; use lower-case letters",
        ),
        (("[items.overall]", "[comments.overall]"), 1, "items: is missing; use 1 to 5 questions"),
        (("version = 2", 'version = 2\ncolour = "red"'), 3, "colour: unknown key"),
        (("version = 2", "version ="), 2, "not TOML"),
        (("[items.overall]", SAME_ID + "[items.overall]"), 4, "an item has this id too"),
    ],
)
def test_what_is_wrong_is_said_by_line(change: tuple[str, str], line: int, says: str) -> None:
    assert any(found == line and says in text for found, text in problems_of(SMALL.replace(*change))), problems_of(
        SMALL.replace(*change)
    )


def test_the_questions_fit_how_the_call_ended() -> None:
    call = CallState(agency="X", call_number="1", disposition="01")
    assert outcome_of(call) is SurveyOutcome.BY_PHONE
    assert outcome_of(replace(call, arrived_at=datetime(2026, 11, 22, tzinfo=UTC))) is SurveyOutcome.OFFICER_CAME
    assert outcome_of(replace(call, disposition="14")) is SurveyOutcome.NOBODY_CAME
    assert outcome_of(replace(call, disposition=None)) is SurveyOutcome.NOBODY_CAME
