"""Keep a call's search attributes in Temporal current: writes those that changed, and nothing when none did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey

from domain.call_state import CallState
from domain.deadlines import Deadline
from engine import search_attributes as keys
from workflows import ways

_Values = dict[SearchAttributeKey[Any], Any]

SHORT = timedelta(hours=1)
"""A wait that ends sooner is not written alone: a write costs the server half of what a task costs it."""

_OF_THE_WAIT = {keys.NEXT_STEP, keys.NEXT_DUE_AT}


class Visibility:
    """What the server has of one run, so that it is told only what differs."""

    def __init__(self) -> None:
        shown = workflow.info().typed_search_attributes
        self._shown: _Values = {pair.key: pair.value for pair in shown}

    def show(self, state: CallState, *, next_step: Deadline | None, attention: bool) -> None:
        """Upsert, in one command, what differs; not if that is only a short wait."""
        values = _values(state, next_step, attention)
        changed = {key: value for key, value in values.items() if self._shown.get(key) != value}
        if not changed or (changed.keys() <= _OF_THE_WAIT and _is_short(next_step) and ways.at_least(ways.LEAN)):
            return
        updates = [key.value_unset() if value is None else key.value_set(value) for key, value in changed.items()]
        workflow.upsert_search_attributes(updates)
        self._shown |= changed


def _is_short(next_step: Deadline | None) -> bool:
    return next_step is not None and next_step.at - workflow.now() < SHORT


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
