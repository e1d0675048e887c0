"""What a history holds: its events, its payloads, and what a bare workflow must do to have the same shape."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import ActivityTaskScheduledEventAttributes, HistoryEvent

from activities.contract import SEND_QUEUES
from benchmarks.bare_workflow import Script, Sending, Wake

TIME_SKIPPING = (
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
)
"""Written by moving a call's clock, never in production."""

_WAKES = (EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED, EventType.EVENT_TYPE_TIMER_FIRED)


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


def script(events: Sequence[HistoryEvent]) -> Script:
    """The sends and the timer that followed each signal or timer."""
    sends: list[list[Sending]] = []
    timers: list[float | None] = []
    for event in events:
        if event.event_type in _WAKES:
            sends.append([])
            timers.append(None)
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            sends[-1].append(_sending(event.activity_task_scheduled_event_attributes))
        elif event.event_type == EventType.EVENT_TYPE_TIMER_STARTED:
            timer = event.timer_started_event_attributes.start_to_fire_timeout
            timers[-1] = timer.ToTimedelta().total_seconds()
    return Script(wakes=tuple(Wake(sends=tuple(s), timer=t) for s, t in zip(sends, timers, strict=True)))


def _sending(scheduled: ActivityTaskScheduledEventAttributes) -> Sending:
    channel = next(channel for channel, queue in SEND_QUEUES.items() if queue == scheduled.task_queue.name)
    return Sending(channel=channel, messages=len(json.loads(scheduled.input.payloads[0].data)["message_ids"]))


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
