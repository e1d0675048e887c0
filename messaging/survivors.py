"""A call that was joined with a sensitive one, or with one of which nothing is known, is as sensitive itself.

Its caller would else be told on their phone which call of the same house the police are at.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import calls
from db.state_json import state_of
from db.tables import Call
from domain.call_state import CallState
from domain.incident_types import may_be_sensitive


async def careful(session: AsyncSession, call: Call, state: CallState) -> CallState:
    """The state of a call, sensitive if the call that survives it is, or may be for all that is known."""
    if state.merged_into is None or state.sensitive:
        return state
    known = await calls.with_number(session, call.ori, state.merged_into)
    harmless = [survivor for survivor in known if survivor.id != call.id and _is_harmless(survivor)]
    return state if known and len(harmless) == len(known) else replace(state, sensitive=True)


def _is_harmless(survivor: Call) -> bool:
    state = state_of(survivor)
    known_type = state.incident_type or survivor.snapshot.get("incident_type")
    return bool(known_type) and not (state.sensitive or may_be_sensitive(known_type))
