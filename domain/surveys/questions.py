"""The questions of a survey: up to five to be rated from 1 to 5, and open comments, in every language.

Source: domain rules, "Survey practice"; the call-taker and the officers are asked about apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_ITEMS = 5
RATINGS = (1, 2, 3, 4, 5)
"""From "not true at all" to "completely true"."""


class About(StrEnum):
    """The subject of a question."""

    CALL_TAKER = "call_taker"
    OFFICERS = "officers"
    WHOLE = "whole"


class SurveyOutcome(StrEnum):
    """How a call ended for those who called: each is asked other questions."""

    OFFICER_CAME = "officer_came"
    BY_PHONE = "by_phone"
    NOBODY_CAME = "nobody_came"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question by its id, which answers are kept under; `text` has every language."""

    id: str
    about: About
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """What is asked after one outcome. A set once used never changes: a changed one has a higher version."""

    name: str
    version: int
    outcome: SurveyOutcome
    items: tuple[Question, ...]
    comments: tuple[Question, ...]

    @property
    def key(self) -> str:
        """What an invitation remembers: `officer_came.1`."""
        return f"{self.name}.{self.version}"


def newest_for(sets: Mapping[str, QuestionSet], outcome: SurveyOutcome) -> QuestionSet:
    """The set in force. Raises LookupError when there is none for this outcome."""
    fitting = [found for found in sets.values() if found.outcome is outcome]
    if not fitting:
        raise LookupError(f"there are no survey questions for the outcome {outcome}")
    return max(fitting, key=lambda found: (found.version, found.name))
