"""Answers to surveys with who worked on their calls: read for coaching alone, and only while a policy has it open."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, SurveyInvitation
from domain.incident_types import may_be_sensitive

AT_ONCE = 2000
"""Rows read in one go: more than a call has people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredSurvey:
    """What one person answered: question id -> rating, 1 to 5; and plain facts of the call. No person is in it."""

    call_id: str
    question_set: str
    ratings: Mapping[str, Any]
    answered_at: datetime
    received_at: datetime
    call_taker: str | None
    officers: tuple[str, ...]
    beat: str
    incident_type: str


async def answered(session: AsyncSession, ori: str, since: datetime) -> AsyncIterator[AnsweredSurvey]:
    """Each since then, those of one call one after the other; not about calls that were sensitive at any time."""
    after, more = "", True
    while more:
        rows = (await session.execute(_wanted(ori, since, after))).all()
        more = len(rows) == AT_ONCE
        last = rows[-1][0] if more else None
        for row in rows:
            # The last call of a portion may go on in the next one, which begins with it.
            if row[0] != last:
                after = row[0]
                if not may_be_sensitive(row[8]):
                    yield _one(row)


def _wanted(ori: str, since: datetime, after: str) -> Select[Any]:
    return (
        select(
            col(SurveyInvitation.call_id),
            col(SurveyInvitation.question_set),
            col(SurveyInvitation.answers),
            col(SurveyInvitation.answered_at),
            col(Call.received_at),
            col(SurveyInvitation.call_taker),
            col(SurveyInvitation.officers),
            col(Call.state)["beat"].as_string(),
            col(Call.state)["incident_type"].as_string(),
        )
        .join(Call, col(Call.id) == col(SurveyInvitation.call_id))
        .where(
            col(SurveyInvitation.ori) == ori,
            col(SurveyInvitation.answered_at) >= since,
            col(SurveyInvitation.call_id) > after,
            col(Call.sensitive_at).is_(None),
            col(Call.received_at).is_not(None),
        )
        .order_by(col(SurveyInvitation.call_id), col(SurveyInvitation.answered_at))
        .limit(AT_ONCE)
    )


def _one(row: Any) -> AnsweredSurvey:
    return AnsweredSurvey(
        call_id=row[0],
        question_set=row[1],
        ratings=row[2],
        answered_at=row[3],
        received_at=row[4],
        call_taker=row[5],
        officers=tuple(row[6]),
        beat=row[7] or "",
        incident_type=row[8] or "",
    )
