"""The cases of the chaos: real events in real time, each as soon as what came of the one before has left."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol

import httpx

from benchmarks.full_case import AREA_CODES, Happening, cloud_event
from benchmarks.local_stack import Stage, until
from db.queries import agencies
from db.tables import Agency
from domain.delivery import TO_BE_SENT

LANGUAGES = ("en", "es", "fr", "ar", "sw", "fa")
PATIENCE = 2700.0
"""Seconds until a case that does not move is given up, and counted as stopped. An email in doubt three times over waits
fourteen minutes for news of it (`messaging.retry`), which happens to one in a thousand here."""
LOOK = 0.5

CASE: tuple[Happening, ...] = (
    Happening(minutes=0, type="call.received", data={"incident_type": "BURGLARY", "priority": 3}),
    Happening(minutes=0, type="unit.arrived"),
    Happening(minutes=0, type="call.closed", data={"disposition": "01"}),
    Happening(minutes=0, type="case.assigned"),
    Happening(minutes=0, type="case.arrest"),
    Happening(minutes=0, type="case.charged"),
    Happening(minutes=0, type="case.suspended"),
    Happening(minutes=0, type="case.reopened"),
    Happening(minutes=0, type="case.closed"),
)
MESSAGES_PER_CASE = 22
"""Eleven keys, each by text and by email."""


async def prepare_agency(here: Stage) -> None:
    """Everything at once, by every channel, at any hour: where the agency is, it is early afternoon."""
    async with here.transaction() as session:
        agency = await agencies.get(session, here.stack.demo.ori)
        assert agency is not None
        say_at_once(agency)
        agency.policy = (
            agency.policy.replace(", all_channels = true", "")
            .replace('channels = ["sms", "email"]', 'channels = ["sms", "email"], all_channels = true')
            .replace('channels = ["email", "sms"]', 'channels = ["email", "sms"], all_channels = true')
        )


def say_at_once(agency: Agency) -> None:
    """Nothing is held, and where the agency is, it is early afternoon."""
    hours_to_two = 14 - datetime.now(UTC).hour
    agency.time_zone = f"Etc/GMT{-hours_to_two:+d}"  # the sign is the other way round in these names
    agency.policy = (
        agency.policy.replace("hold_seconds = 60", "hold_seconds = 0")
        .replace("by_number = true", "by_number = false")
        .replace("messages_per_person_per_day = 20", "messages_per_person_per_day = 100")
    )


_EVENTS = """
    SELECT call_number, count(*) FROM timeline JOIN calls ON calls.id = call_id WHERE kind = 'event' GROUP BY 1
"""
_WAITING = """
    SELECT call_number, count(*) FROM messages JOIN calls ON calls.id = call_id
    WHERE messages.status IN (?, ?, ?) GROUP BY 1
"""


class Readable(Protocol):
    """A stack whose database can be read past the API."""

    def rows(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        """What the database answers."""


@dataclass(kw_only=True)
class Progress:
    """How far each call is, read past the API every half second."""

    here: Readable
    events: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            self.events, self.waiting = await asyncio.to_thread(self._look)
            await asyncio.sleep(LOOK)

    def settled(self, number: str, events: int) -> bool:
        """So many events recorded, and everything planned has left or was withheld."""
        return self.events.get(number, 0) >= events and not self.waiting.get(number)

    def _look(self) -> tuple[dict[str, int], dict[str, int]]:
        # Events first: what they led to is in the same transaction.
        events = dict(self.here.rows(_EVENTS))
        return events, dict(self.here.rows(_WAITING, *(status.value for status in TO_BE_SENT)))


class Cases:
    """Plays cases through the API, whatever dies meanwhile."""

    def __init__(self, here: Stage, progress: Progress) -> None:
        self._here = here
        self._progress = progress
        self.stuck: list[str] = []

    async def play(self, n: int) -> None:
        """One of them, to its end."""
        number, begun = f"26-{n:06d}", datetime.now(UTC)
        for sent, happening in enumerate(CASE, start=1):
            await self._report(event(n, number, happening, begun))
            try:
                await until(partial(self._progress.settled, number, sent), patience=PATIENCE, look=LOOK)
            except TimeoutError:
                self.stuck.append(number)
                return

    async def _report(self, happened: dict[str, Any]) -> None:
        """Again until it is accepted: a repeat of an event is harmless."""
        while True:
            try:
                return await self._here.report([happened])
            except httpx.HTTPError:
                await asyncio.sleep(0.5)


def event(n: int, number: str, happening: Happening, begun: datetime) -> dict[str, Any]:
    """As a CAD sends it; no person is in two cases, so that every text says what only it says."""
    sent = cloud_event(n, number, happening, begun) | {"time": datetime.now(UTC).isoformat()}
    if happening is CASE[0]:
        victim = {
            "roles": ["reporting_party", "victim"],
            "name": "Zahra Karimi",
            "phone": f"+1{AREA_CODES[n // 10_000]}555{n % 10_000:04d}",
            "email": f"victim.{n}@example.com",
            "language": LANGUAGES[n % len(LANGUAGES)],
        }
        sent["data"] = {**happening.data, "contacts": [victim]}
    if happening.type == "call.closed":
        sent["data"] = {**happening.data, "case_number": f"26-{n:06d}-C"}
    return sent
