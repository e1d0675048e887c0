"""What the providers report reaches the call's workflow where it must act, and only there: everything is real."""

from __future__ import annotations

from db.tables import OutboundMessage
from domain.delivery import RESENT_AFTER
from tests.patience import until
from tests.world import CALLER, CallInTest, World

AFTER_THE_HOLD = 1.1
"""Minutes."""


async def first_text(world: World, phone: str, **person: str) -> CallInTest:
    """A call whose caller has this number, up to the first text."""
    call = world.call()
    await call.contact({**CALLER, "phone": phone, **person})  # type: ignore[typeddict-item]  # strings all
    await call.receive()
    await call.reach(AFTER_THE_HOLD)
    return call


async def becomes(call: CallInTest, *wanted: tuple[str, str, str]) -> None:
    """Until the messages are these: key, channel, status."""

    async def are_so() -> bool:
        return [(row.key, row.channel, row.status) for row in await call.messages()] == list(wanted)

    try:
        await until(are_so)
    except TimeoutError:
        raise AssertionError([_facts(row) for row in await call.messages()]) from None


def _facts(row: OutboundMessage) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("key", "channel", "status", "reason", "attempts", "not_before")}


async def test_a_delivered_text_leaves_no_trace_in_the_history(listening_world: World) -> None:
    call = await first_text(listening_world, "+12065550123")
    await becomes(call, ("call_received", "sms", "delivered"))
    history = [event async for event in call.handle.fetch_history_events()]
    signals = [event for event in history if event.HasField("workflow_execution_signaled_event_attributes")]
    assert len(signals) == 1
    assert (await call.status())["needs_attention"] == ""


async def test_a_text_that_cannot_arrive_is_stood_in_for_by_an_email(listening_world: World) -> None:
    call = await first_text(listening_world, "+15005553005", email="ana@example.com")
    await becomes(call, ("call_received", "sms", "permanent_failure"), ("call_received", "email", "delivered"))


async def test_a_text_that_failed_for_the_time_being_is_sent_again(listening_world: World) -> None:
    call = await first_text(listening_world, "+15005553003")
    await becomes(call, ("call_received", "sms", "temporary_failure"))

    async def knows_when() -> bool:
        return bool((await call.status())["next_step"] == "send_again")

    await until(knows_when)
    await call.reach(AFTER_THE_HOLD + RESENT_AFTER[0].total_seconds() / 60 + 1)
    await until(lambda: len(listening_world.texts("+15005553003")) == 2)
