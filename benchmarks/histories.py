"""What a history holds: its events and its payloads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

TIME_SKIPPING = (
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
)
"""Written by moving a call's clock, never in production."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFigures:
    """`events` without those of time skipping; bytes are of payload data and of everything."""

    events: int
    time_skipping_events: int
    payload_bytes: int
    total_bytes: int
    by_type: dict[str, int]


def figures(events: Sequence[HistoryEvent]) -> HistoryFigures:
    """Count one history."""
    kept = [event for event in events if event.event_type not in TIME_SKIPPING]
    names = Counter(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").lower() for event in kept)
    return HistoryFigures(
        events=len(kept),
        time_skipping_events=len(events) - len(kept),
        payload_bytes=sum(len(payload.data) for event in kept for payload in _payloads(event)),
        total_bytes=sum(event.ByteSize() for event in kept),
        by_type=dict(names.most_common()),
    )


def _payloads(message: Message) -> Iterator[Payload]:
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in _parts(value):
            if isinstance(part, Message):
                yield from _payloads(part)


def _parts(value: Any) -> Iterator[Any]:
    if hasattr(value, "values") and callable(value.values):
        yield from value.values()
    elif isinstance(value, Message):
        yield value
    else:
        yield from value
