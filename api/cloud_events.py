"""Unwraps CloudEvents 1.0 from HTTP, single (structured or binary) or in a batch, by the CNCF's library."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.http import HTTPMessage, from_binary, from_structured
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import OPTIONAL_ATTRIBUTES, REQUIRED_ATTRIBUTES, CloudEvent
from pydantic_core import from_json

from api.json_bodies import JSON, media_type
from api.problems import WrongMediaType
from domain.event_facts import read_moment
from intake.calls.events import EventIn, IncomingEvent, incoming
from intake.refusals import CRIMINAL_JUSTICE, FieldError, NotJson, Refused, in_utf_8, is_criminal_justice, read

SINGLE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
LARGEST_BATCH = 1000
PIECE = 8
"""Events of a batch that are read in one go, for 2 ms."""

NEEDED = (*REQUIRED_ATTRIBUTES, "subject", "time")
"""The library would invent an id and a time; we need the sender's, else a repeat is not recognized."""

_ATTRIBUTES = frozenset(REQUIRED_ATTRIBUTES) | frozenset(OPTIONAL_ATTRIBUTES)


def unwrap(headers: Mapping[str, str], body: bytes) -> list[IncomingEvent]:
    """The events of a request. Raises WrongMediaType, or Refused with every fault of every event."""
    return [event for piece in unwrapping(headers, body) for event in piece]


def unwrapping(headers: Mapping[str, str], body: bytes) -> Iterator[Sequence[IncomingEvent]]:
    """The same in pieces of some milliseconds. The faults are raised after the last."""
    kind = media_type(headers)
    if kind == BATCH:
        yield from _batch(_json(body))
    elif kind == SINGLE:
        yield [_incoming(_structured(_json(body), at=""), at="")]
    elif "ce-specversion" in headers:
        yield [_incoming(_binary(headers, body), at="")]
    else:
        raise WrongMediaType(f"send {SINGLE}, {BATCH}, or the binary mode of CloudEvents with ce- headers")


def _batch(items: Any) -> Iterator[Sequence[IncomingEvent]]:
    if not isinstance(items, list) or len(items) > LARGEST_BATCH:
        raise Refused([FieldError(pointer="", detail=f"must be a list of at most {LARGEST_BATCH} events")])
    faults: list[FieldError] = []
    for start in range(0, len(items), PIECE):
        events: list[IncomingEvent] = []
        for index, item in enumerate(items[start : start + PIECE], start):
            try:
                events.append(_incoming(_structured(item, at=f"/{index}"), at=f"/{index}"))
            except Refused as refused:
                faults += refused.errors
        yield events
    if faults:
        raise Refused(faults)


def _structured(item: Any, *, at: str) -> BaseCloudEvent:
    if not isinstance(item, dict):
        raise Refused([FieldError(pointer=at, detail="must be an event, as a JSON object")])
    _need(item, at=at)
    _check_time(item["time"], at=at)
    message = HTTPMessage(headers={"content-type": SINGLE}, body=json.dumps(item).encode())
    with _refusing(at=at, unreadable="data_base64"):
        return from_structured(message, JSONFormat(), CloudEvent)


def _binary(headers: Mapping[str, str], body: bytes) -> BaseCloudEvent:
    ours = {name: value for name, value in headers.items() if name.startswith("ce-") or name == "content-type"}
    _need({name.removeprefix("ce-") for name in ours}, at="")
    _check_time(unquote(ours["ce-time"]), at="")
    with _refusing(at="", unreadable="data"):
        return from_binary(HTTPMessage(headers=ours, body=body), JSONFormat(), CloudEvent)


@contextmanager
def _refusing(*, at: str, unreadable: str) -> Iterator[None]:
    """What the library raises, as Refused."""
    try:
        yield
    except CloudEventValidationError as invalid:
        raise Refused(
            FieldError(pointer=f"{at}/{name}", detail=str(errors[0]) if name in _ATTRIBUTES else "is not allowed here")
            for name, errors in invalid.errors.items()
        ) from None
    except (ValueError, TypeError, OverflowError):
        raise Refused([FieldError(pointer=f"{at}/{unreadable}", detail="cannot be read")]) from None


def _incoming(event: BaseCloudEvent, *, at: str) -> IncomingEvent:
    attributes = event.get_attributes()
    _check_extensions(attributes, at=at)
    time = attributes["time"]
    wanted = {
        "type": attributes["type"],
        "source": attributes["source"],
        "id": attributes["id"],
        "subject": attributes["subject"],
        "time": time.isoformat() if isinstance(time, datetime) else time,
        "data": _data(event, at=at),
    }
    return incoming(read(EventIn, json.dumps(wanted), at=at), at=at)


def _data(event: BaseCloudEvent, *, at: str) -> Any:
    if media_type({"content-type": event.get_datacontenttype() or JSON}) != JSON:
        raise Refused([FieldError(pointer=f"{at}/datacontenttype", detail="must be application/json")])
    data = event.get_data()
    if isinstance(data, bytes | str):
        try:
            return from_json(data)
        except ValueError:
            field = "data_base64" if isinstance(data, bytes) else "data"
            raise Refused([FieldError(pointer=f"{at}/{field}", detail="must be a JSON object")]) from None
    return data


def _check_extensions(attributes: Mapping[str, Any], *, at: str) -> None:
    """Extension attributes (traceparent, ...) are let through and not kept."""
    extensions = {name: value for name, value in attributes.items() if name not in _ATTRIBUTES}
    faults = [
        FieldError(pointer=f"{at}/{name}", detail=CRIMINAL_JUSTICE) for name in extensions if is_criminal_justice(name)
    ]
    faults += [
        FieldError(pointer=f"{at}/{name}", detail="must be text, a whole number, true or false")
        for name, value in extensions.items()
        if not isinstance(value, str | int)
    ]
    if faults:
        raise Refused(faults)


def _need(attributes: Mapping[str, Any] | set[str], *, at: str) -> None:
    missing = [name for name in NEEDED if name not in attributes]
    if missing:
        raise Refused(FieldError(pointer=f"{at}/{name}", detail="is needed") for name in missing)


def _check_time(time: Any, *, at: str) -> None:
    """By our own contract: the library reads what our other routes would not."""
    try:
        read_moment(time)
    except ValueError as problem:
        raise Refused([FieldError(pointer=f"{at}/time", detail=str(problem))]) from None


def _json(body: bytes) -> Any:
    try:
        return from_json(in_utf_8(body), allow_inf_nan=False)
    except ValueError:
        raise NotJson from None
