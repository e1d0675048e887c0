"""The API of the DBOS peer: an event is sent to its call's workflow, durably."""

from __future__ import annotations

from dbos import DBOSClient
from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from benchmarks.peers.accept import PostedEvent, check_key, keep_people
from benchmarks.peers.callbacks import callbacks
from benchmarks.peers.dbos_flows import CALLS, EVENTS, NAME
from benchmarks.peers.house import house

engine = create_engine(house().database, pool_size=10)
sessions = sessionmaker(engine)
client = DBOSClient(system_database_engine=engine, application_name=NAME)
app = FastAPI()
app.include_router(callbacks(sessions))


@app.post("/v1/events", status_code=202, dependencies=[Depends(check_key)])
def events(posted: list[PostedEvent]) -> None:
    """People, workflows and events in one transaction: accepted means all of it is there."""
    with sessions.begin() as session:
        for number in keep_people(session, posted):
            client.enqueue_in_transaction(
                session, {"workflow_name": "follow_call", "queue_name": CALLS, "workflow_id": number}, number
            )
        for event in posted:
            client.send_in_transaction(session, event.subject, event.facts(), EVENTS, event.id)
