"""The public Temporal contract: names and inputs of the workflow that integrators, detectives and the relay rely on."""

from __future__ import annotations

from dataclasses import dataclass

from activities.contract import TASK_QUEUE as TASK_QUEUE  # noqa: PLC0414  part of the public contract
from domain.call_state import CallState
from domain.deadlines import Deadline
from domain.wakes import DELIVERY_FAILED, MESSAGES_ADDED, REPLY_RECEIVED, WAKE_SIGNALS

CALL_FOR_SERVICE = "CallForService"
EVENT_SIGNAL = "event"
EVENTS_SIGNAL = "events"
"""Its one argument is a list of what `event` takes."""
CASE_STATUS_SIGNAL = "case_status"
MESSAGES_ADDED_SIGNAL = WAKE_SIGNALS[MESSAGES_ADDED]
REPLY_RECEIVED_SIGNAL = WAKE_SIGNALS[REPLY_RECEIVED]
DELIVERY_FAILED_SIGNAL = WAKE_SIGNALS[DELIVERY_FAILED]
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
    sends_waiting: bool = False
    """Messages were on their way when the run ended: their rows say which."""
    held: tuple[str, ...] = ()
    case_status_by: str = ""
    recorded: str = ""
    """Mark of the state that the database had (`StepOutcome.recorded`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallForServiceInput:
    """Start `CallForService` with `{"agency": "<ori>", "call_number": "<number>"}`."""

    agency: str
    call_number: str
    carried: Carried | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStatusInput:
    """A change of case status: `status` is assigned, arrest, charged, suspended, closed or reopened.

    `at` is when it happened (ISO 8601 with zone; now if left out), `by` a badge or user id, never a name. `actor` says
    who sends it, and `proof` proves that, over all of it and the call: the API, `caseline` and the staff pages make it.
    """

    status: str
    at: str | None = None
    by: str | None = None
    id: str | None = None
    """The same change sent twice has the same, so that the second does no harm; a proof covers it."""
    actor: str | None = None
    proof: str | None = None


def workflow_id(agency: str, call_number: str) -> str:
    """One workflow per call: `call/<ori>/<call number>`."""
    return f"call/{agency}/{call_number}"
