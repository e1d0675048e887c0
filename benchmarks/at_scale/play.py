"""What happens on a full database while its statements are written down: cases, people who write, failures."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import uuid4

from benchmarks.at_scale.postgres_stage import PostgresStage
from benchmarks.code_guesser import Guess
from benchmarks.full_case import CASE as FULL
from benchmarks.full_case import cloud_event, envelope, ten_o_clock, victim
from benchmarks.local_stack import until
from benchmarks.portal_victims import Victim

FILTERED = "+15005553007"
"""The simulator's number whose carrier lets nothing through: after some of those, staff is told."""
SETTLED = 30
"""Seconds in which what was said last is heard, answered and reported."""


async def everything(here: PostgresStage, cases: int) -> None:
    """Full cases, one after the other, and beside them what else happens to a call."""
    deeds: tuple[Callable[[PostgresStage], Awaitable[None]], ...] = (
        _sensitive,
        _suspect,
        _filtered,
        _snapshots,
        _written_to,
        _health,
    )
    for n in range(cases):
        await here.play_case(n)
    for deed in deeds:
        await deed(here)
    await asyncio.sleep(SETTLED)


async def _report(here: PostgresStage, data: dict[str, object], *, later: str = "") -> str:
    number = f"26-{uuid4().hex[:8]}"
    await here.report([envelope(number, "call.received", datetime.now(UTC), data)])
    await until(lambda: here.events_of(number) >= 1)
    if later:
        await here.report([envelope(number, later, datetime.now(UTC), {})])
        await until(lambda: here.events_of(number) >= 2)
    return number


async def _sensitive(here: PostgresStage) -> None:
    """A busy address is in a sensitive call now, so that the next calls from there are on careful ground."""
    await _report(here, {"incident_type": "DV", "priority": 1, "contacts": [victim(0)]})
    await _report(here, {"incident_type": "BURGLARY", "priority": 3, "contacts": [victim(0)]}, later="unit.arrived")


async def _suspect(here: PostgresStage) -> None:
    suspect = {**victim(1), "roles": ["suspect"]}
    await _report(here, {"incident_type": "BURGLARY", "priority": 3, "contacts": [suspect]})


async def _filtered(here: PostgresStage) -> None:
    for _ in range(6):
        caller = {"roles": ["reporting_party"], "phone": FILTERED, "email": "filtered@example.com"}
        await _report(here, {"incident_type": "BURGLARY", "priority": 3, "contacts": [caller]})


async def _snapshots(here: PostgresStage) -> None:
    number, now = f"26-{uuid4().hex[:8]}", datetime.now(UTC).isoformat()
    caller = {"ref": "caller", "role": "reporting_party", "phone": victim(2)["phone"]}
    for status in ({}, {"priority": 2}):
        body = {"incident_type": "LARCENY", "priority": 3, "received_at": now, "contacts": [caller], **status}
        (await here.http.put(f"/v1/calls/{number}", json=body)).raise_for_status()
    (await here.http.get(f"/v1/calls/{number}")).raise_for_status()


async def _written_to(here: PostgresStage) -> None:
    """People of a case write back, and one comes into the portal."""
    number, received_at = f"26-{uuid4().hex[:8]}", ten_o_clock()
    await here.report([cloud_event(3, number, happening, received_at) for happening in FULL[:5]])
    await until(lambda: here.events_of(number) >= 5)
    for words in ("When will the officer come?", "thank you", "STOP", "START"):
        await asyncio.to_thread(here.simulator.inbound, sender=victim(3)["phone"], body=words)
        await asyncio.sleep(2)
    guess = Guess(exists=True, case=number, address=victim(3)["phone"])
    await Victim(here=here, mine=guess, network="203.0.113.9").come_in()


async def _health(here: PostgresStage) -> None:
    for _ in range(3):
        await here.http.get("/health/ready")
        await asyncio.sleep(6)
