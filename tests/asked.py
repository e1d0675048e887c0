"""People who were asked how it went, many at once, in a database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from db.connection.session import Database
from db.queries import agencies
from db.state_json import dump_state
from db.tables import Call, OutboundMessage, Person, SurveyInvitation, new_id
from domain.call_state import CallState
from domain.surveys.questions import RATINGS
from tests.database import an_agency

IN_JULY = datetime(2026, 7, 8, 18, 0, tzinfo=UTC)
FULL = ("call_taker_helpful", "officers_respectful", "officers_listened", "told_next", "overall")
NOBODY: Mapping[str, int] = {}


async def ask(
    database: Database,
    n: int,
    *,
    ori: str = "WASPD0000",
    at: datetime = IN_JULY,
    beat: str | None = "C2",
    call_type: str = "LARCENY",
    language: str = "en",
    mode: str = "link",
    channels: Mapping[str, str] | None = None,
    answers: Mapping[str, int] | None = None,
) -> list[SurveyInvitation]:
    """So many people of calls alike; who is not said to answer otherwise rates everything, each in turn from 1 to 5.

    `channels`: how they were invited, and what became of that.
    """
    asked: list[SurveyInvitation] = []
    rows: list[Any] = []
    for each in range(n):
        number = new_id()
        state = CallState(agency=ori, call_number=number, incident_type=call_type, beat=beat)
        call = Call(ori=ori, call_number=number, state=dump_state(state), created_at=at, updated_at=at)
        person = Person(
            call_id=call.id, ref="caller", roles="reporting_party", phone_hash=number, created_at=at, updated_at=at
        )
        ratings = dict.fromkeys(FULL, RATINGS[each % len(RATINGS)]) if answers is None else dict(answers)
        invitation = SurveyInvitation(
            ori=ori,
            call_id=call.id,
            contact_id=person.id,
            address_hash=number,
            token_hash=number,
            language=language,
            question_set="officer_came.1",
            mode=mode,
            invited_at=at,
            expires_at=at + timedelta(days=7),
            answered_at=at + timedelta(hours=1) if ratings else None,
            answers=ratings,
        )
        asked.append(invitation)
        rows += [call, person, invitation, *_messages(call, person, at, channels or {"sms": "delivered"})]
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ori))
        await session.flush()
        for kind in (Call, Person, SurveyInvitation, OutboundMessage):
            session.add_all(row for row in rows if isinstance(row, kind))
            await session.flush()
    return asked


def _messages(call: Call, person: Person, at: datetime, channels: Mapping[str, str]) -> list[OutboundMessage]:
    return [
        OutboundMessage(
            call_id=call.id,
            contact_id=person.id,
            key="survey_invitation",
            channel=channel,
            status=status,
            planned_at=at,
            updated_at=at,
        )
        for channel, status in channels.items()
    ]
