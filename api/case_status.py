"""Route by which a records system changes the status of a case."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api import examples
from api.access import CaseWriter
from api.calls import CallInPath
from api.dependencies import Deps
from api.json_bodies import described, json_body
from api.responses import EventsAccepted, refusals
from intake.staff.case_status import CaseStatusIn, change_case_status

router = APIRouter(prefix="/v1/calls", tags=["case"])


@router.post(
    "/{call_number}/case-status",
    status_code=202,
    summary="The case was assigned, closed, ...",
    openapi_extra=described(CaseStatusIn, examples.CASE_STATUSES),
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
async def post_case_status(call_number: CallInPath, client: CaseWriter, request: Request, deps: Deps) -> EventsAccepted:
    """A change that is impossible as things stand is refused with the reason (409) and changes nothing."""
    change = await json_body(request, CaseStatusIn)
    async with deps.database.transaction(of=client.turn) as session:
        intake = client.intake(deps, session)
        receipt = await change_case_status(intake, call_number, change)
    intake.to_relay.hand_over()
    return EventsAccepted(events=[receipt], warnings=change.warnings())
