"""The commands a workflow gave, in order, as lines a person can compare."""

from __future__ import annotations

import json
from collections.abc import Iterator

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory


def fingerprint(history: WorkflowHistory) -> list[str]:
    """One line per command. Search attributes are left out: they are upserted only where they changed."""
    return list(_lines(history))


def _lines(history: WorkflowHistory) -> Iterator[str]:
    for event in history.events:
        kind = event.WhichOneof("attributes")
        if kind == "marker_recorded_event_attributes":
            yield f"record {_activity_of_marker(event)}"
        elif kind == "timer_started_event_attributes":
            yield f"timer {_summary(event)}"
        elif kind == "timer_canceled_event_attributes":
            yield "timer cancelled"
        elif kind == "activity_task_scheduled_event_attributes":
            attributes = event.activity_task_scheduled_event_attributes
            yield f"{attributes.activity_type.name} on {attributes.task_queue.name}: {_summary(event)}"
        elif kind == "workflow_execution_completed_event_attributes":
            yield "complete"


def _activity_of_marker(event: HistoryEvent) -> str:
    details = event.marker_recorded_event_attributes.details
    data = json.loads(details["data"].payloads[0].data)
    return str(data.get("activity_type", "?"))


def _summary(event: HistoryEvent) -> str:
    summary = event.user_metadata.summary
    return str(json.loads(summary.data)) if summary.data else ""
