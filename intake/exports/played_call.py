"""A past call ready to be played again: its events as time since receipt, and how it should end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.call_state import CallStatus
from domain.events import EventType
from domain.incident_types import is_sensitive
from domain.lifecycle import CASE_EVENTS
from domain.messages import MessageKey
from domain.policy import Policy
from intake.exports.invented_people import InventedPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedEvent:
    """One event: `after` counts from the call's receipt, `data` is what the API takes, people included."""

    type: EventType
    id: str
    after: timedelta
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedCall:
    """One call of an export.

    `received_at` is when it really was received (aware UTC); a replay moves it to now. `expected` is the end its
    data say. `invented` names the facts the export does not have.
    """

    call_number: str
    source: str
    received_at: datetime
    events: tuple[PlayedEvent, ...]
    expected: CallStatus
    initial_type: str
    final_type: str | None
    priority: int | None
    officer_initiated: bool
    disposition: str | None
    case_number: str | None
    arrived_after: timedelta | None
    ended_after: timedelta | None
    people: tuple[InventedPerson, ...] = ()
    invented: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()

    @property
    def case_open(self) -> bool:
        """True when the case, if there is one, has not ended: its workflow stays open."""
        has_case = self.case_number is not None or any(event.type in CASE_EVENTS for event in self.events)
        return has_case and self.expected not in (CallStatus.CLOSED, CallStatus.SUSPENDED)

    def ends_as_expected(self, actual: str | None) -> bool:
        """A call that no unit came to stands as received or, once the time allowed is over, as delayed."""
        if self.expected is CallStatus.RECEIVED:
            return actual in (CallStatus.RECEIVED, CallStatus.DELAYED)
        return actual == self.expected


def expect_delayed(call: PlayedCall, policy: Policy) -> bool:
    """True if callers should be told that an officer is late: no arrival and no end within the time allowed."""
    may_be_told = (
        MessageKey.OFFICER_DELAYED in policy.messages
        and policy.allows(call.initial_type, call.priority)
        and not is_sensitive(call.initial_type)
        and not call.officer_initiated
    )
    limit = policy.delay(call.priority)
    relief = [after for after in (call.arrived_after, call.ended_after) if after is not None]
    return may_be_told and all(after > limit for after in relief)
