"""Puts answers of people together by call, for officers and for the call-taker: what each was rated, and by how many.

The question sets say who a question is about: being respectful and listening about officers, being helpful about
the call-taker. What is about the whole call counts for no one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from analytics.coaching.material import RatedCall, shift_of
from db.queries.coaching_answers import AnsweredSurvey
from domain.coaching.terms import SubjectRole
from domain.surveys.questions import RATINGS, About, QuestionSet

_ABOUT = {SubjectRole.OFFICER: About.OFFICERS, SubjectRole.CALL_TAKER: About.CALL_TAKER}


def rated_calls(
    surveys: Iterable[AnsweredSurvey], sets: Mapping[str, QuestionSet], zone: ZoneInfo
) -> Iterator[RatedCall]:
    """Surveys of one call follow each other. A call whose people CAD does not name is left out."""
    for _, of_call in groupby(surveys, key=attrgetter("call_id")):
        together = list(of_call)
        for role in SubjectRole:
            rated = _rated(together, role, sets, zone)
            if rated is not None:
                yield rated


def _rated(
    surveys: Sequence[AnsweredSurvey], role: SubjectRole, sets: Mapping[str, QuestionSet], zone: ZoneInfo
) -> RatedCall | None:
    last = surveys[-1]
    whose = last.officers if role is SubjectRole.OFFICER else (last.call_taker,) if last.call_taker else ()
    given = [ratings for each in surveys if (ratings := _ratings(each, role, sets))]
    if not whose or not given:
        return None
    means = [sum(ratings) / len(ratings) for ratings in given]
    return RatedCall(
        role=role,
        of=tuple(sorted(set(whose))),
        day=surveys[0].answered_at.astimezone(zone).date(),
        beat=last.beat,
        shift=shift_of(last.received_at, zone),
        incident_type=last.incident_type,
        rating=sum(means) / len(means),
        answers=len(given),
        full_marks=sum(min(ratings) == RATINGS[-1] for ratings in given),
    )


def _ratings(survey: AnsweredSurvey, role: SubjectRole, sets: Mapping[str, QuestionSet]) -> list[int]:
    asked = sets.get(survey.question_set)
    items = [item.id for item in asked.items if item.about is _ABOUT[role]] if asked else []
    return [rating for item in items if (rating := survey.ratings.get(item)) in RATINGS]
