"""Texts for the Temporal Web UI: summaries of activities and timers, and details of a call. Never about a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from temporalio.exceptions import ActivityError, ApplicationError

from activities.contract import SendOrder
from activities.send_names import send_name
from domain.call_state import CallState
from domain.call_summary import FACTS, escaped, static_summary
from domain.deadlines import Deadline, DeadlineKind

DEADLINE_QUESTIONS: dict[DeadlineKind, str] = {
    DeadlineKind.HOLD: "Hold before the first text over?",
    DeadlineKind.OFFICER_DELAYED: "Officer delayed?",
    DeadlineKind.QUIET_HOURS: "Quiet hours over?",
    DeadlineKind.SEND_AGAIN: "Time to send again?",
    DeadlineKind.SURVEY: "Time for the survey?",
    DeadlineKind.SURVEY_REMINDER: "Survey answered?",
    DeadlineKind.STILL_OPEN: "Case still open?",
}


def sending(group: Sequence[SendOrder]) -> str:
    """`Text caller: officer delayed (es)`; `Text and email victim: case number (fa)`."""
    return send_name(
        (order.channel for order in group),
        group[0].to,
        (key for order in group for key in order.keys),
        (order.language for order in group),
    )


def trouble(error: ActivityError) -> str:
    """Why a message cannot leave: our activities' failures name a provider and a code, never a person."""
    cause = error.cause
    return cause.message if isinstance(cause, ApplicationError) else "no answer from the worker"


def details(
    state: CallState, *, last_contact: str, next_step: Deadline | None, attention: str, case_status_by: str = ""
) -> str:
    """A short Markdown table: status, last contact, next step."""
    about = {name: getattr(state, name) for name in FACTS}
    rows = [
        # Here too, as the static summary does not follow a workflow that continues as new.
        ("Call", static_summary(about) or "not known yet"),
        ("Status", state.status.replace("_", " ")),
        *([("Case status by", case_status_by)] if case_status_by else []),
        ("Case", escaped(state.case_number or "none")),
        ("Last contact", last_contact or "none yet"),
        ("Next step", f"{DEADLINE_QUESTIONS[next_step.kind]} {_moment(next_step.at)}" if next_step else "none"),
    ]
    if attention:
        rows.append(("Needs attention", attention))
    return "\n".join(["| | |", "|---|---|", *(f"| **{name}** | {_cell(value)} |" for name, value in rows)])


def _cell(value: str) -> str:
    """What others wrote, such as a case number, must not break the table."""
    return " ".join(value.replace("|", "/").split())


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
