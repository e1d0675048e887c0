"""The form of a survey: what is shown of each question, and what was entered, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.pages import survey_texts as texts
from domain.surveys.questions import RATINGS, About, Question, QuestionSet
from intake.surveys.answers import LONGEST_COMMENT, tidy
from locales.sentences import Sentence

ITEM, COMMENT, CALL_BACK = "item-", "comment-", "call-back"
NO_ANSWER = "none"
"""What the choice "No answer" sends."""

_CHOICES: Mapping[str, int | None] = {str(rating): rating for rating in RATINGS} | {NO_ANSWER: None}


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFormInput:
    """What the visitor entered; `wrong` says by field name what cannot be kept. `kept`: comments there are already."""

    ratings: Mapping[str, int | None] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    call_back: bool = False
    wrong: Mapping[str, Sentence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question as the page shows it. `value`: the choice made, or the words entered."""

    name: str
    text: str
    value: str
    wrong: Sentence | None
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The questions about the same people."""

    heading: Sentence
    items: tuple[Field, ...]
    comments: tuple[Field, ...]


def read_form(form: Mapping[str, object], questions: QuestionSet) -> SurveyFormInput:
    """Fields that are not ours are passed over; comments are without control characters."""
    ratings: dict[str, int | None] = {}
    comments: dict[str, str] = {}
    wrong: dict[str, Sentence] = {}
    for item in questions.items:
        chosen = str(form.get(ITEM + item.id, ""))
        if chosen in _CHOICES:
            ratings[item.id] = _CHOICES[chosen]
        elif chosen:
            wrong[ITEM + item.id] = texts.WRONG_CHOICE
    for comment in questions.comments:
        words = tidy(str(form.get(COMMENT + comment.id, "")))
        if len(words) > LONGEST_COMMENT:
            wrong[COMMENT + comment.id] = texts.TOO_LONG
        if words:
            comments[comment.id] = words
    return SurveyFormInput(ratings=ratings, comments=comments, call_back=bool(form.get(CALL_BACK)), wrong=wrong)


def sections(questions: QuestionSet, entered: SurveyFormInput, language: str) -> list[Section]:
    """The questions grouped by their subject, call-taker and officers apart."""
    found = [
        Section(
            heading=texts.HEADINGS[about],
            items=tuple(_item(each, entered, language) for each in questions.items if each.about is about),
            comments=tuple(_comment(each, entered, language) for each in questions.comments if each.about is about),
        )
        for about in About
    ]
    return [section for section in found if section.items or section.comments]


def _item(question: Question, entered: SurveyFormInput, language: str) -> Field:
    name = ITEM + question.id
    rating = entered.ratings.get(question.id)
    text, wrong = question.text[language], entered.wrong.get(name)
    return Field(name=name, text=text, value="" if rating is None else str(rating), wrong=wrong)


def _comment(question: Question, entered: SurveyFormInput, language: str) -> Field:
    name = COMMENT + question.id
    return Field(
        name=name,
        text=question.text[language],
        value=entered.comments.get(question.id, ""),
        wrong=entered.wrong.get(name),
        kept=question.id in entered.kept,
    )
