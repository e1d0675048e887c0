"""The provider goes away under a burst of calls and comes back: each caller hears once, and it was left alone."""

from __future__ import annotations

import asyncio

from tests.patience import until
from tests.workflows.test_waiting_messages import DEFAULT, an_agency_with
from tests.world import CALLER, CallInTest, World

CALLS = 20


async def a_call(world: World, n: int) -> CallInTest:
    call = world.call(f"26-{n:06}")
    await call.contact({**CALLER, "phone": f"+12065550{101 + n}"})
    await call.receive()
    return call


async def everybody_heard(calls: list[CallInTest]) -> bool:
    return all([await call.said() == ["call_received"] for call in calls])


async def test_a_burst_of_calls_while_the_provider_is_away(world: World) -> None:
    await an_agency_with(world, DEFAULT.replace("hold_seconds = 60", "hold_seconds = 0"))
    control = world.simulator.control
    control.configure(unavailable_rate=1.0)
    calls = [await a_call(world, n) for n in range(CALLS)]
    await until(lambda: control.state()["counts"].get("sms_sends", 0) >= 5)
    await asyncio.sleep(10)
    tried = control.state()["counts"]["sms_sends"]
    control.configure(unavailable_rate=0.0)
    await until(lambda: everybody_heard(calls), patience=150)
    # Those that were under way at once, and now and then one: by themselves they would have tried 60 times.
    assert tried <= CALLS + 6
    assert len(world.texts()) == CALLS
