"""Celery 5 with Redis, as GOV.UK Notify uses it: persist the row, enqueue a task, let beat find what fell through.

Tasks are acknowledged when they are done, and come again when their worker is lost. Deadlines stand in the database,
where beat looks every second: a task with an ETA of days would sit in the memory of a worker, and come several times,
as Redis hands out again what was not acknowledged within the visibility timeout.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from celery import Celery
from sqlalchemy import ColumnElement, create_engine, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.peers import delivery
from benchmarks.peers.house import house, redis_url
from benchmarks.peers.steps import take_step
from benchmarks.peers.tables import CREATED, Call, Event, Message
from messaging.providers.base import ProviderError, RecipientRejected

VISIBILITY_TIMEOUT = 30
"""Seconds: above the longest task, of which the provider may take ten."""
LOOK = 1.0
EVENTS_AFTER, MESSAGES_AFTER = timedelta(seconds=10), timedelta(seconds=60)
"""How long something may wait for its task until beat enqueues another one."""

app = Celery("peer", broker=redis_url())
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": VISIBILITY_TIMEOUT},
    beat_schedule={"look": {"task": "look", "schedule": LOOK, "options": {"expires": 10 * LOOK}}},
)

AGAIN: dict[str, Any] = {
    "autoretry_for": (OperationalError, ProviderError),
    "dont_autoretry_for": (RecipientRejected,),
    "retry_backoff": 2,
    "retry_backoff_max": 300,
    "max_retries": 48,
}


@cache
def sessions() -> sessionmaker[Session]:
    """Of this process: those of the pool are forked, and share no connection."""
    return sessionmaker(create_engine(house().database, pool_size=2), expire_on_commit=False)


@cache
def loop() -> asyncio.Runner:
    """On which the coroutines of the providers' wrappers run."""
    return asyncio.Runner()


@app.task(name="step", **AGAIN)
def step(number: str) -> None:
    """Whatever waits for this call: events, a deadline."""
    now = datetime.now(UTC)
    with sessions().begin() as session:
        # First the call: its lock is what makes two tasks of one call take turns.
        session.execute(select(Call.number).where(Call.number == number).with_for_update())
        waiting = select(Event).where(Event.number == number, Event.handled_at.is_(None)).order_by(Event.received_at)
        events = session.scalars(waiting).all()
        taken = take_step(session, house(), number, [event.facts for event in events], now)
        for event in events:
            event.handled_at = now
    for message_id in taken.planned:
        deliver.delay(message_id)


@app.task(name="deliver", **AGAIN)
def deliver(message_id: str) -> None:
    """One message through its provider."""
    found = delivery.to_send(sessions(), message_id)
    if found is None:
        return
    channel, message = found
    try:
        accepted = loop().run(delivery.providers()[channel].send(message))
    except RecipientRejected as error:
        delivery.refused(sessions(), message_id, error.code)
    else:
        delivery.sent(sessions(), message_id, accepted)


@app.task(name="look")
def look() -> None:
    """Deadlines that have come, and what lost its task."""
    now = datetime.now(UTC)
    with sessions().begin() as session:
        # Moved on within the transaction, so that the next look does not find them again.
        due = _take(session, Call.number, Call.look_again_at <= now, {"look_again_at": now + EVENTS_AFTER})
        lost = _take(
            session,
            Event.number,
            Event.handled_at.is_(None) & (Event.received_at < now - EVENTS_AFTER),
            {"received_at": now},
        )
        created = (Message.status == CREATED) & (Message.updated_at < now - MESSAGES_AFTER)
        unsent = _take(session, Message.id, created, {"updated_at": now})
    for number in {*due, *lost}:
        step.delay(number)
    for message_id in unsent:
        deliver.delay(message_id)


def _take(session: Session, what: Any, which: ColumnElement[bool], values: dict[str, Any]) -> list[str]:
    table = what.class_
    return list(session.scalars(update(table).where(which).values(values).returning(what)))
