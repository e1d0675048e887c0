"""The page on survey questions: the sets in force in every language, and which translations a speaker has read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Response

from api.dependencies import Deps
from api.pages.staff import surveys_texts as texts
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff
from domain.messages import LANGUAGES
from domain.staff.roles import Right
from domain.surveys.questions import SurveyOutcome, newest_for
from locales.formats import direction, own_name
from locales.read_marks import Passage, ReadMark
from policies.files import QuestionSets
from policies.read_questions import read_register

router = staff_router()


@router.get("/{ori}/surveys")
async def show_questions(here: Annotated[SignedInStaff, Depends(Needs(Right.MANAGE_POLICY))], deps: Deps) -> Response:
    """The newest set of each outcome."""
    marks = await asyncio.to_thread(_marks, deps.question_sets)
    return here.page.render(
        "surveys.html",
        here="surveys",
        title=texts.TITLE,
        texts=texts,
        sets=[newest_for(deps.question_sets, outcome) for outcome in SurveyOutcome],
        marks=marks,
        spoken=LANGUAGES,
        own_name=own_name,
        direction_of=direction,
    )


def _marks(sets: QuestionSets) -> Mapping[tuple[str, str], ReadMark]:
    """By language and English text: who has read the translation."""
    known, found = read_register(), dict[tuple[str, str], ReadMark]()
    for questions in sets.values():
        for question in (*questions.items, *questions.comments):
            english = question.text[LANGUAGES[0]]
            for language in LANGUAGES[1:]:
                passage = Passage(language=language, english=(english,), translation=(question.text[language],))
                if mark := known.get(passage.checksum):
                    found[language, english] = mark
    return found
