"""Where a case stands and what comes next, as the one thing that its page says before anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from domain.call_state import CallState, CallStatus, CaseStatus
from domain.messages import MessageKey
from domain.policy import Policy
from domain.portal.steps import Mark, Step, is_told


class CaseStanding(StrEnum):
    """Each is one sentence."""

    RECEIVED = "received"
    DELAYED = "delayed"
    DISPATCHED = "dispatched"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    CANCELLED = "cancelled"
    MERGED = "merged"
    REPORT = "report"
    REPORT_ALONE = "report_alone"
    """The agency tells of no detectives."""
    ASSIGNED = "assigned"
    ARREST = "arrest"
    CHARGED = "charged"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    CLOSED_AFTER_ARREST = "closed_after_arrest"
    """With the police; a court may still be at work."""
    REOPENED = "reopened"
    NEWEST_SHOWN = "newest_shown"
    """The case has gone on, and the agency does not tell of it: the step before is no longer how it stands."""
    NONE_SHOWN = "none_shown"


RESPONSE_TOLD_BY: Mapping[CallStatus, tuple[MessageKey, ...]] = {
    CallStatus.RECEIVED: (MessageKey.CALL_RECEIVED,),
    CallStatus.DELAYED: (MessageKey.OFFICER_DELAYED,),
    CallStatus.DISPATCHED: (MessageKey.OFFICER_DISPATCHED,),
    CallStatus.EN_ROUTE: (MessageKey.OFFICER_EN_ROUTE,),
    CallStatus.ON_SCENE: (MessageKey.OFFICER_DISPATCHED, MessageKey.OFFICER_EN_ROUTE),
    CallStatus.CANCELLED: (MessageKey.CALL_CANCELLED,),
}
"""The messages by which victims may hear of it, one of which the agency must send."""

RESPONSE_LASTS = timedelta(hours=24)
"""A CAD may never say that a call has ended: what was true of officers that day is not said weeks later."""


def standing(state: CallState, steps: Sequence[Step], policy: Policy, *, now: datetime) -> CaseStanding:
    """What holds of the case now, as far as the agency lets its victims hear of it. `steps`: those they are shown."""
    if state.status is CallStatus.MERGED:
        return CaseStanding.MERGED
    if state.case_status in (None, CaseStatus.OPENED):
        return _of_response(state, policy, now) or _of_report(steps)
    current = next((step.status for step in steps if step.mark is Mark.CURRENT), None)
    if current is not state.case_status:
        return CaseStanding.NEWEST_SHOWN if steps else CaseStanding.NONE_SHOWN
    if current is CaseStatus.CLOSED and {CaseStatus.ARREST, CaseStatus.CHARGED} & {step.status for step in steps}:
        return CaseStanding.CLOSED_AFTER_ARREST
    return CaseStanding(current)


def _of_response(state: CallState, policy: Policy, now: datetime) -> CaseStanding | None:
    since = state.ended_at or state.waiting_since
    if since is None or now - since > RESPONSE_LASTS:
        return None
    is_said = any(is_told(key, policy) for key in RESPONSE_TOLD_BY.get(state.status, ()))
    return CaseStanding(state.status) if is_said else None


def _of_report(steps: Sequence[Step]) -> CaseStanding:
    if not steps:
        return CaseStanding.NONE_SHOWN
    return (
        CaseStanding.REPORT if any(step.status is CaseStatus.ASSIGNED for step in steps) else CaseStanding.REPORT_ALONE
    )
