"""The messages of a call that are on their way: sent side by side, but one after another to each person and channel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy
from temporalio.exceptions import ActivityError, FailureError

with workflow.unsafe.imports_passed_through():
    from activities.contract import (
        SEND_MESSAGE,
        SEND_QUEUES,
        SEND_SURVEY,
        SEND_WITHIN,
        SendOrder,
        SendOutcome,
        SendRequest,
        fairness_key,
    )
    from domain.messages import KEY_RULES, PRIORITY_KEY, Purpose
    from workflows import summaries, timeouts, ways
    from workflows.send_groups import Group, ids_of, split, together

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
        self._at_once: set[tuple[str, ...]] = set()
        self._last_in_lane: dict[str, asyncio.Task[None]] = {}
        self.let_go = False
        """What was on its way is left to the next run."""

    def __len__(self) -> int:
        return len(self._tasks)

    def in_hand(self) -> tuple[str, ...]:
        """The ids of messages on their way."""
        return tuple(message_id for ids in self._tasks for message_id in ids)

    def begin(self, orders: Iterable[SendOrder], *, at_once: bool = False) -> None:
        """Send them, in this very task if they may leave at once; nothing once all was let go, as the next run finds
        their rows.
        """
        if self.let_go:
            return
        merges = ways.at_least(ways.LEAN)
        for group in together(orders, is_free=self._is_free) if merges else [(order,) for order in orders]:
            self._start(group, at_once=at_once)

    async def leave_to_the_next_run(self) -> None:
        """End what is on its way. What is at the provider just now is waited for: else it might be sent twice."""
        if self._tasks:
            self.let_go = True
            for ids, task in self._tasks.items():
                if ids not in self._at_once:
                    task.cancel()
            await workflow.wait_condition(lambda: not self._tasks)

    def _is_free(self, lane: str) -> bool:
        last = self._last_in_lane.get(lane)
        return last is None or last.done()

    def _start(self, group: Group, *, at_once: bool = False) -> None:
        ahead = [self._last_in_lane[order.lane] for order in group if order.lane in self._last_in_lane]
        task = asyncio.create_task(self._send(group, ahead, at_once=at_once))
        self._tasks[ids_of(group)] = task
        for order in group:
            if order.lane:
                self._last_in_lane[order.lane] = task

    async def _send(self, group: Group, ahead: list[asyncio.Task[None]], *, at_once: bool) -> None:
        try:
            for task in ahead:
                if not task.done():
                    at_once = False  # until then, others may have begun to wait
                    await workflow.wait_condition(task.done)
            outcomes = await self._leave_at_once(group) if at_once else None
            if outcomes is None:
                outcomes = await self._until_it_has_ended(group)
        except (asyncio.CancelledError, ActivityError):
            if not self.let_go:
                raise
            outcomes = None
        del self._tasks[ids_of(group)]
        if outcomes is not None:
            self._tell(group, outcomes)

    def _tell(self, group: Group, outcomes: list[SendOutcome]) -> None:
        for order, ended, again in split(group, outcomes):
            if again is None or ended:
                self._sent(order, ended)
            if again is not None and not self.let_go:
                self._start((again,))

    async def _leave_at_once(self, group: Group) -> list[SendOutcome] | None:
        """None if it failed: then it takes its turn, and is tried again there."""
        ids = ids_of(group)
        self._at_once.add(ids)
        try:
            outcomes: list[SendOutcome] = await workflow.execute_local_activity(
                summaries.sending(group),
                self._request(group, in_the_task=True),
                result_type=list[SendOutcome],
                start_to_close_timeout=timeouts.SEND_AT_ONCE_TIMEOUT,
                retry_policy=timeouts.SEND_ONCE,
            )
        except FailureError:  # of a local activity, the SDK raises the failure itself, not an ActivityError around it
            return None
        else:
            return outcomes
        finally:
            self._at_once.discard(ids)

    async def _until_it_has_ended(self, group: Group) -> list[SendOutcome]:
        if self.let_go:
            raise asyncio.CancelledError
        try:
            return await self._execute(group, timeouts.SEND_RETRY)
        except ActivityError as error:
            if self.let_go:
                raise
            for order in group:
                self._stuck(order, summaries.trouble(error))
        try:
            return await self._execute(group, timeouts.SEND_RETRY_FOR_LONG)
        except ActivityError:
            if self.let_go:
                raise
            return []  # the activity itself said that trying again is no use

    async def _execute(self, group: Group, retry: RetryPolicy) -> list[SendOutcome]:
        rules = [KEY_RULES[key] for order in group for key in order.keys]
        outcomes: list[SendOutcome] = await workflow.execute_activity(
            SEND_SURVEY if rules[0].purpose is Purpose.SURVEY else SEND_MESSAGE,
            self._request(group),
            result_type=list[SendOutcome],
            task_queue=SEND_QUEUES[group[0].channel],
            start_to_close_timeout=SEND_WITHIN * len(rules),
            heartbeat_timeout=timeouts.SEND_SIGN_OF_LIFE,
            retry_policy=retry,
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
            summary=summaries.sending(group),
            priority=Priority(
                priority_key=min(PRIORITY_KEY[rule.urgency] for rule in rules),
                fairness_key=fairness_key(self._agency),
            ),
        )
        return outcomes

    def _request(self, group: Group, *, in_the_task: bool = False) -> SendRequest:
        channels = tuple(order.channel for order in group for _ in order.message_ids)
        return SendRequest(
            message_ids=ids_of(group),
            agency=self._agency,
            channels=channels if len(group) > 1 else (),
            now=workflow.now() if in_the_task else None,
        )
