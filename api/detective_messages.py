"""Route by which a detective writes to the victims of a call."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api import examples
from api.access import CaseWriter
from api.calls import CallInPath
from api.dependencies import Deps
from api.json_bodies import described, json_body
from api.responses import MessagesWritten, refusals
from intake.staff.detective_messages import DetectiveMessageIn, write

router = APIRouter(prefix="/v1/calls", tags=["case"])


@router.post(
    "/{call_number}/detective-messages",
    status_code=202,
    summary="Write to the victims",
    openapi_extra=described(DetectiveMessageIn, examples.DETECTIVE_MESSAGES),
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
async def post_detective_message(
    call_number: CallInPath, client: CaseWriter, request: Request, deps: Deps
) -> MessagesWritten:
    """Goes to every victim who may be written to; what may not is withheld with the reason.

    Sending it again with the same `id` is harmless and gets the same answer, `repeated`.
    """
    message = await json_body(request, DetectiveMessageIn)
    async with deps.database.transaction(of=client.turn) as session:
        written = await write(
            session, deps.vault, ori=client.ori, call_number=call_number, message=message, now=deps.clock()
        )
    deps.relay.wake()
    return MessagesWritten(messages=written.messages, repeated=written.repeated, warnings=[])
