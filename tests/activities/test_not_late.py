"""What is no longer true does not leave late, and the provider is told how long it may go on trying."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from db.queries.insert_if_new import insert_if_new
from db.tables import Call, SurveyInvitation
from domain.call_state import CaseStatus, End
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from domain.validity import LEAST
from tests.desk import Desk
from tests.world import LOCAL


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


CHARGED: dict[str, Any] = {"case_status": CaseStatus.CHARGED, "case_counts": {"arrest": 1, "charged": 1}}


async def invite(desk: Desk, call: Call, person: str) -> None:
    invitation = SurveyInvitation(
        ori=call.ori,
        call_id=call.id,
        contact_id=person,
        address_hash="",
        token_hash="",
        language="en",
        question_set="officer_came.1",
        invited_at=desk.now,
        expires_at=desk.now + timedelta(days=7),
    )
    async with desk.database.transaction() as session:
        await insert_if_new(session, invitation)


@pytest.mark.parametrize(
    ("key", "tried", "left"),
    [
        (MessageKey.SURVEY_INVITATION, "2026-06-02T20:00", "2026-06-03T08:00"),
        (MessageKey.SURVEY_REMINDER, "2026-06-02T23:30", "2026-06-03T08:00"),
        (MessageKey.CHARGES_FILED, "2026-06-02T21:00", "2026-06-03T08:00"),
        (MessageKey.CHARGES_FILED, "2026-06-02T20:59", "2026-06-02T20:59"),
        (MessageKey.ARREST_MADE, "2026-06-02T23:30", "2026-06-02T23:30"),
        (MessageKey.OUTCOME_HANDLED, "2026-06-02T23:30", "2026-06-02T23:30"),
    ],
)
async def test_what_a_provider_away_has_kept_until_the_evening_leaves_in_the_morning(
    desk: Desk, key: MessageKey, tried: str, left: str
) -> None:
    at, morning = (datetime.fromisoformat(each).replace(tzinfo=LOCAL).astimezone(UTC) for each in (tried, left))
    desk.now = at - timedelta(hours=2)
    call = await desk.set_call(case_number="26-1", ended=End.CLOSED, ended_at=desk.now - timedelta(hours=6), **CHARGED)
    person = await desk.set_person(call)
    message = await desk.plan(call, person, key, Channel.SMS, n=1)
    if KEY_RULES[key].purpose is Purpose.SURVEY:
        await invite(desk, call, person)
    desk.now = at
    if morning > at:
        with pytest.raises(ApplicationError, match="QuietHours") as waits:
            await desk.send(message)
        pause = waits.value.next_retry_delay
        assert pause is not None
        assert morning - at <= pause < morning - at + timedelta(minutes=1)
        assert desk.texts() == []
        desk.now = morning
    (outcome,) = await desk.send(message)
    assert (outcome.status, len(desk.texts())) == ("sent", 1)
