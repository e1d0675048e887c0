"""Plays one call: each event at its own time on the call's own clock, until it stands where its data say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from commands.replaying.http_api import CallApi, PlayedCallView
from commands.replaying.report import is_open
from domain.policy import Policy
from intake.exports.played_call import PlayedCall, PlayedEvent
from workflows.contract import workflow_id

BEFORE_A_DEADLINE = timedelta(seconds=90)
"""An event this shortly before a deadline is sent so much early: on its way it must not be overtaken."""

AFTERWARDS = timedelta(days=10)
"""Long enough for outcome, survey, reminder, and nights in between."""

AFTERWARDS_OPEN = timedelta(days=30)
"""Long enough for the notice that a case is still open."""


class Clock(Protocol):
    """What a replay needs of `engine.time_skipping.WorkflowClock`."""

    async def now(self, workflow_id: str) -> datetime:
        """The workflow's time."""

    async def fast_forward(self, workflow_id: str, duration: timedelta) -> bool:
        """Let time pass; False when the workflow is closed, or closes on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a replay waits: seconds between looks, and for a call to settle in the end."""

    look: float = 0.15
    look_at_most: float = 1.0
    usual_at_most: float = 10.0
    settle: float = 30.0


def cloud_event(call: PlayedCall, event: PlayedEvent, *, received_at: datetime) -> dict[str, Any]:
    """A CloudEvent in structured JSON, moved as the receipt of its call was; of the same the same."""
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": call.source,
        "type": event.type.value,
        "subject": call.call_number,
        "time": (received_at + event.after).astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": dict(event.data),
    }


class CallPlayer:
    """Plays calls of one agency, one at a time or many side by side."""

    def __init__(
        self,
        *,
        api: CallApi,
        clock: Clock,
        agency: str,
        now: Callable[[], datetime],
        policy: Policy | None = None,
        pace: Pace = Pace(),
    ) -> None:
        self.api = api
        self.policy = policy
        self.pace = pace
        self._clock = clock
        self._agency = agency
        self._now = now
        self._usual = 0.0
        """How long it takes of late until an event is dealt with."""

    async def play(self, call: PlayedCall) -> PlayedCallView:
        """Send every event in its time, let time pass afterwards, and say how the call stands. Raises CallRefused."""
        flow = workflow_id(self._agency, call.call_number)
        received_at = await self.receipt(call)
        for sent, event in enumerate(call.events, start=1):
            if sent > 1:
                await self._pass_time(flow, received_at + self._sent_at(call, event.after))
            await self.api.send([cloud_event(call, event, received_at=received_at)])
            await self._dealt_with(call, sent)
        last = received_at + call.events[-1].after
        await self._pass_time(flow, last + (AFTERWARDS_OPEN if call.case_open else AFTERWARDS))
        return await self._settled(call)

    async def receipt(self, call: PlayedCall) -> datetime:
        """When the call is received: now, or when it was received when it was first played."""
        while True:
            known = await self.api.call(call.call_number)
            if known is None:
                return self._now().replace(microsecond=0)
            if known.received_at is not None:
                return known.received_at
            await asyncio.sleep(self.pace.look)

    async def _pass_time(self, flow: str, until: datetime) -> None:
        duration = until - await self._clock.now(flow)
        if duration > timedelta():
            await self._clock.fast_forward(flow, duration)

    def _sent_at(self, call: PlayedCall, after: timedelta) -> timedelta:
        """The event's own time, or earlier where a deadline follows so closely that it might come first."""
        if self.policy is None:
            return after
        deadlines = (self.policy.hold, self.policy.delay(call.priority))
        close = any(timedelta() <= deadline - after < BEFORE_A_DEADLINE for deadline in deadlines)
        return after - BEFORE_A_DEADLINE if close else after

    async def _dealt_with(self, call: PlayedCall, events: int) -> None:
        """Wait until the workflow has had so many events. Looks first when that usually is so: a look costs the API."""
        began = self._time()
        pause = max(self.pace.look, 0.8 * self._usual)
        while True:
            await asyncio.sleep(pause)
            view = await self.api.call(call.call_number)
            if view is not None and view.events >= events:
                took = min(self._time() - began, self.pace.usual_at_most)
                self._usual += (took - self._usual) / 8
                return
            pause = min(max(self.pace.look, pause / 2), self.pace.look_at_most)

    async def _settled(self, call: PlayedCall) -> PlayedCallView:
        """As the call stands once it ended as expected and nothing is on its way, or when patience is over."""
        until = self._time() + self.pace.settle
        while True:
            view = await self.api.call(call.call_number)
            if view is not None:
                still = any(is_open(message) for message in view.messages)
                if (call.ends_as_expected(view.status) and not still) or self._time() >= until:
                    return view
            await asyncio.sleep(self.pace.look_at_most)

    def _time(self) -> float:
        """Seconds on the clock of this process: how long things take, never when they happen."""
        return asyncio.get_running_loop().time()
