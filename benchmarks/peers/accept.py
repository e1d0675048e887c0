"""What a CAD posts to a peer: CloudEvents with people in the first, read and kept apart."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from typing import Any

from fastapi import HTTPException, Request
from pydantic import BaseModel
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from benchmarks.peers.house import API_KEY
from benchmarks.peers.tables import Call, Contact
from domain.events import CallEvent


class PostedContact(BaseModel):
    """A person as a CAD names them."""

    roles: list[str]
    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = "en"


class PostedEvent(BaseModel):
    """A CloudEvent of a call."""

    id: str
    source: str
    subject: str
    type: str
    time: str
    data: dict[str, Any] = {}

    def facts(self) -> dict[str, Any]:
        """Without people. Raises domain.events.MalformedEvent."""
        plain = {name: value for name, value in self.data.items() if name != "contacts"}
        read = {"id": self.id, "source": self.source, "type": self.type, "occurred_at": self.time, **plain}
        return CallEvent.from_mapping(read).to_mapping()

    def contacts(self) -> list[PostedContact]:
        """Its people."""
        return [PostedContact.model_validate(each) for each in self.data.get("contacts", ())]


def check_key(request: Request) -> None:
    """A dependency of the route that takes events. Raises HTTPException."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not secrets.compare_digest(given.encode(), os.environ[API_KEY].encode()):
        raise HTTPException(401)


def keep_people(session: Session, events: Iterable[PostedEvent]) -> set[str]:
    """The calls that are new, with the people of the events; returns their numbers."""
    events = list(events)
    calls = [{"number": number} for number in sorted({event.subject for event in events})]
    new = set(session.scalars(insert(Call).on_conflict_do_nothing().returning(Call.number), calls))
    people = [
        {"number": event.subject, **contact.model_dump()}
        for event in events
        if event.subject in new
        for contact in event.contacts()
    ]
    if people:
        session.execute(insert(Contact), people)
    return new
