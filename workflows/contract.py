"""The public Temporal contract: names and inputs that integrators, detectives and the relay rely on."""

from __future__ import annotations

from dataclasses import dataclass

from activities.contract import TASK_QUEUE
from domain.call_state import CallState
from domain.deadlines import Deadline

__all__ = [
    "CALL_FOR_SERVICE",
    "CASE_STATUS_SIGNAL",
    "CHANGE_CASE_STATUS",
    "DELIVERY_FAILED_SIGNAL",
    "EVENT_SIGNAL",
    "MESSAGES_ADDED_SIGNAL",
    "REPLY_RECEIVED_SIGNAL",
    "STATUS_QUERY",
    "TASK_QUEUE",
    "TIMELINE_QUERY",
    "CallForServiceInput",
    "Carried",
    "CaseStatusInput",
    "workflow_id",
]

CALL_FOR_SERVICE = "CallForService"
EVENT_SIGNAL = "event"
CASE_STATUS_SIGNAL = "case_status"
MESSAGES_ADDED_SIGNAL = "messages_added"
REPLY_RECEIVED_SIGNAL = "reply_received"
DELIVERY_FAILED_SIGNAL = "delivery_failed"
CHANGE_CASE_STATUS = "change_case_status"
STATUS_QUERY = "status"
TIMELINE_QUERY = "timeline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What one run hands to the next when it continues as new."""

    state: CallState
    seen: tuple[str, ...] = ()
    timeline: tuple[dict[str, str], ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    last_contact: str = ""
    attention: str = ""
    undelivered: tuple[str, ...] = ()
    in_danger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallForServiceInput:
    """Start `CallForService` with `{"agency": "<ori>", "call_number": "<number>"}`."""

    agency: str
    call_number: str
    carried: Carried | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStatusInput:
    """A change of case status: `status` is assigned, arrest, charged, suspended, closed or reopened.

    `at` is when it happened (ISO 8601 with zone; now if left out), `by` a badge or user id, never a name.
    """

    status: str
    at: str | None = None
    by: str | None = None


def workflow_id(agency: str, call_number: str) -> str:
    """One workflow per call: `call/<ori>/<call number>`."""
    return f"call/{agency}/{call_number}"
