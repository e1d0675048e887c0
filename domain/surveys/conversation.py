"""A survey by text: takes one answer, returns the progress and the question that comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.surveys.questions import Question, QuestionSet

SKIP = 0
"""What a person texts to leave a question out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyProgress:
    """How far a person has come. `asked` is the id of the question they were last asked, empty before and after."""

    ratings: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""
    finished: bool = False


def questions_of(questions: QuestionSet) -> tuple[Question, ...]:
    """In the order in which they are asked by text."""
    return (*questions.items, *questions.comments)


def begin(questions: QuestionSet) -> SurveyProgress:
    """The invitation asks the first question itself."""
    return SurveyProgress(asked=questions.items[0].id)


def take(questions: QuestionSet, progress: SurveyProgress, *, rating: int | None, words: str) -> SurveyProgress:
    """What they answered to the question last asked, and the question that is asked next.

    Words in place of a number, or beside it, are kept as a comment on what the question was about, and the survey goes
    on: no question is asked twice. A number in place of words is taken for words.
    """
    asked = _question(questions, progress.asked)
    if asked is None:
        return progress
    answered = _answered(questions, progress, asked, rating, words)
    return _ask_next(questions, answered, asked)


def _answered(
    questions: QuestionSet, progress: SurveyProgress, asked: Question, rating: int | None, words: str
) -> SurveyProgress:
    if rating == SKIP:
        return progress
    if asked in questions.items and rating is not None:
        rated = replace(progress, ratings={**progress.ratings, asked.id: rating})
        return _commented(questions, rated, asked, words) if len(words.split()) > 1 else rated
    return _commented(questions, progress, asked, words) if words else progress


def _commented(questions: QuestionSet, progress: SurveyProgress, asked: Question, words: str) -> SurveyProgress:
    place = _comment_on(questions, asked)
    so_far = progress.comments.get(place, "")
    return replace(progress, comments={**progress.comments, place: f"{so_far}\n{words}".strip()})


def _comment_on(questions: QuestionSet, asked: Question) -> str:
    same = (comment.id for comment in questions.comments if comment.about is asked.about)
    first = questions.comments[0].id if questions.comments else asked.id
    return asked.id if asked in questions.comments else next(same, first)


def _ask_next(questions: QuestionSet, progress: SurveyProgress, asked: Question) -> SurveyProgress:
    ordered = questions_of(questions)
    rest = ordered[ordered.index(asked) + 1 :]
    return replace(progress, asked=rest[0].id if rest else "", finished=not rest)


def _question(questions: QuestionSet, question_id: str) -> Question | None:
    return next((question for question in questions_of(questions) if question.id == question_id), None)
