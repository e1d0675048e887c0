"""DBOS on PostgreSQL: a durable workflow per call that receives events or times out, and one per message on a queue.

`python -m benchmarks.peers.dbos_flows` runs the worker. An id makes everything happen once: the call's number is that
of its workflow, a message's that of the workflow that sends it. A step may run again after a crash.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import cache
from typing import Any

from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.peers import delivery
from benchmarks.peers.house import house
from benchmarks.peers.steps import take_step
from benchmarks.peers.tables import Base
from messaging.providers.base import RecipientRejected

CALLS, MESSAGES, EVENTS = "calls", "messages", "events"
AT_ONCE = 20
"""Messages that are sent side by side: as many connections to the provider."""
POLL = 0.25
"""Seconds between two looks at a queue; a second is the default, and four looks cost little."""
LONGEST = 86_400.0 * 365
NAME = "peer"


@cache
def sessions() -> sessionmaker[Session]:
    """Of this process."""
    return sessionmaker(create_engine(house().database, pool_size=10), expire_on_commit=False)


@DBOS.workflow()
async def follow_call(number: str) -> None:
    """From its first event until nothing is to come."""
    wait = LONGEST
    while wait >= 0:
        event = await DBOS.recv_async(EVENTS, timeout_seconds=wait)
        taken = await record_step(number, event)
        for message_id in taken["to_send"]:
            with SetWorkflowID(message_id):
                await DBOS.enqueue_workflow_async(MESSAGES, deliver, message_id)
        wait = taken["wait"]


@DBOS.step(retries_allowed=True, max_attempts=100, interval_seconds=0.5, backoff_rate=1.5)
async def record_step(number: str, event: dict[str, Any] | None) -> dict[str, Any]:
    """Run twice, it plans everything once. `wait`: seconds until the next deadline; negative once all is over."""
    return await asyncio.to_thread(_record_step, number, event)


def _record_step(number: str, event: dict[str, Any] | None) -> dict[str, Any]:
    now = datetime.now(UTC)
    with sessions().begin() as session:
        taken = take_step(session, house(), number, [event] if event else [], now)
    until = taken.look_again_at
    wait = -1.0 if taken.over else LONGEST if until is None else max(0.0, (until - now).total_seconds())
    return {"to_send": taken.to_send, "wait": wait}


@DBOS.workflow()
async def deliver(message_id: str) -> None:
    """One message, under its id: it is enqueued once, however often its call says so."""
    await send(message_id)


@DBOS.step(retries_allowed=True, max_attempts=48, interval_seconds=2, backoff_rate=2)
async def send(message_id: str) -> None:
    """Through its provider; again after trouble that passes."""
    found = await asyncio.to_thread(delivery.to_send, sessions(), message_id)
    if found is None:
        return
    channel, message = found
    try:
        accepted = await delivery.providers()[channel].send(message)
    except RecipientRejected as error:
        await asyncio.to_thread(delivery.refused, sessions(), message_id, error.code)
    else:
        await asyncio.to_thread(delivery.sent, sessions(), message_id, accepted)


async def main() -> None:
    """Until it is stopped. What was under way when it was killed is taken up again."""
    DBOS.launch()
    await DBOS.register_queue_async(CALLS, polling_interval_sec=POLL)
    await DBOS.register_queue_async(MESSAGES, worker_concurrency=AT_ONCE, polling_interval_sec=POLL)
    await asyncio.Event().wait()


def config() -> DBOSConfig:
    """One version, so that the next process takes up what this one left."""
    return {"name": NAME, "system_database_url": house().database, "application_version": "1", "log_level": "WARNING"}


if __name__ == "__main__":
    Base.metadata.create_all(create_engine(house().database))
    DBOS(config=config())
    asyncio.run(main())
