"""Move one workflow's clock: play a case of forty days in seconds. For tests and replays, never production.

The only file that knows Temporal's per-workflow time skipping, which is experimental (Server 1.32 with
`frontend.WorkflowTimeSkippingEnabled=true`; `engine.server` sets it). What was measured on it:

- A workflow has an offset to the wall clock. A fast-forward raises it timer by timer: each timer on the way
  fires at its own virtual time, in order. Afterwards the clock runs on at the normal rate with the new
  offset, so signals sent now carry a later `workflow.now()`.
- It works on any open workflow, however it was started, and follows continue-as-new (offset and pending
  fast-forward both carry over). A NEW run under the same id, such as a reopened call, starts at the wall clock.
  Continue-as-new needs `history.workflowIdReuseMinimalInterval="0s"`, else the new run's clock leaps ahead.
- It waits while a workflow task or an activity runs; an activity waiting for its next attempt is skipped to it.
- Cost per timer that fires: about 50 ms with the server settings of `engine.server`, 1 s with the server's
  defaults. 50 workflows side by side fire 80 timers per second on 2 cores.
- `activity.info().scheduled_time` and `started_time` are virtual. `datetime.now()` in an activity is not.
- Each fast-forward writes two events into the history, and each timer skipped to one more.
- A second fast-forward of the same workflow replaces the first, so this class lets only one through at a time;
  two processes must not move the same workflow.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig

# The server's own limit, 200, switches skipping off without a word and leaves the caller waiting.
SKIPS_PER_FAST_FORWARD = 1_000_000


class WorkflowClock:
    """Reads and moves the clocks of single workflows."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._skipper = TimeSkipper(client, config=TimeSkippingConfig(max_session_skip_count=SKIPS_PER_FAST_FORWARD))
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def now(self, workflow_id: str) -> datetime:
        """The workflow's time, aware UTC; the wall clock's when it never skipped."""
        return await self._skipper.get_current_time(self._client.get_workflow_handle(workflow_id))

    async def fast_forward(self, workflow_id: str, duration: timedelta) -> bool:
        """Let `duration` pass for this workflow; False when it is closed, or closes on the way."""
        if duration <= timedelta():
            return True
        lock = self._locks.setdefault(workflow_id, asyncio.Lock())
        async with lock:
            return await self._skip(workflow_id, duration)

    async def fast_forward_to(self, workflow_id: str, moment: datetime) -> bool:
        """Let time pass until `moment`; True at once when that is past."""
        return await self.fast_forward(workflow_id, moment - await self.now(workflow_id))

    async def _skip(self, workflow_id: str, duration: timedelta) -> bool:
        try:
            return await self._skipper.fast_forward(self._client.get_workflow_handle(workflow_id), duration)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
