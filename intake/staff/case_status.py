"""Change the status of a case: checked against what is known of the call, then accepted like any other event.

What is known is the call as its workflow last recorded it, plus every accepted event, applied by the same pure
rules; so the answer is right even while the workflow is behind. Should it change its mind about the order
(a detective signals it directly at the same moment), it refuses the event itself and says so in the timeline.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import BeforeValidator, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import inbox
from db.state_json import state_of
from db.tables import Call
from domain.call_state import CallState, CaseStatus
from domain.events import CallEvent, for_event_id
from domain.healing import healed
from domain.lifecycle import advance, case_refusal
from domain.wakes import WAKE_SIGNALS
from intake.calls import identity
from intake.calls.accept import AcceptedEvent, Intake
from intake.calls.events import IncomingEvent, case_event_type
from intake.calls.lenient import Lenient
from intake.calls.people import DetectiveIn, Warned, warnings
from intake.fields import EventId, Moment, Reference, Token
from intake.refusals import FieldError, Refused

SOURCE = "case-status"


class NoSuchCall(Exception):
    """The agency has no call of this number."""


class CaseRefused(Exception):
    """The case cannot take this status now; the message says why, for the person who asked."""


def _empty_is_now(at: object) -> object:
    return None if at == "" else at


class CaseStatusIn(Lenient):
    """A change of case status."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"status": {"const": "assigned"}}},
            "else": {"properties": {"detective": {"type": "null"}}},
        }
    )

    status: Literal["assigned", "arrest", "charged", "suspended", "closed", "reopened"]
    at: Annotated[
        Moment | None,
        BeforeValidator(_empty_is_now, json_schema_input_type=Moment | Literal[""] | None),
        Field(description="When it happened; now if left out or empty."),
    ] = None
    by: Token | None = Field(default=None, description="Badge or user id, never a name.")
    id: EventId | None = Field(
        default=None, description="Your own id of this change: sending it again is then harmless."
    )
    case_number: Reference | None = None
    detective: DetectiveIn | None = Field(default=None, description="With assigned: replaces the one before.")

    def warnings(self) -> list[Warned]:
        """What cannot be used of the facts, and of the detective."""
        about_detective = warnings(self.detective.as_contact(), "/detective") if self.detective else []
        return [*self.fact_warnings(""), *about_detective]


async def change_case_status(intake: Intake, call_number: str, change: CaseStatusIn) -> AcceptedEvent:
    """Within the caller's transaction. Raises NoSuchCall, CaseRefused, Refused, EventConflict, WhichCall."""
    session = intake.session
    call = await identity.of_a_case(session, intake.ori, call_number, case_number=change.case_number)
    if call is None:
        raise NoSuchCall(call_number)
    event_id = change.id or _id_of(change, call_number)
    known = await inbox.get(session, intake.ori, SOURCE, event_id)
    at = change.at or (known.occurred_at if known else intake.now)
    event = _event(change, call_number, event_id=event_id, at=at)
    if known is None:
        await _check(session, call, CaseStatus(change.status), at=at, now=max(at, intake.now))
    return await intake.store(call, event, 0)


def _id_of(change: CaseStatusIn, call_number: str) -> str:
    """Without an id of the sender's, the same status of the same moment is the same change."""
    return f"{for_event_id(call_number)}/{change.status}@{change.at.isoformat()}" if change.at else uuid4().hex


def _event(change: CaseStatusIn, call_number: str, *, event_id: str, at: datetime) -> IncomingEvent:
    if change.detective is not None and CaseStatus(change.status) is not CaseStatus.ASSIGNED:
        raise Refused([FieldError(pointer="/detective", detail="belongs to assigned only")])
    detective = change.detective.as_contact() if change.detective else None
    return IncomingEvent(
        call_number=call_number,
        event=CallEvent(
            type=case_event_type(change.status),
            occurred_at=at,
            id=event_id,
            source=SOURCE,
            case_number=change.case_number,
            by=change.by,
        ),
        detective=detective,
    )


async def _check(session: AsyncSession, call: Call, status: CaseStatus, *, at: datetime, now: datetime) -> None:
    refusal = case_refusal(await expected_state(session, call, now=now), status, at=at)
    if refusal:
        raise CaseRefused(refusal)


async def expected_state(session: AsyncSession, call: Call, *, now: datetime) -> CallState:
    """The call as it will be once every accepted event has reached its workflow."""
    state = healed(state_of(call), now=now)
    for event in await inbox.accepted_of_call(session, call.ori, call.call_number, besides=WAKE_SIGNALS):
        state = advance(state, CallEvent.from_mapping(event.facts)).state
    return state
