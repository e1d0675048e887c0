"""What an agency's sender allows per second reaches the queue of its provider."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from activities.contract import SEND_QUEUES
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import senders
from db.queries.senders import SenderValues
from domain.messages import Channel
from tests.desk import ORI, Desk
from tests.sending_rates import set_rates

NOW = datetime(2026, 11, 22, tzinfo=UTC)
EACH = {Channel.SMS: 20.0, Channel.EMAIL: 30.0}


@pytest.fixture(autouse=True)
async def fast_again(temporal_client: Client, sqlite_database: Database) -> AsyncIterator[None]:
    """Other tests send through the same server's queues."""
    yield
    await set_rates(sqlite_database, temporal_client, dict.fromkeys(Channel, 1000.0))


async def limits(client: Client, channel: Channel) -> tuple[float, dict[str, float]]:
    """Of every agency, and the weights of those with a rate of their own."""
    asked = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=SEND_QUEUES[channel]),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        report_config=True,
    )
    config = (await client.workflow_service.describe_task_queue(asked)).config
    each = config.fairness_keys_rate_limit_default.rate_limit.requests_per_second
    return each, dict(config.fairness_weight_overrides)


async def put(database: Database, vault: Vault, per_second: float | None) -> None:
    async with database.transaction() as session:
        values = SenderValues(address="+12065550100", per_second=per_second)
        await senders.put(session, vault, ori=ORI, channel=Channel.SMS.value, values=values, now=NOW)


async def test_an_agency_has_the_rate_of_its_sender_or_the_usual_one(desk: Desk, temporal_client: Client) -> None:
    await put(desk.database, desk.vault, 5.0)
    await set_rates(desk.database, temporal_client, EACH)
    assert await limits(temporal_client, Channel.SMS) == (20.0, {ORI: 0.25})
    assert await limits(temporal_client, Channel.EMAIL) == (30.0, {})
    await put(desk.database, desk.vault, None)
    await set_rates(desk.database, temporal_client, EACH)
    assert await limits(temporal_client, Channel.SMS) == (20.0, {})
