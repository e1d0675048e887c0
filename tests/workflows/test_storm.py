"""One agency's storm does not hold up another's text (benchmarks/storm.py measures by how much it does)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest

from domain.messages import Channel
from tests.patience import until
from tests.sending_rates import set_rates
from tests.workflows.test_waiting_messages import DEFAULT, an_agency_with
from tests.world import CALLER, CallInTest, World

AT_ONCE = DEFAULT.replace("hold_seconds = 60", "hold_seconds = 0")
CALLS, CALLERS = 20, 10
EACH = 20.0


@pytest.fixture
async def limited(world: World) -> AsyncIterator[World]:
    """A world where an agency may send 20 texts a second."""
    await rates(world, EACH)
    yield world
    await rates(world, 1000.0)  # other tests send through the same server's queues


async def rates(world: World, each: float) -> None:
    await set_rates(world.database, world.client, dict.fromkeys(Channel, each))


async def a_call(world: World, number: str, area: str, callers: int) -> CallInTest:
    call = world.call(number)
    for n in range(callers):
        await call.contact({**CALLER, "phone": f"{area}{n:02d}"}, ref=f"caller-{n}")
    return call


async def test_a_text_goes_before_most_of_another_agencys_two_hundred(limited: World) -> None:
    stormy = limited
    quiet = replace(stormy, ori=f"WA{uuid4().hex[:7].upper()}", _calls=[])
    await quiet.open_agency(policy=AT_ONCE)
    await an_agency_with(stormy, AT_ONCE)
    storm = [await a_call(stormy, f"storm-{n}", f"+1303555{n:02d}", CALLERS) for n in range(CALLS)]
    text = await a_call(quiet, "quiet", "+120655502", 1)
    for call in (*storm, text):
        await call.receive()
    await until(lambda: len(stormy.texts()) == CALLS * CALLERS + 1, patience=120)
    order = [text["to"] for text in stormy.texts()]
    assert order.index("+12065550200") < CALLS * CALLERS / 2
    await quiet.close()
