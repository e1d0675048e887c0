"""Messages that cannot leave yet: the provider is away, our account is refused, it is night, it is only a trial."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from temporalio.client import WorkflowExecutionDescription

from db.queries import agencies
from domain.messages import MessageKey
from domain.policy import Policy
from engine.search_attributes import NEEDS_ATTENTION
from policies.in_force import policy_of
from tests.intake.fakes import POLICY
from tests.patience import until
from tests.world import CALLER, VICTIM, CallInTest, World

DEFAULT = POLICY


async def needs_attention(call: CallInTest) -> bool:
    description: WorkflowExecutionDescription = await call.handle.describe()
    return bool(description.typed_search_attributes.get(NEEDS_ATTENTION))


async def pass_time(call: CallInTest, minutes: float) -> None:
    """Let the call's clock reach that moment although something is being tried all the time."""
    moment = call.received_at + timedelta(minutes=minutes)
    await call.world.clock.fast_forward_to(call.workflow_id, moment)


async def pass_time_until_settled(call: CallInTest, minutes: float) -> None:
    """The circuit breaker rests by the wall clock, and a try in its rest waits minutes by the call's: so both go on."""
    latest = minutes

    async def is_settled() -> bool:
        nonlocal latest
        latest += 5
        await asyncio.sleep(1)
        await pass_time(call, latest)
        return await call.is_settled()

    await until(is_settled)


async def an_agency_with(world: World, policy: str) -> Policy:
    async with world.database.transaction() as session:
        agency = await agencies.get(session, world.ori)
        assert agency is not None
        agency.policy = policy
        return policy_of(agency)


async def test_a_provider_away_for_an_hour_is_not_followed_by_old_news(world: World) -> None:
    call = world.call()
    await call.contact(CALLER)
    await call.receive(priority=3)
    await call.reach(2)
    world.simulator.control.configure(unavailable_rate=1.0)
    await pass_time(call, 32)
    await until(lambda: needs_attention(call))
    assert "cannot leave: twilio: 20503" in (await call.status())["needs_attention"]
    await pass_time(call, 90)
    await call.report("unit.arrived", 90)
    await pass_time(call, 100)
    world.simulator.control.configure(unavailable_rate=0.0)
    await pass_time_until_settled(call, 110)
    assert await call.said() == ["call_received"]
    assert (await call.withheld())["officer_delayed"] == "stale"
    assert len(world.texts()) == 1
    assert await needs_attention(call)


async def test_what_stays_true_leaves_when_our_account_is_mended(world: World) -> None:
    world.simulator.control.configure(auth_token="changed")
    call = world.call()
    await call.contact(CALLER)
    await call.receive()
    await pass_time(call, 2)
    await until(lambda: needs_attention(call))
    assert "call received to caller by sms cannot leave: twilio: 20003" in (await call.status())["needs_attention"]
    world.simulator.control.configure(auth_token=world.simulator.config.auth_token)
    await pass_time(call, 20)
    await call.settle()
    assert await call.said() == ["call_received"]
    assert not await needs_attention(call)
    assert len(world.texts()) == 1


async def test_news_of_a_case_waits_for_the_morning(world: World) -> None:
    call = world.call()
    to_night = call.minutes_to(1)
    await call.contact(VICTIM)
    await call.report("call.received", incident_type="LARCENY", priority=3)
    await call.play((30, "call.closed", {"disposition": "01", "case_number": "26-1"}), (to_night, "case.assigned", {}))
    (row,) = [row for row in await call.messages() if row.key == MessageKey.DETECTIVE_ASSIGNED]
    assert (row.status, row.reason) == ("created", "quiet_until")
    await call.reach(to_night + 12 * 60)
    assert MessageKey.DETECTIVE_ASSIGNED in await call.said()


async def test_a_trial_policy_plans_everything_and_sends_nothing(world: World) -> None:
    await an_agency_with(world, DEFAULT.replace("shadow = false", "shadow = true"))
    call = world.call()
    await call.contact(VICTIM)
    await call.receive()
    await call.play((10, "unit.arrived", {}), (30, "call.closed", {"disposition": "01", "case_number": "26-1"}))
    assert set((await call.withheld()).values()) == {"shadow"}
    assert {"call_received", "case_number", "victim_rights"} <= (await call.withheld()).keys()
    assert world.texts() == []


async def test_a_sender_at_its_limit_is_waited_for_and_what_is_still_true_leaves(world: World) -> None:
    call = world.call()
    call.receive_at(10)
    await call.contact({**VICTIM, "phone": "+15005556038", "email": None})  # its first text meets the daily limit
    await call.receive()
    await call.reach(2)
    (row,) = await call.messages()
    assert (row.status, row.reason) == ("temporary_failure", "sender_limit: 63038")
    status = await call.status()
    assert (status["next_step"], status["needs_attention"]) == ("officer_delayed", "")
    await call.play((10, "unit.arrived", {}), (20, "call.closed", {"disposition": "01", "case_number": "26-1"}))
    held = {row.key: row.reason for row in await call.messages() if row.status == "created"}
    assert held["case_number"] == "sender_limit: 63038"
    assert (await call.status())["next_step"] == "send_again"
    assert world.texts() == []
    await call.reach(70)
    assert (await call.withheld())["call_received"] == "stale"
    assert {"outcome_handled", "case_number"} <= set(await call.said())
    assert not [row for row in await call.messages() if row.reason.startswith("sender_limit")]
