"""The messages of a call that are on their way: sent side by side, but one after another to each person and channel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.contract import (
        SEND_MESSAGE,
        SEND_QUEUES,
        SEND_SURVEY,
        SendOrder,
        SendOutcome,
        SendRequest,
        fairness_key,
    )
    from domain.messages import KEY_RULES, PRIORITY_KEY, Purpose
    from workflows import summaries, timeouts

Sent = Callable[[SendOrder, list[SendOutcome]], None]
Stuck = Callable[[SendOrder, str], None]


class Sends:
    """Sends what is ordered until it is sent or withheld; tells `sent` when it is, and `stuck` when it takes long.

    Texts planned in different steps would overtake each other at a slow provider: "sorry for the wait" came before
    "we got your call". So those of one lane (person and channel) wait for each other.
    """

    def __init__(self, agency: str, *, sent: Sent, stuck: Stuck) -> None:
        self._agency = agency
        self._sent = sent
        self._stuck = stuck
        self._tasks: dict[tuple[str, ...], asyncio.Task[None]] = {}
        self._last_in_lane: dict[str, asyncio.Task[None]] = {}
        self.let_go = False
        """What was on its way is left to the next run."""

    def __len__(self) -> int:
        return len(self._tasks)

    def in_hand(self) -> tuple[str, ...]:
        """The ids of messages on their way."""
        return tuple(message_id for ids in self._tasks for message_id in ids)

    def begin(self, orders: Iterable[SendOrder]) -> None:
        """Send them; nothing once all was let go, as the next run finds their rows."""
        for order in () if self.let_go else orders:
            task = asyncio.create_task(self._send(order, self._last_in_lane.get(order.lane)))
            self._tasks[order.message_ids] = task
            if order.lane:
                self._last_in_lane[order.lane] = task

    async def leave_to_the_next_run(self) -> None:
        """End what is on its way. What is at the provider just now is waited for: else it might be sent twice."""
        if self._tasks:
            self.let_go = True
            for task in self._tasks.values():
                task.cancel()
            await workflow.wait_condition(lambda: not self._tasks)

    async def _send(self, order: SendOrder, ahead: asyncio.Task[None] | None) -> None:
        try:
            if ahead is not None and not ahead.done():
                await workflow.wait_condition(ahead.done)
            outcomes: list[SendOutcome] | None = await self._until_it_has_ended(order)
        except (asyncio.CancelledError, ActivityError):
            if not self.let_go:
                raise
            outcomes = None
        del self._tasks[order.message_ids]
        if outcomes is not None:
            self._sent(order, outcomes)

    async def _until_it_has_ended(self, order: SendOrder) -> list[SendOutcome]:
        try:
            return await self._execute(order, timeouts.SEND_RETRY)
        except ActivityError as error:
            if self.let_go:
                raise
            self._stuck(order, summaries.trouble(error))
        try:
            return await self._execute(order, timeouts.SEND_RETRY_FOR_LONG)
        except ActivityError:
            if self.let_go:
                raise
            return []  # the activity itself said that trying again is no use

    async def _execute(self, order: SendOrder, retry: RetryPolicy) -> list[SendOutcome]:
        rules = [KEY_RULES[key] for key in order.keys]
        outcomes: list[SendOutcome] = await workflow.execute_activity(
            SEND_SURVEY if rules[0].purpose is Purpose.SURVEY else SEND_MESSAGE,
            SendRequest(message_ids=order.message_ids, agency=self._agency),
            result_type=list[SendOutcome],
            task_queue=SEND_QUEUES[order.channel],
            start_to_close_timeout=timeouts.SEND_TIMEOUT * len(rules),
            heartbeat_timeout=timeouts.SEND_SIGN_OF_LIFE,
            retry_policy=retry,
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
            summary=summaries.sending(order),
            priority=Priority(
                priority_key=min(PRIORITY_KEY[rule.urgency] for rule in rules),
                fairness_key=fairness_key(self._agency),
            ),
        )
        return outcomes
