"""Route that takes in CloudEvents: a batch with a mistake is refused whole, and 202 says that all of it is stored."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from api import examples
from api.access import CallWriter
from api.cloud_events import BATCH, SINGLE, unwrap, unwrapping
from api.dependencies import Deps
from api.direct_route import DirectRoute
from api.json_bodies import JSON
from api.responses import EventsAccepted, refusals
from engine.giving_way import GivingWay
from intake.calls.batches import BatchIntake
from intake.calls.events import IncomingEvent

router = APIRouter(prefix="/v1/events", tags=["events"], route_class=DirectRoute)

SMALL = 20_000
"""Bytes of a body that is read at once, and answered as other requests are."""

_ACCEPTED = TypeAdapter(EventsAccepted)

_ONE = {"$ref": "#/components/schemas/CloudEvent"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            SINGLE: {"schema": _ONE, "examples": {k: {"value": v} for k, v in examples.EVENTS.items()}},
            BATCH: {
                "schema": {"type": "array", "items": _ONE, "maxItems": 1000},
                "examples": {k: {"value": v} for k, v in examples.BATCHES.items()},
            },
        },
    }
}


@router.post(
    "",
    status_code=202,
    response_model=EventsAccepted,
    summary="Something happened to a call",
    openapi_extra=_BODY,
    responses=refusals(400, 401, 403, 409, 413, 415, 422),
)
async def post_events(client: CallWriter, request: Request, deps: Deps) -> Response:
    """CloudEvents 1.0: `subject` is the call number, `time` when it happened, `source` and `id` make it unique.

    Structured, binary (`ce-` headers) and batch mode. Sending an event again is harmless; another one under the
    same source and id is refused with 409. Extension attributes are let through and not kept.

    A batch is checked whole, then stored in portions, between which other agencies have their turn. 202 says that all
    of it is stored; without an answer, send it again.
    """
    body = await request.body()
    if len(body) < SMALL:
        events = unwrap(request.headers, body)
    else:
        events = await _unwrap_in_pieces(request, body, deps.giving_way)
    deps.key_use.charge(client.key_id, len(events))
    accepted = await BatchIntake(
        database=deps.database, intake_in=partial(client.intake, deps), of=client.turn, giving_way=deps.giving_way
    ).accept(events)
    answer = EventsAccepted(events=accepted.receipts, warnings=accepted.warnings)
    return Response(_ACCEPTED.dump_json(answer), status_code=202, media_type=JSON)


async def _unwrap_in_pieces(request: Request, body: bytes, giving_way: GivingWay) -> list[IncomingEvent]:
    events: list[IncomingEvent] = []
    with giving_way.long():
        for piece in unwrapping(request.headers, body):
            events += piece
            await giving_way.to_others()
    return events
