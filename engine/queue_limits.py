"""How many tasks a second a queue hands out for each fairness key, by a rate of its own.

The server (1.32) keeps one limit for every key and multiplies it by the key's weight. So a key's own rate is set as
its weight, which is also its share when the queue as a whole is at its limit (docs/decisions/0004).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import RateLimit, TaskQueue, TaskQueueConfig
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, UpdateTaskQueueConfigRequest
from temporalio.client import Client

_ACTIVITIES = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
_SAME = 1e-4
"""Rates travel as 32-bit floats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLimits:
    """Tasks per second: of each key that is not named, and of those that are."""

    each: float
    named: Mapping[str, float] = field(default_factory=dict)

    @property
    def weights(self) -> dict[str, float]:
        """Of the keys whose rate is not the usual one."""
        weights = {key: rate / self.each for key, rate in self.named.items()}
        return {key: weight for key, weight in weights.items() if not _same(weight, 1)}


async def limit_keys(client: Client, queue: str, limits: KeyLimits) -> bool:
    """Make the server keep them for the queue's activities; False when it does so already. Raises RPCError."""
    before = await _config(client, queue)
    known, wanted = before.fairness_weight_overrides, limits.weights
    changed = {key: weight for key, weight in wanted.items() if not _same(known.get(key, 0), weight)}
    gone = sorted(known.keys() - wanted.keys())
    each = before.fairness_keys_rate_limit_default.rate_limit.requests_per_second
    if not changed and not gone and _same(each, limits.each):
        return False
    await client.workflow_service.update_task_queue_config(
        UpdateTaskQueueConfigRequest(
            namespace=client.namespace,
            identity=client.identity,
            task_queue=queue,
            task_queue_type=_ACTIVITIES,
            update_fairness_key_rate_limit_default=UpdateTaskQueueConfigRequest.RateLimitUpdate(
                rate_limit=RateLimit(requests_per_second=limits.each), reason="what one agency may send"
            ),
            set_fairness_weight_overrides=changed,
            unset_fairness_weight_overrides=gone,
        ),
        retry=True,
    )
    return True


async def _config(client: Client, queue: str) -> TaskQueueConfig:
    asked = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=_ACTIVITIES,
        report_config=True,
    )
    return (await client.workflow_service.describe_task_queue(asked, retry=True)).config


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME * max(one, other)
