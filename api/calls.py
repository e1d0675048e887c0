"""Routes of a call: PUT takes in its snapshot, GET shows what became of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BeforeValidator

from api import examples
from api.access import CallReader, CallWriter
from api.call_view import CallView, call_view
from api.dependencies import Deps
from api.encoded_slashes import with_slashes
from api.json_bodies import described, json_body
from api.problems import NotFound
from api.responses import SnapshotAccepted, refusals
from intake.calls import identity
from intake.calls.snapshots import Snapshot, accept_snapshot
from intake.fields import CallNumber

router = APIRouter(prefix="/v1/calls", tags=["calls"])

CallInPath = Annotated[CallNumber, BeforeValidator(with_slashes), Path(alias="call_number")]


@router.put(
    "/{call_number}",
    status_code=202,
    summary="This is what the call looks like now",
    openapi_extra=described(Snapshot, examples.SNAPSHOTS),
    responses=refusals(400, 401, 403, 409, 413, 415, 422),
)
async def put_call(call_number: CallInPath, client: CallWriter, request: Request, deps: Deps) -> SnapshotAccepted:
    """Caseline works out what changed. A field left out is unknown and stays; null says that it is no longer so.

    Sending the same again is harmless. A call that is no longer in your feed is not closed by that.
    """
    snapshot = await json_body(request, Snapshot)
    async with deps.database.transaction(of=client.turn) as session:
        intake = client.intake(deps, session)
        receipt = await accept_snapshot(intake, call_number, snapshot)
    intake.to_relay.hand_over()
    return SnapshotAccepted(
        call_number=receipt.call_number,
        events=list(receipt.events),
        stale=receipt.stale,
        warnings=list(receipt.warnings),
    )


@router.get(
    "/{call_number}",
    summary="Where the call stands, what happened, what was said and what not",
    responses=refusals(401, 403, 404, 422),
)
async def get_call(call_number: CallInPath, client: CallReader, deps: Deps) -> CallView:
    """Status, timeline and messages with the reasons why one was not sent. Never who a person is."""
    async with deps.database.reading() as session:
        call = await identity.to_look_at(session, client.ori, call_number)
        if call is None:
            raise NotFound("no such call")
        return await call_view(session, call)
