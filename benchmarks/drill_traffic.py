"""The traffic of the restore drill: calls whose events are known in advance, so that a feed can repeat them exactly."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

LANGUAGES = ("en", "es", "fr", "ar", "sw", "fa")
DELAY = timedelta(minutes=1)
"""In the drill's policy, from a call's receipt until its caller hears that an officer is late."""

RECEIVED, DISPATCHED, EN_ROUTE, ARRIVED, CLOSED, ASSIGNED, ARREST = (
    "call.received",
    "unit.dispatched",
    "unit.en_route",
    "unit.arrived",
    "call.closed",
    "case.assigned",
    "case.arrest",
)
WAY = (RECEIVED, DISPATCHED, EN_ROUTE, ARRIVED, CLOSED, ASSIGNED, ARREST)
"""Of a call, in this order."""

LEADS_TO = {
    RECEIVED: "call_received",
    CLOSED: "case_number",
    ASSIGNED: "detective_assigned",
    ARREST: "arrest_made",
}
"""Event type -> the message that its victim must hear, or that is withheld for a reason."""

STOP, HELP = "STOP", "help me, he is back"


@dataclass(kw_only=True)
class DrillCall:
    """One call and the one person it is about; `late`: no officer ever comes."""

    n: int
    late: bool
    reported: list[dict[str, Any]] = field(default_factory=list)
    received_at: datetime | None = None
    wrote: str = ""

    @property
    def number(self) -> str:
        """Its call number."""
        return f"26-{self.n:06d}"

    @property
    def phone(self) -> str:
        """Its victim's, in no other call."""
        return f"+1206555{self.n:04d}"

    @property
    def email(self) -> str:
        """Its victim's, in no other call."""
        return f"victim.{self.n}@example.com"

    @property
    def way(self) -> tuple[str, ...]:
        """The events it will have."""
        return WAY[:2] if self.late else WAY

    @property
    def is_over(self) -> bool:
        """Nothing more will be reported."""
        return len(self.reported) == len(self.way)

    def next_event(self) -> dict[str, Any]:
        """What happens to it now."""
        type_, now = self.way[len(self.reported)], datetime.now(UTC)
        data: dict[str, Any] = {}
        if type_ == RECEIVED:
            self.received_at = now
            victim = {
                "roles": ["reporting_party", "victim"],
                "name": "Zahra Karimi",
                "phone": self.phone,
                "email": self.email,
                "language": LANGUAGES[self.n % len(LANGUAGES)],
            }
            data = {"incident_type": "BURGLARY", "priority": 3, "contacts": [victim]}
        elif type_ == CLOSED:
            data = {"disposition": "01", "case_number": f"{self.number}-C"}
        event = {
            "specversion": "1.0",
            "id": f"{self.number}/{type_}",
            "source": "drill",
            "subject": self.number,
            "type": type_,
            "time": now.isoformat(),
            "data": data,
        }
        self.reported.append(event)
        return event


@dataclass(kw_only=True)
class Traffic:
    """All calls so far. `post` hands CloudEvents in, `write` texts back from a phone."""

    http: httpx.AsyncClient
    write: Callable[[str, str], None]
    chance: random.Random
    calls: list[DrillCall] = field(default_factory=list)

    async def flow(self, *, new: int, seconds: float) -> None:
        """For so long: new calls come in, and those that are open move on; some people write back."""
        steps = max(1, round(seconds * 4))
        coming = sorted(self.chance.randrange(steps) for _ in range(new))
        for step in range(steps):
            began = asyncio.get_running_loop().time()
            for _ in range(coming.count(step)):
                self.calls.append(DrillCall(n=len(self.calls), late=self.chance.random() < 0.15))
                await self.report([self.calls[-1].next_event()])
            movable = [call for call in self.calls if not call.is_over]
            moving = self.chance.sample(movable, min(len(movable), 3))
            await self.report([call.next_event() for call in moving])
            await self._perhaps_write()
            await asyncio.sleep(max(0.0, 0.25 - (asyncio.get_running_loop().time() - began)))

    async def report(self, events: list[dict[str, Any]]) -> None:
        """Until they are accepted: a repeat is harmless."""
        headers = {"Content-Type": "application/cloudevents-batch+json"}
        while events:
            try:
                (await self.http.post("/v1/events", json=events, headers=headers)).raise_for_status()
            except httpx.HTTPStatusError as error:
                if error.response.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                    raise AssertionError(error.response.text) from None
                await asyncio.sleep(0.5)
            except httpx.HTTPError:
                await asyncio.sleep(0.5)
            else:
                return

    async def repeat(self, *, since: datetime) -> int:
        """The feed sends everything of since then again, in the order in which it happened."""
        events = sorted(self._events(since), key=lambda event: str(event["time"]))
        for start in range(0, len(events), 20):
            await self.report(events[start : start + 20])
        return len(events)

    async def arrive_before_they_are_late(self) -> None:
        """Every officer that is expected comes before the caller would hear of a delay."""
        for call in self.calls:
            while not call.late and ARRIVED not in {event["type"] for event in call.reported}:
                await self.report([call.next_event()])

    async def come_to_an_end(self) -> None:
        """Whatever is still to be reported, is."""
        while open_calls := [call for call in self.calls if not call.is_over]:
            for start in range(0, len(open_calls), 20):
                await self.report([call.next_event() for call in open_calls[start : start + 20]])
            await asyncio.sleep(1)

    def _events(self, since: datetime) -> Iterable[dict[str, Any]]:
        for call in self.calls:
            yield from (event for event in call.reported if datetime.fromisoformat(event["time"]) >= since)

    async def _perhaps_write(self) -> None:
        """A person in twenty steps or so writes; each once."""
        told = [call for call in self.calls if not call.wrote and len(call.reported) > 1]
        if told and self.chance.random() < 0.05:
            call = self.chance.choice(told)
            call.wrote = self.chance.choice((STOP, HELP))
            await asyncio.to_thread(self.write, call.phone, call.wrote)
