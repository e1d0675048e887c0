"""What runs in the task of a call's workflow, under names that say it: a step, then the sends that leave at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from temporalio import activity
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from activities.contract import SEND_WITHIN, CallRef, LoadedCall, SendOutcome, SendRequest, StepOutcome, StepRequest
from activities.send_names import is_send_name
from activities.sends_at_once import SendsAtOnce
from activities.step_names import is_step_name

Load = Callable[[CallRef], Awaitable[LoadedCall]]
Record = Callable[[StepRequest], Awaitable[StepOutcome]]
Send = Callable[[SendRequest], Awaitable[list[SendOutcome]]]


class InTheTask:
    """Local activities: the Web UI shows them by their names alone, so their names vary (decision 6)."""

    def __init__(self, *, load: Load, record: Record, send: Send, at_once: SendsAtOnce) -> None:
        self._load = load
        self._record = record
        self._send = send
        self._at_once = at_once

    @activity.defn(dynamic=True)
    async def run_named(self, args: Sequence[RawValue]) -> Any:
        """A step or a send, by its name. Any other name is a mistake, and refused."""
        name, converter = activity.info().activity_type, activity.payload_converter()
        if not activity.info().is_local:  # another's workflow may ask for it, and must not say where a call stands
            raise ApplicationError("it is a local activity", type="UnknownActivity", non_retryable=True)
        if is_step_name(name):
            return await self.record(converter.from_payload(args[0].payload, StepRequest))
        if is_send_name(name):
            return await self.send(converter.from_payload(args[0].payload, SendRequest))
        raise ApplicationError(f"there is no activity {name!r}", type="UnknownActivity", non_retryable=True)

    async def record(self, request: StepRequest) -> StepOutcome:
        """Record a step, unless its call turns out to be known, and say whether what it sends may leave at once."""
        if request.is_new:
            known = await self._load(CallRef(agency=request.state.agency, call_number=request.state.call_number))
            if known.state is not None:
                return StepOutcome(known=known)
        outcome = await self._record(request)
        return replace(outcome, at_once=self._at_once.may_leave(request.state.agency, len(outcome.sends)))

    async def send(self, request: SendRequest) -> list[SendOutcome]:
        """Send, once: if it fails, it takes its turn in the queue of its provider, where it is tried again."""
        try:
            with self._at_once.watching():
                async with asyncio.timeout(SEND_WITHIN.total_seconds() * len(request.message_ids)):
                    return await self._send(request)
        except TimeoutError:
            raise ApplicationError("took too long", type="ProviderUnavailable", non_retryable=True) from None
        except ApplicationError as error:
            # It is never tried again in the task, which that would hold open: when to try again is said in its turn.
            raise ApplicationError(error.message, type=error.type, non_retryable=True) from None
