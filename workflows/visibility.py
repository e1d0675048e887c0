"""Keep a call's search attributes in Temporal current: writes those that changed, and nothing when none did."""

from __future__ import annotations

from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey

from domain.call_state import CallState
from domain.deadlines import Deadline
from engine import search_attributes as keys

_Values = dict[SearchAttributeKey[Any], Any]


def show(state: CallState, *, next_step: Deadline | None, attention: bool) -> None:
    """Upsert, in one command, the attributes that differ from what the server has."""
    shown = workflow.info().typed_search_attributes
    changed = [
        key.value_unset() if value is None else key.value_set(value)
        for key, value in _values(state, next_step, attention).items()
        if shown.get(key) != value
    ]
    if changed:
        workflow.upsert_search_attributes(changed)


def _values(state: CallState, next_step: Deadline | None, attention: bool) -> _Values:
    return {
        keys.AGENCY: state.agency,
        keys.CALL_STATUS: state.status.value,
        **{key: getattr(state, fact) for key, fact in keys.OF_FACTS.items()},
        keys.RECEIVED_AT: state.received_at,
        keys.NEXT_STEP: next_step.kind.value if next_step else None,
        keys.NEXT_DUE_AT: next_step.at if next_step else None,
        keys.NEEDS_ATTENTION: attention or None,
    }
