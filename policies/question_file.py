"""Read a survey's questions (TOML, policies/surveys/) into a `QuestionSet`, or list its mistakes by line."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from domain.messages import LANGUAGES
from domain.surveys.questions import MOST_ITEMS, About, Question, QuestionSet, SurveyOutcome
from policies.fields import fitting, whole
from policies.mistakes import Mistakes
from policies.state_file import InEveryLanguage
from policies.toml_file import Table, read_text

LONGEST_QUESTION = 200
"""Characters: it must fit a text message of at most three parts in every script."""

Id = Annotated[str, fitting(r"[a-z][a-z_]{0,39}", "lower-case letters and underscores, at most 40")]


def parse_questions(text: str) -> QuestionSet:
    """The set a file describes. Raises TomlError with every problem found, each with its line."""
    return read_text(text, QuestionFile).question_set()


class QuestionTable(InEveryLanguage):
    """One question."""

    about: About

    @field_validator(*LANGUAGES)
    @classmethod
    def _short(cls, text: str) -> str:
        if len(text) > LONGEST_QUESTION:
            raise ValueError(f"has {len(text)} characters; use at most {LONGEST_QUESTION}")
        return text


class QuestionFile(Table):
    """The whole file."""

    name: Id
    version: Annotated[int, whole(1, 999)]
    outcome: SurveyOutcome
    items: dict[Id, QuestionTable] = Field(
        min_length=1, max_length=MOST_ITEMS, description=f"1 to {MOST_ITEMS} questions, each a table [items.id]"
    )
    comments: dict[Id, QuestionTable] = Field(
        default={}, max_length=len(About), description=f"at most {len(About)} questions, each a table [comments.id]"
    )

    @field_validator("comments")
    @classmethod
    def _with_ids_of_their_own(cls, given: dict[str, QuestionTable], info: ValidationInfo) -> dict[str, QuestionTable]:
        if same := given.keys() & info.data.get("items", {}).keys():
            wrong = "an item has this id too; answers are kept under it: choose another"
            raise Mistakes({(id,): wrong for id in same})
        return given

    def question_set(self) -> QuestionSet:
        """As people are asked it."""
        items, comments = _questions(self.items), _questions(self.comments)
        return QuestionSet(name=self.name, version=self.version, outcome=self.outcome, items=items, comments=comments)


def _questions(tables: dict[str, QuestionTable]) -> tuple[Question, ...]:
    return tuple(Question(id=id, about=table.about, text=table.text) for id, table in tables.items())
