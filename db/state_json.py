"""`CallState` as JSON in the database and back."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import TypeAdapter

from db.tables import Call
from domain.call_state import CallState

_STATE = TypeAdapter(CallState)


def dump_state(state: CallState) -> dict[str, Any]:
    """What `Call.state` holds."""
    dumped: dict[str, Any] = _STATE.dump_python(state, mode="json")
    return dumped


def load_state(stored: dict[str, Any]) -> CallState:
    """What `dump_state` wrote. Raises pydantic.ValidationError if it is something else."""
    return _STATE.validate_python(stored)


def state_of(call: Call) -> CallState:
    """The call as its workflow last recorded it, or as it begins."""
    return load_state(call.state) if call.state else CallState(agency=call.ori, call_number=call.call_number)


def mark_of(stored: dict[str, Any]) -> str:
    """A short mark of what `Call.state` holds, the same for the same state in any process and database."""
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()[:16]
