"""The API of the Celery peer: an event is stored, then its task is enqueued."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Depends, FastAPI
from kombu.exceptions import OperationalError
from sqlalchemy import create_engine
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import sessionmaker

from benchmarks.peers.accept import PostedEvent, check_key, keep_people
from benchmarks.peers.callbacks import callbacks
from benchmarks.peers.celery_tasks import step
from benchmarks.peers.house import house
from benchmarks.peers.tables import Base, Event

engine = create_engine(house().database, pool_size=10)
sessions = sessionmaker(engine)
Base.metadata.create_all(engine)
app = FastAPI()
app.include_router(callbacks(sessions))


@app.post("/v1/events", status_code=202, dependencies=[Depends(check_key)])
def events(posted: list[PostedEvent]) -> None:
    """Accepted means stored: beat finds what could not be enqueued."""
    now = datetime.now(UTC)
    values = [{"id": e.id, "number": e.subject, "facts": e.facts(), "received_at": now} for e in posted]
    with sessions.begin() as session:
        keep_people(session, posted)
        session.execute(insert(Event).on_conflict_do_nothing(), values)
    for number in dict.fromkeys(event.subject for event in posted):
        try:
            step.apply_async((number,), retry=False)
        except OperationalError:
            return
