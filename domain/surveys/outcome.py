"""Which survey a call gets: how it ended for its callers."""

from __future__ import annotations

from domain.call_state import CallState
from domain.dispositions import REPORT_TAKEN, SETTLED
from domain.surveys.questions import SurveyOutcome

_DEALT_WITH = REPORT_TAKEN | SETTLED


def outcome_of(state: CallState) -> SurveyOutcome:
    """By the officer's arrival, else by the disposition (APCO/NENA common codes)."""
    if state.arrived_at is not None:
        return SurveyOutcome.OFFICER_CAME
    return SurveyOutcome.BY_PHONE if state.disposition in _DEALT_WITH else SurveyOutcome.NOBODY_CAME
