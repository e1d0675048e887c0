"""What is no longer true does not leave late, and the provider is told how long it may go on trying."""

from __future__ import annotations

from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from domain.messages import Channel, MessageKey
from domain.validity import LEAST
from tests.activities.conftest import Desk


async def a_late_officer(desk: Desk, **valid: float) -> str:
    """`officer_delayed`, true for as long as this; returns its id."""
    call = await desk.set_call()
    person = await desk.set_person(call)
    until = desk.now + timedelta(**valid) if valid else None
    return await desk.plan(
        call, person, MessageKey.OFFICER_DELAYED, Channel.SMS, facts={"minutes": 30}, valid_until=until
    )


@pytest.mark.parametrize(
    ("waited", "left"),
    [(0, 1800), (10, 1200), (29, 60)],
)
async def test_the_provider_is_told_what_is_left_by_the_calls_own_clock(desk: Desk, waited: float, left: int) -> None:
    """The call's clock may be far ahead of the provider's: a case of forty days is played in seconds."""
    desk.later(days=40)
    message = await a_late_officer(desk, minutes=30)
    desk.later(minutes=waited)
    (outcome,) = await desk.send(message)
    assert outcome.status == "sent"
    (text,) = desk.texts()
    assert left - 15 <= text["validity_seconds"] <= left


async def test_what_stays_true_is_tried_for_as_long_as_the_provider_likes(desk: Desk) -> None:
    await desk.send(await a_late_officer(desk))
    assert desk.texts()[0]["validity_seconds"] is None


async def test_more_than_the_provider_allows_is_cut_to_what_it_allows(desk: Desk) -> None:
    await desk.send(await a_late_officer(desk, days=3))
    assert desk.texts()[0]["validity_seconds"] == 36_000


async def test_what_would_be_dead_on_arrival_is_withheld(desk: Desk) -> None:
    message = await a_late_officer(desk, seconds=LEAST.total_seconds() - 1)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason, desk.texts()) == ("withheld", "stale", [])


async def test_an_officer_who_arrives_while_the_provider_is_away_is_never_called_late(desk: Desk) -> None:
    message = await a_late_officer(desk, minutes=30)
    desk.simulator.control.configure(unavailable_rate=1.0)
    with pytest.raises(ApplicationError, match="ProviderUnavailable"):
        await desk.send(message)
    desk.later(minutes=5)
    await desk.set_call(arrived_at=desk.now)
    desk.simulator.control.configure(unavailable_rate=0.0)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason, desk.texts()) == ("withheld", "stale", [])
