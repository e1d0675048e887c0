"""A Caseline that is not there: an API and clocks in memory that keep the rules of the real ones."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from commands.replaying.call_player import Pace
from commands.replaying.http_api import CallRefused, PlayedCallView, PlayedMessageView
from domain.call_state import CallStatus
from domain.events import EventType
from intake.exports.played_call import PlayedCall, PlayedEvent

NOW = datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=UTC)
HURRY = Pace(look=0.001, look_at_most=0.002, settle=0.05)

LIMIT = timedelta(minutes=30)
"""When the fake tells that an officer is late."""


def a_call(number: str = "C1", *, arrived: float | None = 20, closed: float = 60, **changes: Any) -> PlayedCall:
    """A call with times in minutes; it ends closed."""
    told: list[tuple[EventType, float]] = [(EventType.CALL_RECEIVED, 0)]
    told += [(EventType.UNIT_ARRIVED, arrived)] if arrived is not None else []
    told.append((EventType.CALL_CLOSED, closed))
    plausible: dict[str, Any] = {
        "call_number": number,
        "source": "smalltown-cad",
        "received_at": datetime(2019, 1, 1, tzinfo=UTC),
        "events": tuple(
            PlayedEvent(type=kind, id=f"{number}/{n}", after=timedelta(minutes=after))
            for n, (kind, after) in enumerate(told)
        ),
        "expected": CallStatus.CLOSED,
        "initial_type": "LARCENY",
        "final_type": None,
        "priority": 3,
        "officer_initiated": False,
        "disposition": "18",
        "case_number": None,
        "arrived_after": None if arrived is None else timedelta(minutes=arrived),
        "ended_after": timedelta(minutes=closed),
    }
    return PlayedCall(**(plausible | changes))


@dataclass
class FakeCall:
    """One call in memory, with its clock as an offset to NOW."""

    received_at: datetime
    clock: datetime
    seen: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    heard_at: dict[str, datetime] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    arrived: bool = False
    ended: bool = False
    late: bool = False


class FakeCaseline:
    """Takes events as the API does, keeps clocks as Temporal does, and tells who is late when the time is over."""

    def __init__(self, *, slow: frozenset[str] = frozenset(), refused: frozenset[str] = frozenset()) -> None:
        self.calls: dict[str, FakeCall] = {}
        self.slow = slow
        self.refused = refused
        self.batches: list[list[str]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.repeat_tells = False

    async def call(self, call_number: str) -> PlayedCallView | None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        known = self.calls.get(call_number)
        if known is None:
            return None
        return PlayedCallView(
            status="closed" if known.ended else "received",
            received_at=known.received_at,
            events=0 if call_number in self.slow else len(known.seen),
            messages=tuple(PlayedMessageView(key=key, status="delivered") for key in known.messages),
        )

    async def send(self, events: Sequence[Mapping[str, Any]]) -> None:
        self.batches.append([event["id"] for event in events])
        for event in events:
            if event["subject"] in self.refused:
                raise CallRefused("no such type")
            self._take(event)

    def _take(self, event: Mapping[str, Any]) -> None:
        at = datetime.fromisoformat(event["time"])
        call = self.calls.setdefault(event["subject"], FakeCall(received_at=at, clock=NOW))
        if event["id"] in call.seen:
            if call.seen[event["id"]] != event:
                raise CallRefused("this call was played before with other content")
            if self.repeat_tells:
                call.messages.append("call_received")
            return
        call.seen[event["id"]] = event
        call.heard_at[event["id"]] = call.clock
        call.arrived |= event["type"] == EventType.UNIT_ARRIVED
        call.ended |= event["type"] == EventType.CALL_CLOSED

    async def now(self, workflow_id: str) -> datetime:
        return self.calls[workflow_id.rpartition("/")[2]].clock

    async def fast_forward(self, workflow_id: str, duration: timedelta) -> bool:
        call = self.calls[workflow_id.rpartition("/")[2]]
        limit = call.received_at + LIMIT
        if call.clock < limit <= call.clock + duration and not (call.arrived or call.ended):
            call.messages.append("officer_delayed")
        call.clock += duration
        return not call.ended
