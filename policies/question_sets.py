"""The survey questions an installation knows: every version ever used, read from files once, when a process starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from domain.surveys.questions import QuestionSet, SurveyOutcome, newest_for
from policies.policy_problems import PolicyError
from policies.question_file import parse_questions

QUESTION_FILES = Path(__file__).resolve().parents[1] / "policies" / "surveys"

QuestionSets = Mapping[str, QuestionSet]
"""By key: `officer_came.1`."""


class BadQuestionSets(Exception):
    """The files of questions cannot be used; the message names the file and the line."""


def load_question_sets(folder: Path = QUESTION_FILES) -> QuestionSets:
    """Every set of the folder. Raises BadQuestionSets, so that a process with a mistake in them does not start."""
    sets: dict[str, QuestionSet] = {}
    for file in sorted(folder.glob("*.toml")):
        found = _read(file)
        if file.stem != found.key:
            raise BadQuestionSets(f"{file}:1: this is {found.key} by name and version: call the file {found.key}.toml")
        sets[found.key] = found
    for outcome in SurveyOutcome:
        try:
            newest_for(sets, outcome)
        except LookupError as error:
            raise BadQuestionSets(f"{folder}: {error}") from None
    return sets


def _read(file: Path) -> QuestionSet:
    try:
        return parse_questions(file.read_text(encoding="utf-8"))
    except PolicyError as error:
        raise BadQuestionSets("\n".join(f"{file}:{problem.line}: {problem}" for problem in error.problems)) from None
    except UnicodeDecodeError:
        raise BadQuestionSets(f"{file}:1: this is not text in UTF-8") from None
