"""Read a question set (TOML, policies/surveys/); what is wrong with it is said by line."""

from __future__ import annotations

import re
import tomllib

from domain.messages import LANGUAGES
from domain.surveys.questions import MOST_ITEMS, About, Question, QuestionSet, SurveyOutcome
from policies.policy_problems import PolicyError, Problem, did_you_mean
from policies.policy_reader import Table
from policies.toml_lines import lines_of

_ID = re.compile(r"[a-z][a-z_]{0,39}")
LONGEST_QUESTION = 200
"""Characters: it must fit a text message of at most three parts in every script."""


def parse_questions(text: str) -> QuestionSet:
    """The set a file describes. Raises PolicyError with every problem found, each with its line."""
    top = _read(text)
    found = QuestionSet(
        name=_name(top),
        version=top.number("version", least=1, most=999) or 1,
        outcome=SurveyOutcome(_one_of(top, "outcome", [outcome.value for outcome in SurveyOutcome])),
        items=_questions(top, "items", most=MOST_ITEMS, least=1),
        comments=_questions(top, "comments", most=len(About), least=0),
    )
    for same in {item.id for item in found.items} & {comment.id for comment in found.comments}:
        top.report(
            "comments", same, wrong="an item has this id too", allowed="answers are kept under it: choose another"
        )
    top.close()
    if top.problems:
        raise PolicyError(top.problems)
    return found


def _read(text: str) -> Table:
    try:
        return Table(values=tomllib.loads(text), lines=lines_of(text), problems=[])
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([Problem(line=1, key="", wrong=f"this is not TOML: {error}")]) from None


def _name(top: Table) -> str:
    name = top.text("name", longest=40)
    if name and not _ID.fullmatch(name):
        top.report("name", wrong=f"{name!r} is not a name", allowed="use lower-case letters and underscores")
    return name


def _questions(top: Table, key: str, *, most: int, least: int) -> tuple[Question, ...]:
    table = top.table(key)
    names = tuple(table.values)
    if not least <= len(names) <= most:
        top.report(key, wrong=f"there are {len(names)}", allowed=f"use {least} to {most}")
    return tuple(_question(table, name) for name in names)


def _question(parent: Table, name: str) -> Question:
    if not _ID.fullmatch(name):
        parent.report(name, wrong=f"{name!r} is not an id", allowed="use lower-case letters and underscores")
    table = parent.table(name)
    about = About(_one_of(table, "about", [about.value for about in About]))
    text = {language: table.text(language, longest=LONGEST_QUESTION) for language in LANGUAGES}
    table.close()
    return Question(id=name, about=about, text=text)


def _one_of(table: Table, key: str, known: list[str]) -> str:
    value = table.text(key, longest=40)
    if value in known:
        return value
    if value:
        table.report(key, wrong=f"{value!r} is not known", allowed=did_you_mean(value, known))
    return known[0]
