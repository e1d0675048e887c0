"""Foretell what the API would refuse or leave out, by asking the very rules by which it takes events in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC

from intake.calls.events import EventIn, IncomingEvent, incoming
from intake.exports.export_notes import Notes
from intake.exports.played_call import PlayedCall, PlayedEvent
from intake.refusals import Refused, read


def without_refused(calls: Iterable[PlayedCall], notes: Notes) -> tuple[PlayedCall, ...]:
    """The calls that can be played; the rows of the others, and what is left out of these, are in the notes."""
    taken: list[PlayedCall] = []
    for call in calls:
        try:
            events = [taken_in(call, event) for event in call.events]
        except Refused as refused:
            reasons = dict.fromkeys(f"{_field(error.pointer)} {error.detail}" for error in refused.errors)
            for row in call.rows:
                notes.drop(row, f"the API would refuse the call: {'; '.join(reasons)}")
            continue
        taken.append(call)
        for warned in (warned for event in events for warned in event.warnings):
            notes.remarks[f"the API would warn: {_field(warned.pointer)} {warned.detail}"] += 1
    return tuple(taken)


def taken_in(call: PlayedCall, event: PlayedEvent) -> IncomingEvent:
    """The event as the API would take it in. Raises Refused."""
    sent = {
        "type": event.type.value,
        "source": call.source,
        "id": event.id,
        "time": (call.received_at + event.after).astimezone(UTC).isoformat(),
        "subject": call.call_number,
        "data": dict(event.data),
    }
    return incoming(read(EventIn, json.dumps(sent)))


def _field(pointer: str) -> str:
    """`/data/contacts/0/phone` as phone."""
    return next((part for part in reversed(pointer.split("/")) if part and not part.isdigit()), "event")
