"""`CallState` as JSON in the database and back."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from domain.call_state import CallState

_STATE = TypeAdapter(CallState)


def dump_state(state: CallState) -> dict[str, Any]:
    """What `Call.state` holds."""
    dumped: dict[str, Any] = _STATE.dump_python(state, mode="json")
    return dumped


def load_state(stored: dict[str, Any]) -> CallState:
    """What `dump_state` wrote. Raises pydantic.ValidationError if it is something else."""
    return _STATE.validate_python(stored)
